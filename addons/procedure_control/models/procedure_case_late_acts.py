from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_case_late import JUDGED


class ProcedureCase(models.Model):
    """Pauses, answers, variants, extensions and papers recorded after the fact."""

    _inherit = "procedure.case"

    def action_pause_late(self, missing, happened_at, reason, paper, ended_at=None):
        """Record that a supplement was asked for, and perhaps came, earlier than now.

        :param missing: what was lacking, one paper a line
        :param happened_at: naive UTC, when the clock stopped
        :param paper: dict with `number`, `date`, `file` (Base64), `filename`: the
            request that the requester got
        :param ended_at: when the answer came; None while it has not
        :raises AccessError: neither manager nor quality, or he works on the case
        :raises UserError: without paper, in the future, across another pause
        """
        missing = self._missing(missing)
        now, reason, paper = self._begin_late(reason, paper)
        case = self.sudo()  # permitted by `_begin_late`; staff cannot write cases
        start = case._happened(happened_at, now)
        end = case._happened(ended_at, now) if ended_at else None
        before = {case: case._facts_now()}
        case._check_pause_fits(start, end)
        if not end:
            self._pause("supplement", reason, missing, start)
        else:
            self._insert_pause(reason, missing, start, end, now)
        self._record_late("pause", start, now, reason, paper, before)

    def action_resume_late(self, happened_at, reason, paper):
        """Record that the supplement asked for came earlier than now."""
        now, reason, paper = self._begin_late(reason, paper)
        case = self.sudo()  # as in action_pause_late
        at = case._happened(happened_at, now)
        before = {case: case._facts_now()}
        self._check_waits_for_supplement()
        asked = case.pause_ids.filtered(lambda p: not p.date_to)
        if asked and at < asked.date_from:
            raise UserError(self.env._("The supplement was asked for later than that."))
        self._resume(reason, at, set_at=now)
        self._record_late("resume", at, now, reason, paper, before)

    def action_change_variant_late(self, variant_id, happened_at, reason, paper):
        """Record that the case was found to be of another variant earlier than now.

        Its dues follow from the receipt whenever that was; steps that become ready by
        it are ready now, since nobody could have begun them.
        """
        now, reason, paper = self._begin_late(reason, paper)
        case = self.sudo()  # as in action_pause_late
        at = case._happened(happened_at, now)
        before = {case: case._facts_now()}
        self._change_variant(variant_id, reason, now)
        self._record_late("variant", at, now, reason, paper, before)

    def action_extend_late(self, new_due_at, happened_at, reason, paper):
        """Record that the requester was given a later due time earlier than now."""
        now, reason, paper = self._begin_late(reason, paper)
        case = self.sudo()  # as in action_pause_late
        at = case._happened(happened_at, now)
        before = {case: case._facts_now()}
        if case.state not in ("running", *JUDGED) or not case.due_at:
            raise UserError(
                self.env._("Only a case with a due time and a clock is extended.")
            )
        if case.result_at and at > case.result_at:
            raise UserError(
                self.env._("Its result was ready then: nothing was left to extend.")
            )
        new_due_at = case._moment(new_due_at)
        case._check_extension(new_due_at)
        case._extend(new_due_at, reason, at, set_at=now)
        if case.state in JUDGED:
            case._take_verdict_again(case._working_times(now))
        self._record_late("due", at, now, reason, paper, before)

    def action_papers_late(self, component_ids, happened_at, reason, paper):
        """Record that papers that lacked at intake came earlier than now.

        With the last of them the case is received at that moment.
        """
        now, reason, paper = self._begin_late(reason, paper)
        self._check_at_intake()
        case = self.sudo()  # as in action_pause_late
        at = case._happened(happened_at, now)
        earlier = [p.received_at for p in case.component_ids if p.received_at]
        if earlier and at < max(earlier):
            raise UserError(
                self.env._("The other papers were handed in later than that.")
            )
        before = {case: case._facts_now()}
        self._complete_dossier(component_ids, at)
        self._record_late("paper", at, now, reason, paper, before)

    # --- the engine ------------------------------------------------------------------

    def _begin_late(self, reason, paper):
        """(now, reason, columns of the paper) of a late record that is permitted."""
        self.ensure_one()
        self._check_may_record_late()
        reason, paper = self._reason(reason), self._late_paper(paper)
        self._lock()
        self.sudo().invalidate_recordset(["state"])  # as the lock leaves it
        return fields.Datetime.now(), reason, paper

    def _check_pause_fits(self, start, end):
        allowed = ("running", *JUDGED) if end else ("running",)
        if self.state not in allowed:
            raise UserError(
                self.env._(
                    "%(case)s cannot have been paused so: it is %(state)s.",
                    case=self.name,
                    state=self._state_label().lower(),
                )
            )
        if end and end <= start:
            raise UserError(self.env._("The answer came after the request."))
        over = self.result_at
        if over and (end or start) > over:
            raise UserError(self.env._("Its result was ready before that."))
        last = end or fields.Datetime.now()
        for pause in self.pause_ids:
            if pause.date_from < last and start < (pause.date_to or last):
                raise UserError(
                    self.env._(
                        "The clock of %(case)s stood then already.", case=self.name
                    )
                )

    def _insert_pause(self, reason, missing, start, end, now):
        """Put a pause that is over into the past of this case."""
        case = self.sudo()  # permitted by the public act
        limits = case._extended_limits(case._working_times(now))
        pause = self.env["procedure.pause"]._make(
            [case._pause_row("supplement", reason, missing, start, end)]
        )
        case.write(case._supplement_counts())
        case.invalidate_recordset(["pause_ids"])
        if case._starts_anew(pause):
            case.write({"restarted_at": end})
            limits = {}
        times = case._working_times(now)
        plans = case._plans(times, limits)
        if case.state in JUDGED:
            case._judge_anew(plans, reason, now, times)
        else:
            case._rederive(plans, reason, now, times)
        log = self.env["procedure.event"]._log
        log("case.paused", self, at=start, reason=reason, values={"missing": missing})
        log("case.resumed", self, at=end, reason=reason)
