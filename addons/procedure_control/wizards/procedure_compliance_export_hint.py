from odoo import api, fields, models
from odoo.exceptions import UserError

#: Rows are counted up to here; of more, that they are more is enough.
COUNTED = 200_000


class ProcedureComplianceExport(models.TransientModel):
    """The dialog says what the file will hold before it is asked for."""

    _inherit = "procedure.compliance.export"

    hint = fields.Char(string="What the file will hold", compute="_compute_hint")

    @api.depends(
        "period_kind",
        "date_from",
        "date_to",
        "company_ids",
        "document_ids",
        "field_ids",
        "department_ids",
        "kind",
        "sheet_ids",
    )
    @api.depends_context("uid", "lang")
    def _compute_hint(self):
        for export in self:
            export.hint = export._hint()

    def _hint(self):
        """What is in the file and when it comes, or why none can be made."""
        try:
            options = self._make_options()
        except UserError as error:
            return str(error)
        counts = self.env["procedure.compliance.rows"]._count(options, COUNTED)
        if not (counts["cases"] or counts["steps"]):
            return self.env._("Nothing of this period: the file will say so.")
        text = self.env._(
            "%(cases)s cases and %(steps)s steps.",
            cases=self._counted(counts["cases"]),
            steps=self._counted(counts["steps"]),
        )
        return f"{text} {self._when(counts)}"

    def _counted(self, number):
        if number > COUNTED:
            most = self.env["ir.qweb.field.integer"].value_to_html(COUNTED, {})
            return self.env._("more than %(number)s", number=most)
        return self.env["ir.qweb.field.integer"].value_to_html(number, {})

    def _when(self, counts):
        if self.env["procedure.export"]._are_many(counts):
            return self.env._(
                "It is made in the background; you get an activity when it is ready."
            )
        return self.env._("It is made at once.")
