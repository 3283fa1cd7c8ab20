from odoo import api, fields, models


class ProcedureExplanation(models.Model):
    """What the screens show of an explanation; nothing is stored."""

    _inherit = "procedure.explanation"

    state = fields.Selection(group_expand="_expand_states")
    is_overdue = fields.Boolean(
        string="Not explained in time",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
    )
    can_explain = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    @api.model
    def _expand_states(self, states, domain):
        return [key for key, _label in self._fields["state"].selection]

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for explanation in self:
            asked = explanation.state == "asked" and explanation.due_at
            explanation.is_overdue = bool(asked and explanation.due_at < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "asked"), ("due_at", "<", fields.Datetime.now())]

    @api.depends("state", "user_id", "head_id", "due_at")
    @api.depends_context("uid")
    def _compute_can(self):
        explain, decide = self._who_explains(), self._who_decides()
        for explanation in self:
            explanation.can_explain = explanation in explain
            explanation.can_decide = explanation in decide

    def action_open_act(self):
        """The dialog in which it is explained, agreed or corrected."""
        self.ensure_one()
        return self.env["procedure.explanation.act"]._open(self)

    def action_open_case(self):
        self.ensure_one()
        self.case_id.check_access("read")
        return self.case_id._open_form()
