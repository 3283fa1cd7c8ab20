from odoo import models
from odoo.exceptions import UserError


class ProcedureRevision(models.Model):
    """What follows when a round is approved, and what the trail is told of it."""

    _inherit = "procedure.revision"

    def _conclude(self, rounds, at, comment=None, put_into_force=True, mine=None):
        """These rounds are approved: issue, repeal or keep what they are about."""
        issued = rounds.filtered(lambda r: r.purpose == "issue").revision_id
        issues = issued.with_env(self.env)
        if issues:
            issues._move("approved", {"approved_at": at})
            issues._resolve_readers(at)
            if mine:
                answered = mine.filtered(lambda r: r.revision_id in issued)
                self._log_by_owner("revision.approved", answered, at, comment)
            else:
                self.env["procedure.event"]._log(
                    "revision.approved", issues, at=at, reason=comment
                )
            if put_into_force:
                due = issues.filtered(lambda r: r._effect_moment(at) <= at)
                due._make_effective_since(at)
        rounds.filtered(lambda r: r.purpose != "issue")._take_effect(at)

    def _complete_outside(self, rounds, at, issuance):
        """Approve rounds that await the decision signed outside, on its entry.

        :param rounds: procedure.round, each awaiting its issuance
        :param issuance: the record of that decision; its name goes into the trail
        """
        rounds = rounds.sudo()  # who enters the decision was checked by that act
        rounds._lock()
        if any(not r.awaits_issuance or r.closed_at for r in rounds):
            raise UserError(self.env._("Nothing waits for this decision any more."))
        rounds._close("approved", at)
        self._conclude(rounds, at, issuance.display_name)

    def _keep(self, round_, at):
        """A review that says *keep* is approved."""

    def _back_to_draft(self):
        self._move(
            "draft",
            {"submitted_at": False, "approved_at": False, "fingerprint": False},
        )

    def _tell_signed(self, requests, at, comment):
        self._log_by_owner("revision.signed", requests, at, comment)

    def _log_by_owner(self, kind, requests, at, reason, meaning=None):
        """One event per revision, in the name of whoever was asked.

        :param meaning: that of the decision, where it is not that of its stage
        """
        user = self.env.user
        for owner, of_owner in requests.grouped("user_id").items():
            by_revision = {r.revision_id.id: r for r in of_owner}
            self.env["procedure.event"]._log(
                kind,
                of_owner.revision_id.with_env(self.env),
                at=at,
                reason=reason,
                in_name_of=owner if owner != user else None,
                values=lambda revision, of=by_revision: {
                    "fingerprint": of[revision.id].round_id.fingerprint,
                    "stage": of[revision.id].stage_name,
                    "meaning": meaning or of[revision.id].meaning,
                },
            )
