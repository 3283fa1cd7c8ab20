"""What cases did not keep so far: their first due, the law's, where their time went."""

from odoo import SUPERUSER_ID, api, fields

BATCH = 500


def migrate(cr, version):
    # Whose end made a step ready: it ended at that very moment.
    cr.execute("""
        UPDATE procedure_task t SET opened_by_id = found.opener
          FROM (
            SELECT DISTINCT ON (task.id) task.id, opener.id AS opener
              FROM procedure_task task
              JOIN procedure_task opener
                ON opener.case_id = task.case_id
               AND opener.done_at = task.ready_at
               AND opener.id <> task.id
               AND (opener.sequence < task.sequence
                    OR task.occurrence > 1 AND opener.state = 'sent_back')
             WHERE task.opened_by_id IS NULL
             ORDER BY task.id, opener.sequence DESC, opener.id DESC
          ) found
         WHERE found.id = t.id
    """)
    cr.execute("""
        UPDATE procedure_case c SET first_due_at = CASE
            WHEN COALESCE(c.extension_count, 0) = 0 THEN c.due_at
            ELSE (SELECT d.due_at FROM procedure_due d
                   WHERE d.case_id = c.id AND d.task_id IS NULL ORDER BY d.id LIMIT 1)
            END
         WHERE c.first_due_at IS NULL AND c.due_at IS NOT NULL
    """)
    env = api.Environment(cr, SUPERUSER_ID, {})
    cases = env["procedure.case"]
    for some in _batches(cases.search([("state", "in", ["running", "paused"])])):
        times = some._working_times(fields.Datetime.now())
        for case, plan in some._plans(times).items():
            if legal := plan.legal_due:
                case.legal_due_at = legal.at
                case.legal_due_derivation = legal.derivation
    ended = ["|", ("result_at", "!=", False), ("ended_at", "!=", False)]
    domain = [*ended, ("decided_by_id", "=", False), ("clock_start_at", "!=", False)]
    for some in _batches(cases.search(domain)):
        deciding = {case: case._decider() for case in some}
        some._take_account(deciding, some._working_times(fields.Datetime.now()))


def _batches(cases):
    for start in range(0, len(cases), BATCH):
        yield cases[start : start + BATCH]
        cases.env.flush_all()
        cases.env.invalidate_all()
