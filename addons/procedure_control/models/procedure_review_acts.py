from odoo import fields, models
from odoo.exceptions import UserError


class ProcedureReview(models.Model):
    """What the owner decides: keep is signed, revise and repeal ask for a change."""

    _inherit = "procedure.review"

    def action_keep(self, reason):
        """Propose that these revisions stay as they are; the route signs it.

        :raises UserError: without a reason, or of a review that is not his
        """
        self._require_review(reason)
        at = fields.Datetime.now()
        for review in self:
            # The owner of the document need not have the right to draft.
            revision = review.revision_id.sudo()
            round_ = revision._open_round("keep", at, reason=reason)
            review._note(
                {
                    "state": "asked",
                    "outcome": "keep",
                    "reason": reason,
                    "round_id": round_.id,
                    "done_by_id": self.env.uid,
                    "next_check_at": False,
                }
            )
            (review.sudo().activity_id)._procedure_close()
        self.env["procedure.event"]._log(
            "review.keep_asked", self, at=at, reason=reason
        )

    def action_revise(self, reason):
        """Ask for a change of what is in force; the review ends with the request."""
        return self._ask_change("revise", reason)

    def action_repeal(self, reason):
        """Ask for the repeal of what is in force; the review ends with the request."""
        return self._ask_change("repeal", reason)

    def _ask_change(self, act, reason):
        self._require_review(reason)
        at = fields.Datetime.now()
        changes = self.env["procedure.change"].create(
            [
                {
                    "document_id": review.document_id.id,
                    "act": act,
                    "source": "review",
                    "reason": reason,
                }
                for review in self
            ]
        )
        changes.action_submit()
        for review, change in zip(self, changes, strict=True):
            review._end(
                {
                    "state": "done",
                    "outcome": act,
                    "reason": reason,
                    "change_id": change.id,
                    "closed_at": at,
                    "done_by_id": self.env.uid,
                }
            )
        self.env["procedure.event"]._log(
            "review.done",
            self,
            at=at,
            reason=reason,
            values=lambda review: {"outcome": act, "change": review.change_id.name},
        )
        return changes._get_records_action() if len(changes) == 1 else True

    def _require_review(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason is kept with the review."))
        refused = self - self._who_reviews()
        if refused:
            raise UserError(
                self.env._(
                    "%(revision)s: only its owner or quality reviews it, once.",
                    revision=refused[0].display_name,
                )
            )

    def _signed(self, round_, at):
        """The decision to keep has been signed: the review is done."""
        self._end({"state": "done", "closed_at": at})
        self.env["procedure.event"]._log(
            "review.done",
            self,
            at=at,
            reason=round_.reason,
            values={"outcome": "keep"},
        )

    def _reopen(self):
        """The signer said no, or the round was void: the owner decides again."""
        self._note(
            {"state": "open", "outcome": False, "round_id": False, "done_by_id": False}
        )
        self._ask()
        self._plan_calls(self._times_around(fields.Datetime.now()))


class ProcedureRound(models.Model):
    _inherit = "procedure.round"

    review_ids = fields.One2many("procedure.review", "round_id")

    def _close(self, outcome, at):
        result = super()._close(outcome, at)
        if outcome != "approved":
            # Whoever closes the round need not read the review.
            waiting = self.sudo().review_ids.filtered(lambda r: r.state == "asked")
            still = waiting.filtered(lambda r: r.revision_id.state == "effective")
            if still:
                still._reopen()
        return result
