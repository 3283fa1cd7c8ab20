from odoo import fields, models


class ProcedureChange(models.Model):
    """From an accepted request to the draft, or the repeal, that carries it out."""

    _inherit = "procedure.change"

    round_ids = fields.One2many("procedure.round", "change_id", copy=False)

    # --- who may ----------------------------------------------------------------------
    def _who_starts(self):
        """Accepted, not begun, no draft in the way: whoever may draft there."""
        ready = self._ready("revise")
        drafts = ready._open_drafts()
        return ready.filtered(
            lambda c: (
                c.document_id.active and (c.document_id.id, c.urgent) not in drafts
            )
        )

    def _who_joins(self):
        """Accepted, not begun, while a draft is being written that may take it in."""
        ready = self._ready("revise").filtered(lambda c: not c.urgent)
        drafts = ready._open_drafts()
        able = {
            key: draft
            for key, draft in drafts.items()
            if draft.state == "draft" and draft.has_access("write")
        }
        return ready.filtered(lambda c: (c.document_id.id, False) in able)

    def _who_repeals(self):
        """Accepted repeals of what is in force, nothing asked yet: quality."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        accepted = self.filtered(
            lambda c: c.state == "accepted" and c.act == "repeal"
        )._filtered_access("read")
        return accepted.filtered(
            lambda c: (
                c.document_id.effective_revision_id
                and not c.document_id.effective_revision_id.sudo()._open_rounds()
            )
        )

    def _ready(self, act):
        accepted = self.filtered(
            lambda c: c.state == "accepted" and c.act == act and not c.revision_id
        )._filtered_access("read")
        writable = accepted.document_id._filtered_access("write")
        return accepted.filtered(lambda c: c.document_id in writable)

    def _open_drafts(self):
        """{(document id, urgent): its revision before effect}: one query."""
        revisions = (
            self.env["procedure.revision"]
            .sudo()  # what is under way counts whoever may see it
            .search(
                [
                    ("document_id", "in", self.document_id.ids),
                    ("state", "in", ("draft", "in_review", "approved")),
                ]
            )
        )
        return {(r.document_id.id, r.urgent): r.with_env(self.env) for r in revisions}

    # --- acts -------------------------------------------------------------------------
    def action_start_revision(self):
        """Start the draft that this request allows, and open it."""
        self.ensure_one()
        return self.document_id.action_new_revision(change_id=self.id)

    def action_join(self):
        """Take these requests into the draft that is under way, and open it."""
        self._require(
            self._who_joins(),
            self.env._(
                "only an accepted request joins a draft, while that is being written."
            ),
        )
        drafts = self._open_drafts()
        at = fields.Datetime.now()
        for change in self:
            draft = drafts[change.document_id.id, False]
            change._note({"revision_id": draft.id})
            if change.scale == "major":
                draft._number_anew(reissue=True)
        self._log_act(
            "change.joined",
            at,
            values=lambda c: {"revision": c.sudo().revision_id.display_name},
        )
        self._close_inbox()
        return self[:1].revision_id._open_form()

    def action_repeal(self):
        """Ask for the repeal: it needs an approval of its own."""
        self._require(
            self._who_repeals(),
            self.env._("only quality asks for a repeal, once it is accepted."),
        )
        for change in self:
            change.document_id.effective_revision_id.action_repeal()

    def _note_started(self, revision):
        """A draft was born of this request."""
        self._note({"revision_id": revision.id})
        self._log_act(
            "change.started",
            fields.Datetime.now(),
            values={"revision": revision.display_name},
        )
        self._close_inbox()

    def _give_back_effects(self):
        """It came to nothing: what it was asked for is to be dealt with again."""
        self.env["procedure.legal.basis.effect"]._give_back(self)
