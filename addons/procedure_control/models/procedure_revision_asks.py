from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_revision_prefetch import read_lines

SIGNED = ("approved", "rejected")


class ProcedureRevision(models.Model):
    """Whom a round asks, who may answer, and what else is done with a submission."""

    _inherit = "procedure.revision"

    # --- who may answer ---------------------------------------------------------------
    def _requests_of_mine(self, at=None):
        """{revision id: the request this user may answer}, his own before another's.

        A delegate answers for whoever is away; nobody signs twice at one stage, nor at
        a second one unless the route names him there.
        """
        at = at or fields.Datetime.now()
        user = self.env.user
        pending = self._pending_requests()
        # Who has signed already, read together: each round is looked at by itself.
        # As in `_pending_requests`.
        requests = self.sudo()._open_rounds().request_ids
        answered = requests.filtered(lambda r: r.state in SIGNED)
        if answered:
            read_lines(answered, "decision_ids")
        result, others = {}, {}
        for revision in self.filtered(lambda r: r.id in pending):
            asked = pending[revision.id].sorted(lambda r: (r.stage, r.id))
            own = asked.filtered(
                lambda r: r.user_id == user and self._is_signer(user, r.meaning)
            )
            own = own.filtered(lambda r: not self._signed_before(r))
            if own:
                result[revision.id] = own[:1]
            else:
                others[revision.id] = asked
        if others:
            result |= self._requests_for_others(others, at)
        return result

    def _requests_for_others(self, asked, at):
        """As `_requests_of_mine`, of those for whom this user is the delegate."""
        user = self.env.user
        away = self.env["procedure.delegation"]._delegators_of(user, at)
        result = {}
        for revision_id, requests in asked.items():
            mine = requests.filtered(
                lambda r: (
                    r.user_id.sudo(False) in away
                    and self._is_signer(user, r.meaning)
                    and not self._signed_before(r)
                )
            )
            if mine:
                result[revision_id] = mine[:1]
        return result

    def _signed_before(self, request):
        """Whether this user's signature in the round forbids him this one."""
        user = self.env.user
        before = request.round_id.request_ids.filtered(
            lambda r: r.state in SIGNED and user in r.decision_ids.user_id
        )
        if not before:
            return False
        if request.user_id != user or request.stage in before.mapped("stage"):
            return True
        return any(r.user_id != user for r in before)

    def _barred_requests(self, requests, at=None):
        """Those of `requests` that this user may not sign: four eyes.

        Neither who wrote or submitted it, nor anybody in the name of such a one. An
        exception is personal: it does not pass to a delegate.
        """
        user = self.env.user
        requests = requests.filtered(lambda r: r.meaning != "prepare")
        others = requests.filtered(
            lambda r: r.user_id != user and r.user_id in r.round_id._authors()
        )
        own = requests.filtered(lambda r: user in r.round_id._authors())
        if own:
            permitted = self.env["procedure.override"]._find(
                "four_eyes",
                user,
                own.document_id.sudo(False),
                at or fields.Datetime.now(),
            )
            own = own.filtered(lambda r: r.document_id.sudo(False) not in permitted)
        return own | others

    # --- forwarding -------------------------------------------------------------------
    def action_forward(self, user_id, reason, request_id=None):
        """Ask another signer instead: by the one asked, or by quality.

        The request that was open is void but kept; the round stays the same.

        :param request_id: which request, where quality forwards one of several
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why another signer is asked."))
        self._require(
            self._who_forwards(),
            self.env._("only the signer who is asked, or quality, forwards it."),
        )
        at = fields.Datetime.now()
        rounds = self._begin()
        user = self.env["res.users"].browse(int(user_id or 0)).exists()
        if not user:
            raise UserError(self.env._("Say who is asked instead."))
        requests = rounds.request_ids.browse()
        for revision in self:
            requests |= revision._request_to_forward(request_id)
        for request in requests:
            self._refuse_instead(request, user, at)
        requests._close("void", at, reason)
        requests._ask_instead(user, at)
        self.env["procedure.event"]._log(
            "revision.forwarded",
            self,
            at=at,
            reason=reason,
            values=lambda r: {
                "from": ", ".join(
                    requests.filtered(lambda q, r=r: q.revision_id == r).user_id.mapped(
                        "name"
                    )
                ),
                "approver": user.sudo().name,  # a name, for the reader
            },
        )

    def _who_forwards(self):
        pending = self._pending_requests()
        user = self.env.user
        asked = self.filtered(
            lambda r: (
                r.id in pending
                and any(
                    q.user_id == user and self._is_signer(user, q.meaning)
                    for q in pending[r.id]
                )
            )
        )
        if user.has_group("procedure_control.group_quality_officer"):
            asked |= self.filtered(lambda r: r.id in pending)._filtered_access("read")
        return asked

    def _request_to_forward(self, request_id):
        pending = self._pending_requests()[self.id]
        own = pending.filtered(lambda r: r.user_id == self.env.user)
        quality = self.env.user.has_group("procedure_control.group_quality_officer")
        found = pending if quality and not own else own
        if request_id:
            found = (pending if quality else own).filtered(
                lambda r: r.id == int(request_id)
            )
        if len(found) != 1:
            raise UserError(
                self.env._(
                    "%(revision)s: say whose signature another one gives.",
                    revision=self.display_name,
                )
            )
        return found

    def _refuse_instead(self, request, user, at):
        """Refuse to ask somebody who could not sign, or has signed."""
        user = user.sudo()  # to name him in the message
        company = request.company_id
        if (
            not user.active
            or company not in user.company_ids
            or not self._is_signer(user, request.meaning)
        ):
            raise UserError(
                self.env._(
                    "%(name)s is not a signer in %(company)s.",
                    name=user.name,
                    company=company.name,
                )
            )
        if self.with_user(user)._barred_requests(request.with_user(user).sudo(), at):
            raise UserError(
                self.env._(
                    "%(name)s has worked on this draft or submits it, and may not "
                    "approve it.",
                    name=user.name,
                )
            )
        live = request.round_id.request_ids.filtered(lambda r: r.state != "void")
        if user in live.user_id or user in live.decision_ids.user_id:
            raise UserError(
                self.env._(
                    "%(name)s is asked in this round already.",
                    name=user.name,
                )
            )

    # --- recall -----------------------------------------------------------------------
    def action_recall(self, reason):
        """Take back to draft what is in review or approved but not yet in force."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is taken back."))
        self._require(
            self._who_recalls() | self._who_withdraws(),
            self.env._("only who submitted or approved it, or quality, takes it back."),
        )
        self._recall(fields.Datetime.now(), reason)

    def _recall(self, at, reason):
        """Void what was asked and signed (kept as evidence) and reopen the drafts."""
        rounds = self.sudo().round_ids  # requests of every signer are voided
        voided = rounds.filtered(lambda r: not r.closed_at or r.outcome == "approved")
        voided._lock()
        open_requests = rounds.request_ids.filtered(lambda r: r.state == "pending")
        open_requests._close("void", at, reason)
        voided._close("void", at)
        self._back_to_draft()
        self.env["procedure.event"]._log(
            "revision.recalled", self, at=at, reason=reason
        )

    # --- repeal -----------------------------------------------------------------------
    def action_repeal(self, reason, running_cases="finish", approver_id=None):
        """Ask for the repeal of revisions in force; it needs an approval of its own.

        :param running_cases: ``finish`` or ``stop``
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is repealed."))
        if running_cases not in ("finish", "stop"):
            raise UserError(self.env._("Say what happens to running cases."))
        self._require(
            self._who_repeals(),
            self.env._("only quality asks for the repeal of what is in force."),
        )
        at = fields.Datetime.now()
        self._open_round("repeal", at, reason, running_cases, approver_id)
        self.env["procedure.event"]._log(
            "revision.repeal_asked",
            self,
            at=at,
            reason=reason,
            values={"running_cases": running_cases},
        )

    # --- date of effect ---------------------------------------------------------------
    def action_set_effective_date(self, date):
        """Plan the day on which revisions not yet in force take effect (quality)."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise UserError(self.env._("Only quality plans the day of effect."))
        readable = self._filtered_access("read")
        self._require(
            readable.filtered(lambda r: r.state in ("draft", "in_review", "approved")),
            self.env._("it is in force or ended already."),
        )
        self._set_guarded({"planned_effective_date": date or False})
        self.env["procedure.event"]._log(
            "revision.effect_planned", self, values={"date": date or None}
        )
