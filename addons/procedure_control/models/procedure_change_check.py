from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_change import RESULTS


class ProcedureChange(models.Model):
    """In effect: some weeks later somebody says whether it worked."""

    _inherit = "procedure.change"

    def _apply(self, at, now):
        """The revision took effect, or the repeal did: set the day of the check.

        :param at: since when it is in effect
        :param now: the instant of the act
        """
        for change in self:
            local = fields.Datetime.context_timestamp(change, at).date()
            change._move(
                "applied",
                {
                    "applied_at": at,
                    "check_due": local + timedelta(weeks=change.check_weeks or 1),
                },
            )
        self._log_act(
            "change.applied", now, values=lambda c: {"check_due": str(c.check_due)}
        )
        self._close_inbox()

    def action_check(self, result, note):
        """Say whether the change worked.

        :param result: ``worked``, ``partly`` or ``not``
        :param note: what was found; may be empty only where it worked
        """
        self._check(fields.Datetime.now(), result, note)

    def _check(self, at, result, note):
        self._require(
            self._who_checks(),
            self.env._(
                "only quality or the owner of the procedure checks it, once it is in "
                "effect."
            ),
        )
        if result not in dict(RESULTS):
            raise UserError(self.env._("Choose one of the answers given."))
        if result != "worked" and not (note or "").strip():
            raise UserError(self.env._("Say what was found."))
        self._move(
            "checked",
            {
                "check_result": result,
                "check_note": note or False,
                "checked_by_id": self.env.uid,
                "checked_at": at,
            },
        )
        self._log_act("change.checked", at, values={"result": result}, reason=note)
        self._close_inbox()

    def action_follow_up(self):
        """A new request for what did not work, by whoever reads this one."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "checked" or self.check_result == "worked":
            raise UserError(
                self.env._("Only what did not quite work needs another request.")
            )
        change = self.create(
            {
                "document_id": self.document_id.id,
                "source": "review",
                "scale": self.scale,
                "reason": self.check_note,
            }
        )
        change._note({"follows_id": self.id})
        return change._open_form()

    # --- job --------------------------------------------------------------------------
    def _cron_change(self):
        """Each day: ask for checks that are due; see to replaced legal bases."""
        now = fields.Datetime.now()
        job = self.env["procedure.job"]
        today = fields.Datetime.context_timestamp(self, now).date()
        due = self.sudo().search(
            [
                ("state", "=", "applied"),
                ("check_due", "<=", today),
                ("check_asked_at", "=", False),
            ]
        )  # the job sees every agency
        job._divide(due, lambda changes: changes._ask_to_check(now))
        bases = self.env["procedure.legal.basis"].sudo()._replaced_ones()  # likewise
        job._divide(bases, lambda some: some._follow_replacement(now))
        job._ran("change", now)

    def _ask_to_check(self, at):
        # Who owns the procedure is asked, whoever may read him.
        users = {change: change.sudo().document_id.owner_id for change in self}
        self._ask_next(users, self._words_to_check, at)
        self._note({"check_asked_at": at})

    def _words_to_check(self, change):
        return change.env._("Check whether the change worked")
