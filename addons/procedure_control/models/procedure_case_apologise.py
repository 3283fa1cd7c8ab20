from odoo import api, fields, models
from odoo.exceptions import UserError

from .procedure_case_extend import FARTHEST

#: While the clock stands the requester is waited for, not he for us.
WAITED_FOR = ("running",)


class ProcedureCase(models.Model):
    """An apology for a late case, with a new date that forgives nothing."""

    _inherit = "procedure.case"

    apology_ids = fields.One2many("procedure.apology", "case_id", string="Apologies")
    can_apologise = fields.Boolean(compute="_compute_can_apologise")

    @api.depends("state", "due_at", "task_ids.state", "task_ids.user_id")
    @api.depends_context("uid")
    def _compute_can_apologise(self):
        now = fields.Datetime.now()
        for case in self:
            case.can_apologise = case._is_late_at(now) and case._may_decide()

    def _is_late_at(self, at):
        """Whether the requester waits beyond the due time, as the verdict counts it."""
        self.ensure_one()
        return (
            self.state in WAITED_FOR
            and bool(self.due_at)
            and self._verdict(at) == "late"
        )

    def action_apologise(self, promised_at, reason):
        """Apologise for a case that is late and promise its result for another day.

        The due time stays, and so does the verdict: with time left it is extended.

        :param promised_at: when the result is promised for now, naive UTC
        :return: the apologies
        :raises AccessError: who may not decide on the case
        :raises UserError: not late, or a moment that is not to come
        """
        self._check_may_decide()
        reason = self._reason(reason)
        promised_at = self._moment(promised_at)
        self._lock()
        now = fields.Datetime.now()
        cases = self.sudo()  # permitted above
        for case in cases:
            case._check_apology(promised_at, now)
        return cases._apologise(promised_at, reason, now)

    def _check_apology(self, promised_at, now):
        if not self._is_late_at(now):
            raise UserError(
                self.env._(
                    "%(case)s is not late: while there is time, extend it.",
                    case=self.name,
                )
            )
        if promised_at <= now or promised_at - now > FARTHEST:
            raise UserError(
                self.env._("The new date must be still to come, and within ten years.")
            )

    def _apologise(self, promised_at, reason, at):
        apologies = self.env["procedure.apology"]._record(
            [
                {
                    "case_id": case.id,
                    "due_at": case.due_at,
                    "promised_at": promised_at,
                    "reason": reason,
                    "given_at": at,
                    "given_by_id": self.env.uid,
                    "given_by_name": self.env.user.name,
                }
                for case in self
            ]
        )
        self.env["procedure.event"]._log(
            "case.apologised",
            self,
            at=at,
            reason=reason,
            values={"promised": fields.Datetime.to_string(promised_at)},
        )
        return apologies

    def action_open_apologise(self):
        return self._act_dialog("apologise")
