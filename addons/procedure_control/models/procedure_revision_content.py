import hashlib
import re

from odoo import models

from ..engine import canonical
from ..engine import content as tree

_STORED_IMAGE = re.compile(r"/web/(?:image|content)/(\d+)[^\"'\s)]*")


class ProcedureRevision(models.Model):
    """The records of a revision as one `engine.content.Content`."""

    _inherit = "procedure.revision"

    def _content(self, canonical=True):
        """{revision: engine.content.Content}; the queries do not grow with `self`.

        :param canonical: HTML with images replaced by the digest of their bytes, as it
            is fingerprinted; False keeps the stored HTML, as a copy needs it
        """
        # Who may read a revision may read its content, whatever else he may see.
        revisions = self.sudo()
        html = self._html_reader(revisions) if canonical else (lambda text: text or "")
        result = {}
        for asked, revision in zip(self, revisions, strict=True):
            result[asked] = self._content_of(revision, html)
        return result

    def _content_of(self, revision, html):
        keys = {}
        for prefix, name in (
            ("p", "phase_ids"),
            ("v", "variant_ids"),
            ("f", "form_ids"),
            ("a", "file_ids"),
            ("s", "step_ids"),
        ):
            for number, record in enumerate(revision[name].sorted(_order), 1):
                keys[record] = f"{prefix}{number}"
        document = revision.document_id
        return tree.Content(
            code=document.code,
            title=revision.title or document.title,
            kind=document.kind,
            language=revision.language,
            issue_number=revision.issue_number,
            amendment_number=revision.amendment_number,
            summary=revision.summary or "",
            result=revision.result or "",
            fee=revision.fee or "",
            limit=_limit(revision.limit_value, revision.limit_unit),
            committed=_limit(revision.committed_value, revision.committed_unit),
            limit_rule=revision.limit_rule,
            copies_of_dossier=revision.copies_of_dossier,
            sections=tuple(
                tree.Section(
                    number="" if section.level else section.number or "",
                    name=section.name or "",
                    body=html(section.body),
                    required=section.required,
                    kind=section.kind,
                    level=section.level or "",
                )
                for section in revision.section_ids.sorted(_order)
            ),
            phases=tuple(
                tree.Phase(
                    key=keys[phase],
                    number=phase.number or "",
                    name=phase.name,
                    mode=phase.mode,
                    limit=_limit(phase.limit_value, phase.limit_unit),
                    join=phase.join,
                    quorum=phase.quorum,
                )
                for phase in revision.phase_ids.sorted(_order)
            ),
            steps=tuple(
                self._step_content(step, keys, html)
                for step in revision.step_ids.sorted(_order)
            ),
            variants=tuple(
                tree.Variant(
                    key=keys[variant],
                    name=variant.name,
                    is_urgency=variant.is_urgency,
                    limit=_limit(variant.limit_value, variant.limit_unit),
                )
                for variant in revision.variant_ids.sorted(_order)
            ),
            components=tuple(
                tree.Component(
                    name=component.name,
                    originals=component.originals,
                    copies=component.copies,
                    required=component.required,
                    form=keys.get(component.form_id, ""),
                    variants=_keys(component.variant_ids, keys),
                )
                for component in revision.component_ids.sorted(_order)
            ),
            forms=tuple(
                tree.Form(
                    key=keys[form],
                    code=form.code,
                    name=form.name,
                    filename=form.filename or "",
                    sha256=form.sha256 or "",
                )
                for form in revision.form_ids.sorted(_order)
            ),
            legal_bases=tuple(
                tree.Ref(basis.code, basis.name)
                for basis in revision.legal_basis_ids.sorted("code")
            ),
            retention=revision.retention_years,
            supplement_rule=revision.supplement_rule,
            **self._content_parts(revision, keys),
        )

    def _content_parts(self, revision, keys):
        return {
            "records": tuple(
                tree.Record(
                    name=record.name,
                    keeper=record.keeper or "",
                    place=record.place or "",
                    retention=record.retention or "",
                )
                for record in revision.record_ids.sorted(_order)
            ),
            "references": tuple(
                tree.Reference(
                    code=reference.code or "",
                    title=reference.title or "",
                    source=_source(reference),
                )
                for reference in revision.reference_ids.sorted(_order)
            ),
            "files": tuple(
                tree.File(
                    key=keys[file],
                    name=file.name,
                    filename=file.filename or "",
                    sha256=file.sha256 or "",
                )
                for file in revision.file_ids.sorted(_order)
            ),
            "changes": tuple(
                tree.ChangeItem(place=item.place, description=item.description)
                for item in revision.change_item_ids.sorted(_order)
            ),
        }

    def _step_content(self, step, keys, html):
        return tree.Step(
            key=keys[step],
            label=step.label or "",
            name=step.name,
            phase=keys.get(step.phase_id, ""),
            kind=step.kind,
            instruction=html(step.instruction),
            owner_mode=step.owner_mode,
            role=ref_of(step.role_id),
            user=ref_of(step.user_id),
            chosen_by=keys.get(step.chosen_by_step_id, ""),
            agency_mode=step.agency_mode,
            agency=ref_of(step.agency_id),
            time_mode=step.time_mode,
            duration=_limit(step.duration_value, step.duration_unit),
            time_set_by=keys.get(step.time_set_by_step_id, ""),
            counted=step.counted and step.duration_unit != "not_counted",
            is_result=step.is_result,
            is_approval=step.is_approval,
            accountable=ref_of(step.accountable_id),
            consulted=tuple(ref_of(role) for role in step.consulted_ids.sorted("code")),
            informed=tuple(ref_of(role) for role in step.informed_ids.sorted("code")),
            result=step.result or "",
            forms=_keys(step.form_ids, keys),
            statutory_forms=tuple(_split(step.statutory_forms, ",")),
            checklist=tuple(_split(step.checklist, "\n")),
            needs_file=step.needs_file,
            needs_number=step.needs_number,
            variants=_keys(step.variant_ids, keys),
            quorum=step.quorum,
            silence=step.silence,
            outcomes=tuple(
                tree.Outcome(
                    name=outcome.name,
                    kind=outcome.kind,
                    target=keys.get(outcome.target_step_id, ""),
                    needs_reason=outcome.needs_reason,
                )
                for outcome in step.outcome_ids.sorted(_order)
            ),
        )

    def _html_reader(self, revisions):
        """A function from stored HTML to its canonical form, pictures by digest."""
        texts = [section.body for section in revisions.section_ids]
        texts += [step.instruction for step in revisions.step_ids]
        ids = {int(n) for text in texts for n in _STORED_IMAGE.findall(text or "")}
        # A picture is part of what is signed, whoever uploaded it.
        pictures = self.env["ir.attachment"].sudo().browse(ids).exists()
        digests = {
            picture.id: hashlib.sha256(picture.raw or b"").hexdigest()
            for picture in pictures
        }

        def digest(match):
            return f"sha256:{digests.get(int(match.group(1)), 'missing')}"

        def read(text):
            return canonical.canonical_html(_STORED_IMAGE.sub(digest, text or ""))

        return read


def _source(reference):
    if reference.document_id:
        return "document"
    return "external" if reference.external_id else "text"


def _order(record):
    return (record.sequence, record.id)


def _limit(value, unit):
    """No limit unless there is a number, or a unit that carries none."""
    if unit and (value or unit in ("same_day", "at_once", "not_counted")):
        return tree.Limit(value or "", unit)
    return None


def _keys(records, keys):
    return tuple(
        sorted((keys[record] for record in records), key=lambda key: int(key[1:]))
    )


def _split(text, mark):
    return [part.strip() for part in (text or "").split(mark) if part.strip()]


def ref_of(record):
    if not record:
        return None
    if record._name == "res.users":
        return tree.Ref(record.login, record.name)
    if record._name == "res.company":
        return tree.Ref(record.procedure_code or str(record.id), record.name)
    return tree.Ref(record.code, record.name)
