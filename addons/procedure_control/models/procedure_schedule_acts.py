from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.calendar_source import CalendarError
from ..engine.recurrence import Occurrence


class ProcedureSchedule(models.Model):
    """What people do with a schedule besides writing it."""

    _inherit = "procedure.schedule"

    def action_pause(self):
        """Nothing starts until it is resumed; what falls in between is left out."""
        self.check_access("write")
        running = self.filtered(lambda one: one.state == "running")
        running._set({"state": "paused"})
        self.env["procedure.event"]._log("schedule.paused", running)

    def action_resume(self):
        """Go on from today; what lay in the pause is kept as not started."""
        self.check_access("write")
        paused = self.filtered(lambda one: one.state == "paused")
        paused._set({"state": "running"})
        paused._pass_over(fields.Datetime.now(), why="paused")
        self.env["procedure.event"]._log("schedule.resumed", paused)

    def action_start_next(self):
        """Start the next one now, before its day."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "running" or not self.next_planned_on:
            raise UserError(self.env._("There is no next date to start."))
        self.lock_for_update()
        at = fields.Datetime.now()
        case = self._start_one(self.next_planned_on, at)
        self._set({"planned_until": self.next_planned_on})
        self._plan_next(at)
        return case._open_form()

    def _start_missed(self, run, at):
        """Start what a run did not, and open its case."""
        self.lock_for_update()
        if run.state not in ("not_started", "failed"):
            raise UserError(self.env._("This one has started already."))
        case = self._start_one(run.planned_on, at)
        if self.planned_until and run.planned_on > self.planned_until:
            self._set({"planned_until": run.planned_on})
        self._set({"error": False, "failures": 0})
        self._plan_next(at)
        return case._open_form()

    def _start_one(self, planned, at):
        """Start the case of one planned date for a person; its run is kept."""
        times = self._times(at)
        here = times[self.company_id]
        try:
            day = self._rule().day_of(planned, here)
        except CalendarError:  # far back: its day no longer matters
            day = None
        one = Occurrence(planned, day or planned)
        # The schedule decides what starts and for whom; its writer was checked.
        schedule = self.sudo()
        rows = schedule._start([(schedule, one)], times, at)
        known = schedule.run_ids.filtered(lambda run: run.planned_on == planned)
        schedule._keep(rows, {(schedule, planned): known} if known else {})
        case = self.env["procedure.case"].browse(rows[0]["case_id"])
        self.env["procedure.event"]._log(
            "schedule.started_by_hand",
            self,
            at=at,
            values={"planned": str(planned), "case": case.sudo().name},
        )
        return case

    def action_open_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_schedule_run_action"
        )
        return action | {"domain": [("schedule_id", "=", self.id)], "context": {}}
