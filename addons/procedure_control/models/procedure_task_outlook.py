from odoo import models


class ProcedureTask(models.Model):
    """What happens to a step that nobody completes."""

    _inherit = "procedure.task"

    def _outlook_silence(self):
        if self.state == "planned":
            return self.env._("It begins when the step is ready.")
        if self.state == "paused":
            return self.env._("The clock stands: nobody is told until it runs again.")
        if self.state == "ready" and not self.due_at:
            return self.env._("The step has no due time: nobody is told.")
        return super()._outlook_silence()

    def _outlook(self, at):
        rows = super()._outlook(at)
        for task in self._name_hidden():
            self._hide_people(rows[task], task)
        for task in self.filtered("silence_closes"):
            if task.state == "ready" and task.due_at:
                # Its end comes before any rung that would call at the due or later.
                rows[task] = [
                    row
                    for row in rows[task]
                    if row["moment"] < task.due_at
                    or row["state"] in ("delivered", "missed")
                ] + [task._silence_row()]
        return rows

    def _hide_people(self, rows, task):
        """Put the department in place of who is late; of others it tells as ever."""
        of = task.sudo()  # names of people and departments alone
        late = of.user_id | of.done_by_id | of.principal_id
        for row in rows:
            if row["user_id"] in late.ids:
                row |= {"who": task.person_shown, "user_id": False}

    def _silence_row(self):
        """A question whose silence ends it."""
        return {
            "rung": self.env._("The question ends without a reply; the case goes on"),
            "moment": self.due_at,
            "deliver_from": self.due_at,
            "who": "",
            "user_id": False,
            "how": "",
            "state": "later",
            "again": "",
        }
