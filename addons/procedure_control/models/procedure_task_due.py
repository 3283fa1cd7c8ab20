# What is extended here answers nothing.
# pylint: disable=missing-return
from odoo import fields, models


class ProcedureCase(models.Model):
    """The due times that a case and its steps had, and all of them derived anew."""

    _inherit = "procedure.case"

    due_ids = fields.One2many(domain=[("task_id", "=", False)])
    task_due_ids = fields.One2many(
        "procedure.due",
        "case_id",
        string="History of due times of steps",
        domain=[("task_id", "!=", False)],
    )

    def _rederive(self, plans, reason, at, times):
        """Give running cases and all their steps to come the due times of new plans.

        An own due that is another now is kept in the history with its reason, and its
        rungs look at the new one; those that fired stay fired.

        :param plans: {case: Plan}, of `_plans` or `_plan`
        """
        self._set_dues(plans, reason, at)
        self._lay_out_anew(plans, at, times)
        ready = self.task_ids.filtered(lambda task: task.state == "ready")
        ready._move_dues(plans, reason, at, times)


class ProcedureTask(models.Model):
    """The due times that a step had: whoever asks later sees why each changed."""

    _inherit = "procedure.task"

    due_ids = fields.One2many(
        "procedure.due", "task_id", string="History of its due times"
    )

    def _replan(self, plans, at, times):
        began = self.sudo().filtered("ready_at")  # the engine moves what is read-only
        before = {t: (t.due_at, t.due_derivation) for t in began}
        super()._replan(plans, at, times)
        woken = self.browse().union(*before)
        woken.filtered(lambda t: t.due_at != before[t][0])._keep_dues(before, None, at)
        woken._note_told(at, times)

    def _move_dues(self, plans, reason, at, times):
        """Own dues of ready steps by new plans; only what differs moves."""
        before = {}
        for task in self.sudo():  # the engine moves what its caller may only read
            due = task._own_due(plans[task.case_id], task.ready_at)
            if (due.at or False) == task.due_at:
                continue
            before[task] = (task.due_at, task.due_derivation)
            values = {
                "due_at": due.at or False,
                "due_derivation": due.derivation,
                "clock_generation": task.clock_generation + 1,
            }
            if due.at:
                seconds = task._clock_seconds(task.ready_at, due.at, times)
                values["allowed_minutes"] = seconds // 60
            task.write(values)
        moved = self.browse().union(*before)
        moved._keep_dues(before, reason, at)
        moved._mirror_due()
        moved._note_told(at, times)
        return moved

    def _clock_seconds(self, start, end, times):
        """Working seconds at the agency of the step while the clock of its case ran."""
        self.ensure_one()
        time = times[self.company_id]
        seconds = time.seconds_between(start, end)
        for first, last in self.case_id._pauses():
            low, high = max(first, start), min(last or end, end)
            if low < high:
                seconds -= time.seconds_between(low, high)
        return seconds

    def _keep_dues(self, before, reason, at):
        """One row for each due that is new, and one for the first that a step had.

        :param before: {task: (due or False, its derivation)}
        :param reason: None for the reason that the case has just been given
        """
        if not self:
            return
        rows = self.env["procedure.due"].sudo()  # as in _move_dues
        groups = rows._read_group([("task_id", "in", self.ids)], ["task_id"])
        had = {task.id for [task] in groups}
        made = []
        for task in self:
            due, derivation = before[task]
            if due and task.id not in had:
                first = self.env._("step ready")
                made.append(task._due_row(due, derivation, first, task.ready_at, False))
            if task.due_at:
                why = reason or task._reason_of_case(at)
                made.append(
                    task._due_row(
                        task.due_at, task.due_derivation, why, at, self.env.uid
                    )
                )
        rows._make(made)

    def _due_row(self, due, derivation, reason, at, user_id):
        return {
            "case_id": self.case_id.id,
            "task_id": self.id,
            "due_at": due,
            "derivation": derivation,
            "reason": reason,
            "set_at": at,
            "user_id": user_id,
        }

    def _reason_of_case(self, at):
        latest = self.case_id.due_ids.sorted("id")[-1:]
        if latest.set_at == at:
            return latest.reason
        return self.env._("the case was laid out anew")
