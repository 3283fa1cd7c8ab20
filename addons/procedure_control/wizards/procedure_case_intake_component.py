from odoo import fields, models


class ProcedureCaseIntakeComponent(models.TransientModel):
    """One paper on the intake form, ticked when it was handed in."""

    _name = "procedure.case.intake.component"
    _description = "Paper on the intake form"

    intake_id = fields.Many2one("procedure.case.intake", ondelete="cascade")
    component_id = fields.Many2one("procedure.dossier.component", readonly=True)
    name = fields.Char(readonly=True)
    originals = fields.Integer(readonly=True)
    copies = fields.Integer(readonly=True)
    required = fields.Boolean(readonly=True)
    is_received = fields.Boolean(string="Handed in")
