from odoo import fields, models

KINDS = [
    ("text", "Text"),
    ("components", "Dossier components"),
    ("limit", "Time limit"),
    ("steps", "Table of steps"),
    ("forms", "Forms"),
    ("bases", "Legal bases"),
    ("references", "Documents referred to"),
    ("records", "Records kept"),
    ("files", "Controlled files"),
]
#: Parts of a regulation.
LEVELS = [
    ("chapter", "Chapter"),
    ("article", "Article"),
    ("clause", "Clause"),
]


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
        KINDS,
        required=True,
        default="text",
        help="What the section prints beside its own text. A required section of "
        "kind text must not be empty; the others are complete when the revision "
        "holds such lines.",
    )
    level = fields.Selection(LEVELS, string="Part of a regulation")
    help_text = fields.Char(string="What to write here")
