from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OPEN = ("running", "paused", "result_ready")


class ProcedureCase(models.Model):
    """How a case ends, and who may decide that."""

    _inherit = "procedure.case"

    def _verdict(self, at):
        """Early, on time or overdue: by date for day limits, by minute for hours.

        Overdue by the minute means later than the due instant in whole minutes; by
        date it means a later date in the zone of the receiving agency.
        """
        self.ensure_one()
        if not self.due_at:
            return False
        if self.due_unit in ("minute", "hour", "at_once"):
            done, due = at.replace(second=0), self.due_at.replace(second=0)
        else:
            done, due = (self._local(moment).date() for moment in (at, self.due_at))
        return "early" if done < due else "on_time" if done == due else "late"

    def _local(self, at):
        """A naive UTC datetime on the wall clock of the receiving agency."""
        calendar = self.company_id.sudo()._procedure_calendar()[self.company_id.sudo()]
        return fields.Datetime.context_timestamp(
            self.with_context(tz=calendar.tz or "UTC"), at
        )

    def _end_by(self, state, reason, at):
        """Stop running cases before their path ends: refused, terminated, withdrawn."""
        self._lock()
        cases = self.sudo()  # the act was permitted by its public method
        for case in cases:
            if case.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%(case)s has already ended (%(state)s).",
                        case=case.name,
                        state=case._state_label(),
                    )
                )
        cases._conclude(state, at, reason)

    def _conclude(self, state, at, reason=None):
        """End cases: what was not begun did not arise, what was is cancelled."""
        if not self:
            return
        for case in self:
            case.write(
                {
                    "state": state,
                    "ended_at": at,
                    "end_reason": reason,
                    "verdict": case.verdict or case._verdict(at),
                }
            )
        tasks = self.task_ids
        tasks.filtered(lambda t: t.state == "planned")._stop("not_arisen", at)
        tasks.filtered(lambda t: t.state in ("ready", "paused"))._stop("cancelled", at)
        self._end_pauses(at)
        self.env["procedure.event"]._log(f"case.{state}", self, at=at, reason=reason)

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # --- acts of users ---------------------------------------------------------------

    def _check_may_decide(self):
        """Who does a ready task of the case, heads it, or answers for quality."""
        for case in self:
            case.check_access("read")
            # Whether he does a task here does not depend on what else he may read.
            open_tasks = case._worked().filtered(
                lambda t: t.state in ("ready", "paused")
            )
            if self.env.user in (open_tasks.user_id | open_tasks.stand_in_id):
                continue
            if self.env.user == case.received_by_id or self._manages(case):
                continue
            raise AccessError(
                self.env._(
                    "Only who works on %(case)s now, its manager or a quality officer "
                    "may do this.",
                    case=case.name,
                )
            )

    def _worked(self):
        """Tasks of this case but the questions: who is asked does not decide on it."""
        hidden = self.sudo()  # who may decide does not depend on what else he reads
        return hidden.task_ids.filtered(lambda task: not task.asking_company_id)

    def _manages(self, case):
        user = self.env.user
        hidden, worked = case.sudo(), case._worked()  # as in `_worked`
        if user.has_group("procedure_control.group_quality_officer"):
            agencies = hidden.company_id | worked.company_id
            return bool(agencies & user.sudo().company_ids)
        if not user.has_group("procedure_control.group_manager"):
            return False
        departments = worked.department_id | hidden.department_id
        return departments._procedure_managed_by(user)

    def _reason(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the case."))
        return reason

    def action_refuse(self, reason):
        self._check_may_decide()
        self._end_by("refused", self._reason(reason), fields.Datetime.now())

    def action_terminate(self, reason):
        self._check_may_decide()
        self._end_by("terminated", self._reason(reason), fields.Datetime.now())

    def action_withdraw(self, reason):
        self._check_may_decide()
        self._end_by("withdrawn", self._reason(reason), fields.Datetime.now())
