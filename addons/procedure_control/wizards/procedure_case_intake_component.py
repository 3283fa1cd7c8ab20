from odoo import api, fields, models
from odoo.exceptions import AccessError


class ProcedureCaseIntakeComponent(models.TransientModel):
    """One paper on the intake form, ticked when it was handed in.

    A browser sends back which paper it is and the tick, nothing else: the rest is read
    from the paper.
    """

    _name = "procedure.case.intake.component"
    _description = "Paper on the intake form"

    intake_id = fields.Many2one("procedure.case.intake", ondelete="cascade")
    component_id = fields.Many2one("procedure.dossier.component")
    name = fields.Char(related="component_id.name")
    originals = fields.Integer(related="component_id.originals")
    copies = fields.Integer(related="component_id.copies")
    required = fields.Boolean(related="component_id.required")
    is_received = fields.Boolean(string="Handed in")

    @api.constrains("intake_id", "component_id")
    def _check_asked_for(self):
        for paper in self.sudo():  # the fact decides, not what the clerk may read
            if paper.component_id not in paper.intake_id.revision_id.component_ids:
                raise AccessError(
                    self.env._("This paper is not one that the procedure asks for.")
                )
