# Odoo calls init() for what it does, not for what it returns.
# pylint: disable=missing-return
from odoo import fields, models
from odoo.tools import SQL

#: What a signature says; the first four are the meanings of stages.
MEANINGS = [
    ("prepare", "Prepared"),
    ("review", "Reviewed"),
    ("appraise", "Appraised"),
    ("approve", "Approved"),
    ("reject", "Rejected"),
    ("comment", "Commented"),
    ("adopt", "Adopted"),
]

#: How the signer proved who he is.
CREDENTIALS = [
    ("password", "Password"),
    ("passkey", "Passkey"),
    ("session", "Session only"),
]


class ProcedureDecision(models.Model):
    """What a signer decided. Inserted once, never changed."""

    _name = "procedure.decision"
    _description = "Decision"
    _inherit = ["procedure.evidence"]
    _order = "id"
    _log_access = False

    # An adoption answers no request.
    request_id = fields.Many2one(
        "procedure.signature.request", readonly=True, ondelete="restrict", index=True
    )
    round_id = fields.Many2one(
        "procedure.round", readonly=True, ondelete="restrict", index=True
    )
    revision_id = fields.Many2one(
        "procedure.revision",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Signed by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    in_name_of_id = fields.Many2one(
        "res.users", string="In the name of", readonly=True, ondelete="restrict"
    )
    override_id = fields.Many2one(
        "procedure.override", readonly=True, ondelete="restrict"
    )
    in_name_of_name = fields.Char(string="Name of who was asked", readonly=True)
    delegation_id = fields.Many2one(
        "procedure.delegation", readonly=True, ondelete="restrict"
    )
    meaning = fields.Selection(MEANINGS, required=True, readonly=True)
    stage_name = fields.Char(string="Stage", readonly=True)
    credential = fields.Selection(CREDENTIALS, string="Proved by", readonly=True)
    signer_name = fields.Char(required=True, readonly=True)
    signer_title = fields.Char(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    body_sha256 = fields.Char(string="SHA-256 of the rendered body", readonly=True)
    comment = fields.Text(readonly=True)
    decided_at = fields.Datetime(string="Decided", required=True, readonly=True)
    local_at = fields.Char(
        string="Local time",
        readonly=True,
        help="On the clock of the issuing agency, with its offset from UTC.",
    )
    timezone = fields.Char(string="Time zone", readonly=True)

    def init(self):
        """Refuse changes in the database itself."""
        super().init()
        self.env.cr.execute(
            SQL("""
DROP TRIGGER IF EXISTS procedure_decision_append_only ON procedure_decision;
CREATE TRIGGER procedure_decision_append_only
    BEFORE UPDATE OR DELETE ON procedure_decision
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse();
""")
        )
