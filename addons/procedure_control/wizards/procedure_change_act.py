from odoo import api, fields, models

from ..models.procedure_change import RESULTS, RUNNING_CASES, SCALES, TRAININGS
from ..models.procedure_change_life import CHECK_WEEKS


class ProcedureChangeAct(models.TransientModel):
    """Asks for what an act on change requests needs: a reason, a judgement."""

    _name = "procedure.change.act"
    _description = "Act on a change request"

    act = fields.Selection(
        [
            ("accept", "Accept"),
            ("refuse", "Turn down"),
            ("cancel", "Cancel the request"),
            ("check", "Check whether it worked"),
            ("not_needed", "No change needed"),
        ],
        required=True,
        readonly=True,
    )
    change_ids = fields.Many2many("procedure.change", string="Change requests")
    effect_ids = fields.Many2many(
        "procedure.legal.basis.effect", string="Procedures affected"
    )
    is_repeal = fields.Boolean(compute="_compute_of_change")
    effect_text = fields.Html(string="Effect", compute="_compute_of_change")
    reason = fields.Text()
    effect_judgement = fields.Text(string="Effect as judged")
    training = fields.Selection(TRAININGS, default="notice")
    scale = fields.Selection(
        SCALES, compute="_compute_as_asked", store=True, readonly=False
    )
    running_cases = fields.Selection(
        RUNNING_CASES,
        string="Running cases",
        compute="_compute_as_asked",
        store=True,
        readonly=False,
    )
    check_weeks = fields.Integer(string="Checked after (weeks)", default=CHECK_WEEKS)
    result = fields.Selection(RESULTS, string="Did it work", default="worked")

    @api.depends("change_ids")
    def _compute_of_change(self):
        for dialog in self:
            change = dialog.change_ids[:1]
            dialog.is_repeal = change.act == "repeal"
            dialog.effect_text = (
                change.effect_text if len(dialog.change_ids) == 1 else False
            )

    @api.depends("change_ids")
    def _compute_as_asked(self):
        for dialog in self:
            # Several may ask for different things: each keeps what it asks for.
            one = dialog.change_ids if len(dialog.change_ids) == 1 else False
            dialog.scale = one and one.scale
            dialog.running_cases = one and one.act == "repeal" and one.running_cases

    def action_confirm(self):
        self.ensure_one()
        changes = self.change_ids
        if self.act == "accept":
            changes.action_accept(
                self.effect_judgement,
                self.training,
                reason=self.reason,
                scale=self.scale,
                running_cases=self.running_cases,
                check_weeks=self.check_weeks,
            )
        elif self.act == "check":
            changes.action_check(self.result, self.reason)
        elif self.act == "not_needed":
            self.effect_ids.action_not_needed(self.reason)
        else:
            getattr(changes, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
