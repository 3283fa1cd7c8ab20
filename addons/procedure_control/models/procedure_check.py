from odoo import fields, models


class ProcedureCheck(models.Model):
    """One readiness check: a row switches, grades and words it; code tests it."""

    _name = "procedure.check"
    _description = "Readiness check"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    group_name = fields.Char(string="Set", help="5 rõ, 6 rõ, base…")
    grade = fields.Selection(
        [("block", "Blocks"), ("warn", "Warns"), ("off", "Off")],
        required=True,
        default="warn",
    )
    _key_uniq = models.UniqueIndex("(key)", "Each check has one row.")
