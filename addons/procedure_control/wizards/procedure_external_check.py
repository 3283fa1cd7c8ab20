from odoo import fields, models

from ..models.procedure_external import RESULTS


class ProcedureExternalCheck(models.TransientModel):
    """Asks what was found when a newer edition of an external document was sought."""

    _name = "procedure.external.check"
    _description = "Look for a newer edition"

    external_id = fields.Many2one(
        "procedure.external",
        string="External document",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    result = fields.Selection(RESULTS, required=True, default="current")
    note = fields.Text()
    edition = fields.Char()
    edition_date = fields.Date(string="Date of the edition")
    file = fields.Binary(string="Copy to store", attachment=False)
    filename = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        edition = None
        if self.result == "newer":
            edition = {
                "edition": self.edition,
                "edition_date": self.edition_date,
                "file": self.with_context(bin_size=False).file,
                "filename": self.filename,
            }
        self.external_id.action_checked(self.result, self.note, edition)
        return {"type": "ir.actions.act_window_close"}
