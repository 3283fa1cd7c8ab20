from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .procedure_revision_content import ref_of


class ProcedureRevision(models.Model):
    """An `engine.content.Content` written into a draft."""

    _inherit = "procedure.revision"

    def _write_content(self, content):
        """Replace the content of this draft by `content`.

        Code, title, kind and numbers are the document's and the server's: they are not
        taken. Files of forms are not part of the tree; attach them afterwards.

        :param content: engine.content.Content
        :raises UserError: past draft, or it names roles, agencies, users or legal
            bases that are not entered here (all of them are listed)
        """
        self.ensure_one()
        refs = self._resolve_refs(content)
        self._drop_content()
        self.write(
            {
                "language": content.language,
                "summary": content.summary or False,
                "result": content.result or False,
                "fee": content.fee or False,
                "limit_rule": content.limit_rule,
                "supplement_rule": content.supplement_rule,
                "copies_of_dossier": content.copies_of_dossier,
                **({"retention_years": content.retention} if content.retention else {}),
                **_limit_vals("limit", content.limit),
                **_limit_vals("committed", content.committed),
                "legal_basis_ids": [
                    Command.set(
                        [refs["basis", ref.code] for ref in content.legal_bases]
                    )
                ],
            }
        )
        ids = {}
        for model, prefix, items, vals_of in (
            ("procedure.section", None, content.sections, _section_vals),
            ("procedure.phase", "p", content.phases, _phase_vals),
            ("procedure.variant", "v", content.variants, _variant_vals),
            ("procedure.form", "f", content.forms, _form_vals),
            ("procedure.file", None, content.files, _file_vals),
            ("procedure.record", None, content.records, vars),
            ("procedure.change.item", None, content.changes, vars),
        ):
            records = self.env[model].create(self._rows(items, vals_of))
            if prefix:
                ids.update(zip([i.key for i in items], records.ids, strict=True))
        self._write_references(content)
        self.env["procedure.dossier.component"].create(
            self._rows(content.components, lambda c: _component_vals(c, ids))
        )
        steps = self.env["procedure.step"].create(
            self._rows(content.steps, lambda step: _step_vals(step, ids, refs))
        )
        ids.update(zip([step.key for step in content.steps], steps.ids, strict=True))
        self._write_step_links(content, steps, ids)

    def _rows(self, items, vals_of):
        return [
            {**vals_of(item), "revision_id": self.id, "sequence": 10 * number}
            for number, item in enumerate(items, 1)
        ]

    def _write_references(self, content):
        sources = {"document": {}, "external": {}}
        for source, model in (
            ("document", "procedure.document"),
            ("external", "procedure.external"),
        ):
            codes = {r.code for r in content.references if r.source == source}
            if codes:
                # The text names it already; the author need not be able to open it.
                found = self.env[model].sudo().with_context(active_test=False)
                company = self.document_id.company_id
                for record in found.search([("code", "in", list(codes))]):
                    if record.company_id in (company, self.env["res.company"]):
                        sources[source].setdefault(record.code, record.id)
        rows = self._rows(
            content.references,
            lambda reference: {
                "code": reference.code,
                "title": reference.title,
                "document_id": sources["document"].get(reference.code, False)
                if reference.source == "document"
                else False,
                "external_id": sources["external"].get(reference.code, False)
                if reference.source == "external"
                else False,
            },
        )
        # As above; whether he may write this draft was asked before.
        self.env["procedure.reference"].sudo().create(rows)

    def _write_step_links(self, content, steps, ids):
        outcomes = []
        for step, record in zip(content.steps, steps, strict=True):
            links = {}
            if step.chosen_by:
                links["chosen_by_step_id"] = ids[step.chosen_by]
            if step.time_set_by:
                links["time_set_by_step_id"] = ids[step.time_set_by]
            if links:
                record.write(links)
            outcomes += [
                {
                    "step_id": record.id,
                    "sequence": 10 * number,
                    "name": outcome.name,
                    "kind": outcome.kind,
                    "target_step_id": ids[outcome.target] if outcome.target else False,
                    "needs_reason": outcome.needs_reason,
                }
                for number, outcome in enumerate(step.outcomes, 1)
            ]
        if outcomes:
            self.env["procedure.outcome"].create(outcomes)

    def _resolve_refs(self, content):
        """{(sort, code): id} of every shared record that `content` names."""
        wanted = {"role": set(), "agency": set(), "user": set(), "basis": set()}
        for step in content.steps:
            for role in (step.role, step.accountable, *step.consulted, *step.informed):
                if role:
                    wanted["role"].add(role.code)
            if step.agency:
                wanted["agency"].add(step.agency.code)
            if step.user:
                wanted["user"].add(step.user.code)
        wanted["basis"].update(ref.code for ref in content.legal_bases)
        refs = {}
        for sort, (model, field) in _REFS.items():
            if not wanted[sort]:
                continue
            codes = list(wanted[sort])
            domain = Domain(field, "in", codes)
            if sort == "agency":
                # An agency without a code of its own is named by its id.
                domain |= Domain("id", "in", [int(c) for c in codes if c.isdigit()])
            # A step may name an agency beside the author's own, or somebody who left.
            library = self.env[model].sudo().with_context(active_test=False)
            refs.update({(sort, ref_of(r).code): r.id for r in library.search(domain)})
        missing = [
            f"{code} ({_REFS[sort][0]})"
            for sort, codes in wanted.items()
            for code in sorted(codes)
            if (sort, code) not in refs
        ]
        if missing:
            raise UserError(
                self.env._("Not entered here yet: %(names)s", names=", ".join(missing))
            )
        return refs


_REFS = {
    "role": ("procedure.role", "code"),
    "agency": ("res.company", "procedure_code"),
    "user": ("res.users", "login"),
    "basis": ("procedure.legal.basis", "code"),
}


def _limit_vals(name, limit):
    return {
        f"{name}_value": (limit.value or False) if limit else False,
        f"{name}_unit": limit.unit if limit else False,
    }


def _section_vals(section):
    return {
        "number": section.number,
        "name": section.name or False,
        "body": section.body,
        "required": section.required,
        "kind": section.kind,
        "level": section.level or False,
    }


def _phase_vals(phase):
    return {
        "number": phase.number,
        "name": phase.name,
        "mode": phase.mode,
        "join": phase.join,
        "quorum": phase.quorum,
        **_limit_vals("limit", phase.limit),
    }


def _variant_vals(variant):
    return {
        "name": variant.name,
        "is_urgency": variant.is_urgency,
        **_limit_vals("limit", variant.limit),
    }


def _form_vals(form):
    return {"code": form.code, "name": form.name, "filename": form.filename or False}


def _file_vals(file):
    return {"name": file.name, "filename": file.filename or False}


def _component_vals(component, ids):
    return {
        "name": component.name,
        "originals": component.originals,
        "copies": component.copies,
        "required": component.required,
        "form_id": ids[component.form] if component.form else False,
        "variant_ids": [Command.set([ids[key] for key in component.variants])],
    }


def _step_vals(step, ids, refs):
    def of(sort, ref):
        return refs[sort, ref.code] if ref else False

    return {
        "label": step.label,
        "name": step.name,
        "phase_id": ids[step.phase] if step.phase else False,
        "kind": step.kind,
        "quorum": step.quorum,
        "silence": step.silence,
        "instruction": step.instruction or False,
        "owner_mode": step.owner_mode,
        "role_id": of("role", step.role),
        "user_id": of("user", step.user),
        "agency_mode": step.agency_mode,
        "agency_id": of("agency", step.agency),
        "time_mode": step.time_mode,
        **_limit_vals("duration", step.duration),
        "counted": step.counted,
        "is_result": step.is_result,
        "is_approval": step.is_approval,
        "accountable_id": of("role", step.accountable),
        "consulted_ids": [Command.set([of("role", ref) for ref in step.consulted])],
        "informed_ids": [Command.set([of("role", ref) for ref in step.informed])],
        "result": step.result or False,
        "form_ids": [Command.set([ids[key] for key in step.forms])],
        "statutory_forms": ",".join(step.statutory_forms) or False,
        "checklist": "\n".join(step.checklist) or False,
        "needs_file": step.needs_file,
        "needs_number": step.needs_number,
        "variant_ids": [Command.set([ids[key] for key in step.variants])],
    }
