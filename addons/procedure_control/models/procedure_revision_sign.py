import pytz
from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_revision_prefetch import read_lines


class ProcedureRevision(models.Model):
    """What signers do with what was submitted."""

    _inherit = "procedure.revision"

    # --- public acts ------------------------------------------------------------------
    def action_approve(self, comment=None, credential=None, fingerprint=None):
        """Sign these revisions at the stage where one is asked.

        After the last stage they are approved and take effect on their date.

        :param credential: dict as `res.users._check_credentials` takes it
        :param fingerprint: of the content that was shown, or {revision id: it}; signing
            is refused where the round has another one
        :raises AccessDenied: wrong credential
        :raises UserError: not asked, not the content that was shown, or what it changes
            was not looked at
        """
        proof = self._prove(credential)
        self._approve(
            fields.Datetime.now(),
            comment=comment,
            proof=proof,
            fingerprint=fingerprint,
            looked=True,
        )

    def action_reject(self, reason, credential=None, fingerprint=None):
        """Send these revisions back to their authors, with a reason.

        Where one's signature is optional the objection is recorded and the round goes
        on. Parameters and errors as in `action_approve`.
        """
        proof = self._prove(credential)
        self._reject(
            fields.Datetime.now(), reason, proof=proof, fingerprint=fingerprint
        )

    def action_comment(self, comment):
        """Say something on what one is asked about, without deciding it."""
        self._comment(fields.Datetime.now(), comment)

    def _prove(self, credential):
        # Which agency issues it is no secret of the check itself.
        companies = self.sudo().company_id
        return self.env["procedure.signing"]._authenticate(
            credential, companies, documents=len(self)
        )

    # --- the acts, for the server -----------------------------------------------------
    def _approve(
        self,
        at,
        comment=None,
        put_into_force=True,
        proof="session",
        fingerprint=None,
        looked=False,
    ):
        """Sign at ``at``; ``looked``: only who has opened what each of them changes."""
        rounds = self._begin(fingerprint)
        requests = self._requests_of_mine(at)
        self._refuse_barred(requests, at)
        self._require(
            self._who_approves(at, requests),
            self.env._("only the signer who is asked may approve it."),
        )
        if looked:
            self._refuse_unopened()
        for round_ in rounds:  # the bytes that are being signed
            if not round_._bytes_intact():
                raise UserError(
                    self.env._(
                        "%(revision)s: the stored content does not match its "
                        "fingerprint. Tell the quality manager; do not sign it.",
                        revision=round_.revision_id.display_name,
                    )
                )
        mine = rounds.request_ids.browse([requests[r.id].id for r in self])
        self._sign(at, None, comment, mine, proof)
        approved, _failed = rounds._advance(at)
        self._tell_signed(mine - approved.request_ids, at, comment)
        if approved:
            self._conclude(approved, at, comment, put_into_force, mine)

    def _refuse_unopened(self):
        unopened = self - self._compared_by(self.env.user)
        if unopened:
            raise UserError(
                self.env._(
                    "%(revision)s: look at what it changes before you sign it.",
                    revision=unopened[0].display_name,
                )
            )

    def _reject(self, at, reason, proof="session", fingerprint=None):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is sent back."))
        rounds = self._begin(fingerprint)
        requests = self._requests_of_mine(at)
        self._require(
            self._who_rejects(at, requests),
            self.env._("only the signer who is asked may reject it."),
        )
        mine = rounds.request_ids.browse([requests[r.id].id for r in self])
        self._sign(at, "reject", reason, mine, proof)
        _approved, failed = rounds._advance(at)
        back = self.filtered(
            lambda r: r.state == "in_review" and r.id in failed.revision_id.ids
        )
        if back:
            back._back_to_draft()
        held = failed.request_ids & mine
        self._log_by_owner("revision.rejected", held, at, reason, "reject")
        self._log_by_owner("revision.commented", mine - held, at, reason, "reject")

    def _comment(self, at, comment):
        if not (comment or "").strip():
            raise UserError(self.env._("Say what you think of it."))
        rounds = self._begin()
        requests = self._requests_of_mine(at)
        self._require(
            self._who_comments(at, requests),
            self.env._("only who is asked comments on it; others write a message."),
        )
        mine = rounds.request_ids.browse([requests[r.id].id for r in self])
        self._sign(at, "comment", comment, mine, "session")
        rounds._advance(at)
        self._log_by_owner("revision.commented", mine, at, comment, "comment")

    def _begin(self, fingerprint=None):
        """Their open rounds, locked; refused where another content was shown."""
        # Who may act on them is checked next; the rules need not be asked as well.
        revisions = self.sudo()
        revisions.fetch()
        read_lines(revisions, "round_ids")
        rounds = revisions._open_rounds()
        rounds._lock()
        read_lines(rounds, "request_ids")
        if fingerprint:
            self._refuse_other_content(rounds, fingerprint)
        return rounds

    def _refuse_other_content(self, rounds, fingerprint):
        shown = fingerprint if isinstance(fingerprint, dict) else None
        now = {round_.revision_id.id: round_.fingerprint for round_ in rounds}
        for revision in self:
            expected = fingerprint
            if shown is not None:  # keys are texts when they come from a client
                expected = shown.get(revision.id) or shown.get(str(revision.id))
            if now.get(revision.id) != expected:
                raise UserError(
                    self.env._(
                        "%(revision)s has been taken back or submitted anew since you "
                        "opened it. Open it again to see what you sign.",
                        revision=revision.display_name,
                    )
                )

    def _refuse_barred(self, requests, at):
        mine = self.env["procedure.signature.request"].sudo()  # of this very signer
        mine = mine.browse([request.id for request in requests.values()])
        barred = self._barred_requests(mine, at)
        if barred:
            raise UserError(
                self.env._(
                    "%(revision)s: who has worked on a draft or submitted it may not "
                    "approve it. The quality manager may permit an exception, with a "
                    "reason.",
                    revision=barred[0].display_name,
                )
            )

    # --- the one place where a decision is born ---------------------------------------
    def _sign(self, at, meaning, comment, requests, proof):
        """Insert one decision per request and close it.

        :param meaning: ``reject``, ``comment``, or None for that of the stage
        :param proof: as `procedure.signing._authenticate` returns it
        """
        user = self.env.user
        # A signer need not read his own employee record or the exceptions.
        title = user.sudo().employee_id.job_title or user.sudo().employee_id.job_id.name
        zones = {
            company: calendar.tz or "UTC"
            for company, calendar in requests.company_id._procedure_calendar().items()
        }
        exceptions = self._exceptions_used(requests, at)
        self.env["procedure.decision"]._record(
            [
                {
                    "request_id": request.id,
                    "round_id": request.round_id.id,
                    "revision_id": request.revision_id.id,
                    "user_id": user.id,
                    **self._in_name_of(request, at),
                    "override_id": exceptions.get(request, False),
                    "meaning": meaning or request.meaning,
                    "stage_name": request.stage_name,
                    "credential": proof,
                    "signer_name": user.name,
                    "signer_title": title or False,
                    "fingerprint": request.round_id.fingerprint,
                    "body_sha256": request.round_id.body_sha256,
                    "comment": comment or False,
                    "decided_at": at,
                    "local_at": _local(at, zones[request.company_id]),
                    "timezone": zones[request.company_id],
                }
                for request in requests
            ]
        )
        if meaning == "comment":
            # Who must sign still has to; the others have said what they had to say.
            requests.filtered(lambda r: r.weight != "required")._close(
                "commented", at, comment
            )
        else:
            state = "rejected" if meaning == "reject" else "approved"
            requests._close(state, at, comment)

    def _exceptions_used(self, requests, at):
        """{request: id of the exception under which this user signs it}."""
        user = self.env.user
        own = requests.filtered(
            lambda r: r.meaning != "prepare" and user in r.round_id._authors()
        )
        if not own:
            return {}
        documents = own.document_id.sudo(False)
        found = self.env["procedure.override"]._find("four_eyes", user, documents, at)
        return {
            request: found[document].id
            for request in own
            if (document := request.document_id.sudo(False)) in found
        }

    def _in_name_of(self, request, at):
        owner = request.user_id
        if owner == self.env.user:
            return {}
        vals = {"in_name_of_id": owner.id, "in_name_of_name": owner.name}
        delegation = self.env["procedure.delegation"]._between(owner, self.env.user, at)
        return {**vals, "delegation_id": delegation.id}


def _local(at, zone):
    """ISO time with its offset on the clock of a time zone."""
    return pytz.utc.localize(at).astimezone(pytz.timezone(zone)).isoformat()
