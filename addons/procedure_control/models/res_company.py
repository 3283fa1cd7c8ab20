from odoo import fields, models


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
