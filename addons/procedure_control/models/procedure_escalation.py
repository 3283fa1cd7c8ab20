from odoo import fields, models


class ProcedureEscalation(models.Model):
    """One firing of one rung for one duty. The unique index makes it fire once."""

    _name = "procedure.escalation"
    _description = "Escalation"
    _order = "moment_at desc, id desc"

    level_id = fields.Many2one(
        "procedure.escalation.level", required=True, ondelete="restrict", index=True
    )
    task_id = fields.Many2one("procedure.task", ondelete="restrict", index=True)
    request_id = fields.Many2one(
        "procedure.signature.request", ondelete="restrict", index=True
    )
    generation = fields.Integer(default=1, help="Raised each time the clock moves.")
    moment_at = fields.Datetime(required=True)
    delivered_at = fields.Datetime()
    user_id = fields.Many2one("res.users", string="Told", ondelete="restrict", index=True)
    recipient = fields.Char()
    activity_id = fields.Many2one("mail.activity", ondelete="set null")
    mailed_at = fields.Datetime()

    _one_duty = models.Constraint(
        "CHECK(num_nonnulls(task_id, request_id) = 1)",
        "An escalation belongs to exactly one duty.",
    )
    _task_uniq = models.UniqueIndex("(task_id, level_id, generation)")
    _request_uniq = models.UniqueIndex("(request_id, level_id, generation)")
