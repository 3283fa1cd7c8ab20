from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .procedure_role_resolve import Assignee


class ProcedureTask(models.Model):
    """Somebody leaves: his open tasks go to colleagues for good, and his roles end."""

    _inherit = "procedure.task"

    @api.model
    def action_hand_over(self, user_id, shares, date_from, reason, end_terms=False):
        """Give the open tasks of who leaves to colleagues; nothing comes back.

        :param shares: a list of [colleague's id, [ids of open tasks]]
        :param date_from: the first day he does not work here, ISO text
        :param end_terms: end his roles in the agency, for quality managers alone
        :raises AccessError: who may not
        :raises UserError: no reason, a task that is not his, somebody who cannot
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the task."))
        users = self.env["res.users"].sudo()  # as in `procedure.delegation`
        leaver = users.browse(user_id).exists()
        company = leaver.company_id
        if not leaver or not leaver._procedure_managed_here():
            raise AccessError(
                self.env._(
                    "Only the head of his department or the quality manager of his "
                    "agency hands over somebody's tasks."
                )
            )
        delegations = self.env["procedure.delegation"]
        task_ids = [task_id for _user, ids in shares for task_id in ids]
        if len(set(task_ids)) != len(task_ids):
            raise UserError(self.env._("A task is given to one person only."))
        delegations._refuse_other_tasks(user_id, set(task_ids), company.id)
        tasks = self.sudo().browse(task_ids)  # permitted above; staff cannot write
        tasks.case_id._lock()
        owners = {}
        for colleague_id, ids in shares:
            colleague = users.browse(colleague_id)
            delegations._refuse_task_people(leaver, colleague)
            for task in self.sudo().browse(ids):  # as above
                owners[task] = Assignee(
                    colleague.id, None, task.department_id.id or None, "reassigned"
                )
        tasks._move(owners, reason, fields.Datetime.now())
        if end_terms:
            self._end_terms(leaver, company, fields.Date.to_date(date_from))
        return True

    @api.model
    def _end_terms(self, leaver, company, day):
        holders = self.env["procedure.role.holder"].search(
            [
                ("user_id", "=", leaver.id),
                ("company_id", "=", company.id),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        # Configuration: whoever may not write it is refused here.
        last = fields.Date.subtract(day, days=1)
        coming = holders.filtered(lambda h: h.date_from and h.date_from > last)
        coming.unlink()
        (holders - coming).date_to = last
