from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedurePaperReceipts(models.TransientModel):
    """Enter receipts that were written by hand, each with its own time and number."""

    _name = "procedure.paper.receipts"
    _description = "Enter paper receipts"
    _inherit = ["procedure.dialog"]

    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        default=lambda self: self.env.company,
    )
    received_by_id = fields.Many2one(
        "res.users",
        string="Received by",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', '=', company_id)]",
        help="Who wrote the receipts.",
    )
    reason = fields.Char(string="Why they are entered only now")
    file = fields.Binary(
        string="Receipts",
        help="One file of all receipts; a receipt with a file of its own has it in its "
        "line.",
    )
    filename = fields.Char(string="File name")
    line_ids = fields.One2many(
        "procedure.paper.receipts.line", "receipts_id", string="Paper receipts"
    )
    count = fields.Integer(string="Number of receipts", compute="_compute_count")

    @api.depends("line_ids")
    def _compute_count(self):
        for dialog in self:
            dialog.count = len(dialog.line_ids)

    def action_confirm(self):
        """Receive them all, or none; opens the cases."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Add a line for each receipt."))
        paper = {
            "file": self.with_context(bin_size=False).file,
            "filename": self.filename,
        }
        cases = self.env["procedure.case"].action_receive_late(
            [line._values() for line in self.line_ids], None, self.reason, paper
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entered from paper"),
            "res_model": "procedure.case",
            "domain": [("id", "in", cases)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
