from odoo import api, fields, models


class ProcedureCaseBatchLine(models.Model):
    """One case asked for in a batch, and what became of it."""

    _name = "procedure.case.batch.line"
    _description = "Case of a batch"
    _inherit = ["procedure.made"]
    _order = "batch_id desc, sequence, id"

    batch_id = fields.Many2one(
        "procedure.case.batch",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(string="No.", readonly=True)
    name = fields.Char(string="Subject", readonly=True)
    # What was asked; emptied once the case holds it.
    request = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("started", "Started"),
            ("failed", "Could not start"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    case_id = fields.Many2one(
        "procedure.case", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    due_at = fields.Datetime(related="case_id.due_at")
    error = fields.Text(string="Why not", readonly=True)

    _waiting_idx = models.Index("(batch_id, sequence) WHERE state = 'waiting'")

    @api.depends("sequence", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.sequence}. {line.name or ''}".strip()

    def action_open_case(self):
        self.ensure_one()
        return self.case_id._open_form()
