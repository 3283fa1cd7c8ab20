from odoo import api, fields, models
from odoo.exceptions import AccessError

#: Who loosens these lets a revision into force unread.
RULE_FIELDS = frozenset(("reading_own", "reading_days", "reading_share"))


class ProcedureDocument(models.Model):
    """To whom a procedure goes, and by when it must have been read."""

    _inherit = "procedure.document"

    distribution_ids = fields.One2many(
        "procedure.distribution", "document_id", copy=False
    )
    acknowledgement_ids = fields.One2many(
        "procedure.acknowledgement", "document_id", copy=False, readonly=True
    )
    reading_own = fields.Boolean(
        string="Reading rule of its own", help="Off: as the document type says."
    )
    reading_days = fields.Integer(string="Days to read", default=5)
    reading_share = fields.Integer(string="Share that must have read (%)")
    reading_text = fields.Char(string="Reading", compute="_compute_reading")
    reading_revision_id = fields.Many2one(
        "procedure.revision", compute="_compute_reading"
    )

    _reading_days_check = models.Constraint(
        "CHECK(reading_days >= 0 AND reading_days <= 250)",
        "Days to read: from 0 (no due) to 250.",
    )
    _reading_share_check = models.Constraint(
        "CHECK(reading_share >= 0 AND reading_share <= 100)",
        "The share that must have read is a number from 0 to 100.",
    )

    @api.depends("revision_ids.state", "revision_ids.acknowledgement_ids.state")
    @api.depends_context("lang")
    def _compute_reading(self):
        live = self.env["procedure.revision"].search(
            [
                ("document_id", "in", self.ids),
                ("state", "in", ("approved", "effective")),
            ],
            order="state desc, id",
        )  # the one in force first
        shown = {}
        for revision in live:
            if revision.reading_text:
                shown.setdefault(revision.document_id.id, revision)
        for document in self:
            revision = shown.get(document._origin.id)
            document.reading_revision_id = revision or False
            document.reading_text = revision.reading_text if revision else False

    def action_open_reading(self):
        return self.reading_revision_id.action_open_reading()

    def _reading_rule(self):
        """(working days to read, 0: no due; share in % that holds it back, 0: none)."""
        self.ensure_one()
        rule = self if self.reading_own else self.type_id
        return rule.reading_days, rule.reading_share

    def _readers_changed(self, at=None):
        """Ask at once whom a changed distribution names."""
        # Whoever may change the distribution asks for what is in force too.
        live = self.sudo().revision_ids.filtered(
            lambda r: r.state in ("approved", "effective")
        )
        live = live.with_env(self.env)
        live._refresh_readers(at or fields.Datetime.now(), "joined")

    # --- guards -----------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        own = documents.filtered(lambda d: d.reading_own or d.reading_share)
        own._refuse_rule()
        return documents

    def write(self, vals):
        names = RULE_FIELDS.intersection(vals)
        if not names:
            return super().write(vals)
        self._refuse_rule()
        before = {d: [d.reading_own, d.reading_days, d.reading_share] for d in self}
        result = super().write(vals)
        self.env["procedure.event"]._log(
            "reading.rule_changed",
            self,
            values=lambda d: {
                "own_days_share": [
                    before[d],
                    [d.reading_own, d.reading_days, d.reading_share],
                ]
            },
        )
        return result

    def _refuse_rule(self):
        officer = "procedure_control.group_quality_officer"
        if self and not (self.env.su or self.env.user.has_group(officer)):
            raise AccessError(
                self.env._("Only quality says how long and by how many it is read.")
            )
