# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, fields, models
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
        asked, explained = (
            Domain("state", "=", "asked"),
            Domain("state", "=", "explained"),
        )
        silent = asked & Domain("due_at", "<", fields.Datetime.now())
        to_explain = Domain("user_id", "=", uid) & asked
        to_agree = Domain("head_id", "=", uid) & (explained | silent)
        rows = (
            ("to_explain", _("To explain"), to_explain, "danger"),
            ("to_agree", _("To agree"), to_agree, "secondary"),
        )
        for key, label, domain, tone in rows:
            if count := explanations.search_count(domain):
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
