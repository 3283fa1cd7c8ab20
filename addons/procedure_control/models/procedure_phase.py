from odoo import fields, models

from .procedure_duration_units import UNITS


class ProcedurePhase(models.Model):
    """A band of steps: with a sub-total, drawing on one budget, or run together."""

    _name = "procedure.phase"
    _description = "Phase"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": "key",
        "number": "number",
        "name": "name",
        "mode": "mode",
        "limit_value": "limit",
        "limit_unit": "limit",
        "join": "join",
        "quorum": "quorum",
        "step_ids": None,
    }
    _content_durations = (("limit_value", "limit_unit"),)

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char()
    name = fields.Char(required=True)
    mode = fields.Selection(
        [
            ("band", "Band with a sub-total"),
            ("budget", "Steps draw on one budget"),
            ("together", "Steps run together"),
        ],
        required=True,
        default="band",
    )
    limit_value = fields.Char(string="Limit")
    limit_unit = fields.Selection(UNITS)
    join = fields.Selection(
        [("all", "All steps"), ("quorum", "A quorum")], default="all", required=True
    )
    quorum = fields.Integer()
    step_ids = fields.One2many("procedure.step", "phase_id")
