from odoo import fields, models


class ProcedureFile(models.Model):
    """A controlled file: a flowchart, an annex, the signed original of long ago.

    Files hang here and never on the revision, so that its chatter stays usable.
    """

    _name = "procedure.file"
    _description = "Controlled file"
    _inherit = ["procedure.content.file"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": "key",
        "name": "name",
        "filename": "filename",
        "file": "sha256",
        "sha256": "sha256",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
