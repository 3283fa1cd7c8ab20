from odoo import fields, models


class ProcedureLegalBasis(models.Model):
    """A law, decree, circular or decision with its dates of validity."""

    _name = "procedure.legal.basis"
    _description = "Legal basis"
    _order = "date_from desc, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Number", required=True)
    name = fields.Char(string="Title", required=True)
    issuer = fields.Char()
    date_from = fields.Date(string="In force from")
    date_to = fields.Date(string="In force until")
    replaced_by_id = fields.Many2one("procedure.legal.basis", ondelete="restrict")

    _code_uniq = models.UniqueIndex("(code)", "This legal basis is already entered.")
