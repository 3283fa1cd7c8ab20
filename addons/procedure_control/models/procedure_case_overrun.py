# What is extended here answers nothing.
# pylint: disable=missing-return
from odoo import api, fields, models

from ..engine import overrun
from ..engine.deadline import case_verdict
from .procedure_case import VERDICTS

TERMS = {
    "overrun_minutes": "overrun",
    "step_overrun_minutes": "step_overrun",
    "step_saved_minutes": "step_saved",
    "uncounted_minutes": "uncounted",
    "plan_minus_limit_minutes": "plan_minus_limit",
}


class ProcedureCase(models.Model):
    """Where the time of a case went, in minutes that add up exactly.

    Kept when the result is ready, or when the case ends without one; a result that is
    withdrawn takes the figures with it.
    """

    _inherit = "procedure.case"

    legal_verdict = fields.Selection(
        VERDICTS, string="Verdict by law", readonly=True, copy=False
    )
    days_past_first = fields.Integer(
        string="Days past the first due", readonly=True, copy=False
    )
    decided_by_id = fields.Many2one(
        "procedure.task",
        string="Deciding step",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The step whose end made the result ready, or ended the case.",
    )
    overrun_minutes = fields.Integer(
        string="Case overrun (min)",
        readonly=True,
        copy=False,
        help="Working minutes from the due to the end, negative when early.",
    )
    step_overrun_minutes = fields.Integer(
        string="Overrun of steps (min)", readonly=True, copy=False
    )
    step_saved_minutes = fields.Integer(
        string="Saved by steps (min)", readonly=True, copy=False
    )
    uncounted_minutes = fields.Integer(
        string="Uncounted time (min)", readonly=True, copy=False
    )
    plan_minus_limit_minutes = fields.Integer(
        string="Plan minus limit (min)",
        readonly=True,
        copy=False,
        help="What the steps were given together, less the time to the due.",
    )
    time_account = fields.Char(
        string="How the time went", compute="_compute_time_account"
    )

    @api.depends("decided_by_id", *TERMS)
    @api.depends_context("lang")
    def _compute_time_account(self):
        for case in self:
            case.time_account = case.decided_by_id and self.env._(
                "%(overrun)s = %(over)s over their time − %(saved)s saved "
                "+ %(uncounted)s not counted + (%(plan)s) plan minus limit, in minutes",
                overrun=case.overrun_minutes,
                over=case.step_overrun_minutes,
                saved=case.step_saved_minutes,
                uncounted=case.uncounted_minutes,
                plan=case.plan_minus_limit_minutes,
            )

    # --- when the figures are taken ---------------------------------------------------

    def _advance(self, ended, outcomes, at, times, *args, **options):
        before = {case: case.result_at or case.ended_at for case in self}
        super()._advance(ended, outcomes, at, times, *args, **options)
        lost, decided = self.browse(), self.browse()
        for case in self:
            if not (case.result_at or case.ended_at):
                lost |= case.filtered("decided_by_id")
            elif not before[case]:
                decided |= case
        lost._forget_account()
        decided._take_account({case: ended[case] for case in decided}, times)

    def _end_by(self, state, reason, at):
        self._close_silent(at)
        # What people of other agencies have open decides the end as well.
        undecided = self.sudo().filtered(lambda case: not case.result_at)
        last = {case: case._last_open() for case in undecided}
        super()._end_by(state, reason, at)
        undecided._take_account(last, undecided._working_times(at))

    def _last_open(self):
        """The step that a case stopped now would stop at: the one opened last."""
        self.ensure_one()
        tasks = self.task_ids.filtered("ready_at")
        current = tasks.filtered(lambda t: t.state in ("ready", "paused")) or tasks
        return current.sorted(lambda t: (t.ready_at, t.id))[-1:]

    def _decider(self):
        """The step that an ended case ended with, found by when it ended."""
        self.ensure_one()
        end = self.result_at or self.ended_at
        at_end = self.task_ids.filtered(lambda t: t.ready_at and t.done_at == end)
        return at_end.sorted("id")[-1:] or self._last_open()

    def _take_account(self, deciding, times):
        """Keep where the time of these ended cases went.

        :param deciding: {case: the task whose end decided it, or none}
        """
        for case in self.with_context(tracking_disable=True):
            end = case.result_at or case.ended_at
            values = {
                "decided_by_id": deciding[case].id,
                "legal_verdict": case._legal_verdict(end, times),
                "days_past_first": case._days_past_first(end),
            }
            if case.due_at and deciding[case]:
                found = case._terms(deciding[case], end, times)
                values |= {name: getattr(found, of) for name, of in TERMS.items()}
            case.write(values)

    def _forget_account(self):
        if self:
            self.write(
                dict.fromkeys(TERMS, 0)
                | {
                    "decided_by_id": False,
                    "legal_verdict": False,
                    "days_past_first": 0,
                }
            )

    # --- the figures ------------------------------------------------------------------

    def _terms(self, deciding, end, times):
        """`engine.overrun.Terms` of this case on the path that ends with a task."""
        self.ensure_one()
        path = [task._occurrence(end) for task in deciding._path()]
        return overrun.terms(
            path,
            times[self.company_id],
            self.clock_start_at,
            self.due_at,
            end,
            self._pauses(),
            cutoff=self._cutoff(),
        )

    def _legal_verdict(self, end, times):
        due, how = self.legal_due_at, self.legal_due_derivation
        if not due:
            return False
        return case_verdict(times[self.company_id], how["unit"], due, end)

    def _days_past_first(self, end):
        """Calendar days after the first due, on the wall clock of the agency."""
        if not self.first_due_at:
            return 0
        days = self._local(end).date() - self._local(self.first_due_at).date()
        return max(0, days.days)
