from odoo import api, fields, models


class ProcedureCasePapers(models.TransientModel):
    """Ticks the lacking papers that the requester has now handed in."""

    _name = "procedure.case.papers"
    _description = "Papers handed in"
    _inherit = ["procedure.dialog"]

    case_id = fields.Many2one("procedure.case", required=True, ondelete="cascade")
    component_ids = fields.Many2many(
        "procedure.case.component",
        string="Papers handed in",
        compute="_compute_component_ids",
        store=True,
        readonly=False,
        domain="[('case_id', '=', case_id), ('is_received', '=', False)]",
    )

    @api.depends("case_id")
    def _compute_component_ids(self):
        for dialog in self:
            dialog.component_ids = dialog.case_id.component_ids.filtered(
                lambda paper: paper.required and not paper.is_received
            )

    def action_confirm(self):
        self.ensure_one()
        self.case_id.action_complete_dossier(self.component_ids.ids)
        return {"type": "ir.actions.act_window_close"}
