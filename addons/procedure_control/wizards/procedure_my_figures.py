from odoo import api, fields, models


class ProcedureMyFigures(models.TransientModel):
    """The page of one's own figures: how one's steps ended in a period."""

    _name = "procedure.my.figures"
    _description = "My figures"
    _inherit = ["procedure.dialog"]

    period = fields.Selection(
        [
            ("month", "This month"),
            ("last_month", "Last month"),
            ("quarter", "This quarter"),
            ("year", "This year"),
        ],
        required=True,
        default="month",
    )
    figures = fields.Json(compute="_compute_figures")

    @api.depends("period")
    @api.depends_context("uid", "lang", "tz")
    def _compute_figures(self):
        for page in self:
            # As the reader, whoever computes: the figures are of what he may see.
            tasks = self.env["procedure.task"].sudo(False)
            page.figures = tasks.my_figures(page.period or "month")

    @api.depends("period")
    def _compute_display_name(self):
        self.display_name = self.env._("My figures")
