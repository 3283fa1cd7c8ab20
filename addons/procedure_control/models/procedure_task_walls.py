from odoo import api, fields, models
from odoo.fields import Domain

from .procedure_case_walls import takes_part

#: Who reads every case of his agencies.
WHOLE = "procedure_control.group_quality_officer,procedure_control.group_auditor"


class ProcedureTask(models.Model):
    """Which agencies take part in the case of a step, asked without joining its case.

    The agency that received it stands on the step, where the indexes of figures hold
    it; the others are looked up only where that one does not decide.
    """

    _inherit = "procedure.task"

    case_company_id = fields.Many2one(
        related="case_id.company_id",
        string="Receiving agency",
        store=True,
        precompute=True,
    )
    case_agency_ids = fields.Many2many(
        "res.company",
        string="Agencies taking part",
        compute="_compute_case_agency_ids",
        search="_search_case_agency_ids",
        exportable=False,
    )

    @api.depends("case_id.company_id", "case_id.agency_ids")
    def _compute_case_agency_ids(self):
        for task in self:
            case = task.case_id
            task.case_agency_ids = case.company_id | case.agency_ids

    def _search_case_agency_ids(self, operator, value):
        # Only as the rule asks, and of whom no other rule asks the case: for the rest
        # it is joined anyway, and two ways to it are slower than one.
        quick = self.env.su and self.env.user.has_groups(WHOLE)
        if operator == "in" and quick and all(value):
            return Domain("case_company_id", "in", value) | takes_part("case_id", value)
        if operator not in ("in", "any", "any!"):
            return NotImplemented
        received = Domain("case_id.company_id", operator, value)
        return received | Domain("case_id.agency_ids", operator, value)
