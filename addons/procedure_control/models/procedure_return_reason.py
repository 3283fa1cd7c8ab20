from odoo import fields, models


class ProcedureReturnReason(models.Model):
    """Why work or a file goes back: a short list, so that returns can be counted."""

    _name = "procedure.return.reason"
    _description = "Reason of a return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "This reason is already on the list.")

    def action_open_returns(self):
        """What was sent back for this reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_task_action_returns"
        )
        return action | {"domain": [("return_reason_id", "=", self.id)], "context": {}}
