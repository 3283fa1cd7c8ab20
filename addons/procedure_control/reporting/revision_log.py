"""What was revised, why, by which decision, and who signed for what."""

from __future__ import annotations

from collections.abc import Iterator

from .document_rows import SignatureRow
from .evidence_words import evidence_labels, short
from .groups import Groups, counts, read_into
from .ii06a import IdentityError
from .labels import period_line
from .scope import Scope
from .sheets import Column, Sheet, Spoken, Words
from .snapshot import Snapshot

LIST = "signatures"


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """One line a revision, then one line a signature under it."""
    numbers = {
        row.id: number for number, row in enumerate(snapshot.rows("revisions"), 1)
    }
    by_revision = Groups(
        "revisions: signatures",
        lambda row: (row.revision_id,),
        lambda row: {"refused": int(row.meaning == "reject")},
    )
    read_into(snapshot.rows("signatures"), by_revision)
    strays = {key[0] for key in by_revision.tallies} - numbers.keys()
    if strays:
        raise IdentityError("signatures", "revision listed", len(strays), 0)
    return [
        _log(snapshot, by_revision, scope, words),
        _signatures(snapshot, numbers, scope, words),
    ]


def _log(snapshot: Snapshot, by_revision: Groups, scope: Scope, words: Words) -> Sheet:
    say, said = Spoken(words), evidence_labels(words)
    columns = [
        Column(say._("No."), "integer", 6),
        Column(say._("Code"), width=13),
        Column(say._("Procedure"), width=26),
        Column(say._("Issuing agency"), width=14),
        Column(say._("Department"), width=14),
        Column(say._("Revision"), width=8),
        Column(say._("What happened"), width=13),
        Column(say._("Change request"), width=11),
        Column(say._("Reason for the change"), width=22),
        Column(say._("Summary of changes"), width=22),
        Column(say._("Author"), width=14),
        Column(say._("Submitted"), "date", 11),
        Column(say._("Approved"), "date", 11),
        Column(say._("Effective from"), "date", 11),
        Column(say._("Superseded or repealed at"), "date", 11),
        Column(say._("Supersedes"), width=8),
        Column(say._("Superseded by"), width=8),
        Column(say._("Issuing decision"), width=13),
        Column(say._("Signed on"), "date", 11),
        Column(say._("Issued by"), width=18),
        Column(say._("Signatures"), "integer", 7, total=True),
        Column(say._("Of these, refusals"), "integer", 7, total=True),
        Column(say._("Fingerprint (first signs)"), width=14),
    ]
    urgent, adopted = say._("urgent correction"), say._("adopted")

    def rows() -> Iterator[tuple[object, ...]]:
        empty: dict[str, int] = {"rows": 0, "refused": 0}
        for number, row in enumerate(snapshot.rows("revisions"), 1):
            tally = by_revision.tallies.get((row.id,), empty)
            count = counts(LIST, "revision_no", number)
            marks = [
                said["what"].get(row.what, row.what),
                urgent if row.urgent else "",
                adopted if row.adopted else "",
            ]
            yield (
                number,
                row.code,
                row.title,
                row.agency,
                row.department,
                row.revision,
                ", ".join(filter(None, marks)),
                ", ".join(row.changes),
                row.reason,
                row.summary,
                row.author,
                row.submitted_at,
                row.approved_at,
                row.effective_at,
                row.ended_at,
                row.supersedes,
                row.superseded_by,
                row.decision,
                row.decision_date,
                "\n".join(filter(None, (row.authority, row.decision_signer))),
                count(tally["rows"]),
                count(tally["refused"], meaning=said["meaning"]["reject"]),
                short(row.fingerprint),
            )

    name = say._("Revision log")
    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=scope.cover.lines(name, period_line(scope.period, words), len(columns)),
        freeze_columns=3,
        deferred=True,
        key="revisions",
        paper="A3",
        about=say._("Revisions signed, taking effect or ending in the period"),
        length=snapshot.counts["revisions"],
    )


def _signatures(
    snapshot: Snapshot, numbers: dict[int, int], scope: Scope, words: Words
) -> Sheet:
    say, said = Spoken(words), evidence_labels(words)
    columns = [
        Column(say._("No. in the revision log"), "integer", 8, key="revision_no"),
        Column(say._("Code"), width=14),
        Column(say._("Revision"), width=8),
        Column(say._("Submitted for"), width=12),
        Column(say._("Stage"), width=18),
        Column(say._("Meaning of the signature"), width=14, key="meaning"),
        Column(say._("Signed by"), width=18),
        Column(say._("Title when signing"), width=20),
        Column(say._("In the name of"), width=18),
        Column(say._("Signed at"), "datetime"),
        Column(say._("Proved by"), width=12),
        Column(say._("Comment"), width=26),
        Column(say._("Content fingerprint (SHA-256)"), width=36),
        Column(say._("SHA-256 of the rendered body"), width=36),
    ]

    def cells(row: SignatureRow) -> tuple[object, ...]:
        return (
            numbers[row.revision_id],
            row.code,
            row.revision,
            said["purpose"].get(row.purpose, row.purpose),
            row.stage,
            said["meaning"].get(row.meaning, row.meaning),
            row.signer,
            row.title,
            row.for_whom,
            row.signed_at,
            said["credential"].get(row.credential, row.credential),
            row.comment,
            row.fingerprint,
            row.body,
        )

    name = say._("Signatures")
    return Sheet(
        name=name,
        columns=columns,
        rows=map(cells, snapshot.rows("signatures")),
        above=scope.cover.lines(
            say._("Signatures and their meaning"),
            period_line(scope.period, words),
            len(columns),
        ),
        freeze_columns=3,
        key=LIST,
        paper="A3",
        notes=[say._("Names and titles are those of the moment of signing.")],
        about=say._("Each signature under those revisions: who, as what, meaning what"),
        length=snapshot.counts["signatures"],
    )
