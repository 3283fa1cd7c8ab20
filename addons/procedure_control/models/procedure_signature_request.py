import pytz
from odoo import fields, models

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
    weight = fields.Selection(WEIGHTS, string="What it counts", readonly=True)
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
        """Put each request into its signer's inbox, or his delegate's: one activity."""
        requests = self.filtered(lambda r: r.user_id.active)
        if not requests:
            return
        model_id = self.env["ir.model"]._get_id("procedure.revision")
        kind = "mail.mail_activity_data_todo"
        type_id = self.env["ir.model.data"]._xmlid_to_res_id(kind)
        delegates = self._delegates()
        vals_list = []
        for request in requests:
            user = delegates.get(request.user_id.id, request.user_id)
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": request.revision_id.id,
                    "res_name": request.revision_id.display_name,
                    "activity_type_id": type_id,
                    "user_id": user.id,
                    "date_deadline": request._deadline_date(),
                    "summary": request._summary(user),
                    "automated": True,
                }
            )
        # The submitter need not have rights over the signer's inbox; no mail for each,
        # people are told by their digest.
        activities = self.env["mail.activity"]._procedure_mirror(vals_list)
        for request, activity in zip(requests, activities, strict=True):
            request._note({"activity_id": activity.id})

    def _ask_instead(self, user, at):
        """Ask somebody else for these signatures, by the same time."""
        self._record(
            [
                {
                    **request.round_id._request_vals(at),
                    "stage": request.stage,
                    "stage_name": request.stage_name,
                    "meaning": request.meaning,
                    "weight": request.weight,
                    "due_at": request.due_at,
                    "due_derivation": request.due_derivation,
                    "user_id": user.id,
                }
                for request in self
            ]
        )._ask()

    def _delegates(self):
        """{signer: who signs for him when he is asked}."""
        at = max(self.mapped("asked_at"))
        found = self.env["procedure.delegation"]._delegate_of(self.user_id, at)
        return {user.id: delegate for user, delegate in found.items()}

    def _deadline_date(self):
        """The day by which to sign in the agency; of asking where no time is set."""
        company = self.company_id
        zone = company._procedure_calendar()[company].tz or "UTC"
        moment = pytz.utc.localize(self.due_at or self.asked_at)
        return moment.astimezone(pytz.timezone(zone)).date()

    def _summary(self, user):
        env = self.with_context(lang=user.lang).env
        name = self.display_name
        purpose = self.round_id.purpose
        if self.weight == "comment":
            return env._("Comment on %(name)s", name=name)
        if purpose == "repeal":
            return env._("Approve the repeal of %(name)s", name=name)
        if purpose == "keep":
            return env._("Confirm that %(name)s is kept", name=name)
        return {
            "prepare": env._("Sign %(name)s as prepared", name=name),
            "review": env._("Review %(name)s", name=name),
            "appraise": env._("Appraise %(name)s", name=name),
        }.get(self.meaning) or env._("Approve %(name)s", name=name)

    def _close(self, state, at, feedback=None):
        """End these requests and their activities."""
        if not self:
            return
        self._note({"state": state, "closed_at": at, "next_check_at": False})
        # The mirror follows the request, whoever ended it.
        mirrors = self.sudo().activity_id.filtered("active")
        if mirrors:
            mirrors.write({"active": False, "feedback": feedback or False})
