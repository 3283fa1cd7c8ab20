from odoo import api, fields, models

from ..models.procedure_duration_units import UNITS


class ProcedureAssignmentLine(models.TransientModel):
    """One person, one step, on the date of the sheet."""

    _name = "procedure.assignment.line"
    _description = "Line of an assignment sheet"
    _order = "user_sort_name, user_id, sequence, id"

    sheet_id = fields.Many2one("procedure.assignment.sheet", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    user_sort_name = fields.Char(related="user_id.procedure_sort_name", store=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True
    )
    step_id = fields.Many2one("procedure.step", readonly=True)
    sequence = fields.Integer()
    label = fields.Char(string="No.", readonly=True)
    name = fields.Char(string="Work", readonly=True)
    role_id = fields.Many2one("procedure.role", readonly=True)
    duration_value = fields.Char(string="Time", readonly=True)
    duration_unit = fields.Selection(UNITS, string="Unit", readonly=True)
    how = fields.Char(readonly=True)
    substitute_id = fields.Many2one("res.users", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)

    @api.depends("label", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.label, line.name)))
