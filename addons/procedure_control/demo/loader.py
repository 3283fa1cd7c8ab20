"""Fills a demonstration database: an invented province with real procedures."""

import logging
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields

from .contents import read
from .library import Library
from .organisation import TZ, Organisation

_logger = logging.getLogger(__name__)

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
    env = env(context={**env.context, **QUIET, "lang": _lang(env), "tz": TZ})
    data = read()
    organisation = Organisation(env, data, today).build()
    _tell("organisation", started)
    library = Library(env, data, organisation, moment).build()
    _tell("procedures", started)
    return organisation, library


def _vietnamese(env):
    """Vietnamese beside English: the people of the demonstration read it."""
    if not env["res.lang"]._lang_get("vi_VN"):
        env["res.lang"]._activate_lang("vi_VN")
        installed = env["ir.module.module"].search([("state", "=", "installed")])
        installed._update_translations("vi_VN")


def _lang(env):
    return "vi_VN" if env["res.lang"]._lang_get("vi_VN") else "en_US"


def _tell(what, started):
    _logger.info("Demo data: %s after %.1f s", what, time.monotonic() - started)


__all__ = ["load", "timedelta"]
