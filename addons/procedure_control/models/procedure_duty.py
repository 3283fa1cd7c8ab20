from odoo import fields, models


class ProcedureDuty(models.AbstractModel):
    """What somebody owes by a time: a task, a signature, a reading, a review.

    One owner, a recorded stand-in, a due time that tells how it was derived, one
    activity that mirrors the duty, and the moment the sweep looks at it next.
    """

    _name = "procedure.duty"
    _description = "Duty"

    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        ondelete="restrict",
        index=True,
        readonly=True,
    )
    stand_in_id = fields.Many2one(
        "res.users", string="Stand-in", ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", ondelete="restrict", index=True, readonly=True
    )
    department_id = fields.Many2one(
        "hr.department", ondelete="restrict", index=True, readonly=True
    )
    due_at = fields.Datetime(string="Due", readonly=True, copy=False)
    due_derivation = fields.Json(readonly=True, copy=False)
    activity_id = fields.Many2one(
        "mail.activity", ondelete="set null", readonly=True, copy=False
    )
    policy_id = fields.Many2one(
        "procedure.escalation.policy",
        string="Ladder",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="The ladder that the duty got when it became ready.",
    )
    clock_generation = fields.Integer(
        default=1, readonly=True, copy=False, help="Raised each time the clock moves."
    )
    next_check_at = fields.Datetime(readonly=True, copy=False)
    announced_at = fields.Datetime(readonly=True, copy=False)
    job_error = fields.Char(string="Last error of the sweep", readonly=True, copy=False)
    job_failures = fields.Integer(readonly=True, copy=False)

    def _ladders(self):
        """{policy: [engine.escalation.Level]} of these duties."""
        # The ladder is configuration that every duty's owner is subject to.
        return {
            policy: [
                level._engine_level(place)
                for place, level in enumerate(policy.level_ids)
            ]
            for policy in self.policy_id.sudo()
        }

    def _may_act(self):
        """Whether the current user owns these duties or stands in for their owner."""
        user = self.env.user
        return all(user in (duty.user_id | duty.stand_in_id) for duty in self)
