from odoo import models


class ProcedureHandoverCounter(models.AbstractModel):
    """The last number of a hand-over list in each agency and year."""

    _name = "procedure.handover.counter"
    _inherit = ["procedure.counter"]
    _description = "Counter of hand-over lists"
