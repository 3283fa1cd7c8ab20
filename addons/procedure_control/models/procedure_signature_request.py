from odoo import fields, models
from odoo.tools import clean_context

from .procedure_route_stage import STAGE_MEANINGS, WEIGHTS


class ProcedureSignatureRequest(models.Model):
    """One signer asked at one stage: a duty."""

    _name = "procedure.signature.request"
    _description = "Signature request"
    _inherit = ["procedure.evidence", "procedure.duty"]
    _order = "round_id, stage, id"

    _evidence_open = frozenset(
        (
            "activity_id",
            "announced_at",
            "clock_generation",
            "due_at",
            "due_derivation",
            "job_error",
            "job_failures",
            "next_check_at",
            "policy_id",
        )
    )

    round_id = fields.Many2one(
        "procedure.round",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision",
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
    )
    stage = fields.Integer(
        string="Place of the stage",
        readonly=True,
        help="Place of the stage in its round, from 0.",
    )
    stage_name = fields.Char(string="Stage", readonly=True)
    meaning = fields.Selection(STAGE_MEANINGS, required=True, readonly=True)
    weight = fields.Selection(WEIGHTS, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("commented", "Commented"),
            ("void", "Void"),
        ],
        required=True,
        readonly=True,
    )
    asked_at = fields.Datetime(string="Asked", readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)
    decision_ids = fields.One2many("procedure.decision", "request_id")

    _pending_idx = models.Index("(user_id, id) WHERE state = 'pending'")

    def _compute_display_name(self):
        for request in self:
            request.display_name = request.sudo().revision_id.display_name

    def _ask(self):
        """Put each pending request into its signer's inbox: one activity each."""
        model_id = self.env["ir.model"]._get_id("procedure.revision")
        type_id = self.env.ref("mail.mail_activity_data_todo").id
        vals_list = [
            {
                "res_model_id": model_id,
                "res_id": request.revision_id.id,
                "activity_type_id": type_id,
                "user_id": request.user_id.id,
                "summary": self._summary(request),
                "automated": True,
            }
            for request in self.sudo()
        ]
        # The submitter need not have rights over the signer's inbox; no mail for each,
        # people are told by their digest.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(
                **clean_context(self.env.context),
                mail_activity_quick_update=True,
                mail_activity_automation_skip=False,
            )
        )
        for start in range(0, len(vals_list), 1000):
            created = activities.create(vals_list[start : start + 1000])
            for request, activity in zip(
                self[start : start + 1000], created, strict=True
            ):
                request._note({"activity_id": activity.id})

    def _summary(self, request):
        lang = request.user_id.lang
        env = self.with_context(lang=lang).env
        if request.round_id.purpose == "repeal":
            return env._("Approve the repeal of %(name)s", name=request.display_name)
        return env._("Approve %(name)s", name=request.display_name)

    def _close(self, state, at, feedback=None):
        """End these requests and their activities."""
        self._note({"state": state, "closed_at": at, "next_check_at": False})
        # The mirror follows the request, whoever ended it.
        mirrors = self.sudo().activity_id.filtered("active")
        if mirrors:
            mirrors.write({"active": False, "feedback": feedback or False})
