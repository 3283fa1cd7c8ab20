from odoo import fields, models


class ProcedureRecord(models.Model):
    """What is kept of the work: by whom, where and for how long."""

    _name = "procedure.record"
    _description = "Record kept"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "name": "name",
        "keeper": "keeper",
        "place": "place",
        "retention": "retention",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Record", required=True)
    keeper = fields.Char(string="Kept by")
    place = fields.Char()
    retention = fields.Char(help="In words, as it is printed: 05 years, permanently…")
