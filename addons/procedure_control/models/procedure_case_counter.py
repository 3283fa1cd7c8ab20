from odoo import models


class ProcedureCaseCounter(models.AbstractModel):
    """The last case number of each agency and year."""

    _name = "procedure.case.counter"
    _inherit = ["procedure.counter"]
    _description = "Counter of case numbers"
