# The act has nothing to answer.
# pylint: disable=missing-return
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ProcedureRevision(models.Model):
    """No revision beyond the first, and no repeal, without an accepted request."""

    _inherit = "procedure.revision"

    change_id = fields.Many2one(
        "procedure.change",
        string="Change request",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The request that this draft was started from.",
    )
    change_ids = fields.One2many(
        "procedure.change", "revision_id", string="Change requests carried out"
    )

    _change_uniq = models.UniqueIndex(
        "(change_id) WHERE change_id IS NOT NULL",
        "This change request has been started already.",
    )

    # --- the gate ---------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # What a client creates is a first revision; `_birth` is for named acts.
        default = self.default_get(["document_id"]).get("document_id")
        ids = [vals.get("document_id") or default for vals in vals_list]
        documents = self.env["procedure.document"].browse(filter(None, ids))
        documents._refuse_without_change()
        return super().create(vals_list)

    # --- rebase -----------------------------------------------------------------------
    def action_rebase(self, base_id=None):
        """Start from what is in force now, once the differences have been seen.

        :param base_id: the revision in force whose differences were shown
        :raises UserError: another one has taken effect meanwhile
        """
        for revision in self if base_id else ():
            if revision._in_force().id != int(base_id):
                raise UserError(
                    self.env._(
                        "%(revision)s: yet another revision has taken effect. Look at "
                        "the differences again.",
                        revision=revision.display_name,
                    )
                )
        result = super().action_rebase()
        for revision in self:
            base = revision.sudo().base_revision_id  # numbers are no secret
            if base and revision._numbers() < base._numbers():
                revision._number_anew(
                    reissue=revision.sudo().change_id.scale == "major"
                )
        return result

    def _in_force(self):
        self.ensure_one()
        # A base counts whoever may see it.
        return self.sudo().document_id.revision_ids.filtered(
            lambda r: r.state == "effective"
        )

    def _numbers(self):
        return self.issue_number, self.amendment_number

    def _number_anew(self, reissue):
        """Give a draft the number after all others of its procedure."""
        self.ensure_one()
        before = self._numbers()
        others = self.sudo().document_id.revision_ids - self.sudo()  # all count
        issue, amendment = max((r._numbers() for r in others), default=(0, 0))
        after = (issue + 1, 0) if reissue else (issue, amendment + 1)
        if after == before:
            return
        self._set_guarded({"issue_number": after[0], "amendment_number": after[1]})
        self.env["procedure.event"]._log(
            "revision.numbered_anew", self, values={"before": before, "after": after}
        )

    def action_open_rebase(self):
        """Show what differs before the draft counts as started from there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start from what is in force now"),
            "res_model": "procedure.revision.act",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_act": "rebase",
                "default_revision_id": self.id,
                "default_base_id": self._in_force().id,
                "dialog_size": "extra-large",
            },
        }

    # --- repeal -----------------------------------------------------------------------
    def action_repeal(self, reason=None, running_cases=None, approver_id=None):
        """Ask for the repeal that an accepted request allows.

        :param reason: else the request's own
        :param running_cases: if given, what the request was accepted with
        :raises UserError: there is no such request, or the user may not ask
        """
        changes = self._accepted_repeals()
        for revision in self:
            change = changes.get(revision)
            if not change:
                raise UserError(
                    self.env._(
                        "%(revision)s: a repeal starts from an accepted change "
                        "request.",
                        revision=revision.display_name,
                    )
                )
            if running_cases and running_cases != change.running_cases:
                raise UserError(
                    self.env._(
                        "%(revision)s: what happens to running cases was decided with "
                        "%(change)s.",
                        revision=revision.display_name,
                        change=change.name,
                    )
                )
        alike = self.grouped(
            lambda r: (reason or changes[r].reason, changes[r].running_cases)
        )
        for (words, running), revisions in alike.items():
            super(ProcedureRevision, revisions).action_repeal(
                words, running, approver_id
            )
        for revision in self:
            # The round has just been opened for him.
            revision.sudo()._open_rounds()._note({"change_id": changes[revision].id})
        self.env["procedure.change"].union(*changes.values())._close_inbox()

    def _accepted_repeals(self):
        """{revision: the accepted request for the repeal of its procedure}."""
        domain = Domain("document_id", "in", self.document_id.ids)
        domain &= Domain("state", "=", "accepted") & Domain("act", "=", "repeal")
        # That it was accepted counts, whoever may read it.
        found = self.env["procedure.change"].sudo().search(domain, order="id desc")
        by_document = {change.document_id.id: change for change in found}
        return {
            revision: by_document[revision.document_id.id]
            for revision in self
            if revision.document_id.id in by_document
        }

    def action_open_repeal(self):
        """The repeal dialog, or the request that has to be accepted first."""
        self.ensure_one()
        if not self._accepted_repeals():
            return self.document_id.action_request_change("repeal")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_revision_act_action_repeal"
        ) | {"context": {"default_act": "repeal", "default_revision_id": self.id}}

    # --- what taking effect means for requests ----------------------------------------
    def _make_effective(self, at, now=None, tell=True):
        result = super()._make_effective(at, now=now, tell=tell)
        in_force = self.filtered(lambda r: r.state == "effective")
        if in_force:
            # Requests and legal bases follow, whoever put it into force.
            changes = self.env["procedure.change"].sudo()
            domain = [("revision_id", "in", in_force.ids), ("state", "=", "accepted")]
            applied = changes.search(domain).with_env(self.env)
            applied._apply(at, now or at)
            self.env["procedure.legal.basis.effect"]._settle(
                in_force.sudo().document_id, now or at
            )
        return result
