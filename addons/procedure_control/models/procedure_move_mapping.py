from odoo import fields, models
from odoo.exceptions import UserError, ValidationError


class ProcedureMoveMapping(models.AbstractModel):
    """One row of a mapping: filled in while its plan is prepared."""

    _name = "procedure.move.mapping"
    _description = "Row of a mapping"
    _inherit = ["procedure.made"]

    #: Name of the field that is filled in.
    _filled_in = ""

    move_id = fields.Many2one(
        "procedure.move",
        string="Plan",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(related="move_id.revision_id")

    def write(self, vals):
        if not self.env.su:
            self.move_id._fill_in()
            if set(vals) - {self._filled_in}:
                raise UserError(self.env._("Of a mapping only its target is said."))
        return super().write(vals)

    def _check_targets(self, target):
        for row in self.sudo():  # which revision it is of is no secret
            if row[target] and row[target].revision_id != row.move_id.revision_id:
                raise ValidationError(
                    self.env._("What a row is mapped to lies in the new revision.")
                )
