"""Months that were reported, and three dossiers that stand elsewhere since."""

from dataclasses import replace
from datetime import timedelta

from odoo import Command

from ..reporting import period as periods
from .engine_late import pause_forgotten

#: Months filed, the last one that is over first; and days from its end to the filing.
MONTHS, AFTER = 8, 3
CHANGED = 3


def load_filing(library, theatre):
    """File the months of the province; then facts of the last one are entered late.

    :param library: `demo.library.Library`, built
    :param theatre: `demo.theatre.Theatre`, played
    """
    quality = library.org.users["quyen"]
    cases = library.env["procedure.case"].with_user(quality).sudo()
    agencies = library.org.root | quality.company_ids
    # A report names where the trail stood when it was filed.
    while library.env["procedure.seal"]._seal():
        pass
    today = theatre.time.local(theatre.now).date()
    period = periods.containing(today, "month")
    filed = cases.env["procedure.filing"].with_user(quality).sudo(False)
    for _number in range(MONTHS):
        period = period.previous()
        last = _file(filed, agencies, period, theatre)
        filed |= last
    newest = filed.sorted("date_from")[-1:]
    _enter_late(cases, newest, theatre)
    newest._compare()


def _file(filings, agencies, period, theatre):
    here = filings.with_context(allowed_company_ids=agencies.ids)
    request = here.env["procedure.compliance.export"].create(
        {
            "period_kind": period.kind,
            "year": period.year,
            "month": str(period.number),
            "company_ids": [Command.set(agencies.ids)],
            "language": "vi",
            "rows": "agency",
            "receiver": "Văn phòng Chính phủ",
        }
    )
    at = theatre.time.opening(period.last + timedelta(days=1 + AFTER))
    at = min(theatre.now, at)
    as_of = theatre.time.local(at).replace(tzinfo=None)
    options = replace(request._options(), as_of=as_of)
    return here._file(options, at=at)


def _enter_late(cases, filed, theatre):
    found = cases.search(
        [
            ("kind", "=", "tthc"),
            ("company_id", "in", filed.company_ids.ids),
            ("state", "=", "closed"),
            ("verdict", "in", ("late", "on_time")),
            ("pause_ids", "=", False),
            ("result_at", ">=", filed.date_from),
            ("result_at", "<", filed.date_to),
        ],
        order="verdict, result_at, id",
        limit=CHANGED,
    )
    for number, case in enumerate(found, 10):
        pause_forgotten(theatre, case, number, filed.filed_at, days=4)
