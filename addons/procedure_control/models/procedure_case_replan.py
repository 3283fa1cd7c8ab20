from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ProcedureCase(models.Model):
    """An edited calendar moves nothing by itself: chosen cases are re-planned."""

    _inherit = "procedure.case"

    def _check_may_replan(self):
        """A quality officer, or the manager of who works on it; running cases only."""
        self.check_access("read")
        for case in self:
            if not case._manages(case):
                raise AccessError(
                    self.env._(
                        "Only a quality officer or a manager of %(case)s re-plans it.",
                        case=case.name,
                    )
                )

    def _is_replanned(self):
        """Whether a new plan would reach it: its clock runs."""
        return self.state == "running"

    def _replanned(self, times):
        """{case: Plan} by the calendars as they are now; given extensions stay."""
        return self._plans(times, self._extended_limits(times))

    def _replan_changes(self):
        """What re-planning now would change; nothing moves.

        :return: [(case, task or no task, old due or False, new due or False)], the case
            first, and of its steps those that are ready
        """
        cases = self.sudo()  # permitted by the caller; steps of other agencies count
        times = cases._working_times()
        plans = cases._replanned(times)
        rows = []
        for case in cases:
            new = plans[case].case_due.at or False
            rows.append((case, case.task_ids.browse(), case.due_at, new))
            for task in case.task_ids:
                if task.state == "ready":
                    due = task._own_due(plans[case], task.ready_at).at or False
                    rows.append((case, task, task.due_at, due))
        return rows

    def action_replan(self, reason):
        """Derive all due times of these cases anew, by the calendars as they are now.

        The old ones stay in the history with the reason, and so do the firings of the
        ladder. Steps that are done keep what they were judged by.

        :raises AccessError: who neither manages the case nor answers for quality
        :raises UserError: without a reason, or where no clock runs
        """
        self._check_may_replan()
        self._replan_now(self._reason(reason), fields.Datetime.now())
        return True

    def _replan_now(self, reason, at):
        self._lock()
        self._close_silent(at)
        cases = self.sudo()  # permitted by the public act; nobody may write cases
        for case in cases:
            if not case._is_replanned():
                raise UserError(
                    self.env._("The clock of %(case)s is not running.", case=case.name)
                )
        times = cases._working_times(at)
        before = {case: case.due_at for case in cases}
        cases._rederive(cases._replanned(times), reason, at, times)
        self.env["procedure.event"]._log(
            "case.replanned",
            self,
            at=at,
            reason=reason,
            values=lambda case: {
                # What the event keeps, whoever re-planned.
                "from": fields.Datetime.to_string(before[case.sudo()]) or "",
                "to": fields.Datetime.to_string(case.sudo().due_at) or "",
            },
        )

    def action_open_replan(self):
        """The dialog that shows old and new due times before anything moves."""
        self._check_may_replan()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Re-plan"),
            "res_model": "procedure.case.replan",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }
