from odoo import api, fields, models


class ProcedureFilingCheck(models.Model):
    """A filed period told again from the rows of a later day."""

    _name = "procedure.filing.check"
    _description = "Comparison with a filed period"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    filing_id = fields.Many2one(
        "procedure.filing", required=True, readonly=True, ondelete="restrict"
    )
    checked_at = fields.Datetime(string="Compared", required=True, readonly=True)
    checked_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    checked_by_name = fields.Char(string="Compared by", readonly=True)
    figures = fields.Json(required=True, readonly=True)
    change_count = fields.Integer(string="Changed cases", readonly=True)
    change_ids = fields.One2many("procedure.filing.change", "check_id", readonly=True)

    _filing_idx = models.Index("(filing_id, id)")

    @api.depends("filing_id", "checked_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.env._(
                "%(filing)s, compared %(moment)s",
                filing=check.filing_id.display_name,
                moment=fields.Datetime.context_timestamp(
                    check, check.checked_at
                ).strftime("%H:%M %d/%m/%Y"),
            )
