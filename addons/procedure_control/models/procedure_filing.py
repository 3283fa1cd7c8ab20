from odoo import api, fields, models
from odoo.exceptions import AccessError

OFFICER = "procedure_control.group_quality_officer"


class ProcedureFiling(models.Model):
    """A period reported and locked: its file, its figures, and what they rest on.

    Nothing in the library or among the cases is frozen by it. What is recorded later
    is told as a change after filing, case by case, with the act that caused it.
    """

    _name = "procedure.filing"
    _description = "Filed period"
    _inherit = ["procedure.evidence"]
    _order = "date_from desc, edition desc, id desc"

    key = fields.Char(required=True, readonly=True)
    edition = fields.Integer(
        required=True,
        readonly=True,
        default=1,
        help="The second report of the same period and agencies is edition 2.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_ids = fields.Many2many(
        "res.company", string="Agencies", required=True, readonly=True
    )
    period = fields.Char(required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    language = fields.Char(readonly=True)
    parameters = fields.Json(
        required=True, readonly=True, help="What the file was made with."
    )
    figures = fields.Json(required=True, readonly=True)
    case_count = fields.Integer(string="Cases", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment",
        string="Spreadsheet",
        readonly=True,
        ondelete="restrict",
    )
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    cases_attachment_id = fields.Many2one(
        "ir.attachment",
        string="Cases as filed",
        readonly=True,
        ondelete="restrict",
    )
    cases_sha256 = fields.Char(string="SHA-256 of the cases", readonly=True)
    trail_head = fields.Char(
        string="Head of the trail",
        readonly=True,
        help="Number and hash of the last sealed event at that moment.",
    )
    reason = fields.Text(
        readonly=True, help="Why the same period was reported once more."
    )
    filed_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    filed_by_name = fields.Char(string="Filed by", readonly=True)
    filed_at = fields.Datetime(string="Filed", required=True, readonly=True)
    event_id = fields.Many2one("procedure.event", readonly=True, ondelete="restrict")
    check_ids = fields.One2many("procedure.filing.check", "filing_id", readonly=True)
    last_check_id = fields.Many2one(
        "procedure.filing.check", compute="_compute_last_check"
    )
    change_ids = fields.One2many(
        "procedure.filing.change", compute="_compute_last_check"
    )
    checked_at = fields.Datetime(string="Compared", compute="_compute_last_check")
    change_count = fields.Integer(compute="_compute_last_check")
    change_words = fields.Char(string="Since filing", compute="_compute_last_check")
    state = fields.Selection(
        [("filed", "Filed"), ("replaced", "Replaced by a later one")],
        compute="_compute_state",
        search="_search_state",
    )
    can_file = fields.Boolean(compute="_compute_can_file")

    _edition_uniq = models.UniqueIndex(
        "(key, edition)", "This period has just been filed by somebody else."
    )

    @api.depends("period", "company_id", "edition")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for filing in self:
            name = f"{filing.period} – {filing.company_id.name}"
            if filing.edition > 1:
                name = self.env._(
                    "%(filing)s (edition %(number)s)",
                    filing=name,
                    number=filing.edition,
                )
            filing.display_name = name

    @api.depends("check_ids")
    @api.depends_context("lang")
    def _compute_last_check(self):
        for filing in self:
            last = filing.check_ids[:1]
            filing.last_check_id = last
            filing.change_ids = last.change_ids
            filing.checked_at = last.checked_at
            filing.change_count = last.change_count
            if not last:
                filing.change_words = self.env._("Not yet compared")
            elif last.change_count == 1:
                filing.change_words = self.env._("1 case changed after filing")
            elif last.change_count:
                filing.change_words = self.env._(
                    "%(count)s cases changed after filing", count=last.change_count
                )
            else:
                filing.change_words = self.env._("Unchanged since filing")

    def _later(self):
        """{key: newest edition} of the periods of these filings."""
        groups = self.sudo()._read_group(  # that there is a later one is no secret
            [("key", "in", self.mapped("key"))], ["key"], ["edition:max"]
        )
        return dict(groups)

    @api.depends("key", "edition")
    def _compute_state(self):
        newest = self._later()
        for filing in self:
            later = newest.get(filing.key, filing.edition) > filing.edition
            filing.state = "replaced" if later else "filed"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        every = self.search_fetch([("key", "!=", False)], ["key", "edition"])
        return [("id", "in", every.filtered(lambda f: f.state in value).ids)]

    @api.depends_context("uid")
    def _compute_can_file(self):
        for filing in self:
            filing.can_file = self._may_file(filing.company_ids)

    @api.model
    def _may_file(self, companies):
        """Whether the user sees all of these agencies' cases: quality, or its leader.

        A report of a part of an agency is not the agency's report.
        """
        user = self.env.user
        if companies - user.company_ids:
            return False
        if user.has_group(OFFICER):
            return True
        if not user.has_group("procedure_control.group_manager"):
            return False
        # Who leads an agency is no secret.
        led = self.env["procedure.role.holder"].sudo()
        held = led.search(
            [
                ("user_id", "=", user.id),
                ("role_id.is_leader", "=", True),
                # A deputy in charge of some fields is not told all that is in it.
                ("field_id", "=", False),
                ("company_id", "in", companies.ids),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", fields.Date.context_today(self)),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", fields.Date.context_today(self)),
            ]
        )
        return held.company_id == companies

    def _check_may_file(self, companies):
        if not self._may_file(companies):
            raise AccessError(
                self.env._(
                    "A period is filed by a quality officer or by the leader of each "
                    "of its agencies: whoever sees all of its cases."
                )
            )

    def action_download(self):
        """The spreadsheet as filed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    def _verified_files(self):
        for filing in self:
            for attachment, noted in (
                (filing.attachment_id, filing.sha256),
                (filing.cases_attachment_id, filing.cases_sha256),
            ):
                yield filing, attachment.name, noted, attachment.raw or None
