from odoo import api, fields, models


class ProcedureDisposalPropose(models.TransientModel):
    """Shows what is due and proposes its disposal or its hand-over."""

    _name = "procedure.disposal.propose"
    _description = "Propose a disposal"

    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    kind = fields.Selection(
        [("destroy", "Disposal"), ("handover", "Hand-over to the archive")],
        string="What",
        required=True,
        default="destroy",
    )
    recipient = fields.Char()
    reason = fields.Text(string="Ground")
    case_ids = fields.Many2many(
        "procedure.case",
        "procedure_disposal_propose_case_rel",
        "wizard_id",
        "case_id",
        string="Cases",
        domain="[('company_id', '=', company_id), ('ended_at', '!=', False)]",
    )
    revision_ids = fields.Many2many(
        "procedure.revision",
        "procedure_disposal_propose_revision_rel",
        "wizard_id",
        "revision_id",
        string="Revisions",
        domain="[('document_id.company_id', '=', company_id),"
        " ('state', 'in', ('superseded', 'repealed'))]",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        company = self.env["res.company"].browse(values.get("company_id") or [])
        cases, revisions = self.env["procedure.disposal"]._due(
            company or self.env.company, fields.Datetime.now()
        )
        values["case_ids"] = [fields.Command.set(cases.ids)]
        values["revision_ids"] = [fields.Command.set(revisions.ids)]
        return values

    @api.onchange("company_id")
    def _onchange_company_id(self):
        """List what is due in the agency chosen."""
        cases, revisions = self.env["procedure.disposal"]._due(
            self.company_id, fields.Datetime.now()
        )
        self.case_ids, self.revision_ids = cases, revisions

    def action_propose(self):
        """Hand the list to a quality manager."""
        self.ensure_one()
        disposal = self.env["procedure.disposal"]._propose(
            self.company_id,
            self.case_ids,
            self.revision_ids,
            self.kind,
            self.reason,
            self.recipient or "",
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": disposal._name,
            "res_id": disposal.id,
            "views": [(False, "form")],
        }
