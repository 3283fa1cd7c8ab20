from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine.duration import DurationError, parse_value

#: What a case number may be made of.
NUMBER_PARTS = {"agency": "SYT", "yy": "26", "yyyy": 2026, "seq": 1}


class ResCompany(models.Model):
    _inherit = "res.company"

    procedure_code = fields.Char(string="Agency code")
    procedure_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Calendar of procedures",
        ondelete="restrict",
        help="Empty: the calendar of the agency above.",
    )
    procedure_cutoff = fields.Float(
        string="Intake cut-off",
        default=15.0,
        help="A dossier received after this hour starts its clock the next working "
        "morning. 0: no cut-off. Applies to procedures with a one-stop desk.",
    )
    procedure_at_once_minutes = fields.Integer(string="At once (minutes)", default=60)
    procedure_return_floor = fields.Char(
        string="Least time after a return (working days)", default="1"
    )
    procedure_number_pattern = fields.Char(
        string="Case number pattern", default="{agency}-{yy}-{seq:06d}"
    )
    procedure_supplement_column = fields.Selection(
        [("9", "9 – ended on time"), ("12", "12 – in hand, within limit")],
        string="Waiting for papers counted in column",
        default="12",
        help="Where form II.06a counts a dossier that waits for papers at the end of "
        "the period; the form names both columns.",
    )
    procedure_days_off_until = fields.Date(
        string="Days off known until",
        help="A limit that runs past this date is flagged: days off of that time are "
        "not entered yet.",
    )
    procedure_holder_ids = fields.One2many("procedure.role.holder", "company_id")
    procedure_level_ids = fields.One2many("procedure.agency.level", "company_id")
    procedure_working_day_ids = fields.One2many("procedure.working.day", "company_id")

    _procedure_cutoff_check = models.Constraint(
        "CHECK(procedure_cutoff >= 0 AND procedure_cutoff < 24)",
        "The intake cut-off is an hour of the day: from 00:00 to 23:59, 0 for none.",
    )
    _procedure_at_once_check = models.Constraint(
        "CHECK(procedure_at_once_minutes > 0 AND procedure_at_once_minutes <= 1440)",
        "At once is a number of minutes between 1 and 1440.",
    )

    @api.constrains("procedure_return_floor")
    def _check_procedure_return_floor(self):
        for company in self:
            try:
                parse_value(company.procedure_return_floor or "1")
            except DurationError as error:
                raise ValidationError(
                    self.env._(
                        '"%(text)s" is not a number of working days: write for '
                        "example 1 or 0,5.",
                        text=company.procedure_return_floor,
                    )
                ) from error

    @api.constrains("procedure_number_pattern")
    def _check_procedure_number_pattern(self):
        for company in self:
            pattern = company.procedure_number_pattern or "{seq}"
            try:
                names = {pattern.format(**NUMBER_PARTS | {"seq": n}) for n in (1, 2)}
            except (LookupError, ValueError, AttributeError, TypeError) as error:
                message = self._procedure_pattern_message(pattern)
                raise ValidationError(message) from error
            if len(names) < 2:
                raise ValidationError(self._procedure_pattern_message(pattern))

    def _procedure_pattern_message(self, pattern):
        return self.env._(
            'Case numbers cannot be made of "%(pattern)s". Use {agency}, {yy} or '
            "{yyyy}, and {seq}, which must be there: {seq:06d} pads it to six digits.",
            pattern=pattern,
        )

    def _procedure_settings(self):
        """The fields of an agency that a quality manager may change."""
        return {name for name in self._fields if name.startswith("procedure_")}

    def write(self, vals):
        # Quality managers have the right to write agencies for these settings alone.
        if not self.env.su and not self.env.user.has_group("base.group_erp_manager"):
            foreign = set(vals) - self._procedure_settings()
            if foreign:
                raise AccessError(
                    self.env._(
                        "You may change how procedures run in an agency, not the "
                        "agency itself: %(names)s.",
                        names=", ".join(sorted(foreign)),
                    )
                )
        return super().write(vals)
