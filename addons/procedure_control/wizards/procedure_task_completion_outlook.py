from odoo import fields, models


class ProcedureTaskCompletion(models.TransientModel):
    """What happens if the doer closes the dialog again."""

    _inherit = "procedure.task.completion"

    outlook = fields.Html(related="task_id.outlook", related_sudo=False)
