from odoo import api, fields, models


class ProcedureChangeItem(models.Model):
    """One line of the revision table: where something changed, and what."""

    _name = "procedure.change.item"
    _description = "Change"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "place": "place",
        "description": "description",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    place = fields.Char(string="Section, page or step", required=True)
    description = fields.Text(string="What changes", required=True)

    @api.depends("place")
    def _compute_display_name(self):
        for item in self:
            item.display_name = item.place
