from odoo import api, fields, models


class ProcedureEvent(models.Model):
    """What the audit trail shows of an event's text; nothing is stored."""

    _inherit = "procedure.event"

    record_name = fields.Char(string="About", compute="_compute_text")
    reason = fields.Char(compute="_compute_text")
    body = fields.Text(string="Text", compute="_compute_text")

    @api.depends("payload_ids")
    def _compute_text(self):
        for event in self:
            text = event.payload_ids[:1]
            event.record_name = text.record_name
            event.reason = text.reason
            event.body = text.body

    def action_open_record(self):
        """The record that the event is about, as far as it still is there."""
        self.ensure_one()
        if not self.env[self.model].browse(self.res_id).exists():
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
