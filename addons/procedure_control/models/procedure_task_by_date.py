from odoo import api, fields, models
from odoo.tools import SQL

from .procedure_duty_sweep import BATCH


class ProcedureTask(models.Model):
    """Who holds what changes by date without anybody writing: a job follows.

    At night and when work begins it looks at each agency: absences that began or
    ended, and tasks whose owner no longer holds the role he got them by. Who was
    named by a step, chosen or given a task by hand keeps it.
    """

    _inherit = "procedure.task"

    @api.model
    def _cron_people(self):
        """Every quarter of an hour; a round missed meanwhile is made up."""
        now = fields.Datetime.now()
        job = self.env["procedure.job"]
        last = job.sudo().search([("key", "=", "people")]).last_run_at  # a job's own
        self.env["procedure.delegation"]._settle_due(now)
        # A background job: it looks after every agency.
        companies = self.env["res.company"].sudo().search([("id", "!=", False)])
        slots = companies._procedure_people_slots(now)
        due = companies.filtered(lambda c: not last or slots[c] > last)
        self._follow_holders(due, now)
        job._ran("people", now)

    @api.model
    def _follow_holders(self, companies, at):
        """Move the tasks of these agencies whose owners' terms have changed."""
        tasks = self.sudo()  # as in `_cron_people`
        job = self.env["procedure.job"]
        moved = {}
        days = companies.grouped(lambda company: company._procedure_local_date(at))
        for day, alike in days.items():
            found = tasks.browse(tasks._out_of_term(alike, day)) | tasks.search(
                [
                    ("state", "=", "ready"),
                    ("user_id", "=", False),
                    ("company_id", "in", alike.ids),
                    ("pool_user_ids", "!=", False),
                ]
            )
            for start in range(0, len(found), BATCH):
                job._divide(
                    found[start : start + BATCH],
                    lambda some: some._follow_terms(at, moved),
                    lambda task, error: task._note_failure(error),
                )
        self.env["procedure.people.change"]._report(moved, at)

    def _out_of_term(self, companies, day):
        """Ids of open tasks whose owner no longer holds their role so: one query."""
        if not companies:
            return []
        self.env["procedure.task"].flush_model()
        self.env["procedure.role.holder"].flush_model()
        holds = SQL(
            "SELECT FROM procedure_role_holder h JOIN res_users u ON u.id = h.user_id"
            " WHERE h.role_id = t.role_id AND h.company_id = t.company_id"
            " AND (h.date_from IS NULL OR h.date_from <= %(day)s)"
            " AND (h.date_to IS NULL OR h.date_to >= %(day)s)",
            day=day,
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM procedure_task t"
                " WHERE t.state IN ('ready', 'paused')"
                " AND t.company_id IN %(companies)s"
                " AND t.user_id IS NOT NULL AND t.role_id IS NOT NULL"
                " AND t.delegation_id IS NULL AND ("
                "  t.assigned_by IN ('holder', 'pool', 'claimed')"
                "  AND NOT EXISTS (%(holds)s AND h.user_id = t.user_id)"
                "  OR t.assigned_by = 'substitute'"
                "  AND NOT EXISTS (%(holds)s AND h.substitute_id = t.user_id)"
                "  OR t.assigned_by = 'head' AND EXISTS (%(holds)s AND u.active)"
                " ) ORDER BY t.due_at, t.id",
                companies=tuple(companies.ids),
                holds=holds,
            )
        )
        return [row[0] for row in rows]

    def _follow_terms(self, at, moved):
        """Give these tasks to who holds their roles now; keep what moved in `moved`."""
        self.case_id._lock()
        answers = self._standing_in(self._role_assignees(at), at)
        owners = {t: one for t, one in answers.items() if t._is_other(one)}
        tasks = self.browse([task.id for task in owners])
        before = {task: task.user_id for task in tasks}
        tasks._move(owners, self.env._("holders of the role changed"), at)
        self.env["procedure.people.change"]._tell(tasks, before, "term", at)
        for task in tasks:
            if before[task] != task.user_id:
                moved.setdefault(task.company_id, []).append(task.id)

    def _is_other(self, assignee):
        """Whether this answer gives the task to somebody, and not as it is now."""
        if assignee.user_id:
            return assignee.user_id != self.user_id.id
        return bool(assignee.pool) and (
            bool(self.user_id) or set(assignee.pool) != set(self.pool_user_ids.ids)
        )
