from odoo import api, fields, models


class ProcedureDisposalDecide(models.TransientModel):
    """Approves or refuses a proposed disposal, in one signed act."""

    _name = "procedure.disposal.decide"
    _description = "Decide on a disposal"

    disposal_id = fields.Many2one(
        "procedure.disposal", required=True, ondelete="cascade"
    )
    case_count = fields.Integer(related="disposal_id.case_count", related_sudo=False)
    revision_count = fields.Integer(
        related="disposal_id.revision_count", related_sudo=False
    )
    reason = fields.Text(string="Reason of a refusal")
    login = fields.Char(compute="_compute_login")
    # Never stored: the button hands it to the act.
    password = fields.Char(store=False)

    @api.depends_context("uid")
    def _compute_login(self):
        self.login = self.env.user.login

    def action_approve(self):
        """Approve and carry out; the password comes and goes with the call."""
        self.ensure_one()
        self.disposal_id.action_approve(
            self.env["procedure.effect.decide"]._credential()
        )
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        self.ensure_one()
        self.disposal_id.action_refuse(self.reason or "")
        return {"type": "ir.actions.act_window_close"}
