from odoo import api, fields, models


class ProcedureOutcome(models.Model):
    """An outcome that differs from the next step in order."""

    _name = "procedure.outcome"
    _description = "Outcome"
    _inherit = ["procedure.content"]
    _order = "step_id, sequence, id"

    _content_names = {
        "step_id": None,
        "revision_id": None,
        "sequence": None,
        "name": "name",
        "kind": "kind",
        "target_step_id": "target",
        "needs_reason": "needs_reason",
    }
    _content_links = ("target_step_id",)
    _content_owner = ("step_id",)

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

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        default_step = self.default_get(["step_id"]).get("step_id")
        steps = self.env["procedure.step"].sudo()  # only to read where they belong
        for vals in vals_list:
            step = steps.browse(vals.get("step_id") or default_step or [])
            # The revision is the step's, whatever a client or a default says.
            vals["revision_id"] = step.revision_id.id
        return super().create(vals_list)

    def write(self, vals):
        return super().write({k: v for k, v in vals.items() if k != "revision_id"})

    def _content_revision(self):
        return self.step_id.revision_id
