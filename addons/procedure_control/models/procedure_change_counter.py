from odoo import models


class ProcedureChangeCounter(models.AbstractModel):
    """The last number of a change request in each agency and year."""

    _name = "procedure.change.counter"
    _inherit = ["procedure.counter"]
    _description = "Counter of change requests"
