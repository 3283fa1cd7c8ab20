from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .res_company_change import shifted

#: No promise reaches farther; dates at the end of the calendar have no local time.
FARTHEST = timedelta(days=3653)


class ProcedureCase(models.Model):
    """How a case is given more time, with an apology."""

    _inherit = "procedure.case"

    def action_extend(self, new_due_at, reason):
        """Apologise and set a later due time, which the verdict then takes.

        :raises UserError: not later, more often than the agency allows, or so late that
            only the manager of the case or a quality officer may still do it
        """
        self._check_may_decide()
        reason = self._reason(reason)
        new_due_at = self._moment(new_due_at)
        self._lock()
        now = fields.Datetime.now()
        for case in self.sudo():  # permitted above; staff cannot write cases
            if case.state != "running" or not case.due_at:
                raise UserError(
                    self.env._("Only a running case with a due time can be extended.")
                )
            case._check_extension(new_due_at)
            case._check_notice(now, self.browse(case.id))
            case._extend(new_due_at, reason, now)

    def _check_extension(self, new_due_at):
        if not new_due_at or new_due_at <= self.due_at:
            raise UserError(
                self.env._("The new due time must be later than the present one.")
            )
        if new_due_at - fields.Datetime.now() > FARTHEST:
            raise UserError(
                self.env._("The new due time lies too far away: check its year.")
            )
        allowed = self.company_id.procedure_extensions_allowed
        if self.extension_count >= allowed:
            raise UserError(
                self.env._(
                    "%(case)s has been extended %(count)s times; %(agency)s allows "
                    "%(allowed)s. A case can be handed on or ended, not extended "
                    "once more.",
                    case=self.name,
                    count=self.extension_count,
                    agency=self.company_id.name,
                    allowed=allowed,
                )
            )

    def _last_day_of_notice(self):
        """The last local date on which who works on the case may still extend it."""
        self.ensure_one()
        due = self._local(self.due_at).date()
        days = self.company_id.procedure_extension_notice_days
        if not days:
            return due
        times = self.company_id._procedure_times_around(due)[self.company_id]
        return shifted(times, due, -days)

    def _check_notice(self, at, asked):
        """:param asked: the case as the user who extends it"""
        last = self._last_day_of_notice()
        in_time = self._local(at).date() <= last and at <= self.due_at
        if in_time or asked._manages(asked):
            return
        raise UserError(
            self.env._(
                "The requester was to be told of an extension by %(day)s. Now only the "
                "manager of %(case)s or a quality officer may extend it.",
                day=last.strftime("%d/%m/%Y"),
                case=self.name,
            )
        )

    def _extend(self, new_due_at, reason, at, set_at=None):
        """:param set_at: when it is said, if that is later than it was decided"""
        derivation = dict(self.due_derivation or {})
        derivation["extended_from"] = fields.Datetime.to_string(self.due_at)
        derivation["result"] = new_due_at.isoformat()
        self.write(
            {
                "due_at": new_due_at,
                "due_derivation": derivation,
                "extension_count": self.extension_count + 1,
            }
        )
        self.env["procedure.due"]._make(
            [
                {
                    "case_id": self.id,
                    "due_at": new_due_at,
                    "derivation": derivation,
                    "reason": reason,
                    "set_at": set_at or at,
                    "user_id": self.env.uid,
                }
            ]
        )
        self.env["procedure.event"]._log("case.extended", self, at=at, reason=reason)
