"""What the parts of the compliance file are called where they are chosen."""

from __future__ import annotations

from .sheets import Spoken, Words


def sheet_names(words: Words) -> dict[str, str]:
    """Key of a part (`workbook.KINDS`) → its name in the reader's language."""
    say = Spoken(words)
    return {
        "cover": say._("Cover"),
        "ii06a": say._("Form II.06a"),
        "register": say._("Register"),
        "check": say._("Check of II.06a"),
        "on_time": say._("On time by step, department, person and procedure"),
        "late_steps": say._("Late steps and their causes"),
        "coordination": say._("Coordination between agencies"),
        "internal_work": say._("Internal work"),
        "duties": say._("Step responsibility matrix"),
        "documents": say._("Master list of documents"),
        "revision_log": say._("Revision log with signatures"),
        "readings": say._("Acknowledgement matrix"),
        "reviews": say._("Reviews due and done"),
        "escalations": say._("Escalations"),
        "indicators": say._("Indicators against targets"),
        "event_extract": say._("Event extract"),
    }
