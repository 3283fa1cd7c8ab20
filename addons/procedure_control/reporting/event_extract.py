"""What the audit trail holds of the period, as far as its reader may read it."""

from __future__ import annotations

from collections.abc import Iterator

from .groups import Groups, counts, read_into
from .labels import period_line
from .scope import Scope
from .sheets import Chart, Column, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "events"


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by act, then every event in the order of its number."""
    by_act = Groups(
        "events: act",
        lambda row: (row.what or row.kind, row.kind),
        lambda row: {
            "of_cases": int(bool(row.case_number)),
            "sealed": int(row.position is not None),
        },
    )
    # What happened most stands first, also on the chart.
    by_act.order = lambda key: (-by_act.tallies[key]["rows"], key)
    read_into(snapshot.rows("events"), by_act)
    return [_acts(by_act, scope, words), _list(snapshot, by_act, scope, words)]


def _acts(groups: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("What happened"), width=44),
        Column(say._("Kind of act"), width=26),
        Column(say._("Events"), "integer", 12, total=True),
        Column(say._("Of these, of cases"), "integer", 12, total=True),
        Column(say._("Of these, sealed"), "integer", 12, total=True),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, (what, kind), tally in groups:
            count = counts(LIST, "act_no", number)
            yield (
                number,
                what,
                kind,
                count(tally["rows"]),
                count(tally["of_cases"], of_case=1),
                count(tally["sealed"], sealed=1),
            )

    name = say._("Events by act")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=2,
        deferred=True,
        key="event_acts",
        charts=[Chart("bar", name, 1, (3,), place="right")],
        about=say._("What happened how often, by the audit trail"),
        length=len(groups.tallies),
    )


def _list(snapshot: Snapshot, acts: Groups, scope: Scope, words: Words) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No. of the event"), "integer", 10),
        Column(say._("Occurred"), "datetime", 16),
        Column(say._("Recorded"), "datetime", 16),
        Column(say._("What happened"), width=24),
        Column(say._("About"), width=30),
        Column(say._("Done by"), width=18),
        Column(say._("In the name of"), width=16),
        Column(say._("Reason"), width=26),
        Column(say._("Agency"), width=16),
        Column(say._("Procedure code"), width=13),
        Column(say._("Case"), width=17),
        Column(say._("SHA-256 of the text"), width=36),
        Column(say._("Place in the chain"), "integer", 9),
        Column(say._("Of a case"), "integer", 7, key="of_case"),
        Column(say._("Sealed"), "integer", 7, key="sealed"),
        Column(say._("No. of the act"), "integer", 7, key="act_no", aside=True),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for row in snapshot.rows("events"):
            yield (
                row.id,
                row.occurred_at,
                row.recorded_at,
                row.what or row.kind,
                row.about,
                row.by,
                row.in_name_of,
                row.reason,
                row.agency,
                row.code,
                row.case_number,
                row.text_hash,
                row.position,
                int(bool(row.case_number)),
                int(row.position is not None),
                acts.number(row),
            )

    private = say._(
        "Reasons given on cases are left out: they may name who handed in the dossier."
    )
    name = say._("Event extract")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=1,
        key=LIST,
        paper="A3",
        notes=[
            say._(
                "Events that occurred in the period, as far as the reader may read "
                "them. The text itself stays in the trail; its SHA-256 stands here. An "
                "empty name or subject: its text was disposed of, or is not for this "
                "reader."
            ),
            *([] if scope.requesters else [private]),
        ],
        about=say._("Each event of the audit trail, with the SHA-256 of its text"),
        length=snapshot.counts["events"],
    )
