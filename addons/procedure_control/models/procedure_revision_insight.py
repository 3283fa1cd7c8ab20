from odoo import models


class ProcedureRevision(models.Model):
    """From a revision to what it changed."""

    _inherit = "procedure.revision"

    def action_open_effect(self):
        """The page of insight of this revision's procedure, with its effect."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_insight_action"
        )
        return action | {
            "context": {
                "default_document_id": self.document_id.id,
                "default_revision_id": self.id,
                "default_period": "year",
            }
        }
