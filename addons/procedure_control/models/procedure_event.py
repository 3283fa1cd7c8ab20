# Refusing is what these methods are for.
# pylint: disable=method-required-super,no-raise-unlink,missing-return
import hashlib
import hmac
import json
import secrets
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: Version of the payload's shape; new facts go there, never into new columns.
PAYLOAD_VERSION = 1

SECRET_PARAMETER = "procedure_control.event_secret"

#: The database's own functions: the verification reads them back.
GUARD_BODIES = {
    "procedure_event_refuse": """
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = TG_OP || ' of ' || TG_TABLE_NAME
            || ' is refused: the audit trail is append-only';
END """,
    "procedure_event_enqueue": """
BEGIN
    INSERT INTO procedure_event_queue (event_id) SELECT id FROM inserted;
    RETURN NULL;
END """,
    # A text goes only with an approved disposal, which lists its event before.
    "procedure_event_payload_refuse": """
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM procedure_event_disposed d WHERE d.event_id = OLD.event_id
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
        MESSAGE = TG_OP || ' of ' || TG_TABLE_NAME
            || ' is refused: the audit trail is append-only';
END """,
}


class ProcedureEvent(models.Model):
    """The audit trail: what happened, who said so, when.

    Rows are only inserted, by `_log` alone; the database itself refuses the rest.
    Many2one lead only to rows that are never deleted; everything else is an id here
    and a name in the payload.
    """

    _name = "procedure.event"
    _description = "Event of the audit trail"
    _log_access = False
    _order = "id desc"
    _rec_name = "kind"
    _allow_sudo_commands = False

    kind = fields.Char(string="Kind of act", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Done by", required=True, readonly=True, ondelete="restrict"
    )
    in_name_of_id = fields.Many2one(
        "res.users", string="In the name of", readonly=True, ondelete="restrict"
    )
    model = fields.Char(string="Record type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True, ondelete="restrict"
    )
    case_id = fields.Many2one("procedure.case", readonly=True, ondelete="restrict")
    occurred_at = fields.Datetime(required=True, readonly=True)
    # Filled by the database's own clock (column default made in `init`).
    recorded_at = fields.Datetime(readonly=True)
    payload_hash = fields.Char(
        string="SHA-256 of the text", required=True, readonly=True
    )
    payload_version = fields.Integer(required=True, readonly=True)
    payload_ids = fields.One2many("procedure.event.payload", "event_id", readonly=True)

    _record_idx = models.Index("(model, res_id, id)")
    _user_idx = models.Index("(user_id, id)")
    _case_idx = models.Index("(case_id, id) WHERE case_id IS NOT NULL")
    _document_idx = models.Index("(document_id, id) WHERE document_id IS NOT NULL")
    _company_idx = models.Index("(company_id, id)")

    def init(self):
        """Make the queue, the clock default and the triggers."""
        super().init()
        self.env.cr.execute(
            SQL(
                """
CREATE TABLE IF NOT EXISTS procedure_event_queue (event_id integer PRIMARY KEY);

ALTER TABLE procedure_event ALTER COLUMN recorded_at
    SET DEFAULT (clock_timestamp() AT TIME ZONE 'UTC');

%s
DROP TRIGGER IF EXISTS procedure_event_append_only ON procedure_event;
CREATE TRIGGER procedure_event_append_only
    BEFORE UPDATE OR DELETE ON procedure_event
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse();

DROP TRIGGER IF EXISTS procedure_event_no_truncate ON procedure_event;
CREATE TRIGGER procedure_event_no_truncate
    BEFORE TRUNCATE ON procedure_event
    FOR EACH STATEMENT EXECUTE FUNCTION procedure_event_refuse();

DROP TRIGGER IF EXISTS procedure_event_queued ON procedure_event;
CREATE TRIGGER procedure_event_queued
    AFTER INSERT ON procedure_event
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION procedure_event_enqueue();
""",
                SQL("\n").join(
                    SQL(
                        "CREATE OR REPLACE FUNCTION %s() RETURNS trigger"
                        " AS %s LANGUAGE plpgsql;",
                        SQL.identifier(name),
                        body,
                    )
                    for name, body in GUARD_BODIES.items()
                ),
            )
        )

    # --- writing: one way in ----------------------------------------------------------

    def _log(self, kind, records, at=None, values=None, reason=None, in_name_of=None):
        """Append one event per record of `records`; two inserts whatever their number.

        :param str kind: what happened, e.g. ``revision.submitted``
        :param records: a recordset; its `company_id`, `document_id`, `case_id` are kept
            when the model has them
        :param at: naive UTC datetime when it happened, default now
        :param values: JSON-able dict, or a callable giving one per record. Never a
            requester's data: pass ``_keyed_hash(text)`` instead
        :param reason: the words of who did it
        :param in_name_of: the user somebody stood in for
        :return: ids of the events, in the order of `records`
        """
        if not records:
            return []
        actor = self.env.user
        # The actor is kept; the rights of an act were checked by the act itself.
        records = records.sudo()
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        marked = kind.startswith("revision.")
        rows, bodies = [], []
        for record in records:
            facts = values(record) if callable(values) else (values or {})
            marks = self._marks_of(record) if marked else ()
            body = self._payload_body(
                record, actor.sudo(), facts, reason, in_name_of, marks
            )
            bodies.append(body)
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    kind,
                    actor.id,
                    in_name_of.id if in_name_of else None,
                    record._name,
                    record.id,
                    self._related_id(record, "res.company", "company_id"),
                    self._related_id(record, "procedure.document", "document_id"),
                    self._related_id(record, "procedure.case", "case_id"),
                    at,
                    hashlib.sha256(body.encode()).hexdigest(),
                    PAYLOAD_VERSION,
                )
            )
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_event (kind, user_id, in_name_of_id, model,"
                " res_id, company_id, document_id, case_id, occurred_at, payload_hash,"
                " payload_version) VALUES %s RETURNING id",
                SQL(", ").join(rows),
            )
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_event_payload (event_id, body) VALUES %s",
                SQL(", ").join(
                    SQL("(%s, %s)", event_id, body)
                    for event_id, body in zip(ids, bodies, strict=True)
                ),
            )
        )
        return ids

    def _marks_of(self, record):
        """The controls that stand looser while this is done."""
        return self.env["procedure.loosening"]._marks(
            self._related_id(record, "res.company", "company_id"),
            self._related_id(record, "procedure.document", "document_id"),
        )

    def _payload_body(self, record, actor, facts, reason, in_name_of, marks=()):
        body = {
            "actor": actor.name,
            "login": actor.login,
            "record": record.display_name,
            "values": facts,
            # Without it a short text could be guessed back from its hash.
            "salt": secrets.token_hex(8),
        }
        if reason:
            body["reason"] = reason
        if marks:
            body["loosened"] = marks
        if in_name_of:
            body["in_name_of"] = in_name_of.sudo().name  # a name, for the reader
        return json.dumps(
            body,
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=str,
        )

    @staticmethod
    def _related_id(record, model, name):
        if record._name == model:
            return record.id
        field = record._fields.get(name)
        if field is None or field.comodel_name != model:
            return None
        return record[name].id or None

    def _keyed_hash(self, text):
        """HMAC-SHA256 (hex) of a personal text under this database's secret.

        Equal texts (case and surrounding spaces apart) give equal hashes, so that a
        trail can be searched without holding the text.
        """
        plain = unicodedata.normalize("NFC", (text or "").strip()).casefold()
        return hmac.new(
            self._secret().encode(), plain.encode(), hashlib.sha256
        ).hexdigest()

    def _secret(self):
        # Nobody but the system reads the secret.
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param(SECRET_PARAMETER)
        if not secret:
            secret = secrets.token_hex(32)
            parameters.set_param(SECRET_PARAMETER, secret)
        return secret

    @api.model
    def _watchers(self, company):
        """Quality managers and auditors, of that agency when there is one."""
        groups = self.env.ref("procedure_control.group_quality_manager")
        groups |= self.env.ref("procedure_control.group_auditor")
        # Who answers for quality is told, whichever users the caller may read.
        users = groups.sudo().all_user_ids.filtered(lambda u: u.active and u.id > 1)
        return users.filtered(lambda u: not company or company in u.company_ids)

    @api.model
    def _disposed(self, event_ids):
        """Those of these events whose text an approved disposal has removed."""
        return frozenset()

    # --- refused ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Events are written by the system alone."))

    def write(self, vals):
        raise UserError(self.env._("The audit trail cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The audit trail cannot be deleted."))

    def copy(self, default=None):
        raise AccessError(self.env._("Events are written by the system alone."))
