from odoo import fields, models
from odoo.tools import clean_context


class ProcedureReview(models.Model):
    """One periodic review of what is in force: keep, revise or repeal.

    ISO 9001:2015 7.5.2 c asks for documents to be reviewed for suitability; the type of
    the document says how often.
    """

    _name = "procedure.review"
    _description = "Periodic review"
    _inherit = ["procedure.evidence", "procedure.duty"]
    _order = "due_at, id"

    _evidence_open = frozenset(
        (
            "activity_id",
            "announced_at",
            "clock_generation",
            "job_error",
            "job_failures",
            "next_check_at",
            "policy_id",
        )
    )
    _escalation_link = "review_id"
    _duty_kind = "review"

    revision_id = fields.Many2one(
        "procedure.revision",
        string="Revision in force",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    state = fields.Selection(
        [
            ("open", "To be reviewed"),
            ("asked", "Awaiting signature"),
            ("done", "Review done"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [("keep", "Keep"), ("revise", "Revise"), ("repeal", "Repeal")], readonly=True
    )
    reason = fields.Text(readonly=True)
    asked_at = fields.Datetime(string="Asked", readonly=True)
    closed_at = fields.Datetime(string="Review closed on", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", string="Review done by", readonly=True, ondelete="restrict"
    )
    round_id = fields.Many2one("procedure.round", readonly=True, ondelete="restrict")
    change_id = fields.Many2one(
        "procedure.change", string="Change request", readonly=True, ondelete="restrict"
    )
    escalation_ids = fields.One2many("procedure.escalation", "review_id")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_review = fields.Boolean(compute="_compute_can_review")

    _open_uniq = models.UniqueIndex(
        "(revision_id) WHERE state IN ('open', 'asked')",
        "A revision has one review under way.",
    )
    _next_check_idx = models.Index(
        "(next_check_at, id) WHERE next_check_at IS NOT NULL"
    )

    def _compute_display_name(self):
        for review in self:
            review.display_name = review.sudo().revision_id.display_name

    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for review in self:
            late = review.state == "open" and review.due_at and review.due_at < now
            review.is_overdue = bool(late)

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "open"), ("due_at", "<", fields.Datetime.now())]

    def _compute_can_review(self):
        allowed = self._who_reviews()
        for review in self:
            review.can_review = review in allowed

    def _who_reviews(self):
        """Open reviews that this user may decide: the owner's, or any for quality."""
        user = self.env.user
        waiting = self.filtered(lambda review: review.state == "open")
        if user.has_group("procedure_control.group_quality_officer"):
            return waiting._filtered_access("read")
        return waiting.filtered(
            lambda review: user in (review.user_id | review.stand_in_id)
        )

    # --- as a duty of the ladder ------------------------------------------------------

    def _is_awaited(self):
        return self.state == "open" and bool(self.due_at)

    def _awaited_since(self):
        return self.asked_at

    def _about(self):
        return self.revision_id

    def _in_words(self):
        return self.env._("review of %(revision)s", revision=self.display_name)

    def _field_of_work(self):
        return self.document_id.field_id

    # --- the activity -----------------------------------------------------------------

    def _ask(self):
        """Put each open review into its owner's inbox: one activity each."""
        kind = self.env.ref("procedure_control.mail_activity_type_review")
        model_id = self.env["ir.model"]._get_id("procedure.revision")
        quiet = self.with_context(clean_context(self.env.context))
        activities = quiet.env["mail.activity"]._procedure_mirror(
            [
                {
                    "res_model_id": model_id,
                    "res_id": review.revision_id.id,
                    "res_name": review.display_name,
                    "activity_type_id": kind.id,
                    "user_id": review.user_id.id,
                    "date_deadline": review._local_date(review.due_at),
                    "summary": review._summary(),
                    "automated": True,
                }
                for review in self
            ]
        )
        for review, activity in zip(self, activities, strict=True):
            review.activity_id = activity

    def _summary(self):
        words = self.with_context(lang=self.user_id.lang).env
        return words._(
            "Review %(revision)s: keep, revise or repeal", revision=self.display_name
        )

    def _end(self, vals):
        """Close reviews, their activity and what the ladder had called for."""
        self._note({"next_check_at": False, **vals})
        mirrors = self.sudo().activity_id | self.sudo().escalation_ids.activity_id
        mirrors._procedure_close()
