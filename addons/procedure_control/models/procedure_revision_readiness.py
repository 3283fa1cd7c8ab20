from decimal import Decimal

from odoo import api, fields, models

from ..engine import readiness
from ..engine.duration import format_value

_MODELS = {
    "section": "section_ids",
    "phase": "phase_ids",
    "step": "step_ids",
    "variant": "variant_ids",
}


class ProcedureRevision(models.Model):
    """Whether a draft may be submitted: one line for each thing found."""

    _inherit = "procedure.revision"

    readiness = fields.Json(compute="_compute_readiness")
    is_ready = fields.Boolean(
        string="Ready to be submitted", compute="_compute_readiness"
    )

    @api.depends(
        "state",
        "content_version",
        "approver_id",
        "document_id.applying_company_ids",
    )
    @api.depends_context("lang")
    def _compute_readiness(self):
        drafts = self.filtered(lambda r: r.state == "draft" and r._origin == r)
        lines = drafts._readiness() if drafts else {}
        for revision in self:
            found = lines.get(revision, [])
            revision.readiness = found
            revision.is_ready = not any(line["blocks"] for line in found)

    def _readiness(self):
        """{revision: lines}, in the order of the checks.

        A line is a dict: ``key`` and ``name`` of the check, ``grade``, ``passed``,
        ``blocks``, ``text`` in the reader's language, ``res_model`` and ``res_id`` of
        its place, ``code``. Queries do not grow with the number of revisions.
        """
        # Checks look at holders and agencies the author may not see.
        revisions = self.sudo()
        checks = {
            check.key: check for check in self.env["procedure.check"].search_fetch([])
        }
        grades = {k: c.grade for k, c in checks.items() if k in readiness.CHECKS}
        contents = self._content()
        held = revisions._roles_held()
        result = {}
        for revision in self:
            context = readiness.ReadinessContext(
                applying={
                    _code(company): company.name
                    for company in revision.sudo()._applying_companies()
                },
                holders=held,
                signer_named=bool(revision.sudo().approver_id),
            )
            found = readiness.check_all(contents[revision], context, grades)
            result[revision] = [
                revision._readiness_line(line, checks.get(line.key)) for line in found
            ]
        return result

    def _applying_companies(self):
        document = self.document_id
        return document.applying_company_ids or document.company_id

    def _roles_held(self):
        """{role code: {codes of the agencies where somebody would get the task}}."""
        pairs = {}
        for revision in self:
            applying = revision._applying_companies()
            field = revision.field_id.id
            for step in revision.step_ids.filtered("role_id"):
                if step.kind == "consult":
                    for holder in step.role_id.holder_ids:
                        pairs[step.role_id, holder.company_id, field] = None
                if step.agency_mode == "chosen":
                    continue
                fixed = step.agency_mode == "fixed"
                for company in step.agency_id if fixed else applying:
                    pairs[step.role_id, company, field] = None
        requests = [(role.id, company.id, field) for role, company, field in pairs]
        today = fields.Date.context_today(self)
        assignees = self.env["procedure.role"]._resolve(requests, today)
        held = {}
        for (role, company, _field), assignee in zip(pairs, assignees, strict=True):
            if assignee.by != "nobody":
                held.setdefault(role.code, set()).add(_code(company))
        return held

    def _readiness_line(self, line, check):
        kind, key = line.where
        place = self._readiness_place(kind, key)
        return {
            "key": line.key,
            "name": check.name if check else line.key,
            "grade": line.grade,
            "passed": line.passed,
            "blocks": line.grade == "block" and not line.passed,
            "code": line.code,
            "text": self._readiness_text(line),
            "res_model": place._name,
            "res_id": place.id,
        }

    def _readiness_place(self, kind, key):
        if kind not in _MODELS:
            return self
        records = self.sudo()[_MODELS[kind]]  # only their ids leave
        number = int(key.lstrip("pvfs") or 0) if key else 0
        if not 0 < number <= len(records):
            return self
        return records.sorted(lambda r: (r.sequence, r.id))[number - 1]

    def _readiness_text(self, line):
        template = readiness.TEMPLATES[line.code]
        data = {name: self._readiness_word(name, v) for name, v in line.data.items()}
        translated = self.env._(template)  # pylint: disable=prefer-env-translation
        return translated % data if data else translated

    def _readiness_word(self, name, value):
        units = dict(self._fields["limit_unit"]._description_selection(self.env))
        if name in ("unit", "units"):
            codes = value if isinstance(value, tuple | list) else (value,)
            return ", ".join(str(units.get(code, code)) for code in codes)
        if isinstance(value, Decimal):
            comma = (self.env.lang or "").startswith("vi")
            return format_value(value, decimal_comma=comma)
        if isinstance(value, tuple | list):
            return ", ".join(str(item) for item in value)
        return value


def _code(company):
    return company.procedure_code or str(company.id)
