"""The master list: what is controlled, in which revision, read by how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .document_rows import DocumentRow
from .evidence_words import evidence_labels, last_day, on_day, short
from .groups import Groups, counts, read_into, share
from .labels import labels
from .scope import Scope
from .sheets import Chart, Column, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "documents"
STANDINGS = ("effective", "coming", "draft", "ended")


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """Sums by type, the list, and the documents of external origin."""
    day = last_day(scope)
    by_type = Groups(
        "documents: type",
        lambda row: (row.agency, row.type),
        lambda row: _figures(row, day),
    )
    read_into(snapshot.rows("documents"), by_type)
    parts = (scope, words, on_day(scope, words))
    return [
        _types(by_type, *parts),
        _list(snapshot, by_type, day, *parts),
        _externals(snapshot, *parts),
    ]


def _overdue(row: DocumentRow, day: date) -> int:
    return int(bool(row.next_review) and row.next_review <= day)


def _figures(row: DocumentRow, day: date) -> dict[str, int]:
    return {
        **{standing: int(row.standing == standing) for standing in STANDINGS},
        "overdue": _overdue(row, day),
        "asked": row.asked,
        "read": row.read,
    }


def _types(by_type: Groups, scope: Scope, words: Words, when: str) -> Sheet:
    say, standings = Spoken(words), evidence_labels(words)["standing"]
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Agency"), width=30),
        Column(say._("Document type"), width=30),
        Column(say._("Documents"), "integer", 10, total=True),
        *(
            Column(standings[standing], "integer", 10, total=True)
            for standing in STANDINGS
        ),
        Column(say._("Review overdue"), "integer", 10, total=True),
        Column(say._("Asked to read"), "integer", 10, total=True),
        Column(say._("Have read"), "integer", 10, total=True),
        Column(say._("Have read (%)"), "percent", 10),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, key, tally in by_type:
            count = counts(LIST, "type_no", number)
            yield (
                number,
                *key,
                count(tally["rows"]),
                *(
                    count(tally[standing], state=standings[standing])
                    for standing in STANDINGS
                ),
                count(tally["overdue"], overdue=1),
                count(tally["asked"], "asked"),
                count(tally["read"], "read"),
                share("K", "J", (tally["read"], tally["asked"])),
            )

    name = say._("Documents by type")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, when, len(columns)),
        freeze_columns=3,
        deferred=True,
        key="document_types",
        charts=[Chart("bar", name, 2, (4, 5, 6, 7), place="below")],
        about=say._("Controlled documents by agency and type"),
        length=len(by_type.tallies),
    )


def _list(
    snapshot: Snapshot,
    by_type: Groups,
    day: date,
    scope: Scope,
    words: Words,
    when: str,
) -> Sheet:
    say, said, kinds = Spoken(words), evidence_labels(words), labels(words)["kind"]
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Code"), width=14),
        Column(say._("Title"), width=34),
        Column(say._("Document type"), width=16),
        Column(say._("Kind"), width=14),
        Column(say._("Issuing agency"), width=16),
        Column(say._("Department"), width=16),
        Column(say._("Field of work"), width=14),
        Column(say._("Revision"), width=8),
        Column(say._("State"), width=12, key="state"),
        Column(say._("Issuing decision"), width=14),
        Column(say._("Issued"), "date", 11),
        Column(say._("Effective from"), "date", 11),
        Column(say._("Owner"), width=16),
        Column(say._("Next review"), "date", 11),
        Column(say._("Asked to read"), "integer", 7, total=True, key="asked"),
        Column(say._("Have read"), "integer", 7, total=True, key="read"),
        Column(say._("Have read (%)"), "percent", 9),
        Column(say._("Fingerprint (first signs)"), width=14),
        Column(say._("Review overdue"), "integer", 8, total=True, key="overdue"),
        Column(say._("No. of the type"), "integer", 7, key="type_no", aside=True),
    ]
    gone = say._("%(name)s (no longer here)")

    def rows() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(snapshot.rows("documents"), 1):
            yield (
                number,
                row.code,
                row.title,
                row.type,
                kinds.get(row.kind, row.kind),
                row.agency,
                row.department,
                row.field,
                row.revision,
                said["standing"].get(row.standing, row.standing),
                row.decision,
                row.issued,
                row.effective,
                gone % {"name": row.owner} if row.owner_gone else row.owner,
                row.next_review,
                row.asked,
                row.read,
                share("Q", "P", (row.read, row.asked)),
                short(row.fingerprint),
                _overdue(row, day),
                by_type.number(row),
            )

    name = say._("Master list of documents")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, when, len(columns)),
        freeze_columns=3,
        key=LIST,
        paper="A3",
        notes=[
            say._(
                "Asked and read: readers of the revision in force who were on its list "
                "that day; whoever has it for information is not counted."
            )
        ],
        about=say._("Controlled documents with revision, owner, review and reading"),
        length=snapshot.counts["documents"],
    )


def _externals(snapshot: Snapshot, scope: Scope, words: Words, when: str) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Number or code"), width=20),
        Column(say._("Title"), width=44),
        Column(say._("Origin"), width=24),
        Column(say._("Agency"), width=22),
        Column(say._("Held by"), width=22),
        Column(say._("Where it is kept"), width=20),
        Column(say._("Edition in use"), width=18),
        Column(say._("Date of the edition"), "date"),
        Column(say._("Entered"), "date"),
        Column(say._("Next look"), "date"),
        Column(say._("Fingerprint (first signs)"), width=15),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(snapshot.rows("externals"), 1):
            yield (
                number,
                row.code,
                row.title,
                row.origin,
                row.agency,
                row.holder,
                row.place,
                row.edition,
                row.edition_date,
                row.entered,
                row.next_check,
                short(row.fingerprint),
            )

    name = say._("External documents")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, when, len(columns)),
        freeze_columns=2,
        key="externals",
        paper="A3",
        about=say._("Documents of external origin and the edition in use"),
        length=snapshot.counts["externals"],
    )
