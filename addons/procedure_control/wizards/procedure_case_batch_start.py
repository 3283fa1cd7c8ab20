import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.procedure_case_batch import AT_ONCE

#: Lines that one dialog takes.
MOST = 5000
#: In this order in a pasted line, separated by tabs or semicolons.
COLUMNS = ("subject", "requester_name", "requester_phone", "external_code")


class ProcedureCaseBatchStart(models.TransientModel):
    """Start many cases of one procedure: typed, pasted, or one for each of a list."""

    _name = "procedure.case.batch.start"
    _description = "Start many cases"
    _inherit = ["procedure.dialog", "procedure.case.choice"]

    fill = fields.Selection(
        [
            ("lines", "A list, typed or pasted"),
            ("departments", "One for each department"),
            ("users", "One for each colleague"),
            ("partners", "One for each contact"),
        ],
        string="Cases",
        required=True,
        default="lines",
    )
    text = fields.Text(
        string="List",
        help="One line is one case: subject; requester; phone; dossier code. Columns "
        "pasted from a spreadsheet are understood.",
    )
    department_ids = fields.Many2many(
        "hr.department", domain="[('company_id', '=', company_id)]"
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Colleagues",
        domain="[('share', '=', False), ('company_ids', '=', company_id)]",
    )
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    subject = fields.Char(
        help="Of each case; %(name)s stands for the department, colleague or contact."
    )
    line_ids = fields.One2many(
        "procedure.case.batch.start.line",
        "start_id",
        string="To start",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    count = fields.Integer(string="Number of cases", compute="_compute_count")
    is_long = fields.Boolean(compute="_compute_count")
    due_at = fields.Datetime(
        string="Due",
        compute="_compute_due_at",
        help="Of a case that is received now and lacks no papers.",
    )
    problem = fields.Char(compute="_compute_due_at")
    batch_id = fields.Many2one("procedure.case.batch", readonly=True)

    @api.depends("fill", "text", "department_ids", "user_ids", "partner_ids", "subject")
    def _compute_line_ids(self):
        for start in self:
            start.line_ids = [fields.Command.clear()] + [
                fields.Command.create({"sequence": number, **values})
                for number, values in enumerate(start._rows()[:MOST], 1)
            ]

    def _rows(self):
        """Values of the lines that the choice above makes."""
        if self.fill == "lines":
            return [
                row for line in (self.text or "").splitlines() if (row := _row(line))
            ]
        if self.fill == "departments":
            return [
                {
                    "subject": self._named(department.name),
                    "requester_department_id": department.id,
                }
                for department in self.department_ids._origin
            ]
        if self.fill == "users":
            return [
                {"subject": self._named(user.name), "requester_user_id": user.id}
                for user in self.user_ids._origin
            ]
        return [
            {
                "subject": self._named(partner.name),
                "requester_name": partner.name,
                "requester_phone": partner.phone,
                "requester_partner_id": partner.id,
            }
            for partner in self.partner_ids._origin
        ]

    def _named(self, name):
        if not self.subject:
            return name
        return self.subject.replace("%(name)s", name or "")

    @api.depends("line_ids")
    def _compute_count(self):
        for start in self:
            start.count = len(start.line_ids)
            start.is_long = start.count > AT_ONCE

    @api.depends("document_id", "company_id", "variant_id")
    def _compute_due_at(self):
        for start in self:
            start.due_at = start.problem = False
            if not start.document_id:
                continue
            cases = start.env["procedure.case"]
            vals = start._common()
            try:
                cases._check_may_receive([vals])
                start.due_at = cases._due_if_received(vals, fields.Datetime.now())
            except UserError as error:
                start.problem = str(error)

    def _common(self):
        return {
            "document_id": self.document_id.id,
            "company_id": self.company_id.id,
            "variant_id": self.variant_id.id,
        }

    def action_start(self):
        """Start them and show what became of each."""
        self.ensure_one()
        if not self.batch_id:
            # Pressed twice, the second press finds the batch of the first.
            batches = self.env["procedure.case.batch"]
            common = self._common()
            batch_id = batches.action_start(
                [common | line._values() for line in self.line_ids]
            )
            self._set({"batch_id": batch_id})
        return self.batch_id._open_form()

    def _set(self, vals):
        # pylint: disable-next=super-method-mismatch
        return super().write(vals)

    def write(self, vals):
        return super().write({k: v for k, v in vals.items() if k != "batch_id"})

    @api.model_create_multi
    def create(self, vals_list):
        clean = [
            {k: v for k, v in vals.items() if k != "batch_id"} for vals in vals_list
        ]
        return super(
            ProcedureCaseBatchStart, self.with_context(default_batch_id=False)
        ).create(clean)


def _row(line):
    """Values of one pasted line, {} where it is empty."""
    cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
    if not any(cells):
        return {}
    return {name: cell for name, cell in zip(COLUMNS, cells, strict=False) if cell}
