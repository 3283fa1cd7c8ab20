from odoo import api, fields, models

KINDS = [
    ("receipt", "Receipt"),
    ("paper", "Papers handed in"),
    ("pause", "Supplement requested"),
    ("resume", "Supplement received"),
    ("variant", "Variant changed"),
    ("due", "Extension"),
]


class ProcedureLateEntry(models.Model):
    """One fact of a case recorded after it happened, and the paper it rests on."""

    _name = "procedure.late.entry"
    _description = "Recorded after the fact"
    _inherit = ["procedure.evidence"]
    _order = "recorded_at desc, id desc"
    _rec_names_search = ["case_id.name", "paper_number"]

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, string="Receiving agency"
    )
    document_id = fields.Many2one(
        related="case_id.document_id", store=True, string="Procedure"
    )
    kind = fields.Selection(KINDS, string="What", required=True, readonly=True)
    happened_at = fields.Datetime(string="Happened", required=True, readonly=True)
    recorded_at = fields.Datetime(string="Recorded", required=True, readonly=True)
    days_after = fields.Integer(
        string="Days after",
        readonly=True,
        aggregator="avg",
        help="Calendar days between what happened and its record.",
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    recorded_by_name = fields.Char(string="Name at the record", readonly=True)
    reason = fields.Text(readonly=True)
    paper_number = fields.Char(string="Number of the paper", readonly=True)
    paper_date = fields.Date(string="Date of the paper", readonly=True)
    # In the row itself: an attachment would need guards of its own.
    file = fields.Binary(
        string="Paper",
        attachment=False,
        readonly=True,
        groups="procedure_control.group_staff,procedure_control.group_auditor",
    )
    filename = fields.Char(string="File name", readonly=True)
    file_sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    receipt_key = fields.Char(
        readonly=True,
        help="Year and number of a receipt written by hand: entered once an agency.",
    )
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    difference = fields.Text(string="What it changed", compute="_compute_difference")

    _receipt_uniq = models.UniqueIndex(
        "(company_id, receipt_key) WHERE receipt_key IS NOT NULL",
        "A receipt with this number was entered already.",
    )

    @api.depends("kind", "case_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            name = entry.case_id.name or ""
            entry.display_name = f"{name} – {kinds.get(entry.kind, '')}".strip(" –")

    @api.depends("before", "after")
    @api.depends_context("lang", "tz")
    def _compute_difference(self):
        for entry in self:
            before, after = entry.before or {}, entry.after or {}
            lines = []
            # Of a case that began with the record only its times are new facts.
            for name in after if before else ("received_at", "due_at"):
                was = entry._fact(name, before.get(name))
                now = entry._fact(name, after.get(name))
                if was != now:
                    lines.append(f"{entry._fact_label(name)}: {was} → {now}")
            entry.difference = "\n".join(lines)

    def _fact_label(self, name):
        return self.env["procedure.case"]._fields[name]._description_string(self.env)

    def _fact(self, name, value):
        """A fact of a case as its reader writes it: times on his clock."""
        if not value:
            return "–"
        field = self.env["procedure.case"]._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "datetime":
            at = fields.Datetime.context_timestamp(
                self, fields.Datetime.to_datetime(value)
            )
            return at.strftime("%d/%m/%Y %H:%M")
        return str(value)
