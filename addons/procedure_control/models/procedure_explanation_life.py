from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_explanation import WAITING


class ProcedureExplanation(models.Model):
    """Explained by who was late, agreed or corrected by his head."""

    _inherit = "procedure.explanation"

    # --- who may (the one source of buttons and guards) -------------------------------

    def _who_explains(self):
        """His own, until the head has decided."""
        user = self.env.user
        return self.filtered(
            # Whose it is decides, whatever else he may read.
            lambda e: e.sudo().state in WAITING and e.sudo().user_id == user
        )

    def _who_decides(self):
        """The head, who is above him, or quality: of what was explained.

        Without an explanation only once its time is over, or where nobody is left to
        give one.
        """
        return self.filtered(lambda e: e._is_decidable() and e._is_over_him())

    def _is_decidable(self):
        explanation = self.sudo()  # its own state, whoever asks
        if explanation.state == "explained":
            return True
        silent = explanation.due_at and explanation.due_at < fields.Datetime.now()
        return explanation.state == "asked" and bool(
            silent or not explanation.user_id.active
        )

    def _is_over_him(self):
        user, explanation = self.env.user, self.sudo()  # people, not their records
        if user in explanation._late_people():
            return False
        if user == explanation.head_id:
            return True
        if explanation.company_id not in user.company_ids:
            return False
        if user.has_group("procedure_control.group_quality_officer"):
            return True
        return explanation.department_id._procedure_may_manage(user) or (
            user in explanation._leaders_in_charge()[explanation]
        )

    def _require(self, allowed, message):
        refused = self - allowed
        if refused:
            # Its words name a step: who may not read it is told nothing of it.
            refused.check_access("read")
            raise UserError(
                self.env._(
                    "%(record)s: %(message)s",
                    record=refused[0].display_name,
                    message=message,
                )
            )

    def _said(self, cause_id, words):
        """(cause, words) as they are kept; UserError where one of them lacks."""
        words = words.strip() if isinstance(words, str) else ""
        cause = self.env["procedure.cause"]
        if isinstance(cause_id, int) and not isinstance(cause_id, bool):
            cause = cause.browse(cause_id).exists()
        if not cause.active or not words:
            raise UserError(
                self.env._(
                    "Choose a cause from the list and add a sentence: both stand "
                    "beside the figure."
                )
            )
        return cause, words

    # --- acts -------------------------------------------------------------------------

    def action_explain(self, cause_id, words):
        """Say why one's own step was late, until the head has decided.

        :param cause_id: id of a `procedure.cause` that is in use
        :param words: a sentence
        :raises UserError: not his, decided already, or one of them lacks
        """
        self._explain(cause_id, words, fields.Datetime.now())
        return True

    def _explain(self, cause_id, words, at):
        cause, words = self._said(cause_id, words)
        self._require(
            self._who_explains(),
            self.env._("only who is asked explains it, until his head has decided."),
        )
        explanations = self.sudo()  # permitted above; nobody may write them
        explanations._find_heads()
        self._move(
            {
                "state": "explained",
                "cause_id": cause.id,
                "words": words,
                "given_at": at,
                "final_cause_id": cause.id,
            }
        )
        for explanation in explanations:
            task = explanation.task_id
            task.write(
                {
                    "cause_id": cause.id,
                    "named_from": min(task.named_from or at, at),
                }
            )
        explanations._mirror()
        self._told("explanation.given", at, words, cause)

    def action_agree(self):
        """Say that it was as explained: for his head, the leader or quality."""
        self._agree(fields.Datetime.now())
        return True

    def _agree(self, at):
        explained = self._who_decides().filtered(lambda e: e.state == "explained")
        self._require(
            explained,
            self.env._(
                "only his head, the leader in charge or quality agrees, to what was "
                "explained and never to his own."
            ),
        )
        self._move({"state": "agreed", "decided_by_id": self.env.uid, "decided_at": at})
        self._told("explanation.agreed", at, False)

    def action_correct(self, cause_id, words):
        """Give another cause; what was explained is kept beside it.

        Also for what nobody explained in time.

        :param cause_id: id of a `procedure.cause` that is in use
        :param words: a sentence
        :raises UserError: not over him, not yet, or one of them lacks
        """
        self._correct(cause_id, words, fields.Datetime.now())
        return True

    def _correct(self, cause_id, words, at):
        cause, words = self._said(cause_id, words)
        self._require(
            self._who_decides(),
            self.env._(
                "only his head, the leader in charge or quality corrects it: what was "
                "explained, or what was not within its time. Nobody his own."
            ),
        )
        self._move(
            {
                "state": "corrected",
                "head_cause_id": cause.id,
                "head_words": words,
                "final_cause_id": cause.id,
                "decided_by_id": self.env.uid,
                "decided_at": at,
            }
        )
        self.sudo().task_id.write({"cause_id": cause.id})  # permitted above
        self._told("explanation.corrected", at, words, cause)

    def _withdraw(self, at):
        """What was asked of steps that are late no longer; the engine's part."""
        gone = self.sudo().filtered(lambda e: e.state != "withdrawn")  # as `_move`
        if not gone:
            return
        gone._move({"state": "withdrawn"})
        gone.task_id.write(
            {"explanation_id": False, "named_from": False, "cause_id": False}
        )
        gone._told("explanation.withdrawn", at, False)

    # --- what the acts share ----------------------------------------------------------

    def _move(self, values):
        """Write on explanations and close what was asked, for the acts alone.

        Two acts at once conflict on the row; the later one sees what the first did.
        """
        explanations = self.sudo()  # permitted by the act; nobody may write them
        mirrors = explanations.activity_id
        explanations.write(values)
        mirrors._procedure_close()

    def _told(self, kind, at, words, cause=None):
        self.env["procedure.event"]._log(
            kind,
            self,
            at=at,
            reason=words or None,
            values=lambda e: {
                "step": e.step_label or "",
                "cause": cause.name if cause else e.final_cause_id.name or "",
            },
        )
