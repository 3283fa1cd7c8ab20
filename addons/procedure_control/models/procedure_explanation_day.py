# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, models
from odoo.fields import Domain

EXPLANATIONS = "procedure_control.procedure_explanation_action_mine"


class ProcedureTask(models.Model):
    """What of a person's day is to be explained, and to be judged."""

    _inherit = "procedure.task"

    @api.model
    def my_day(self):
        sections = super().my_day()
        explanations, uid = self.env["procedure.explanation"], self.env.uid
        if not explanations.has_access("read"):
            return sections
        _ = self.env._
        rows = (
            ("to_explain", _("To explain"), "user_id", "asked", "danger"),
            ("to_agree", _("To agree"), "head_id", "explained", "secondary"),
        )
        for key, label, who, state, tone in rows:
            mine = Domain(who, "=", uid) & Domain("state", "=", state)
            if count := explanations.search_count(mine):
                sections.append(
                    {
                        "key": key,
                        "label": label,
                        "count": count,
                        "tone": tone,
                        "action": EXPLANATIONS,
                        "context": {f"search_default_{key}": 1},
                    }
                )
        return sections
