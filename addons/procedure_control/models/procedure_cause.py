from odoo import fields, models


class ProcedureCause(models.Model):
    """Why a step was late: a short list, so that causes can be counted."""

    _name = "procedure.cause"
    _description = "Cause of delay"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        string="When to choose it",
        translate=True,
        help="Shown to whoever is asked why a step was late.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "This cause is already on the list.")

    def action_open_explanations(self):
        """The late steps whose cause was this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_explanation_action"
        )
        return action | {"domain": [("final_cause_id", "=", self.id)], "context": {}}
