from odoo import fields, models


class ProcedureReviewAct(models.TransientModel):
    """Asks for the reason of a review's outcome."""

    _name = "procedure.review.act"
    _description = "Decide a periodic review"

    review_id = fields.Many2one(
        "procedure.review", required=True, readonly=True, ondelete="cascade"
    )
    outcome = fields.Selection(
        [("keep", "Keep"), ("revise", "Revise"), ("repeal", "Repeal")],
        required=True,
        default="keep",
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        act = getattr(self.review_id, f"action_{self.outcome}")
        action = act(self.reason)
        if isinstance(action, dict):
            return action
        return {"type": "ir.actions.act_window_close"}
