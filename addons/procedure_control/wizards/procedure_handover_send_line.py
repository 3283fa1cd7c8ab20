from odoo import fields, models


class ProcedureHandoverSendLine(models.TransientModel):
    """One file in the dialog that hands over: where it goes, or why it stays."""

    _name = "procedure.handover.send.line"
    _description = "File to hand over"
    _inherit = ["procedure.dialog"]
    _order = "sequence, id"

    send_id = fields.Many2one("procedure.handover.send", ondelete="cascade")
    sequence = fields.Integer()
    task_id = fields.Many2one(
        "procedure.task", string="Step", readonly=True, ondelete="cascade"
    )
    case_id = fields.Many2one(related="task_id.case_id")
    subject = fields.Char(related="case_id.subject")
    place = fields.Char(string="Goes to", readonly=True)
    obstacle = fields.Char(string="Why it stays", readonly=True)
