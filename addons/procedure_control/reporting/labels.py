"""The words of keys that rows carry, as msgids; an unknown key is printed as it is."""

from __future__ import annotations

from .period import Period
from .sheets import Words


def labels(words: Words) -> dict[str, dict[str, str]]:
    """field of a row → key → text in the reader's language."""
    _ = words
    return {
        "state": {
            "intake": _("Waiting at intake"),
            "running": _("Running"),
            "paused": _("Clock paused"),
            "result_ready": _("Result ready"),
            "closed": _("Closed"),
            "refused": _("Refused"),
            "terminated": _("Processing terminated"),
            "withdrawn": _("Withdrawn by requester"),
            "not_accepted": _("Refused at intake"),
        },
        "verdict": {
            "early": _("Early"),
            "on_time": _("On time"),
            "late": _("Overdue"),
        },
        "channel": {
            "online": _("Online"),
            "desk": _("At the desk"),
            "post": _("By post"),
        },
        "kind": {
            "tthc": _("Administrative procedure"),
            "tthc_internal": _("Internal administrative procedure"),
            "internal": _("Internal work"),
            "system": _("System document (ISO)"),
        },
    }


def period_line(period: Period, words: Words, date_format: str = "%d/%m/%Y") -> str:
    """*From 15/06/2026 to 14/09/2026* in the reader's language."""
    _ = words
    return _("From %(first)s to %(last)s") % {
        "first": period.first.strftime(date_format),
        "last": period.last.strftime(date_format),
    }
