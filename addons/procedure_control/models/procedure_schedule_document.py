from odoo import fields, models


class ProcedureDocument(models.Model):
    """The schedules by which a procedure starts."""

    _inherit = "procedure.document"

    schedule_ids = fields.One2many("procedure.schedule", "document_id")
    schedule_count = fields.Integer(compute="_compute_schedule_count")

    def _compute_schedule_count(self):
        counts = dict(
            self.env["procedure.schedule"]._read_group(
                [("document_id", "in", self.ids)], ["document_id"], ["__count"]
            )
        )
        for document in self:
            document.schedule_count = counts.get(document, 0)

    def action_open_schedules(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_schedule_action"
        )
        return action | {
            "domain": [("document_id", "=", self.id)],
            "context": {"default_document_id": self.id},
        }
