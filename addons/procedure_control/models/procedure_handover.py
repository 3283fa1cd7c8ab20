from odoo import api, fields, models
from odoo.fields import Domain

STATES = [
    ("sent", "Waiting for confirmation"),
    ("partly", "Partly confirmed"),
    ("confirmed", "Confirmed"),
]


class ProcedureHandover(models.Model):
    """One hand-over list: files that went from one unit to another, by whom, when.

    `procedure.task.action_hand_over_files` makes it and the receivers' acts on its
    lines move it; the case goes its way whether or not the list is confirmed.
    """

    _name = "procedure.handover"
    _description = "Hand-over list"
    _inherit = ["procedure.evidence"]
    _order = "handed_at desc, id desc"
    _rec_names_search = ["name", "line_ids.case_name"]

    name = fields.Char(string="Number", required=True, readonly=True, index="trigram")
    company_id = fields.Many2one(
        "res.company",
        string="From agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="From department",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    to_company_id = fields.Many2one(
        "res.company",
        string="To agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    to_department_id = fields.Many2one(
        "hr.department",
        string="To department",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    # As they were called that day: names outlive the records.
    from_name = fields.Char(string="From", readonly=True)
    to_name = fields.Char(string="To", readonly=True)
    handed_by_id = fields.Many2one(
        "res.users",
        string="Handed over by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    handed_by_name = fields.Char(string="Name at hand-over", readonly=True)
    handed_at = fields.Datetime(
        string="Handed over", required=True, readonly=True, index=True
    )
    state = fields.Selection(STATES, required=True, readonly=True)
    settled_at = fields.Datetime(
        string="Last confirmed", readonly=True, help="When the last file was settled."
    )
    line_count = fields.Integer(string="Number of files", readonly=True)
    open_count = fields.Integer(string="Not confirmed yet", readonly=True)
    received_count = fields.Integer(string="Files received", readonly=True)
    refused_count = fields.Integer(string="Given back", readonly=True)
    line_ids = fields.One2many("procedure.handover.line", "handover_id", readonly=True)
    can_confirm = fields.Boolean(
        compute="_compute_can_confirm", search="_search_can_confirm"
    )

    _name_uniq = models.UniqueIndex("(company_id, name)", "This number is taken.")
    _open_idx = models.Index(
        "(to_company_id, handed_at) WHERE state IN ('sent', 'partly')"
    )

    @api.depends("name", "to_name")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = " → ".join(
                filter(None, (handover.name, handover.to_name))
            )

    @api.depends("line_ids.can_confirm")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for handover in self:
            handover.can_confirm = any(handover.line_ids.mapped("can_confirm"))

    def _search_can_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["procedure.handover.line"]
        domain = Domain("line_ids", "any", lines._domain_to_confirm())
        return domain if True in value else ~domain

    # --- acts of users ---------------------------------------------------------------

    def action_confirm(self):
        """Confirm every open file of these lists that is the user's to confirm.

        :raises AccessError: none of them is his
        :raises UserError: all are settled already
        """
        self.line_ids._check_any_to_confirm()
        self.line_ids.filtered("can_confirm").action_receive()
        return True

    def action_open_cases(self):
        """The cases of this list, as far as the user may read them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_case_action"
        )
        action["domain"] = [("id", "in", self.line_ids.case_id.ids)]
        action["context"] = {}
        return action

    # --- the engine ------------------------------------------------------------------

    def _count(self, at=False):
        """Bring the figures and the state up to what the lines say."""
        # Three rows of figures at most a list, whatever the number of its files.
        groups = self.env["procedure.handover.line"]._read_group(
            [("handover_id", "in", self.ids)], ["handover_id", "state"], ["__count"]
        )
        counts = {(handover.id, state): count for handover, state, count in groups}
        for handover in self:
            open_, received, refused = (
                counts.get((handover.id, state), 0)
                for state in ("sent", "received", "refused")
            )
            settled = received + refused
            handover._note(
                {
                    "state": "confirmed"
                    if not open_
                    else "partly"
                    if settled
                    else "sent",
                    "line_count": open_ + settled,
                    "open_count": open_,
                    "received_count": received,
                    "refused_count": refused,
                    "settled_at": at,
                }
            )

    @api.model
    def _number(self, companies, at):
        """Numbers for new lists, in the order of `companies` (one entry a list)."""
        counter = self.env["procedure.handover.counter"]
        numbers = {}
        for company in dict.fromkeys(companies):
            year = company._procedure_local_date(at).year
            last = counter._take(company, year, companies.count(company))
            numbers[company] = iter(
                f"BG-{year}-{number:04d}"
                for number in range(last + 1, last + 1 + companies.count(company))
            )
        return [next(numbers[company]) for company in companies]
