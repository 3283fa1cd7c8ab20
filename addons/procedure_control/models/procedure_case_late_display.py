from odoo import api, fields, models
from odoo.exceptions import AccessError


class ProcedureCase(models.Model):
    """Which late acts the screens offer, and where they lead; nothing is stored."""

    _inherit = "procedure.case"

    can_change_variant = fields.Boolean(compute="_compute_can_late")
    can_record_late = fields.Boolean(compute="_compute_can_late")

    @api.depends("state", "task_ids.state", "task_ids.user_id", "revision_id")
    @api.depends_context("uid")
    def _compute_can_late(self):
        for case in self:
            # Whether there is a choice at all, not which.
            variants = case.sudo().revision_id.variant_ids
            case.can_change_variant = (
                bool(variants)
                and case.state == "running"
                and case._is_permitted("_check_may_change_variant")
            )
            case.can_record_late = case.state in (
                "intake",
                "running",
                "paused",
                "result_ready",
                "closed",
            ) and case._is_permitted("_check_may_record_late")

    def _is_permitted(self, check):
        """What the guard of an act answers, for its button."""
        try:
            getattr(self, check)()
        except AccessError:
            return False
        return True

    def action_open_change_variant(self):
        self.ensure_one()
        self._check_may_change_variant()
        return self._late_dialog(
            "procedure.case.act", self.env._("Change the variant"), act="change_variant"
        )

    def action_open_record_late(self):
        self.ensure_one()
        self._check_may_record_late()
        kinds = {"intake": "paper", "paused": "resume", "running": "pause"}
        return self._late_dialog(
            "procedure.late.entry.act",
            self.env._("Record after the fact"),
            kind=kinds.get(self.state, "pause"),
        )

    def action_open_late_entries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_late_entry_action"
        )
        return action | {"domain": [("case_id", "in", self.ids)]}

    def _late_dialog(self, model, title, **values):
        defaults = {f"default_{name}": value for name, value in values.items()}
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, **defaults},
        }
