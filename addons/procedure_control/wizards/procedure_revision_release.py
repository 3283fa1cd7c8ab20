from odoo import api, fields, models


class ProcedureRevisionRelease(models.TransientModel):
    """Asks why a revision takes effect before enough readers have read it."""

    _name = "procedure.revision.release"
    _description = "Release what is held back"

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", readonly=True
    )
    missing = fields.Text(string="Have not read it", compute="_compute_missing")
    reason = fields.Text()

    @api.depends("revision_id")
    def _compute_missing(self):
        now = fields.Datetime.now()
        for dialog in self:
            missing = dialog.revision_id._readers_missing(now)
            users = missing.get(dialog.revision_id)
            dialog.missing = dialog.revision_id._names(users) if users else False

    def action_confirm(self):
        """Release it, with the reason kept as a permitted exception."""
        self.ensure_one()
        self.revision_id.action_release(self.reason)
        return {"type": "ir.actions.act_window_close"}
