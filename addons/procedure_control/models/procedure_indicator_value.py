from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reporting.indicators import COMPUTED

PARTS = [
    ("year", "Whole year"),
    ("half_1", "First half"),
    ("half_2", "Second half"),
    ("quarter_1", "Quarter I"),
    ("quarter_2", "Quarter II"),
    ("quarter_3", "Quarter III"),
    ("quarter_4", "Quarter IV"),
]
#: Last month of each part: of two values the one that ends later is the newer.
LAST_MONTH = {
    "year": 12,
    "half_1": 6,
    "half_2": 12,
    "quarter_1": 3,
    "quarter_2": 6,
    "quarter_3": 9,
    "quarter_4": 12,
}


class ProcedureIndicatorValue(models.Model):
    """What an agency reached in a year or a part of it, as somebody announced it."""

    _name = "procedure.indicator.value"
    _description = "Value of an indicator"
    _order = "year desc, last_month desc, id desc"
    _rec_names_search = ["indicator_id.name", "indicator_id.code"]

    indicator_id = fields.Many2one(
        "procedure.indicator",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("kind", "=", "entered")],
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: fields.Date.context_today(self).year,
    )
    part = fields.Selection(PARTS, string="Of the year", required=True, default="year")
    last_month = fields.Integer(compute="_compute_last_month", store=True)
    value = fields.Float(digits=(16, 2), required=True, aggregator=None)
    note = fields.Char(help="Where it was announced.")
    entered_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, copy=False, ondelete="restrict"
    )
    entered_at = fields.Datetime(string="Entered on", readonly=True, copy=False)

    _once_uniq = models.UniqueIndex(
        "(indicator_id, company_id, year, part)",
        "This value has been entered already: change it.",
    )
    _year_check = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "This is no year."
    )

    @api.depends("part")
    def _compute_last_month(self):
        for value in self:
            value.last_month = LAST_MONTH.get(value.part, 12)

    @api.depends("indicator_id", "company_id", "year")
    def _compute_display_name(self):
        for value in self:
            value.display_name = self.env._(
                "%(indicator)s, %(agency)s %(year)s",
                indicator=value.indicator_id.code,
                agency=value.company_id.name,
                year=value.year,
            )

    @api.constrains("indicator_id", "company_id", "value")
    def _check_value(self):
        for value in self:
            indicator = value.indicator_id
            if indicator.kind == COMPUTED:
                raise ValidationError(
                    self.env._("Nothing is entered for a computed indicator.")
                )
            if indicator.company_id and indicator.company_id != value.company_id:
                raise ValidationError(
                    self.env._("This indicator belongs to another agency.")
                )
            if indicator.comparison == "rank" and (
                value.value < 1 or value.value != int(value.value)
            ):
                raise ValidationError(self.env._("A rank is a whole number from 1 on."))

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create([vals | self._entered() for vals in vals_list])
        values._log_entered()
        return values

    def write(self, vals):
        if not vals:
            return super().write(vals)
        before = {value.id: value.value for value in self}
        result = super().write(vals | self._entered())
        self.check_access("write")  # for the agency that it is of now, too
        self._log_entered(before)
        return result

    def _entered(self):
        """Who enters it and when is the server's own word."""
        return {"entered_by_id": self.env.uid, "entered_at": fields.Datetime.now()}

    def _log_entered(self, before=None):
        self.env["procedure.event"]._log(
            "indicator.entered",
            self,
            values=lambda value: {
                "indicator": value.indicator_id.code,
                "year": value.year,
                "part": value.part,
                "value": f"{value.value:.2f}",
                "before": f"{before[value.id]:.2f}" if before else "",
                "note": value.note or "",
            },
        )
