from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureDocument(models.Model):
    """A procedure's change requests, and the door that they open."""

    _inherit = "procedure.document"

    change_ids = fields.One2many("procedure.change", "document_id", copy=False)
    change_count = fields.Integer(
        string="Change requests", compute="_compute_change_count"
    )
    needs_change = fields.Boolean(compute="_compute_needs_change")

    @api.depends("change_ids")
    def _compute_change_count(self):
        counts = self._counts("procedure.change")
        for document in self:
            document.change_count = counts.get(document._origin, 0)

    @api.depends("revision_ids")
    def _compute_needs_change(self):
        # Revisions that the reader may not see count too.
        counts = self.sudo()._counts("procedure.revision")
        for document in self:
            document.needs_change = bool(counts.get(document._origin.sudo()))

    def _refuse_without_change(self):
        """A first revision needs no request; every further one does."""
        for document in self:
            if document.sudo().revision_ids:  # whatever the author may see of them
                raise UserError(
                    self.env._(
                        "%(document)s has revisions already: the next one starts from "
                        "an accepted change request.",
                        document=document.sudo().code,  # to name it in the message
                    )
                )

    def action_request_change(self, act="revise"):
        """Ask for a change; an accepted request that waits is opened instead."""
        self.ensure_one()
        waiting = self.env["procedure.change"].search(
            [
                ("document_id", "=", self.id),
                ("act", "=", act),
                ("state", "=", "accepted"),
                ("revision_id", "=", False),
            ],
            limit=1,
        )
        if waiting:
            return waiting._open_form()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change request"),
            "res_model": "procedure.change",
            "views": [(False, "form")],
            "context": {"default_document_id": self.id, "default_act": act},
        }

    def action_request_urgent(self):
        """Ask for an urgent correction beside the draft that is under way."""
        action = self.action_request_change()
        if "context" in action:
            action["context"]["default_urgent"] = True
        return action
