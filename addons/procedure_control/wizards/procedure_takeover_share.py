from odoo import api, fields, models


class ProcedureTakeoverShare(models.TransientModel):
    """A colleague who takes over, and how many tasks he gets."""

    _name = "procedure.takeover.share"
    _description = "Share of a colleague"
    _order = "id"

    takeover_id = fields.Many2one("procedure.takeover", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Takes over", required=True)
    count = fields.Integer(string="Number of tasks")
    by_hand = fields.Boolean()
    open_count = fields.Integer(
        string="Has open",
        compute="_compute_open_count",
        help="Open tasks he has already.",
    )

    @api.depends("user_id")
    def _compute_open_count(self):
        # How much somebody has to do is told within his agency.
        here = self.env.user.company_ids
        known = self.user_id.filtered(lambda user: user.sudo().company_ids & here)
        load = self.env["procedure.role"]._open_load(known)
        for share in self:
            share.open_count = load[share.user_id._origin.id or share.user_id.id]

    @api.onchange("count")
    def _onchange_count(self):
        self.by_hand = self.count > 0
