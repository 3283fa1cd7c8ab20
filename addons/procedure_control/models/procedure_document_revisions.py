from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ProcedureDocument(models.Model):
    """A procedure's revisions: the next one, the one in force, and its own code."""

    _inherit = "procedure.document"

    # --- revisions --------------------------------------------------------------------

    def action_new_revision(self, reason=None, change_id=None):
        """Start a draft from the revision in force and open it.

        :param reason: of a first revision; else the change request says why
        :param change_id: id of the accepted request that a further revision starts from
        :raises UserError: there is no such request, or it cannot be started now
        """
        self.ensure_one()
        change = self.env["procedure.change"].browse(int(change_id or 0)).exists()
        if change:
            change._require(
                change._who_starts().filtered(lambda c: c.document_id == self),
                self.env._(
                    "it starts a revision once it is accepted, while no other draft of "
                    "the procedure is open, and only for who may draft there."
                ),
            )
        else:
            self._refuse_without_change()
        return self._new_draft(reason, change=change)._open_form()

    def _new_draft(
        self, reason=None, content=None, urgent=False, reissue=False, change=None
    ):
        """A draft of each document, filled from what is in force or from `content`.

        Trusts its caller that a further revision may start; `change` is the accepted
        request of the one document, which then says reason, scale and urgency.
        """
        if change:
            self.ensure_one()
            reason, urgent = change.reason, change.urgent
            reissue = change.scale == "major"
        elif urgent and not self.env.user.has_group(
            "procedure_control.group_quality_manager"
        ):
            raise UserError(
                self.env._("Only the quality manager starts an urgent correction.")
            )
        if urgent and not (reason or "").strip():
            raise UserError(self.env._("An urgent correction needs a reason."))
        revisions = self.env["procedure.revision"]._birth(
            [{"document_id": document.id} for document in self],
            fill=content is None,
            urgent=bool(urgent),
            reissue=bool(reissue),
            change_reason=reason or False,
            change_id=change.id if change else False,
        )
        if content is not None:
            for revision in revisions:
                revision._write_content(content)
        if change:
            change._note_started(revisions)
        return revisions

    def _next_revision_vals(
        self, urgent=False, reissue=False, change_reason=False, change_id=False
    ):
        """{document id: what the server alone says of its next revision}."""
        # Numbers go on from revisions the author may not see.
        revisions = (
            self.env["procedure.revision"]
            .sudo()
            .search(
                [("document_id", "in", self.ids)],
                order="issue_number desc, amendment_number desc",
            )
        )
        last, effective = {}, {}
        for revision in revisions:
            last.setdefault(revision.document_id.id, revision)
            if revision.state == "effective":
                effective[revision.document_id.id] = revision.id
        result = {}
        for document in self.sudo():  # the author's access is checked by create
            previous = last.get(document.id)
            issue, amendment = 1, 0
            if previous and reissue:
                issue = previous.issue_number + 1
            elif previous:
                issue = previous.issue_number
                amendment = previous.amendment_number + 1
            result[document.id] = {
                "company_id": document.company_id.id,
                "kind": document.kind,
                "field_id": document.field_id.id,
                "state": "draft",
                "urgent": urgent,
                "issue_number": issue,
                "amendment_number": amendment,
                "base_revision_id": effective.get(document.id, False),
                "author_id": self.env.uid,
                "contributor_ids": [Command.set([self.env.uid])],
                "content_version": 0,
                "change_reason": change_reason,
                "change_id": change_id,
                "submitted_at": False,
                "approved_at": False,
                "effective_at": False,
                "ended_at": False,
                "fingerprint": False,
                "job_error": False,
                "round_ids": [],
            }
        return result

    def _revision_in_force(self, at):
        """{document: the revision in force at `at`, empty when none}: one query.

        :param at: naive UTC datetime
        """
        result = defaultdict(lambda: self.env["procedure.revision"])
        # Which revision runs is not the reader's choice nor his view.
        found = (
            self.env["procedure.revision"]
            .sudo()
            .search(
                [
                    ("document_id", "in", self.ids),
                    ("state", "in", ("effective", "superseded", "repealed")),
                    ("effective_at", "<=", at),
                    "|",
                    ("ended_at", "=", False),
                    ("ended_at", ">", at),
                ],
                order="effective_at, id",
            )
        )
        for revision in found.with_env(self.env):
            result[self.browse(revision.sudo().document_id.id)] = revision
        return {document: result[document] for document in self}

    # --- codes ------------------------------------------------------------------------

    def _next_code(self, vals, given=()):
        """The next free code by the pattern of the type, none of `given`."""
        defaults = self.default_get(["type_id", "field_id", "company_id"])
        value = {**defaults, **{k: v for k, v in vals.items() if v}}
        type_ = self.env["procedure.type"].browse(value.get("type_id") or [])
        field = self.env["procedure.field"].browse(value.get("field_id") or [])
        if not type_:
            return False
        taken = set(
            self.sudo()  # codes of procedures the author may not see are taken too
            .with_context(active_test=False)
            .search([("company_id", "=", value.get("company_id"))])
            .mapped("code")
        ) | set(given)
        for number in range(1, len(taken) + 2):
            code = type_._code(field.code or "", number)
            if code not in taken:
                return code
        raise UserError(
            self.env._(
                "The code pattern of %(type)s gives no free code: it needs {seq}.",
                type=type_.name,
            )
        )
