import re

from odoo import api, fields, models


class ProcedureDocument(models.Model):
    """What a procedure takes from its revision in force, and the codes of its forms."""

    _inherit = "procedure.document"

    retention_years = fields.Integer(
        string="Retention (years)", compute="_compute_retention_years"
    )

    @api.depends("revision_ids.state", "revision_ids.retention_years", "type_id")
    def _compute_retention_years(self):
        # How long something is kept is no secret to whoever may read its card.
        for document in self.sudo():
            revisions = document.revision_ids.sorted("id", reverse=True)
            in_force = revisions.filtered(lambda r: r.state == "effective")
            ended = revisions.filtered(lambda r: r.state in ("superseded", "repealed"))
            found = (in_force or ended or revisions)[:1]
            document.retention_years = (
                found.retention_years or document.type_id.retention
            )

    def _next_form_code(self, used):
        """The first code by the pattern of the type that is not among `used`."""
        self.ensure_one()
        return next(
            code
            for number in range(1, len(used) + 2)
            if (code := self._form_code(number)) not in used
        )

    def _form_code(self, number):
        """The code of form `number`: by the type's pattern where the code follows it.

        A procedure with a code of its own gives its forms that code and the number.
        """
        field = self.field_id.code or ""
        for digits in re.findall(r"\d+", self.code):
            if self.type_id._code(field, int(digits)) == self.code:
                return self.type_id._form_code(field, int(digits), number)
        return f"BM.{self.code}.{number:02d}"
