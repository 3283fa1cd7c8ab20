from odoo import fields, models


class ProcedureTypeSection(models.Model):
    """One section of the template that a new draft of the type starts from."""

    _name = "procedure.type.section"
    _description = "Section of a document type"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one("procedure.type", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    number = fields.Char()
    name = fields.Char(required=True)
    required = fields.Boolean(default=True)
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
        help="What the section prints beside its own text. A required section of "
        "kind text must not be empty; the others are complete when the revision "
        "holds such lines.",
    )
    help_text = fields.Char(string="What to write here")
