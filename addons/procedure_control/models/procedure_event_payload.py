# Refusing is what these methods are for.
# pylint: disable=method-required-super,no-raise-unlink,missing-return
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class ProcedureEventPayload(models.Model):
    """The text of an event, apart, so that an approved disposal can remove it."""

    _name = "procedure.event.payload"
    _description = "Text of an event"
    _log_access = False
    _order = "event_id desc"
    _rec_name = "event_id"
    _allow_sudo_commands = False

    event_id = fields.Many2one(
        "procedure.event", required=True, readonly=True, ondelete="restrict", index=True
    )
    body = fields.Text(required=True, readonly=True)
    reason = fields.Char(compute="_compute_facts")
    actor_name = fields.Char(compute="_compute_facts")
    loosened = fields.Char(compute="_compute_facts")
    record_name = fields.Char(compute="_compute_facts")

    _event_uniq = models.UniqueIndex("(event_id)", "An event has one text.")

    def init(self):
        """Refuse changes in the database itself."""
        super().init()
        self.env.cr.execute(
            SQL("""
DROP TRIGGER IF EXISTS procedure_event_payload_append_only ON procedure_event_payload;
CREATE TRIGGER procedure_event_payload_append_only
    BEFORE UPDATE OR DELETE ON procedure_event_payload
    FOR EACH ROW EXECUTE FUNCTION procedure_event_payload_refuse();

DROP TRIGGER IF EXISTS procedure_event_payload_no_truncate ON procedure_event_payload;
CREATE TRIGGER procedure_event_payload_no_truncate
    BEFORE TRUNCATE ON procedure_event_payload
    FOR EACH STATEMENT EXECUTE FUNCTION procedure_event_refuse();
""")
        )

    @api.depends("body")
    def _compute_facts(self):
        for payload in self:
            facts = json.loads(payload.body or "{}")
            payload.reason = facts.get("reason")
            payload.actor_name = facts.get("actor")
            payload.record_name = facts.get("record")
            payload.loosened = ", ".join(facts.get("loosened") or ()) or False

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Events are written by the system alone."))

    def write(self, vals):
        raise UserError(self.env._("The audit trail cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The audit trail cannot be deleted."))

    def copy(self, default=None):
        raise AccessError(self.env._("Events are written by the system alone."))
