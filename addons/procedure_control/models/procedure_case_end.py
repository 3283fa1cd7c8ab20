from odoo import fields, models
from odoo.exceptions import AccessError, UserError

OPEN = ("running", "paused", "result_ready")


class ProcedureCase(models.Model):
    """How a case ends, stands still and is given more time."""

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

    # --- the clock stands ------------------------------------------------------------

    def _pause(self, kind, reason, missing, at):
        """Stop the clock of these cases; open tasks keep their place and wait."""
        self._lock()
        cases = self.sudo()  # the act was permitted by its public method
        for case in cases:
            if case.state != "running":
                raise UserError(
                    self.env._("The clock of %(case)s is not running.", case=case.name)
                )
        self.env["procedure.pause"]._make(
            [
                {
                    "case_id": case.id,
                    "kind": kind,
                    "date_from": at,
                    "reason": reason,
                    "missing": missing,
                    "user_id": self.env.uid,
                }
                for case in cases
            ]
        )
        for case in cases:
            case.write(
                {
                    "state": "paused",
                    "supplement_count": case.supplement_count + (kind == "supplement"),
                }
            )
        # Whoever waits for the requester ends the waiting: his task stays open.
        cases.task_ids.filtered(
            lambda t: t.state == "ready" and t.step_id.kind != "wait"
        ).write({"state": "paused", "next_check_at": False})
        self.env["procedure.event"]._log(
            "case.paused", self, at=at, reason=reason, values={"missing": missing or ""}
        )

    def _resume(self, reason, at):
        """Set the clock going again; every due time of the case is derived anew."""
        self._lock()
        cases = self.sudo()  # the act was permitted by its public method
        for case in cases:
            if case.state != "paused":
                raise UserError(
                    self.env._("The clock of %(case)s does not stand.", case=case.name)
                )
        times = cases._working_times(at)
        limits = cases._extended_limits(times)
        cases._end_pauses(at)
        cases.write({"state": "running"})
        plans = cases._plans(times, limits)
        cases._set_dues(plans, reason or self.env._("supplement received"), at)
        cases._lay_out_anew(plans, at, times)
        self.env["procedure.event"]._log("case.resumed", self, at=at, reason=reason)

    def _lay_out_anew(self, plans, at, times):
        """Give the tasks to come their new planned dues, and wake those that waited."""
        self.task_ids.filtered(lambda t: t.state in ("planned", "paused"))._replan(
            plans, at, times
        )

    def _end_pauses(self, at):
        self.pause_ids.filtered(lambda p: not p.date_to).write({"date_to": at})

    # --- acts of users ---------------------------------------------------------------

    def _check_may_decide(self):
        """Who does a ready task of the case, heads it, or answers for quality."""
        for case in self:
            case.check_access("read")
            # Whether he does a task here does not depend on what else he may read.
            open_tasks = case.sudo().task_ids.filtered(
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

    def _manages(self, case):
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            return True
        if not user.has_group("procedure_control.group_manager"):
            return False
        hidden = case.sudo()  # a manager's scope is by department, not by what he reads
        departments = hidden.task_ids.department_id | hidden.department_id
        return departments._procedure_managed_by(user)

    def _reason(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the case."))
        return reason

    def action_request_supplement(self, missing, reason=None):
        """Ask the requester for what is lacking: the clock stands until it comes."""
        self._check_may_decide()
        missing = (missing or "").strip()
        if not missing:
            raise UserError(self.env._("List the papers that are lacking."))
        self._pause("supplement", reason, missing, fields.Datetime.now())

    def action_supplement_received(self, reason=None):
        """The requester has answered: the clock goes on."""
        self._check_may_decide()
        pauses = self.sudo().pause_ids.filtered(lambda p: not p.date_to)
        if "wait" in pauses.mapped("kind"):  # of cases he was found to decide on
            raise UserError(
                self.env._("The clock waits for a step: complete that step instead.")
            )
        self._resume(reason, fields.Datetime.now())

    def action_refuse(self, reason):
        self._check_may_decide()
        self._end_by("refused", self._reason(reason), fields.Datetime.now())

    def action_terminate(self, reason):
        self._check_may_decide()
        self._end_by("terminated", self._reason(reason), fields.Datetime.now())

    def action_withdraw(self, reason):
        self._check_may_decide()
        self._end_by("withdrawn", self._reason(reason), fields.Datetime.now())

    def action_extend(self, new_due_at, reason):
        """Apologise and set a later due time, which the verdict then takes."""
        self._check_may_decide()
        reason = self._reason(reason)
        new_due_at = fields.Datetime.to_datetime(new_due_at)
        self._lock()
        now = fields.Datetime.now()
        for case in self.sudo():  # permitted above; staff cannot write cases
            if case.state != "running" or not case.due_at:
                raise UserError(
                    self.env._("Only a running case with a due time can be extended.")
                )
            if new_due_at <= case.due_at:
                raise UserError(
                    self.env._("The new due time must be later than the present one.")
                )
            case._extend(new_due_at, reason, now)

    def _extend(self, new_due_at, reason, at):
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
                    "set_at": at,
                    "user_id": self.env.uid,
                }
            ]
        )
        self.env["procedure.event"]._log("case.extended", self, at=at, reason=reason)
