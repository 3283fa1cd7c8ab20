from odoo import api, fields, models

from ..models.procedure_case import CHANNELS


class ProcedureCaseIntake(models.TransientModel):
    """The intake form: one dossier at the desk, by keyboard, in under a minute."""

    _name = "procedure.case.intake"
    _description = "Receive a case"
    _inherit = ["procedure.case.choice"]

    channel = fields.Selection(CHANNELS, required=True, default="desk")
    external_code = fields.Char(string="Dossier code")
    subject = fields.Char()
    requester_name = fields.Char(string="Requester")
    requester_phone = fields.Char(string="Phone")
    requester_email = fields.Char(string="Email")
    requester_address = fields.Char(string="Address")
    requester_partner_id = fields.Many2one("res.partner", string="Contact")
    requester_user_id = fields.Many2one(
        "res.users", string="Colleague", default=lambda self: self.env.user
    )
    requester_department_id = fields.Many2one("hr.department", string="Requesting unit")
    component_ids = fields.One2many(
        "procedure.case.intake.component",
        "intake_id",
        compute="_compute_component_ids",
        store=True,
        readonly=False,
    )
    is_complete = fields.Boolean(compute="_compute_is_complete")
    note = fields.Char(string="Reason of refusal")
    may_be_late = fields.Boolean(compute="_compute_may_be_late")
    is_late = fields.Boolean(
        string="Received at another time",
        help="Received on paper while the system was not at hand: listed as recorded "
        "after the fact.",
    )
    late_at = fields.Datetime(string="Received")
    late_reason = fields.Char(string="Why it is entered only now")
    paper_number = fields.Char(string="Number of the paper")
    paper_date = fields.Date(string="Date of the paper")
    paper_file = fields.Binary(string="Paper")
    paper_filename = fields.Char(string="File name")

    @api.depends_context("uid")
    def _compute_may_be_late(self):
        # Which department he heads is looked at when he receives.
        self.may_be_late = self.env.user.has_groups(
            "procedure_control.group_quality_officer,procedure_control.group_manager"
        )

    @api.depends("is_late", "late_at")
    def _compute_revision_id(self):
        return super()._compute_revision_id()

    def _receipt_moment(self):
        return self.is_late and self.late_at or super()._receipt_moment()

    @api.depends("document_id", "variant_id", "revision_id")
    def _compute_component_ids(self):
        for intake in self:
            intake.component_ids = [fields.Command.clear()] + [
                fields.Command.create({"component_id": paper.id, "is_received": True})
                # Who receives reads what must be handed in, of this revision only.
                for paper in intake.revision_id.sudo().component_ids
                if not paper.variant_ids or intake.variant_id in paper.variant_ids
            ]

    @api.depends("component_ids.is_received", "component_ids.required")
    def _compute_is_complete(self):
        for intake in self:
            intake.is_complete = all(
                paper.is_received or not paper.required
                for paper in intake.component_ids
            )

    @api.onchange("requester_partner_id")
    def _onchange_requester_partner_id(self):
        partner = self.requester_partner_id
        if partner:
            self.requester_name = partner.name
            self.requester_phone = partner.phone
            self.requester_email = partner.email
            self.requester_address = partner._display_address(without_company=True)

    def _values(self):
        """What `procedure.case.action_receive` takes."""
        self.ensure_one()
        internal = self.kind != "tthc"
        names = (
            "channel",
            "external_code",
            "subject",
            "requester_name",
            "requester_phone",
            "requester_email",
            "requester_address",
        )
        return {name: self[name] for name in names} | {
            "document_id": self.document_id.id,
            "company_id": self.company_id.id,
            "variant_id": self.variant_id.id,
            "requester_partner_id": self.requester_partner_id.id,
            "requester_user_id": internal and self.requester_user_id.id,
            "requester_department_id": internal and self.requester_department_id.id,
            "missing": self.component_ids.filtered(
                lambda paper: not paper.is_received
            ).component_id.ids,
        }

    def _receive(self):
        self.ensure_one()
        cases = self.env["procedure.case"]
        if not self.is_late:
            return cases.browse(cases.action_receive([self._values()]))
        paper = {
            "number": self.paper_number,
            "date": self.paper_date,
            "file": self.with_context(bin_size=False).paper_file,
            "filename": self.paper_filename,
        }
        return cases.browse(
            cases.action_receive_late(
                [self._values()], self.late_at, self.late_reason, paper
            )
        )

    def action_receive(self):
        """Receive the case and open it."""
        return self._receive()._open_form()

    def action_receive_and_print(self):
        """Receive the case and print its paper; the form closes for the next one."""
        case = self._receive()
        # Left open it would receive the same dossier again.
        return case._print_intake_paper() | {"close_on_report_download": True}

    def action_refuse(self):
        """Refuse the dossier at the desk, with the reason on Mẫu 03."""
        return self._refuse()._open_form()

    def action_refuse_and_print(self):
        """Refuse the dossier at the desk and print Mẫu 03."""
        case = self._refuse()
        paper = self.env.ref("procedure_control.report_refusal")
        return paper.report_action(case) | {"close_on_report_download": True}

    def _refuse(self):
        self.ensure_one()
        cases = self.env["procedure.case"]
        return cases.browse(cases.action_refuse_new(self._values(), self.note or ""))
