from odoo import api, fields, models


class ProcedureMoveSignature(models.TransientModel):
    """Signs a plan that moves running cases, on the list that it shows."""

    _name = "procedure.move.signature"
    _description = "Sign a plan to move"
    _inherit = ["procedure.dialog"]

    move_id = fields.Many2one(
        "procedure.move", string="Plan", required=True, ondelete="cascade"
    )
    fingerprint = fields.Char(string="Fingerprint of the list (SHA-256)", required=True)
    line_ids = fields.One2many(related="move_id.line_ids")
    move_count = fields.Integer(related="move_id.move_count")
    keep_count = fields.Integer(related="move_id.keep_count")
    stop_count = fields.Integer(related="move_id.stop_count")
    reason = fields.Text(related="move_id.reason", readonly=True)
    login = fields.Char(compute="_compute_login")
    # Never stored: the button hands it to the act.
    password = fields.Char(store=False)

    @api.depends_context("uid")
    def _compute_login(self):
        self.login = self.env.user.login

    @api.model
    def _open(self, plan):
        """The dialog about one `procedure.move`, as it was worked out just now."""
        dialog = self.create({"move_id": plan.id, "fingerprint": plan.fingerprint})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the plan"),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_confirm(self):
        """Sign what the dialog shows; its cases are moved by it."""
        self.ensure_one()
        credential = self.env["procedure.effect.decide"]._credential()
        self.move_id.action_sign(self.fingerprint, credential)
        return {"type": "ir.actions.act_window_close"}
