from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GROUPS = "procedure_control.group_staff,procedure_control.group_auditor"


class ProcedureRegisterPrint(models.TransientModel):
    """Asks for a period and an agency, and gives the register of dossiers on paper."""

    _name = "procedure.register.print"
    _description = "Register of dossiers"
    _inherit = ["procedure.dialog"]

    date_from = fields.Date(
        string="Received from", required=True, default=lambda self: self._first_day()
    )
    date_to = fields.Date(
        string="Received to",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    company_id = fields.Many2one(
        "res.company",
        string="Receiving agency",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Receiving department",
        domain="[('company_id', '=', company_id)]",
    )
    field_id = fields.Many2one("procedure.field", string="Field of work")
    document_id = fields.Many2one("procedure.document", string="Procedure")
    scope = fields.Selection(
        [("tthc", "Administrative procedures"), ("all", "All cases")],
        string="Cases",
        required=True,
        default="tthc",
    )
    language = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")],
        required=True,
        default=lambda self: "vi" if (self.env.lang or "").startswith("vi") else "en",
    )
    line_count = fields.Integer(
        string="Dossiers that you may see", compute="_compute_line_count"
    )

    @api.model
    def _first_day(self):
        return fields.Date.context_today(self) + relativedelta(day=1)

    @api.depends(
        "date_from",
        "date_to",
        "company_id",
        "department_id",
        "field_id",
        "document_id",
        "scope",
    )
    def _compute_line_count(self):
        register = self.env["procedure.register.paper"]
        for dialog in self:
            dialog.line_count = (
                register._count(dialog)
                if dialog.date_from and dialog.date_to and dialog.company_id
                else 0
            )

    def _check_may_print(self):
        self.ensure_one()
        user = self.env.user
        if not user.has_groups(GROUPS):
            raise AccessError(
                self.env._("Only staff and auditors print the register of dossiers.")
            )
        # Whose dialog it is, whatever the rules of dialogs say.
        if self.sudo().create_uid != user:
            raise AccessError(self.env._("This request belongs to somebody else."))
        if self.sudo().company_id not in self.env.companies:  # as above
            raise AccessError(self.env._("You do not work for this agency."))
        if self.date_from > self.date_to:
            raise UserError(
                self.env._(
                    "Choose a period that exists: its first day must come before its "
                    "last."
                )
            )

    def action_print(self):
        """Check what was asked, then let the client download the file."""
        self._check_may_print()
        self.env["procedure.register.paper"]._check_size(self)
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": f"/procedure_control/register/{self.id}"},
        }

    def _build(self, path):
        """Write the file to ``path``, leave its trace in the trail, return its name."""
        self._check_may_print()
        counted, named = self.env["procedure.register.paper"]._write(path, self)
        # It gathers who handed in what: the trail keeps who had it.
        self.env["procedure.event"]._log(
            "register.printed",
            self.company_id,
            values={
                "period": [str(self.date_from), str(self.date_to)],
                "cases": counted,
                "requesters": named,
            },
        )
        return (
            f"Register {self.date_from:%Y%m%d}-{self.date_to:%Y%m%d}.pdf"
            if self.language == "en"
            else f"So theo doi ho so {self.date_from:%Y%m%d}-{self.date_to:%Y%m%d}.pdf"
        )
