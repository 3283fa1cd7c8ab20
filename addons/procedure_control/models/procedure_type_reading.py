from odoo import fields, models

from .procedure_document_reading import RULE_FIELDS


class ProcedureType(models.Model):
    """How long readers of a type of document have, and how many must have read."""

    _inherit = "procedure.type"

    reading_days = fields.Integer(
        string="Days to read",
        default=5,
        help="Working days in which readers confirm that they have read and "
        "understood a new revision. 0: no due time.",
    )
    reading_share = fields.Integer(
        string="Share that must have read (%)",
        help="A revision does not take effect before so many of its readers have "
        "confirmed. 0: it is not held back.",
    )

    _reading_days_check = models.Constraint(
        "CHECK(reading_days >= 0 AND reading_days <= 250)",
        "Days to read: from 0 (no due) to 250.",
    )
    _reading_share_check = models.Constraint(
        "CHECK(reading_share >= 0 AND reading_share <= 100)",
        "The share that must have read is a number from 0 to 100.",
    )

    def write(self, vals):
        if not RULE_FIELDS.intersection(vals):
            return super().write(vals)
        before = {type_: [type_.reading_days, type_.reading_share] for type_ in self}
        result = super().write(vals)
        self.env["procedure.event"]._log(
            "reading.rule_changed",
            self,
            values=lambda type_: {
                "days_share": [before[type_], [type_.reading_days, type_.reading_share]]
            },
        )
        return result
