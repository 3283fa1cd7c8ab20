from odoo import api, fields, models

from .procedure_case_move import MOVABLE

#: Cases that are moved in one transaction.
BATCH = 25


class ProcedureMove(models.Model):
    """How a signed plan is carried out: in batches, and nothing dies alone."""

    _inherit = "procedure.move"

    @api.model
    def _cron_move(self):
        """Go on with the plans that were signed, a committed batch at a time."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        to_do = [("state", "=", "to_do"), ("move_id.state", "=", "signed")]
        lines = self.env["procedure.move.line"].sudo()  # a job sees every agency
        cron._commit_progress(remaining=lines.search_count(to_do))
        while batch := lines.search(to_do, order="move_id, id", limit=BATCH):
            plan = batch[0].move_id
            batch = batch.filtered(lambda line, of=plan: line.move_id == of)
            met = plan._carry_out(batch, now)
            if not cron._commit_progress(len(batch) - len(met)):
                break

    def _carry_out(self, lines, at):
        """Do what was signed of these cases, in the name of who signed it.

        :return: {line: error} of cases that somebody was at; they are still to be moved
        """
        self.ensure_one()
        plan = self.with_user(self.decision_ids[:1].user_id).sudo()  # signed by him
        lines = lines.with_env(plan.env)
        job = self.env["procedure.job"]
        met = job._divide(
            lines.filtered(lambda line: line.choice == "move"),
            lambda some: some._move(plan, at),
            lambda line, error: line._note_not_moved(error),
        )
        lines.filtered(lambda line: line.choice == "keep")._keep()
        met |= job._divide(
            lines.filtered(lambda line: line.choice == "stop"),
            lambda some: some._stop(at),
            lambda line, error: line._note_not_moved(error),
        )
        if not lines.search_count(
            [("move_id", "=", plan.id), ("state", "=", "to_do")], limit=1
        ):
            plan.write({"state": "done", "done_at": at})
            self.env["procedure.event"]._log(
                "move.done",
                plan,
                at=at,
                values=lambda one: {
                    "moved": len(one.line_ids.filtered("moved_at")),
                    "not_moved": one.failed_count,
                },
            )
        return met


class ProcedureMoveLine(models.Model):
    """What becomes of each case of a signed plan."""

    _inherit = "procedure.move.line"

    def _move(self, plan, at):
        steps, variants = plan._maps()
        self.case_id._move_to(plan.revision_id, steps, variants, plan.reason, at)
        for line in self:
            line.write(
                {"state": "moved", "moved_at": at, "new_due": line.case_id.due_at}
            )
        self.effect_case_id._note({"state": "moved"})

    def _keep(self):
        self.write({"state": "kept"})
        for line in self.filtered("effect_case_id"):
            line.effect_case_id._note(
                {"state": "kept", "choice": "keep", "reason": line.reason}
            )

    def _stop(self, at):
        going = self.filtered(lambda line: line.case_id.state in MOVABLE)
        (self - going).write({"state": "kept"})  # ended since: nobody is asked
        going.write({"state": "stopping"})
        going.case_id.write({"stop_asked": True})
        going.case_id._ask_to_stop(
            at, lambda env: env._("To be stopped by a signed plan: give notice")
        )

    def _note_not_moved(self, error):
        """Keep why; the case finishes on its revision unless another plan moves it."""
        self.write({"state": "failed", "error": str(error)[:500]})
        self.env["procedure.job"]._alarm(self.case_id, str(error)[:500])
