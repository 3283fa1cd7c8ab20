from odoo import fields, models


class ProcedureAgencyLevel(models.Model):
    """The level at which a company works, dated: reforms merge and remove levels."""

    _name = "procedure.agency.level"
    _description = "Level of an agency"
    _order = "company_id, date_from desc, id"

    company_id = fields.Many2one(
        "res.company", string="Agency", required=True, ondelete="restrict", index=True
    )
    level = fields.Selection(
        [
            ("central", "Central"),
            ("province", "Province or city"),
            ("district", "District (until 30/06/2025)"),
            ("commune", "Commune or ward"),
            ("unit", "Public unit"),
            ("enterprise", "Enterprise"),
        ],
        required=True,
    )
    date_from = fields.Date()
    date_to = fields.Date()
