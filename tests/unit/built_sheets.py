"""Sheets built from rows alone, for tests: what they show, cell by cell."""

from datetime import datetime

from procedure_control.reporting import period
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot

#: Ends with 14/10/2026.
OCTOBER = Scope(
    period=period.month(2026, 10), as_of=datetime(2026, 11, 20, 9), language="en"
)


def taken(**sources):
    snapshot = Snapshot(InMemory())
    for source, rows in sources.items():
        snapshot.write(source, rows)
    return snapshot


def built(module, scope=OCTOBER, **sources):
    """{key of a sheet: its rows as lists, figures as the values they must show}."""
    sheets = module.build(taken(**sources), scope, in_english)
    return {sheet.key: [list(row_of(row)) for row in sheet.rows] for sheet in sheets}


def row_of(row):
    values = getattr(row, "values", row)
    return [getattr(value, "value", value) for value in values]
