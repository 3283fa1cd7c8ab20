from odoo import api, fields, models


class ProcedureMoveStep(models.Model):
    """Which step of the new revision a step of the old one is, or none."""

    _name = "procedure.move.step"
    _description = "Step in a plan to move"
    _inherit = ["procedure.move.mapping"]
    _order = "move_id, old_revision_id desc, sequence, id"
    _filled_in = "new_step_id"

    sequence = fields.Integer(readonly=True)
    old_revision_id = fields.Many2one(
        "procedure.revision", readonly=True, ondelete="restrict"
    )
    old_step_id = fields.Many2one(
        "procedure.step",
        string="Step",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    new_step_id = fields.Many2one(
        "procedure.step",
        string="Is this step of the new revision",
        ondelete="restrict",
        domain="[('revision_id', '=', revision_id)]",
        help="Empty: it falls away. Where it is in hand, its case cannot be moved.",
    )
    old_label = fields.Char(related="old_step_id.label", string="No.")
    new_label = fields.Char(related="new_step_id.label", string="New no.")
    in_hand_count = fields.Integer(string="In hand (cases)", readonly=True)

    _step_uniq = models.UniqueIndex("(move_id, old_step_id)")

    @api.depends("old_step_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.old_step_id.display_name

    @api.constrains("new_step_id")
    def _check_new_step(self):
        self._check_targets("new_step_id")
