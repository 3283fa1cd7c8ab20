from odoo import fields, models
from odoo.tools import SQL


class ProcedureTask(models.Model):
    """Who had a task in hand before it went to somebody else."""

    _inherit = "procedure.task"

    had_by_ids = fields.Many2many(
        "res.users",
        "procedure_task_had_rel",
        "task_id",
        "user_id",
        string="Had it before",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="They do not record late facts of the case, whoever has the task now.",
    )

    def _move(self, owners, *args, **kwargs):
        had = [
            (task.id, task.user_id.id)
            for task in self.sudo()  # the engine moves what its caller may only read
            if task.user_id and task.ready_at
        ]
        result = super()._move(owners, *args, **kwargs)
        if had:
            # One statement, however many people the tasks come from.
            self.env.cr.execute(
                SQL(
                    "INSERT INTO procedure_task_had_rel (task_id, user_id) VALUES %s"
                    " ON CONFLICT DO NOTHING",
                    SQL(", ").join(SQL("(%s, %s)", *pair) for pair in had),
                )
            )
            self.invalidate_recordset(["had_by_ids"])
        return result
