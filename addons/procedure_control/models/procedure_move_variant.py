from odoo import api, fields, models


class ProcedureMoveVariant(models.Model):
    """Which variant of the new revision a variant of the old one is, or none."""

    _name = "procedure.move.variant"
    _description = "Variant in a plan to move"
    _inherit = ["procedure.move.mapping"]
    _order = "move_id, id"
    _filled_in = "new_variant_id"

    old_variant_id = fields.Many2one(
        "procedure.variant",
        string="Variant",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    new_variant_id = fields.Many2one(
        "procedure.variant",
        string="Is this variant of the new revision",
        ondelete="restrict",
        domain="[('revision_id', '=', revision_id)]",
        help="Empty: its cases cannot be moved.",
    )

    _variant_uniq = models.UniqueIndex("(move_id, old_variant_id)")

    @api.depends("old_variant_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.old_variant_id.display_name

    @api.constrains("new_variant_id")
    def _check_new_variant(self):
        self._check_targets("new_variant_id")
