from odoo import api, fields, models


class ProcedurePeopleChange(models.Model):
    """A task that the job of days moved: from whom, to whom, why."""

    _name = "procedure.people.change"
    _description = "Task moved by date"
    _inherit = ["procedure.evidence"]
    _order = "moved_at desc, id desc"

    task_id = fields.Many2one(
        "procedure.task", required=True, readonly=True, ondelete="restrict", index=True
    )
    case_id = fields.Many2one("procedure.case", readonly=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="restrict")
    from_user_id = fields.Many2one(
        "res.users", string="From", readonly=True, ondelete="restrict"
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", readonly=True, ondelete="restrict"
    )
    why = fields.Selection(
        [
            ("absence_began", "Absence began"),
            ("absence_ended", "Absence ended"),
            ("term", "Holders of the role changed"),
        ],
        readonly=True,
        required=True,
    )
    moved_at = fields.Datetime(string="Moved", readonly=True, required=True)

    @api.depends("task_id")
    def _compute_display_name(self):
        for change in self:
            change.display_name = change.task_id.display_name

    @api.model
    def _tell(self, tasks, before, why, at):
        """Keep what moved.

        :param before: {task: the user who had it}
        """
        self._record(
            [
                {
                    "task_id": task.id,
                    "case_id": task.case_id.id,
                    "company_id": task.company_id.id,
                    "department_id": task.department_id.id,
                    "from_user_id": before[task].id,
                    "to_user_id": task.user_id.id,
                    "why": why,
                    "moved_at": at,
                }
                for task in tasks
                if before[task] != task.user_id
            ]
        )

    @api.model
    def _report(self, moved, at):
        """One activity for a quality manager of each agency where tasks moved.

        :param moved: {agency: ids of tasks}
        """
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        vals_list = []
        for company, task_ids in moved.items():
            manager = company._procedure_quality("manager")[:1]
            if not manager:
                continue
            words = self.with_context(lang=manager.lang or self.env.lang).env
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "user_id": manager.id,
                    "date_deadline": company._procedure_local_date(at),
                    "summary": words._(
                        "%(count)s tasks in %(agency)s moved: holders changed",
                        count=len(task_ids),
                        agency=company.name,
                    ),
                    "note": words._("The list is in Reporting, Moved by date."),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)
