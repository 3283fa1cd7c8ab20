from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProcedureField(models.Model):
    """A field of work (lĩnh vực)."""

    _name = "procedure.field"
    _description = "Field of work"
    _parent_store = True
    _order = "complete_name"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True
    )
    code = fields.Char(required=True)
    parent_id = fields.Many2one("procedure.field", ondelete="restrict", index=True)
    parent_path = fields.Char(index=True)
    is_priority = fields.Boolean(string="Priority field")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "Each field of work has its own code.")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for field in self:
            above = field.parent_id.complete_name
            field.complete_name = f"{above} / {field.name}" if above else field.name

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A field of work cannot lie below itself.")
            )
