from odoo import api, fields, models

from .procedure_task_consult import ANSWERS


class ProcedureConsultation(models.Model):
    """One agency asked in one case: when, until when, and what it answered.

    What it says of the answer follows its task, whatever act moves that: not as
    computed fields, which would be looked for at every write of any task.
    """

    _name = "procedure.consultation"
    _description = "Consultation of an agency"
    _inherit = ["procedure.made"]
    _order = "asked_at desc, id desc"
    _rec_names_search = ["case_id.name", "name"]

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    task_id = fields.Many2one(
        "procedure.task", required=True, readonly=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        related="case_id.document_id", string="Procedure", store=True
    )
    name = fields.Char(string="Question", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Agency asked",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    asking_company_id = fields.Many2one(
        "res.company",
        string="Asked by agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    asked_at = fields.Datetime(string="Asked", required=True, readonly=True)
    asked_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    due_at = fields.Datetime(string="Due", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    answer = fields.Selection(
        [
            *ANSWERS,
            ("no_reply", "No reply"),
            ("not_needed", "No longer needed"),
        ],
        readonly=True,
        help="An agency that stays silent has given no reply; that is no agreement.",
    )
    text = fields.Text(string="In words", readonly=True)
    state = fields.Selection(
        [
            ("open", "Awaited"),
            ("answered", "Answered"),
            ("no_reply", "No reply"),
            ("not_needed", "No longer needed"),
        ],
        readonly=True,
        index=True,
    )
    late = fields.Boolean(readonly=True)
    late_minutes = fields.Integer(string="Overdue by (min)", readonly=True)
    asked_count = fields.Integer(
        string="Asked (number)", default=1, readonly=True, aggregator="sum"
    )
    late_count = fields.Integer(string="Late (number)", readonly=True, aggregator="sum")
    late_percent = fields.Float(
        string="Late (%)",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
    )

    _task_uniq = models.UniqueIndex("(task_id)")

    def _follow(self):
        """Keep what the tasks of these questions say of their answers by now."""
        for asked in self:
            asked.write(asked._answer_values(asked.task_id))

    def _answer_values(self, task):
        state = _STATES.get(task.state, "open")
        answered = state == "answered"
        late = task.verdict == "late" and state in ("answered", "no_reply")
        return {
            "due_at": task.due_at,
            "answered_at": answered and task.done_at,
            "answered_by_id": answered and task.done_by_id.id,
            "answer": task.answer if answered else state != "open" and state,
            "text": answered and task.opinion,
            "state": state,
            "late": late,
            "late_minutes": task.late_minutes if answered else 0,
            "late_count": int(late),
            "late_percent": 100.0 * late,
        }

    @api.depends("case_id", "company_id")
    def _compute_display_name(self):
        for asked in self:
            asked.display_name = self.env._(
                "%(agency)s asked in %(case)s",
                agency=asked.company_id.name,
                case=asked.case_id.name,
            )

    @api.model
    def _open(self, tasks, at):
        """One row for each of these tasks, asked now by who made them ready."""
        self._make(
            [
                {
                    "case_id": task.case_id.id,
                    "task_id": task.id,
                    "name": task._in_words(),
                    "company_id": task.company_id.id,
                    "asking_company_id": task.asking_company_id.id,
                    "asked_at": at,
                    "asked_by_id": self.env.uid,
                    **self._answer_values(task),
                }
                for task in tasks
            ]
        )


#: State of a task → what it says of the question.
_STATES = {
    "done": "answered",
    "sent_back": "answered",
    "no_reply": "no_reply",
    "not_arisen": "not_needed",
    "cancelled": "not_needed",
    "skipped": "not_needed",
}
