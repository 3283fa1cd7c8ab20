"""Fills a demonstration database: an invented province with real procedures."""

import logging
import random
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tools import SQL

from .cases import Programme
from .cast import Cast
from .contents import read
from .control_change import load_change
from .control_content import load_content
from .control_issuance import load_issuance
from .control_reading import load_reading
from .control_routes import load_routes
from .control_signing import load_signing
from .engine_clock import load_clock
from .engine_correction import load_correction
from .engine_explain import load_explain
from .engine_exports import load_exports
from .engine_filing import load_filing
from .engine_flow import load_flow
from .engine_handover import load_handover
from .engine_indicators import load_indicators
from .engine_ladder import load_ladder
from .engine_late import load_late
from .engine_move import load_move
from .engine_origins import load_origins
from .engine_papers import load_papers
from .engine_people import load_people
from .engine_staff import load_staff
from .engine_starts import load_starts
from .library import Library
from .organisation import TZ, Organisation
from .theatre import Theatre

_logger = logging.getLogger(__name__)

#: What the engine does with cases, in the order in which it is told.
ENGINE = (
    load_flow,
    load_handover,
    load_late,
    load_clock,
    load_staff,
    load_people,
    load_ladder,
    load_starts,
    load_origins,
    load_correction,
    load_move,
    load_papers,
    load_explain,
    load_indicators,
    load_exports,
    load_filing,
)
#: Nobody is invited, followed or notified by demonstration data.
QUIET = {
    "no_reset_password": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "tracking_disable": True,
}


def load(env):
    """Fill the database once. Raises nothing on any day of the year."""
    if env["res.company"].search_count([("procedure_code", "=", "UBT")], limit=1):
        return
    started = time.monotonic()
    now = fields.Datetime.now()
    zone = ZoneInfo(TZ)
    today = now.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()

    def moment(before, hour):
        """``hour`` o'clock in the province that long before today, naive UTC."""
        day = today - before
        local = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    _vietnamese(env)
    last_mail = env["mail.mail"].search([], order="id desc", limit=1).id or 0
    env = env(context={**env.context, **QUIET, "lang": _lang(env), "tz": TZ})
    data = read()
    organisation = Organisation(env, data, today).build()
    _tell("organisation", started)
    library = Library(env, data, organisation, moment).build()
    load_content(library)
    _tell("procedures", started)
    theatre = _play(env, organisation, library, today, now)
    _tell("cases", started)
    load_change(library)
    load_issuance(library)
    load_reading(library)
    load_routes(library)
    load_signing(library)
    _tell("document control", started)
    for load_more in ENGINE:
        load_more(library, theatre)
        _tell(load_more.__name__, started)
    _climb(env, theatre)
    _date_notes(env, theatre.told)
    _announced(env, now)
    # What the sample's rungs would have mailed long ago goes to nobody today.
    env["mail.mail"].search([("id", ">", last_mail)]).unlink()
    _tell("everything", started)


def _play(env, organisation, library, today, now):
    first = today - timedelta(days=500)
    root = organisation.root
    times = root._procedure_working_time(first, today + timedelta(days=400))
    chance = random.Random(2026)
    theatre = Theatre(env, times[root], now, chance)
    theatre.add(theatre.sweeps(today - timedelta(days=430)))
    Programme(theatre, Cast(organisation, library, times[root], chance)).fill()
    theatre.play()
    return theatre


def _climb(env, theatre):
    """Sweep what was started after the play, each morning since it was due."""
    tasks = env["procedure.task"]
    waiting = tasks.search(
        [("next_check_at", "<=", theatre.now)], order="next_check_at"
    )
    if not waiting:
        return
    first = theatre.time.local(waiting[0].next_check_at).date()
    today = theatre.time.local(theatre.now).date()
    for day in theatre.time.working_dates(first, today):
        at = theatre.time.opening(day)
        if at < theatre.now:
            tasks.search([("next_check_at", "<=", at)])._sweep(at)


def _date_notes(env, told):
    """Give the notes of the chatter and the activities their day.

    Both take the moment of their creation; no method of theirs takes another.
    """
    env.flush_all()
    moments = {}
    for case_id, at in told:
        moments.setdefault(case_id, []).append(at)
    messages = env["mail.message"].search(
        [("model", "=", "procedure.case"), ("res_id", "in", list(moments))], order="id"
    )
    rows = [
        SQL("(%s, %s)", message.id, at)
        for case_id, notes in messages.grouped("res_id").items()
        for message, at in zip(notes.sorted("id"), moments[case_id], strict=False)
    ]
    env.cr.execute(
        SQL(
            "UPDATE mail_message m SET date = v.at::timestamp FROM (VALUES %s)"
            " AS v(id, at) WHERE m.id = v.id",
            SQL(", ").join(rows),
        )
    )
    env.cr.execute(
        "UPDATE mail_activity a SET date_done = t.done_at::date"
        " FROM procedure_task t"
        " WHERE t.id = a.procedure_task_id AND t.done_at IS NOT NULL"
    )
    env.invalidate_all()


def _announced(env, now):
    """What the digests before now have told already is not mailed again."""
    slot = env["procedure.digest"]._last_slot(TZ, now)
    env["procedure.task"].search(
        [("state", "=", "ready"), ("ready_at", "<=", slot)]
    ).announced_at = slot
    delivered = [("delivered_at", "!=", False), ("moment_at", "<=", slot)]
    env["procedure.escalation"].search(delivered).mailed_at = slot
    env["procedure.acknowledgement"].search(
        [("state", "=", "asked"), ("next_check_at", "<=", slot)]
    )._told(now)
    env["procedure.obstacle"]._to_tell().announced_at = slot


def _vietnamese(env):
    """Vietnamese beside English: the people of the demonstration read it."""
    if not env["res.lang"]._lang_get("vi_VN"):
        env["res.lang"]._activate_lang("vi_VN")
        installed = env["ir.module.module"].search([("state", "=", "installed")])
        installed._update_translations("vi_VN")
    # This one comes after its data; what the demonstration writes is read before.
    env.ref("base.module_procedure_control")._update_translations("vi_VN")


def _lang(env):
    return "vi_VN" if env["res.lang"]._lang_get("vi_VN") else "en_US"


def _tell(what, started):
    _logger.info("Demo data: %s after %.1f s", what, time.monotonic() - started)
