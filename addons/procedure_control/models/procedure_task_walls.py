from odoo import api, fields, models
from odoo.fields import Domain

from .procedure_case_walls import takes_part


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

    @api.depends("case_id.agency_ids")
    def _compute_case_agency_ids(self):
        for task in self:
            task.case_agency_ids = task.case_id.agency_ids

    def _search_case_agency_ids(self, operator, value):
        # Only as the rule asks: whoever else asks is asked for his right to the case.
        if operator == "in" and self.env.su and all(value):
            return takes_part("case_id", value)
        return Domain("case_id.agency_ids", operator, value)
