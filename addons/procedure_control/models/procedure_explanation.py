from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("asked", "To be explained"),
    ("explained", "Explained"),
    ("agreed", "Agreed"),
    ("corrected", "Corrected by the head"),
    ("withdrawn", "No longer late"),
]
#: States in which somebody is still to act.
WAITING = ("asked", "explained")


class ProcedureExplanation(models.Model):
    """Why one step was late, by who did it, and what the head says of that.

    Moved by named acts alone. Both causes are kept; where they differ, figures take
    the head's.
    """

    _name = "procedure.explanation"
    _description = "Explanation of a late step"
    _inherit = ["procedure.made", "mail.thread", "mail.activity.mixin"]
    _order = "asked_at desc, id desc"
    _rec_names_search = ["step_name", "case_id.name"]
    _mail_post_access = "read"

    task_id = fields.Many2one(
        "procedure.task",
        string="Step",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True, ondelete="restrict"
    )
    field_id = fields.Many2one(
        "procedure.field", string="Field of work", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, ondelete="restrict", index=True
    )
    step_label = fields.Char(string="No.", readonly=True)
    step_name = fields.Char(string="Work", readonly=True)
    step_due_at = fields.Datetime(string="Was due", readonly=True)
    state = fields.Selection(
        STATES, required=True, default="asked", readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person asked",
        readonly=True,
        ondelete="restrict",
        index=True,
        help="Who was responsible for the step when it became late.",
    )
    asked_at = fields.Datetime(string="Asked on", required=True, readonly=True)
    due_at = fields.Datetime(
        string="To be explained by",
        readonly=True,
        help="Two working days after the step was due. From then on the name stands "
        "in every list, whether or not it was explained.",
    )
    cause_id = fields.Many2one(
        "procedure.cause", string="Cause given", readonly=True, ondelete="restrict"
    )
    words = fields.Text(string="In his words", readonly=True)
    given_at = fields.Datetime(string="Explained on", readonly=True)
    head_id = fields.Many2one(
        "res.users",
        string="Head asked",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    head_cause_id = fields.Many2one(
        "procedure.cause",
        string="Cause by the head",
        readonly=True,
        ondelete="restrict",
    )
    head_words = fields.Text(string="Words of the head", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    final_cause_id = fields.Many2one(
        "procedure.cause",
        string="Cause of delay",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The head's where he has corrected it, otherwise the one given.",
    )
    late_minutes = fields.Integer(related="task_id.late_minutes")
    # Deleting an activity looks for it here.
    activity_id = fields.Many2one(
        "mail.activity",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    # One that was withdrawn stays; the step may become late again.
    _task_uniq = models.UniqueIndex("(task_id) WHERE state <> 'withdrawn'")
    _asked_idx = models.Index("(user_id, due_at, id) WHERE state = 'asked'")
    _lost_idx = models.Index(
        "(id) WHERE state IN ('asked', 'explained') AND activity_id IS NULL"
    )

    @api.depends("step_label", "step_name", "case_id.name")
    def _compute_display_name(self):
        for explanation in self:
            # The number of the case is on what its reader reads. No name stands here:
            # Odoo shows it to whoever reads the step.
            case = explanation.sudo().case_id
            words = (case.name, explanation.step_label, explanation.step_name)
            explanation.display_name = " ".join(filter(None, words))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An explanation is kept, never deleted."))

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever has an activity here is told by it, and does not follow for ever.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)
