from odoo import fields, models


class ProcedureForm(models.Model):
    """A form of the procedure's own, its code derived from the document's."""

    _name = "procedure.form"
    _description = "Form"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    filename = fields.Char()
    file = fields.Binary(attachment=True)
    sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
