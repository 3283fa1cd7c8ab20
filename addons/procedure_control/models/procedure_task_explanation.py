from odoo import api, fields, models

from .procedure_duty_sweep import BATCH

#: What ends or moves a step, and so may end its being late.
_ENDS = frozenset(("state", "due_at", "verdict"))
#: States of a step that nobody does any more, or not yet.
_NOT_LATE = ("planned", "not_arisen", "skipped", "cancelled")


class ProcedureTask(models.Model):
    """A late step asks who was responsible for its cause, once for each occurrence.

    Asked when it is ended after its due, or by the sweep once the due has passed.
    """

    _inherit = "procedure.task"

    explanation_id = fields.Many2one(
        "procedure.explanation",
        string="Why late",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    cause_id = fields.Many2one(
        "procedure.cause",
        string="Cause of delay",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="As explained, or as the head has corrected it.",
    )
    named_from = fields.Datetime(
        string="Name shown from",
        readonly=True,
        copy=False,
        help="From when lists name who was late to everybody who reads them.",
    )

    # In the words of the ORM's own search, or it would not be used.
    _unasked_idx = models.Index(
        "(due_at, id) WHERE state = 'ready' AND explanation_id IS NULL"
    )

    def write(self, vals):
        result = super().write(vals)
        if _ENDS.intersection(vals):
            # Whoever acts, what was asked follows its step.
            self.sudo()._withdraw_explanations()
        return result

    def _withdraw_explanations(self):
        gone = self.filtered("explanation_id").filtered(
            lambda task: not task._still_late()
        )
        if gone:
            gone.explanation_id._withdraw(fields.Datetime.now())

    def _still_late(self):
        """Whether a step that was late when it was asked about still is."""
        if self.state in _NOT_LATE:
            return False
        if self.verdict:
            return self.verdict == "late"
        # Judged at the moment of asking: a due that moved may have been kept then.
        return bool(self.due_at) and self.due_at <= self.explanation_id.asked_at

    # --- asked ------------------------------------------------------------------------

    def _complete_round(self, evidence, outcomes, at, times):
        result = super()._complete_round(evidence, outcomes, at, times)
        self._ask_why_late(at)
        return result

    def _end_sent_back(self, reason, return_reason, at, times):
        result = super()._end_sent_back(reason, return_reason, at, times)
        self._ask_why_late(at)
        return result

    def _end_without_reply(self, at):
        result = super()._end_without_reply(at)
        self._ask_why_late(at)
        return result

    def _ask_why_late(self, at):
        """Ask about those of these tasks that are late and were not asked about."""
        late = self.sudo().filtered(  # whoever acts, the engine asks
            lambda task: task.verdict == "late" and not task.explanation_id
        )
        if late:
            self.env["procedure.explanation"]._ask(late, at)

    @api.model
    def _ask_overdue(self, at):
        """Ask about open steps whose due has passed; the sweep's part.

        The index holds what is open and was not asked about: it costs what is new.
        """
        seen = self.browse()
        while found := self._lock_unasked(at, seen):
            seen |= found
            found._ask_each(at)
            if not self.env["ir.cron"]._commit_progress(len(found)):
                return

    def _lock_unasked(self, at, seen):
        """The next batch; empty where somebody is at work on the same ones."""
        tasks = self.sudo()  # a job sees every agency
        domain = [
            ("state", "=", "ready"),
            ("explanation_id", "=", False),
            ("due_at", "<", at),
            # A correction of a result is in no figure of timeliness.
            ("case_id.corrects_id", "=", False),
        ]
        if seen:
            domain.append(("id", "not in", seen.ids))
        job = self.env["procedure.job"]
        return job._lock_next(tasks, domain, "due_at, id", BATCH)

    def _ask_each(self, at):
        """Ask about these tasks; nothing dies alone."""
        self.env["procedure.job"]._divide(
            self,
            lambda some: self.env["procedure.explanation"]._ask(some, at),
            lambda task, error: task._note_failure(error),
        )


class ProcedureDuty(models.AbstractModel):
    """The sweep asks about what has become late since it last looked."""

    _inherit = "procedure.duty"

    @api.model
    def _cron_sweep(self):
        result = super()._cron_sweep()
        self.env["procedure.task"]._ask_overdue(fields.Datetime.now())
        self.env["procedure.explanation"]._heal()
        return result
