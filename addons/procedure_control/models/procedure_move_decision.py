from odoo import fields, models


class ProcedureMoveDecision(models.Model):
    """The signature under a plan that moves running cases: its bytes, and whose."""

    _name = "procedure.move.decision"
    _description = "Decision to move running cases"
    _inherit = ["procedure.signed.list"]
    _order = "id desc"
    _log_access = False

    move_id = fields.Many2one(
        "procedure.move",
        string="Plan",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )

    def _compute_display_name(self):
        for decision in self:
            decision.display_name = self.env._(
                "%(plan)s, signed by %(name)s",
                plan=decision.move_id.display_name,
                name=decision.signer_name,
            )
