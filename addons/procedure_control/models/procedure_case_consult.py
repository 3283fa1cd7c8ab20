from odoo import api, fields, models


class ProcedureCase(models.Model):
    """How a case goes on when an agency that was asked stays silent."""

    _inherit = "procedure.case"

    consultation_ids = fields.One2many("procedure.consultation", "case_id")
    consultation_count = fields.Integer(compute="_compute_consultation_count")

    @api.depends("consultation_ids")
    def _compute_consultation_count(self):
        counts = dict(
            self.env["procedure.consultation"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.consultation_count = counts.get(case._origin, 0)

    def action_open_consultations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_consultation_action"
        )
        return action | {"domain": [("case_id", "=", self.id)], "context": {}}

    def _close_silent(self, at):
        """End what agencies left unanswered until their due, each at that due.

        The case goes on from that instant, whenever the sweep comes by.
        """
        # Nobody does this: the time is over.
        cases = self.with_user(api.SUPERUSER_ID)
        locked = False
        while overdue := cases._unanswered(at):
            if not locked:
                locked = True
                overdue.case_id._lock()
                overdue.case_id.task_ids.invalidate_recordset(["state", "due_at"])
                continue
            first = min(overdue.mapped("due_at"))
            now = overdue.filtered(lambda t, due=first: t.due_at == due)
            times = now.case_id._working_times(first)
            for silent in now._questions_apart():
                silent._end_without_reply(first)
                ended = {task.case_id: task for task in silent}
                none = dict.fromkeys(silent, self.env["procedure.outcome"])
                silent.case_id._advance(ended, none, first, times)

    def _unanswered(self, at):
        return self.task_ids.filtered(
            lambda t: (
                t.silence_closes and t.state == "ready" and t.due_at and t.due_at < at
            )
        )

    def _step_agencies_of(self, task):
        """The agency on whose clock a question of this case is due."""
        return self._step_agencies()[self][task._step_key()]

    def _pause(self, kind, reason, missing, at):
        """What was over before the clock stopped is over."""
        self._close_silent(at)
        return super()._pause(kind, reason, missing, at)
