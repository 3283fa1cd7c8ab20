from odoo import api, fields, models


class ProcedureEffectDecide(models.TransientModel):
    """Decides, in one signed act, the cases received before a revision was entered."""

    _name = "procedure.effect.decide"
    _description = "Decide cases of a past effect"

    line_ids = fields.One2many("procedure.effect.decide.line", "decide_id")
    case_count = fields.Integer(string="Cases to decide", compute="_compute_counts")
    move_count = fields.Integer(string="To be moved", compute="_compute_counts")
    choice = fields.Selection(
        [("keep", "Stays on its revision"), ("move", "Is moved to the new one")],
        string="All cases",
        help="Fills the lines; each of them can be changed afterwards.",
    )
    reason = fields.Text(
        string="Reason for all", help="For the cases that have no reason of their own."
    )
    login = fields.Char(compute="_compute_login")
    # Never stored: the button hands it to the act.
    password = fields.Char(store=False)

    @api.depends("line_ids.choice")
    def _compute_counts(self):
        for dialog in self:
            dialog.case_count = len(dialog.line_ids)
            dialog.move_count = len(
                dialog.line_ids.filtered(lambda line: line.choice == "move")
            )

    @api.onchange("choice")
    def _onchange_choice(self):
        if self.choice:
            self.line_ids.choice = self.choice

    @api.depends_context("uid")
    def _compute_login(self):
        self.login = self.env.user.login

    @api.model
    def _open(self, lines):
        """The dialog about these `procedure.effect.case`."""
        dialog = self.create(
            {"line_ids": [fields.Command.create({"line_id": li.id}) for li in lines]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases received in between"),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _credential(self):
        """What the button handed over, as `procedure.signing` takes it."""
        password = self.env.context.get("password")
        if not password or not isinstance(password, str):
            return None
        return {
            "type": "password",
            "login": self.env.user.login,
            "password": password,
        }

    def action_confirm(self):
        """Sign what stands in the lines; nothing of a case moves by it."""
        self.ensure_one()
        choices = {
            line.line_id.id: {
                "choice": line.choice,
                "reason": line.reason or self.reason or "",
            }
            for line in self.line_ids
        }
        self.line_ids.line_id.action_decide(choices, self._credential())
        return {"type": "ir.actions.act_window_close"}
