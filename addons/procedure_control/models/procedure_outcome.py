from odoo import fields, models


class ProcedureOutcome(models.Model):
    """An outcome that differs from the next step in order."""

    _name = "procedure.outcome"
    _description = "Outcome"
    _inherit = ["procedure.content"]
    _order = "step_id, sequence, id"

    step_id = fields.Many2one(
        "procedure.step", required=True, ondelete="cascade", index=True
    )
    revision_id = fields.Many2one(related="step_id.revision_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("next", "Go on to the next step"),
            ("back", "Send back to an earlier step"),
            ("jump", "Jump to a later step"),
            ("end_done", "End: result ready"),
            ("end_refused", "End: refused"),
            ("end_terminated", "End: processing terminated"),
        ],
        required=True,
        default="back",
    )
    target_step_id = fields.Many2one(
        "procedure.step", string="Goes to", ondelete="restrict"
    )
    needs_reason = fields.Boolean(default=True)
