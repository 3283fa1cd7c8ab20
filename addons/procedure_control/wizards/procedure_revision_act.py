from odoo import api, fields, models


class ProcedureRevisionAct(models.TransientModel):
    """Asks for the reason of an act on a revision, or for why a new one is started."""

    _name = "procedure.revision.act"
    _description = "Act on a revision"

    act = fields.Selection(
        [
            ("approve", "Approve"),
            ("reject", "Send back to the author"),
            ("forward", "Ask another signer"),
            ("recall", "Take back to draft"),
            ("repeal", "Ask for its repeal"),
            ("revise", "New revision"),
        ],
        required=True,
        readonly=True,
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", ondelete="cascade", readonly=True
    )
    revision_id = fields.Many2one(
        "procedure.revision", ondelete="cascade", readonly=True
    )
    reason = fields.Text()
    urgent = fields.Boolean(string="Urgent correction")
    reissue = fields.Boolean(
        string="New issue", help="Raise the issue number instead of the amendment."
    )
    running_cases = fields.Selection(
        [
            ("finish", "Running cases are finished under it"),
            ("stop", "Running cases are to be terminated"),
        ],
        default="finish",
    )
    running_count = fields.Integer(
        string="Cases now running", compute="_compute_running_count"
    )
    approver_id = fields.Many2one("res.users")

    @api.depends("revision_id")
    def _compute_running_count(self):
        for dialog in self:
            dialog.running_count = self.env["procedure.case"].search_count(
                [
                    ("revision_id", "=", dialog.revision_id.id),
                    ("state", "in", ("intake", "running", "paused", "result_ready")),
                ]
            )

    def action_confirm(self):
        self.ensure_one()
        if self.act == "revise":
            return self.document_id.action_new_revision(
                self.reason, urgent=self.urgent, reissue=self.reissue
            )
        if self.act == "repeal":
            self.revision_id.action_repeal(
                self.reason, self.running_cases, self.approver_id.id
            )
        elif self.act == "forward":
            self.revision_id.action_forward(self.approver_id.id, self.reason)
        else:
            getattr(self.revision_id, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
