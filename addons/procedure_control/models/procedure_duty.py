from odoo import fields, models


class ProcedureDuty(models.AbstractModel):
    """What somebody owes by a time: a task, a signature, a reading, a review.

    One owner, a recorded stand-in, a due time that tells how it was derived, one
    activity that mirrors the duty, and the moment the sweep looks at it next.
    """

    _name = "procedure.duty"
    _description = "Duty"

    user_id = fields.Many2one(
        "res.users", string="Responsible", ondelete="restrict", index=True, readonly=True
    )
    stand_in_id = fields.Many2one("res.users", ondelete="restrict", readonly=True)
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
    next_check_at = fields.Datetime(readonly=True, copy=False)
    job_error = fields.Char(string="Last error of the sweep", readonly=True, copy=False)
    job_failures = fields.Integer(readonly=True, copy=False)
