from odoo import fields, models


class ProcedureTask(models.Model):
    """Where the time of a step went, kept when it ends: what every figure adds up."""

    _inherit = "procedure.task"

    waiting_minutes = fields.Integer(
        string="Waiting (min)",
        readonly=True,
        copy=False,
        help="Working minutes from when it was ready until somebody began.",
    )
    working_minutes = fields.Integer(
        string="Working (min)",
        readonly=True,
        copy=False,
        help="Working minutes from when somebody began until it ended.",
    )
    paused_minutes = fields.Integer(
        string="Clock stood (min)",
        readonly=True,
        copy=False,
        help="Working minutes for which the clock of the case stood meanwhile.",
    )
    other_agency = fields.Boolean(
        string="At another agency",
        readonly=True,
        copy=False,
        help="Done by another agency than the one that received the case.",
    )
