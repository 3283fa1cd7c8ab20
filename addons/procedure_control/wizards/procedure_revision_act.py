from odoo import api, fields, models


class ProcedureRevisionAct(models.TransientModel):
    """Asks for what an act on a revision needs: a reason, a look at differences."""

    _name = "procedure.revision.act"
    _description = "Act on a revision"

    act = fields.Selection(
        [
            ("forward", "Ask another signer"),
            ("recall", "Take back to draft"),
            ("repeal", "Ask for its repeal"),
            ("rebase", "Start from what is in force now"),
        ],
        required=True,
        readonly=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision", ondelete="cascade", readonly=True
    )
    reason = fields.Text()
    base_id = fields.Many2one(
        "procedure.revision", string="In force now", ondelete="cascade", readonly=True
    )
    differences = fields.Html(
        string="What this draft changes against it",
        compute="_compute_differences",
        sanitize=False,
    )
    base_differences = fields.Html(
        string="What has changed since the draft was started",
        compute="_compute_differences",
        sanitize=False,
    )
    change_id = fields.Many2one(
        "procedure.change", string="Change request", compute="_compute_change_id"
    )
    running_cases = fields.Selection(
        related="change_id.running_cases", string="Running cases"
    )
    running_count = fields.Integer(
        string="Cases now running", compute="_compute_running_count"
    )
    approver_id = fields.Many2one("res.users")
    pending_user_ids = fields.Many2many(related="revision_id.pending_user_ids")
    instead_of_id = fields.Many2one(
        "res.users",
        string="Instead of",
        compute="_compute_instead_of_id",
        store=True,
        readonly=False,
    )

    @api.depends("revision_id")
    def _compute_running_count(self):
        for dialog in self:
            dialog.running_count = self.env["procedure.case"].search_count(
                [
                    ("revision_id", "=", dialog.revision_id.id),
                    ("state", "in", ("intake", "running", "paused", "result_ready")),
                ]
            )

    @api.depends("revision_id")
    def _compute_instead_of_id(self):
        for dialog in self:
            dialog.instead_of_id = dialog.revision_id.pending_user_id

    @api.depends("revision_id", "act")
    def _compute_change_id(self):
        for dialog in self:
            found = dialog.revision_id._accepted_repeals()
            change = found.get(dialog.revision_id, self.env["procedure.change"])
            dialog.change_id = change.with_env(self.env)._filtered_access("read")

    @api.depends("revision_id", "base_id", "act")
    def _compute_differences(self):
        for dialog in self:
            # A client could name any two revisions: only its author sees this one's.
            draft = dialog.revision_id._who_submits()
            base = (
                dialog.base_id if draft and draft._in_force() == dialog.base_id else 0
            )
            shown = dialog.act == "rebase" and base
            dialog.differences = shown and draft._comparison_html(base)
            started = draft.base_revision_id
            dialog.base_differences = (
                shown and started and base._comparison_html(started)
            )

    def action_confirm(self):
        self.ensure_one()
        if self.act == "repeal":
            self.revision_id.action_repeal(self.reason, approver_id=self.approver_id.id)
        elif self.act == "rebase":
            self.revision_id.action_rebase(base_id=self.base_id.id)
        elif self.act == "forward":
            pending = self.revision_id._pending_requests().get(self.revision_id.id, ())
            request = [r.id for r in pending if r.user_id == self.instead_of_id]
            self.revision_id.action_forward(
                self.approver_id.id, self.reason, request_id=request and request[0]
            )
        else:
            getattr(self.revision_id, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
