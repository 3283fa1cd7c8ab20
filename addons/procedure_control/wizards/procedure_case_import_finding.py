from odoo import api, fields, models


class ProcedureCaseImportFinding(models.TransientModel):
    """What stands against one line of a file, where it is and how to mend it."""

    _name = "procedure.case.import.finding"
    _description = "Finding about a file of cases"
    _order = "import_id, line, id"

    import_id = fields.Many2one(
        "procedure.case.import", required=True, ondelete="cascade", index=True
    )
    severity = fields.Selection(
        [("error", "Not taken"), ("warning", "Look at this"), ("info", "Unchanged")],
        required=True,
    )
    sheet = fields.Char()
    line = fields.Integer()
    column = fields.Char(string="Key of the column")
    code = fields.Char(required=True)
    values = fields.Json()
    column_name = fields.Char(string="Column", compute="_compute_text")
    what = fields.Text(compute="_compute_text")
    mend = fields.Text(string="How to mend it", compute="_compute_text")

    @api.depends("code", "column", "values")
    @api.depends_context("lang")
    def _compute_text(self):
        words = self.env["procedure.case.import.words"]
        for finding in self:
            finding.column_name = finding.column and words._column(finding.column)
            finding.what, finding.mend = words._explain(
                finding.code, finding.column or "", finding.values
            )
