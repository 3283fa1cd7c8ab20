from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("open", "Waiting for an answer"),
    ("answered", "Answered"),
    ("closed", "Settled"),
]
#: How much of the text stands for the whole.
SHORT = 60


class ProcedureObstacle(models.Model):
    """What keeps somebody from working as the procedure says; its owner answers.

    A duty of the owner until he has answered, moved by named acts alone.
    """

    _name = "procedure.obstacle"
    _description = "Obstacle"
    _inherit = [
        "procedure.made",
        "procedure.duty",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "raised_at desc, id desc"
    _rec_names_search = ["text", "document_id.code", "document_id.title"]
    _mail_post_access = "read"

    text = fields.Text(string="What is in the way", required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="open", readonly=True, index=True
    )
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    step_id = fields.Many2one("procedure.step", readonly=True, ondelete="restrict")
    task_id = fields.Many2one(
        "procedure.task",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    case_id = fields.Many2one(
        "procedure.case", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    met_in_id = fields.Many2one(
        "res.company",
        string="Met at",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The agency where the work stuck; the procedure may be another's.",
    )
    raised_by_id = fields.Many2one(
        "res.users",
        string="Reported by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    raised_at = fields.Datetime(string="Reported", required=True, readonly=True)
    asked_at = fields.Datetime(
        string="Asked", readonly=True, help="Since when the present answer is awaited."
    )
    answer = fields.Text(readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="restrict"
    )
    answered_at = fields.Datetime(string="Answered", readonly=True)
    closed_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, ondelete="restrict"
    )
    closed_at = fields.Datetime(string="Settled", readonly=True)
    change_id = fields.Many2one(
        "procedure.change",
        string="Change request",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    escalation_ids = fields.One2many("procedure.escalation", "obstacle_id")

    _next_check_idx = models.Index(
        "(next_check_at, id) WHERE next_check_at IS NOT NULL"
    )
    _open_idx = models.Index("(user_id, due_at, id) WHERE state = 'open'")

    @api.depends("text", "document_id.code", "task_id.label")
    def _compute_display_name(self):
        for obstacle in self:
            # Code and number of the step are on what its reader reads.
            about = obstacle.sudo()
            words = " ".join((about.text or "").split())
            short = words if len(words) <= SHORT else f"{words[:SHORT]}…"
            where = filter(None, (about.document_id.code, about.task_id.label))
            obstacle.display_name = f"{' '.join(where)}: {short}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An obstacle is settled, never deleted."))

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever has an activity here is told by it, and does not follow for ever.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    # --- as a duty of the ladder ------------------------------------------------------

    _escalation_link = "obstacle_id"
    _duty_kind = "obstacle"

    def _is_awaited(self):
        return self.state == "open" and bool(self.due_at)

    def _awaited_since(self):
        return self.asked_at

    def _in_words(self):
        return self.env._("obstacle %(about)s", about=self.display_name)

    def _field_of_work(self):
        return self.document_id.field_id
