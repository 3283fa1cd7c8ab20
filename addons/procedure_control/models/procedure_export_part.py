from odoo import fields, models


class ProcedureExportPart(models.Model):
    """One painted sheet of a file under way; and where the finished file hangs.

    Nobody has a right to it, so nobody reaches what hangs on it but by the download,
    which asks who asked for the file.
    """

    _name = "procedure.export.part"
    _description = "Sheet of a spreadsheet under way"
    _order = "export_id, sequence"

    export_id = fields.Many2one(
        "procedure.export", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(required=True)
    key = fields.Char(required=True)
    about = fields.Json(help="What the painter must know to put it together.")
    size = fields.Integer()
    sha256 = fields.Char(string="SHA-256")

    _key_uniq = models.UniqueIndex("(export_id, key)")
