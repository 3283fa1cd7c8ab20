from odoo import fields, models


class ProcedureSection(models.Model):
    _name = "procedure.section"
    _description = "Section"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "number": "number",
        "name": "name",
        "body": "body",
        "required": "required",
        "kind": "kind",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char()
    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("text", "Text"),
            ("components", "Dossier components"),
            ("limit", "Time limit"),
            ("steps", "Table of steps"),
            ("forms", "Forms"),
            ("bases", "Legal bases"),
            ("records", "Records kept"),
        ],
        required=True,
        default="text",
    )
    required = fields.Boolean()
    body = fields.Html(sanitize=True, sanitize_overridable=False)
