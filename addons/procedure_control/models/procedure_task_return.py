from odoo import fields, models


class ProcedureTask(models.Model):
    """Why work was sent back, from the short list by which returns are counted."""

    _inherit = "procedure.task"

    return_reason_id = fields.Many2one(
        "procedure.return.reason",
        string="Sent back because",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
