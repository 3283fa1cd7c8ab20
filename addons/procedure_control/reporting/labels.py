"""The words of keys that rows carry, as msgids; an unknown key is printed as it is."""

from __future__ import annotations

from .period import Period
from .sheets import Spoken, Words


def labels(words: Words) -> dict[str, dict[str, str]]:
    """field of a row → key → text in the reader's language."""
    say = Spoken(words)
    return {
        "state": {
            "intake": say._("Waiting at intake"),
            "running": say._("Running"),
            "paused": say._("Clock paused"),
            "result_ready": say._("Result ready"),
            "closed": say._("Closed"),
            "refused": say._("Refused"),
            "terminated": say._("Processing terminated"),
            "withdrawn": say._("Withdrawn by requester"),
            "not_accepted": say._("Refused at intake"),
        },
        "verdict": {
            "early": say._("Early"),
            "on_time": say._("On time"),
            "late": say._("Overdue"),
        },
        "channel": {
            "online": say._("Online"),
            "desk": say._("At the desk"),
            "post": say._("By post"),
        },
        "correction": {
            "correcting": say._("Being corrected"),
            "corrected": say._("Corrected"),
            "recalling": say._("Being recalled"),
            "recalled": say._("Recalled"),
        },
        "kind": {
            "tthc": say._("Administrative procedure"),
            "tthc_internal": say._("Internal administrative procedure"),
            "internal": say._("Internal work"),
            "system": say._("System document (ISO)"),
        },
    }


def period_line(period: Period, words: Words, date_format: str = "%d/%m/%Y") -> str:
    """*From 15/06/2026 to 14/09/2026* in the reader's language."""
    say = Spoken(words)
    template = say._("From %(first)s to %(last)s")
    return template % {
        "first": period.first.strftime(date_format),
        "last": period.last.strftime(date_format),
    }
