from odoo import api, fields, models


class ProcedureObstacle(models.Model):
    """What the screens show of an obstacle; nothing is stored."""

    _inherit = "procedure.obstacle"

    state = fields.Selection(group_expand="_expand_states")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_answer = fields.Boolean(compute="_compute_can")
    can_ask_again = fields.Boolean(compute="_compute_can")
    can_close = fields.Boolean(compute="_compute_can")
    can_ask_change = fields.Boolean(compute="_compute_can")

    @api.model
    def _expand_states(self, states, domain):
        return [key for key, _label in self._fields["state"].selection]

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for obstacle in self:
            late = obstacle.state == "open" and obstacle.due_at
            obstacle.is_overdue = bool(late and obstacle.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "open"), ("due_at", "<", fields.Datetime.now())]

    @api.depends("state", "user_id", "raised_by_id", "change_id")
    @api.depends_context("uid")
    def _compute_can(self):
        acts = {
            "can_answer": self._who_answers(),
            "can_ask_again": self._who_asks_again(),
            "can_close": self._who_closes(),
            "can_ask_change": self._who_asks_change(),
        }
        for obstacle in self:
            for name, allowed in acts.items():
                obstacle[name] = obstacle in allowed

    # --- where buttons lead -----------------------------------------------------------

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_act(self):
        """The dialog in which it is answered, asked again or settled."""
        self.ensure_one()
        return self.env["procedure.obstacle.act"]._open(self)

    def action_open_place(self):
        """The task, the case or the procedure at which it was met."""
        self.ensure_one()
        place = self.task_id or self.case_id or self.document_id
        place.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": place._name,
            "res_id": place.id,
            "views": [(False, "form")],
        }

    def action_open_change(self):
        return self.change_id._open_form()
