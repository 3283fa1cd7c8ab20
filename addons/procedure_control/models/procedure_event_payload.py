from odoo import fields, models


class ProcedureEventPayload(models.Model):
    """The text of an event, apart, so that an approved disposal can remove it."""

    _name = "procedure.event.payload"
    _description = "Text of an event"
    _log_access = False

    event_id = fields.Many2one("procedure.event", required=True, readonly=True, ondelete="restrict", index=True)
