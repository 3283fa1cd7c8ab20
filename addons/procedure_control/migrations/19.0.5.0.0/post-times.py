import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api
from odoo.addons.procedure_control.engine.step_time import split
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Rows written by one statement.
BATCH = 5_000
ENDED = ("done", "sent_back", "no_reply")


def migrate(cr, version):
    """Ended steps get where their time went.

    Most were never said to be begun and their clock never stood: all their time is
    working, one statement for all. The others are counted on the calendars of their
    agencies, in batches: linear in their number, some 20 µs each.
    """
    cr.execute(
        """
        UPDATE procedure_task task
           SET working_minutes = COALESCE(task.used_minutes, 0),
               waiting_minutes = 0,
               paused_minutes = 0,
               other_agency = task.company_id <> of_case.company_id
          FROM procedure_case of_case
         WHERE of_case.id = task.case_id AND task.state IN %s
           AND task.working_minutes IS NULL
        """,
        [ENDED],
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.invalidate_all()
    for agency_id, first, last in _agencies(cr):
        agency = env["res.company"].browse(agency_id)
        window = (first.date() - timedelta(days=1), last.date() + timedelta(days=1))
        try:
            time = agency._procedure_working_time(*window)[agency]
        except UserError as error:
            _logger.info("Steps of agency %s keep one figure: %s", agency_id, error)
            continue
        low = 0
        while rows := _rows(cr, agency_id, low):
            low = rows[-1][0]
            _write(cr, [_figures(time, *row) for row in rows])


def _apart():
    """Steps that were begun before they ended, ended alone, or stood meanwhile."""
    return SQL(
        "task.state IN %s AND task.ready_at IS NOT NULL AND task.done_at IS NOT NULL"
        " AND (task.state = 'no_reply' OR task.started_at < task.done_at"
        " OR of_case.restarted_at <= task.done_at OR EXISTS (SELECT FROM"
        " procedure_pause pause WHERE pause.case_id = task.case_id"
        " AND pause.date_from < task.done_at"
        " AND COALESCE(pause.date_to, task.done_at) > task.ready_at))",
        ENDED,
    )


def _agencies(cr):
    cr.execute(
        SQL(
            "SELECT COALESCE(task.asking_company_id, task.company_id),"
            " MIN(task.ready_at), MAX(task.done_at) FROM procedure_task task"
            " JOIN procedure_case of_case ON of_case.id = task.case_id"
            " WHERE %s GROUP BY 1 ORDER BY 1",
            _apart(),
        )
    )
    return cr.fetchall()


def _rows(cr, agency_id, low):
    cr.execute(
        SQL(
            "SELECT task.id, task.state, task.ready_at, task.started_at, task.done_at,"
            " of_case.received_at, of_case.restarted_at,"
            " (SELECT json_agg(json_build_array("
            "   extract(epoch FROM pause.date_from - task.ready_at),"
            "   extract(epoch FROM pause.date_to - task.ready_at)))"
            "   FROM procedure_pause pause WHERE pause.case_id = task.case_id)"
            " FROM procedure_task task"
            " JOIN procedure_case of_case ON of_case.id = task.case_id"
            " WHERE COALESCE(task.asking_company_id, task.company_id) = %s"
            " AND task.id > %s AND %s ORDER BY task.id LIMIT %s",
            agency_id,
            low,
            _apart(),
            BATCH,
        )
    )
    return cr.fetchall()


def _figures(time, task_id, state, ready, started, done, received, restarted, pauses):
    spans = [
        (
            ready + timedelta(seconds=start),
            None if end is None else ready + timedelta(seconds=end),
        )
        for start, end in pauses or ()
    ]
    if restarted and restarted <= done:
        spans.append((received, restarted))
    # Nobody said that he began: the end was written down as the beginning, too.
    begun = started if started and started < done else None
    found = split(
        time, ready, done, started=begun, pauses=spans, answered=state != "no_reply"
    )
    return (task_id, found.used, found.waiting, found.working, found.paused)


def _write(cr, rows):
    cr.execute(
        SQL(
            "UPDATE procedure_task task SET used_minutes = new.used,"
            " waiting_minutes = new.waiting, working_minutes = new.working,"
            " paused_minutes = new.paused"
            " FROM (VALUES %s) AS new (id, used, waiting, working, paused)"
            " WHERE task.id = new.id",
            SQL(", ").join(SQL("%s", row) for row in rows),
        )
    )
