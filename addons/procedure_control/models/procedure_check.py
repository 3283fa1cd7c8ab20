from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import readiness


class ProcedureCheck(models.Model):
    """One readiness check: a row switches, grades and words it; code tests it."""

    _name = "procedure.check"
    _description = "Readiness check"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    group_name = fields.Char(string="Set", translate=True, help="5 rõ, 6 rõ, base…")
    grade = fields.Selection(
        [("block", "Blocks"), ("warn", "Warns"), ("off", "Off")],
        required=True,
        default="warn",
    )
    _key_uniq = models.UniqueIndex("(key)", "Each check has one row.")

    @api.constrains("key")
    def _check_key(self):
        for check in self:
            if check.key not in readiness.CHECKS:
                raise ValidationError(
                    self.env._(
                        "There is no check “%(key)s”: what a check tests is built in.",
                        key=check.key,
                    )
                )
