from odoo import models
from odoo.fields import Domain

from ..reporting.clarity import marks
from ..reporting.document_rows import DutyRow
from .procedure_compliance_moments import number_of

#: Revisions whose whole content is in memory at a time.
CONTENTS = 200
#: Holders of a role that are named; of more it is said how many.
NAMED = 6


class ProcedureComplianceRows(models.AbstractModel):
    """The steps of the procedures in force at the end of the period."""

    _inherit = "procedure.compliance.rows"

    def _rows_duties(self, options):
        """`DutyRow` by the code of the procedure, then in the order of the steps."""
        everything = self._told_in(options)
        domain = self._document_domain(options)
        for documents in everything._batches(
            "procedure.document", domain, "code", ["code"]
        ):
            in_force = everything._in_force(documents, options)
            revisions = [in_force[one] for one in documents if one in in_force]
            for first in range(0, len(revisions), CONTENTS):
                some = everything.env["procedure.revision"].union(
                    *revisions[first : first + CONTENTS]
                )
                yield from everything._duties_of(some, options)
                some.invalidate_recordset(flush=False)
                self.env["procedure.step"].invalidate_model(flush=False)

    def _duties_of(self, revisions, options):
        revisions._read_ahead()
        contents = revisions._content(canonical=False)
        # Who may read a revision may read its steps, and what they name.
        steps = revisions.sudo().step_ids
        forms = self._form_codes(options)
        holders = self._holders_by_step(steps, options)
        for revision in revisions:
            content, document = contents[revision], revision.sudo().document_id
            clear = marks(content)
            phases = {phase.key: phase.name for phase in content.phases}
            labels = {step.key: step.label for step in content.steps}
            own_forms = {form.key: form.code or form.name for form in content.forms}
            records = revision.sudo().step_ids.sorted(lambda s: (s.sequence, s.id))
            for step, record in zip(content.steps, records, strict=True):
                yield DutyRow(
                    id=record.id,
                    document_id=document.id,
                    code=document.code or "",
                    title=content.title or "",
                    revision=number_of(revision),
                    agency=document.company_id.name or "",
                    department=document.department_id.name or "",
                    label=step.label,
                    phase=phases.get(step.phase, ""),
                    work=step.name,
                    owner_mode=step.owner_mode,
                    owner=_name(step.user if step.owner_mode == "user" else step.role),
                    chosen_at=labels.get(step.chosen_by, ""),
                    agency_mode=step.agency_mode,
                    accountable=_name(step.accountable),
                    consulted=tuple(ref.name for ref in step.consulted),
                    informed=tuple(ref.name for ref in step.informed),
                    approves=step.is_approval,
                    time_mode=step.time_mode,
                    time_value=step.duration.value if step.duration else "",
                    time_unit=step.duration.unit if step.duration else "",
                    counted=step.counted,
                    result=step.result,
                    forms=(
                        *(own_forms.get(key, key) for key in step.forms),
                        *(forms.get(kind, kind) for kind in step.statutory_forms),
                    ),
                    evidence=tuple(
                        key
                        for key, asked in (
                            ("checklist", step.checklist),
                            ("file", step.needs_file),
                            ("number", step.needs_number),
                        )
                        if asked
                    ),
                    marks=clear[step.key],
                    **self._held(record, document, holders, options),
                )

    def _form_codes(self, options):
        """{kind: code of the national form in force on the last day}."""
        last = options.period.last
        forms = self.env["procedure.statutory.form"].search(
            Domain("date_from", "<=", last)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", last)),
            order="date_from, id",
        )
        return {form.kind: form.code for form in forms}

    def _holders_by_step(self, steps, options):
        """{(role, agency): holders on the last day}, as far as the user may see."""
        last = options.until.date()
        agencies = options.companies | steps.agency_id
        found = self.env["procedure.role.holder"].search(
            Domain("role_id", "in", steps.role_id.ids)
            & Domain("company_id", "in", agencies.ids)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", last))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", last))
        )
        # Of a holder he sees, the reader is told the name and the department.
        return found.sudo().grouped(lambda h: (h.role_id, h.company_id))

    def _held(self, step, document, holders, options):
        """Who holds the role of a step where it runs, as columns of its row."""
        unit = step.agency_id.name or "" if step.agency_mode == "fixed" else ""
        if step.owner_mode not in ("role", "chosen") or not step.role_id:
            return {"unit": unit}
        if step.agency_mode == "chosen":
            return {}
        agencies = step.agency_id
        if step.agency_mode == "receiving":
            agencies = document.applying_company_ids or document.company_id
            agencies &= options.companies
        role, missing, people = step.role_id, False, step.env["procedure.role.holder"]
        for agency in agencies:
            here = holders.get((role, agency), people.browse())
            here = role._most_specific(here, lineage(document.field_id))
            missing = missing or not here.user_id.filtered("active")
            people |= here
        names = people.sorted("user_sort_name").user_id.mapped("name")
        units = people.department_id.mapped("name")
        return {
            "holders": tuple(names[:NAMED]),
            "more": max(len(names) - NAMED, 0),
            "head_holds": role.is_department_head,
            "unfilled": bool(agencies) and missing and not role.is_department_head,
            "unit": unit or ", ".join(units[:NAMED]),
        }


def lineage(field):
    """Ids of a field of work and those above it, the nearest first."""
    return [int(part) for part in (field.parent_path or "").split("/") if part][::-1]


def _name(ref):
    return ref.name if ref else ""
