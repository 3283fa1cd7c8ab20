from odoo import api, fields, models


class ProcedureVerificationFinding(models.Model):
    """One thing that does not hold, or a remark on one that may be so."""

    _name = "procedure.verification.finding"
    _description = "Finding of a verification"
    _inherit = ["procedure.evidence"]
    _log_access = False
    _order = "verification_id desc, id"
    _rec_name = "kind"

    verification_id = fields.Many2one(
        "procedure.verification",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    grade = fields.Selection(
        [("break", "Break"), ("note", "Remark")], required=True, readonly=True
    )
    kind = fields.Selection(
        [
            ("guard", "Guard of the database"),
            ("anchor", "Head noted outside"),
            ("gap", "Gap in the chain"),
            ("link", "Link of the chain"),
            ("version", "Version of the chain"),
            ("head", "Head of the chain"),
            ("event_missing", "Event gone"),
            ("text_missing", "Text of an event gone"),
            ("text_changed", "Text of an event changed"),
            ("unsealed", "Event never sealed"),
            ("waiting", "Event left behind"),
            ("queue_lost", "Event gone before it was sealed"),
            ("bytes", "Stored content"),
            ("witness", "Submission not in the trail"),
            ("state", "State not in the trail"),
            ("unsigned", "Nothing signed"),
            ("unreadable", "Stored content unreadable"),
            ("content", "Content changed"),
            ("renamed", "Named otherwise today"),
            ("decision", "Decision and submission differ"),
            ("decision_witness", "Decision not in the trail"),
            ("file", "File changed"),
            ("file_missing", "File gone"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    position = fields.Integer(readonly=True, aggregator=None)
    event_number = fields.Integer(string="Event No.", readonly=True, aggregator=None)
    model = fields.Char(string="Record type", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True
    )
    record_name = fields.Char(string="About", readonly=True)
    field_path = fields.Char(string="Field", readonly=True)
    signed = fields.Text(string="As sealed or signed", readonly=True)
    found = fields.Text(string="As found", readonly=True)
    text = fields.Char(string="Finding", compute="_compute_text")

    @api.depends("kind", "record_name", "field_path", "position", "event_number")
    @api.depends_context("lang")
    def _compute_text(self):
        templates = self._templates()
        for finding in self:
            finding.text = templates[finding.kind] % {
                "record": finding.record_name or "",
                "field": finding.field_path or "",
                "position": finding.position,
                "event": finding.event_number,
                "signed": finding.signed or "",
                "found": finding.found or "",
            }

    @api.depends("text")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.text

    def _templates(self):
        return self._templates_of_chain() | self._templates_of_records()

    def _templates_of_chain(self):
        return {
            "guard": self.env._(
                "%(record)s of the database is missing, off or changed"
            ),
            "anchor": self.env._(
                "The chain holds no entry %(position)s with the hash %(signed)s "
                "that was noted outside"
            ),
            "gap": self.env._("Entries before position %(position)s are missing"),
            "link": self.env._(
                "Position %(position)s: event %(event)s is not as it was sealed, or "
                "the entry was changed"
            ),
            "version": self.env._(
                "Position %(position)s: an entry of a version not known here"
            ),
            "head": self.env._(
                "The chain ends at position %(position)s, its head says otherwise: "
                "entries were cut off or added"
            ),
            "event_missing": self.env._(
                "Position %(position)s: event %(event)s is gone"
            ),
            "text_missing": self.env._(
                "Position %(position)s: the text of event %(event)s is gone without "
                "an approved disposal"
            ),
            "text_changed": self.env._(
                "Position %(position)s: the text of event %(event)s was changed"
            ),
            "unsealed": self.env._(
                "Event %(event)s (%(found)s) was never sealed and is not waiting"
            ),
            "waiting": self.env._("Event %(event)s has waited too long to be sealed"),
            "queue_lost": self.env._("Event %(event)s went away before it was sealed"),
        }

    def _templates_of_records(self):
        return {
            "bytes": self.env._(
                "%(record)s: the stored content is not what was signed"
            ),
            "witness": self.env._(
                "%(record)s: no event tells of the content submitted"
            ),
            "state": self.env._("%(record)s: no event tells of its state (%(found)s)"),
            "unsigned": self.env._(
                "%(record)s: past draft without a submission of its content"
            ),
            "unreadable": self.env._("%(record)s: the stored content cannot be read"),
            "content": self.env._(
                '%(record)s: %(field)s is "%(found)s", signed was "%(signed)s"'
            ),
            "renamed": self.env._(
                '%(record)s: %(field)s is called "%(found)s" today, then "%(signed)s"'
            ),
            "decision": self.env._(
                "%(record)s: the decision of %(field)s is about other bytes than "
                "were submitted"
            ),
            "decision_witness": self.env._(
                "%(record)s: no event tells of the decision of %(field)s"
            ),
            "file": self.env._("%(record)s: %(field)s is not the file that was stored"),
            "file_missing": self.env._("%(record)s: %(field)s is gone"),
        }

    def action_open_record(self):
        """The record that the finding is about, as far as it still is there."""
        self.ensure_one()
        if not self.model or not self.env[self.model].browse(self.res_id).exists():
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
