"""Firings keep who was late and what was due then, beside the duty itself."""


def migrate(cr, version):
    cr.execute(
        "UPDATE procedure_escalation e SET late_user_id = t.user_id, due_at = t.due_at"
        " FROM procedure_task t WHERE t.id = e.task_id AND e.late_user_id IS NULL"
    )
