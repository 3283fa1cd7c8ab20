from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureSignature(models.AbstractModel):
    """The signing dialog: what it shows, and the act it calls.

    It holds no record: the password comes with the call that signs and is kept
    nowhere.
    """

    _name = "procedure.signature"
    _description = "Signing dialog"

    # --- showing ----------------------------------------------------------------------
    @api.model
    def read_revisions(self, revision_ids):
        """What the dialog shows of the revisions that wait for the current user.

        One revision comes with its comparison, and that it was opened is noted.

        :return: dict of ``login``, ``name``, ``means`` (list of ``password``,
            ``passkey``), ``session`` (whether signing without is recorded as such),
            ``each`` (a proof for each document), ``locked`` (words, if signing is)
            and ``lines``, dicts as `_line` gives
        """
        revisions = self._waiting(revision_ids)
        user = self.env.user
        # Settings bind a signer whether or not he may read every agency.
        companies = revisions.company_id.sudo()
        means = self.env["procedure.signing"]._means()
        lines = self._lines(revisions)
        if len(lines) == 1:
            lines[0] |= {"changes": self.open_changes(revisions.id), "opened": True}
        return {
            "login": user.login,
            "name": user.name,
            "means": sorted(means),
            "session": not means
            and "refuse" not in companies.mapped("procedure_sign_without_credential"),
            "each": "document" in companies.mapped("procedure_sign_each"),
            "locked": self.env["procedure.signing.failure"]._lock_words(),
            "lines": lines,
        }

    def _waiting(self, revision_ids):
        revisions = self.env["procedure.revision"].browse(revision_ids).exists()
        revisions.check_access("read")
        waiting = revisions._who_comments()
        if not waiting:
            raise UserError(self.env._("Nothing of this waits for your signature."))
        return waiting

    def _lines(self, revisions):
        at = fields.Datetime.now()
        requests = revisions._requests_of_mine(at)
        approved = revisions._who_approves(at, requests)
        opened = revisions._compared_by(self.env.user)
        labels = {
            name: dict(self.env[model]._fields[name]._description_selection(self.env))
            for model, name in (
                ("procedure.signature.request", "meaning"),
                ("procedure.round", "purpose"),
            )
        }
        return [
            {
                **self._line(revision, requests[revision.id], labels),
                **self._state(revision in opened, revision in approved),
            }
            for revision in revisions
        ]

    def _state(self, opened, approves):
        barred = self.env._("You have worked on it or submitted it: four eyes.")
        return {
            "opened": opened,
            "approves": approves,
            "barred": "" if approves else barred,
        }

    def _line(self, revision, request, labels):
        """One document of the dialog, as the current user is asked to sign it."""
        round_ = request.round_id
        summary = revision.summary
        if round_.purpose != "issue":
            summary = round_.reason
        return {
            "id": revision.id,
            "code": revision.document_id.code or "",
            "title": revision.title or revision.document_id.title,
            "number": self.env._(
                "Issue %(issue)s, amendment %(amendment)s",
                issue=f"{revision.issue_number:02d}",
                amendment=f"{revision.amendment_number:02d}",
            ),
            "purpose": labels["purpose"].get(round_.purpose, ""),
            "stage": request.stage_name or labels["meaning"].get(request.meaning, ""),
            "meaning": request.meaning,
            "weight": request.weight or "",
            "in_name_of": (request.user_id - self.env.user.sudo()).name or "",
            "summary": summary or revision.change_reason or "",
            "fingerprint": round_.fingerprint or "",
            "body": round_.body_id.id,
        }

    @api.model
    def open_changes(self, revision_id):
        """HTML of what one revision changes; that the signer opened it is noted."""
        revision = self._waiting([revision_id])
        revision._note_compared()
        return str(revision._comparison_html())

    # --- signing ----------------------------------------------------------------------
    @api.model
    def sign(self, fingerprints, act, comment="", credential=None):
        """Approve, send back or comment on what the dialog showed.

        :param fingerprints: {revision id: fingerprint that was shown}
        :param act: ``approve``, ``reject`` or ``comment``
        :param credential: dict as `procedure.signing._authenticate` takes it
        :return: ids of the revisions signed
        :raises UserError: the content is another one now, or was not opened
        """
        shown = {int(key): value for key, value in fingerprints.items()}
        revisions = self._waiting(sorted(shown))
        if len(revisions) != len(shown):
            raise UserError(
                self.env._(
                    "One of these does not wait for your signature any more. Close "
                    "this and open it again."
                )
            )
        comment = (comment or "").strip()
        if act == "approve":
            revisions.action_approve(
                comment or None, credential=credential, fingerprint=shown
            )
        elif act == "reject":
            revisions.action_reject(comment, credential=credential, fingerprint=shown)
        elif act == "comment":
            revisions.action_comment(comment)
        else:
            raise UserError(self.env._("Approve, send back or comment."))
        return revisions.ids
