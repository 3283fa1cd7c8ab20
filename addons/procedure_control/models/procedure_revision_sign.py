from odoo import fields, models
from odoo.exceptions import UserError


class ProcedureRevision(models.Model):
    """What signers and quality do with what was submitted."""

    _inherit = "procedure.revision"

    # --- decisions --------------------------------------------------------------------
    def action_approve(self, comment=None):
        """Sign these revisions, as the one asked; they take effect on their date."""
        self._approve(fields.Datetime.now(), comment=comment)

    def action_reject(self, reason):
        """Send these revisions back to their authors, with a reason."""
        self._reject(fields.Datetime.now(), reason)

    def _approve(self, at, comment=None, put_into_force=True):
        self._refuse_signing(at)
        rounds = self.sudo()._open_rounds()  # checked just above
        self._decide(rounds, "approve", at, comment)
        issues = rounds.filtered(lambda r: r.purpose == "issue").revision_id
        repeals = rounds.filtered(lambda r: r.purpose == "repeal")
        issues = issues.with_env(self.env)
        if issues:
            issues._move("approved", {"approved_at": at})
            issues._resolve_readers(at)
            self.env["procedure.event"]._log(
                "revision.approved",
                issues,
                at=at,
                reason=comment,
                values=lambda r: {"fingerprint": r.fingerprint},
            )
            if put_into_force:
                due = issues.filtered(lambda r: r._effect_moment(at) <= at)
                due._make_effective(at)
        if repeals:
            repeals._take_effect(at)

    def _refuse_signing(self, at):
        own = self._asked_of_me()._barred_from_signing(at)
        if own:
            raise UserError(
                self.env._(
                    "%(revision)s: who has worked on a draft or submitted it may not "
                    "approve it. The quality manager may permit an exception, with a "
                    "reason.",
                    revision=own[0].display_name,
                )
            )
        self._require(
            self._who_approves(at),
            self.env._("only the signer who is asked may approve it."),
        )
        for round_ in self.sudo()._open_rounds():  # the bytes that are being signed
            if not round_._bytes_intact():
                raise UserError(
                    self.env._(
                        "%(revision)s: the stored content does not match its "
                        "fingerprint. Tell the quality manager; do not sign it.",
                        revision=round_.revision_id.display_name,
                    )
                )

    def _reject(self, at, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is sent back."))
        self._require(
            self._who_rejects(),
            self.env._("only the signer who is asked may reject it."),
        )
        rounds = self.sudo()._open_rounds()  # the requests are his
        self._decide(rounds, "reject", at, reason)
        back = self.filtered(lambda r: r.state == "in_review")
        if back:
            back._back_to_draft()
        self.env["procedure.event"]._log(
            "revision.rejected", self, at=at, reason=reason
        )

    def _decide(self, rounds, meaning, at, comment):
        """Insert the decisions and close requests and rounds."""
        user = self.env.user
        # A signer need not read his own employee record or the exceptions.
        title = user.sudo().employee_id.job_title or user.sudo().employee_id.job_id.name
        documents = rounds.revision_id.document_id.sudo(False)
        exceptions = self.env["procedure.override"]._find(
            "four_eyes", user, documents, at
        )
        requests = rounds.request_ids.filtered(lambda r: r.state == "pending")
        self.env["procedure.decision"]._record(
            [
                {
                    "request_id": request.id,
                    "revision_id": request.revision_id.id,
                    "user_id": user.id,
                    "override_id": exceptions[document].id
                    if (document := request.document_id.sudo(False)) in exceptions
                    and user in request.revision_id.contributor_ids
                    else False,
                    "meaning": meaning,
                    "signer_name": user.name,
                    "signer_title": title or False,
                    "fingerprint": request.round_id.fingerprint,
                    "body_sha256": request.round_id.body_sha256,
                    "comment": comment or False,
                    "decided_at": at,
                }
                for request in requests
            ]
        )
        state = "approved" if meaning == "approve" else "rejected"
        requests._close(state, at, comment)
        rounds._close(state, at)

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
        open_requests = rounds.request_ids.filtered(lambda r: r.state == "pending")
        open_requests._close("void", at, reason)
        voided = rounds.filtered(lambda r: not r.closed_at or r.outcome == "approved")
        voided._close("void", at)
        self._back_to_draft()
        self.env["procedure.event"]._log(
            "revision.recalled", self, at=at, reason=reason
        )

    def _back_to_draft(self):
        self._move(
            "draft",
            {"submitted_at": False, "approved_at": False, "fingerprint": False},
        )

    # --- forwarding -------------------------------------------------------------------

    def action_forward(self, user_id, reason):
        """Ask another signer instead: by the one asked, or by quality.

        The request that was open is void but kept; the round stays the same.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why another signer is asked."))
        self._require(
            self._who_forwards(),
            self.env._("only the signer who is asked, or quality, forwards it."),
        )
        at = fields.Datetime.now()
        approvers = self._choose_approvers(user_id)
        rounds = self.sudo()._open_rounds()  # of what he may forward
        rounds.request_ids.filtered(lambda r: r.state == "pending")._close(
            "void", at, reason
        )
        self._request_signatures(rounds, approvers, at)
        self.env["procedure.event"]._log(
            "revision.forwarded",
            self,
            at=at,
            reason=reason,
            values=lambda r: {"approver": approvers[r].name},
        )

    def _who_forwards(self):
        asked = self._asked_of_me()
        if self.env.user.has_group("procedure_control.group_quality_officer"):
            pending = self._pending_requests()
            asked |= self.filtered(lambda r: r.id in pending)._filtered_access("read")
        return asked

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
        approvers = self._choose_approvers(approver_id)
        self._open_round("repeal", at, approvers, reason, running_cases)
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
