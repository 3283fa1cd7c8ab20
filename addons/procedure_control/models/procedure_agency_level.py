from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError


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

    _dates_check = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A level begins before it ends.",
    )

    @api.constrains("company_id", "date_from", "date_to")
    def _check_overlap(self):
        for company, levels in self.company_id.procedure_level_ids.grouped(
            "company_id"
        ).items():
            dated = sorted(
                (level.date_from or date.min, level.date_to or date.max)
                for level in levels
            )
            if any(
                later[0] <= former[1]
                for former, later in zip(dated, dated[1:], strict=False)
            ):
                raise ValidationError(
                    self.env._(
                        "%(company)s would have two levels at once.",
                        company=company.name,
                    )
                )
