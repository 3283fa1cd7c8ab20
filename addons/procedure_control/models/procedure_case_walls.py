from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


def takes_part(case, agency_ids):
    """Domain: one of these agencies takes part in the case whose id `case` holds.

    A domain is sorted by its fields, and such a part comes last: a row that the agency
    which received the case decides is not looked up.
    """

    def to_sql(model, alias, query):
        agencies = model.env["procedure.case"]._fields["agency_ids"]
        return SQL(
            "EXISTS (SELECT FROM %s WHERE %s = %s AND %s IN %s)",
            SQL.identifier(agencies.relation),
            SQL.identifier(agencies.relation, agencies.column1),
            model._field_to_sql(alias, case, query),
            SQL.identifier(agencies.relation, agencies.column2, to_flush=agencies),
            tuple(agency_ids),
        )

    return Domain.custom(to_sql=to_sql)


class ProcedureCase(models.Model):
    """The wall between agencies, asked in the order in which it is quick."""

    _inherit = "procedure.case"

    case_agency_ids = fields.Many2many(
        "res.company",
        string="Agencies taking part",
        compute="_compute_case_agency_ids",
        search="_search_case_agency_ids",
        exportable=False,
    )

    @api.depends("agency_ids")
    def _compute_case_agency_ids(self):
        for case in self:
            case.case_agency_ids = case.agency_ids

    def _search_case_agency_ids(self, operator, value):
        if operator == "in" and all(value):
            return takes_part("id", value)
        return Domain("agency_ids", operator, value)
