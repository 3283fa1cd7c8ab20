# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, models
from odoo.fields import Domain

MY_WORK = "procedure_control.procedure_task_action_my_work"


class ProcedureTask(models.Model):
    """What the day holds for one person, above his list of work."""

    _inherit = "procedure.task"

    @api.model
    def my_day(self):
        """Sections of the current user's day that hold something.

        :return: list of dicts `key`, `label`, `count`, `tone` (danger, warning, info or
            secondary), `action` (an external id) and `context` (what its search adds)
        """
        now, midnight = self.env["procedure.case"]._now_and_midnight()
        uid = self.env.uid
        mine = Domain("state", "=", "ready") & (
            Domain("user_id", "=", uid) | Domain("stand_in_id", "=", uid)
        )
        overdue = mine & Domain("due_at", "<", now)
        today = mine & Domain("due_at", ">=", now) & Domain("due_at", "<", midnight)
        reading = self.env["procedure.acknowledgement"]
        obstacles = self.env["procedure.obstacle"]
        asked = Domain("state", "=", "open") & Domain("user_id", "=", uid)
        answered = Domain("state", "=", "answered") & Domain("raised_by_id", "=", uid)
        _ = self.env._
        rows = (
            ("overdue", _("Overdue"), self, overdue, "danger", MY_WORK),
            ("today", _("Due today"), self, today, "warning", MY_WORK),
            ("all", _("Ready"), self, mine, "info", MY_WORK),
            (
                "reading",
                _("To read"),
                reading,
                Domain("user_id", "=", uid) & Domain("state", "=", "asked"),
                "secondary",
                "procedure_control.procedure_acknowledgement_action_mine",
            ),
            (
                "obstacles",
                _("Obstacles"),
                obstacles,
                asked | answered,
                "secondary",
                "procedure_control.procedure_obstacle_action_mine",
            ),
        )
        sections = []
        for key, label, model, domain, tone, action in rows:
            count = model.search_count(domain) if model.has_access("read") else 0
            if count:
                narrowed = key in ("overdue", "today")
                sections.append(
                    {
                        "key": key,
                        "label": label,
                        "count": count,
                        "tone": tone,
                        "action": action,
                        "context": {f"search_default_{key}": 1} if narrowed else {},
                    }
                )
        return sections
