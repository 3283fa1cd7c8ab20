"""What each figure of the file means, in words, with its numbers in this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from . import ii06a_sheet
from .ii06a import ENDED, OPEN, RECEIVED, place
from .labels import labels
from .rows import STATUTORY_KIND
from .scope import Scope
from .sheets import Spoken, Words
from .snapshot import Snapshot

Rule = tuple[str, str]


def counted(snapshot: Snapshot, scope: Scope) -> Counter[str]:
    """Numbers that the rules name, of the cases of every kind."""
    found: Counter[str] = Counter()
    layout = scope.layout
    for case in snapshot.rows("cases"):
        if case.corrects:
            found["corrections"] += 1
        where = place(case, scope.period, layout, scope.as_of)
        if where is None:
            continue
        found["statutory" if case.kind == STATUTORY_KIND else "internal"] += 1
        found["carried" if where.received == 6 else "new"] += 1
        if where.result in ENDED:
            found["ended"] += 1
            found[case.ended_how or "done"] += 1
        else:
            found["in_hand"] += 1
            found["waiting"] += case.waiting_supplement
        found[case.granularity if case.due_at else "unlimited"] += 1
        found["late_766"] += case.counts_late
    return found


def rules(snapshot: Snapshot, scope: Scope, words: Words) -> Iterator[Rule]:
    """Pairs (what, how it is counted)."""
    if "cases" in snapshot.counts:
        numbers = snapshot.once(("rules", scope), lambda: counted(snapshot, scope))
        yield from _of_cases(numbers, scope, words)
    if "steps" in snapshot.counts:
        yield from _of_steps(snapshot, words)


def _of_cases(numbers: Counter[str], scope: Scope, words: Words) -> Iterator[Rule]:
    say, states = Spoken(words), labels(words)["state"]
    layout = scope.layout
    fill = {
        "first": scope.period.start.strftime("%H:%M %d/%m/%Y"),
        "end": scope.period.end.strftime("%H:%M %d/%m/%Y"),
        "until": scope.until.strftime("%H:%M %d/%m/%Y"),
        "column": layout.supplement_column,
        "returned": layout.returned_column or 8,
    }
    names = "new carried ended refused terminated withdrawn in_hand waiting date"
    names += " minute unlimited corrections statutory internal late_766"
    fill |= {name: numbers[name] for name in names.split()}
    texts = (
        (
            say._("Received"),
            say._(
                "Received from %(first)s until before %(end)s, on the clock of the "
                "agency: %(new)s. Received before and still open when the period "
                "began, carried over: %(carried)s."
            ),
        ),
        (
            say._("Ended"),
            say._(
                "A case has ended when its result is ready, or when it was refused, "
                "terminated or withdrawn: %(ended)s, of them %(refused)s refused, "
                "%(terminated)s terminated, %(withdrawn)s withdrawn. When the result "
                "is collected changes nothing."
            ),
        ),
        (
            say._("In time"),
            say._(
                "A limit in days is judged by the date: ended before the day due is "
                "early, on that day on time, after it overdue (%(date)s cases). A "
                "limit in hours is judged by the minute (%(minute)s cases). Without a "
                "due nothing can be overdue (%(unlimited)s cases)."
            ),
        ),
        (
            states["running"],
            say._(
                "Cases in hand are judged at %(until)s: %(in_hand)s. More time given "
                "after the period mends nothing in it."
            ),
        ),
        (
            say._("Waiting for papers"),
            say._(
                "A dossier that waits for papers at the end is counted once, in column "
                "%(column)s, unless it was overdue before it began to wait: "
                "%(waiting)s."
            ),
        ),
        (
            say._("Given back"),
            say._(
                "A dossier refused, terminated or withdrawn before its due stands in "
                "column %(returned)s."
            ),
        ),
        (
            say._("Corrections"),
            say._(
                "Cases that correct or recall a result already issued are in no figure "
                "of timeliness. Left out: %(corrections)s."
            ),
        ),
        (
            say._("Statutory and internal"),
            say._(
                "Form II.06a counts administrative procedures alone (%(statutory)s); "
                "internal work is counted by the same rules on a sheet of its own "
                "(%(internal)s) and never added to it."
            ),
        ),
        (
            say._("QĐ 766"),
            say._(
                "For reference, the register also marks late what was asked for papers "
                "too often. Late by that rule: %(late_766)s cases. Column (10) of form "
                "II.06a does not count by it."
            ),
        ),
    )
    for what, how in texts:
        yield what, how % fill


def _of_steps(snapshot: Snapshot, words: Words) -> Iterator[Rule]:
    say = Spoken(words)
    text = say._(
        "Steps that ended in the period, or were in hand at its end: %(steps)s. Each "
        "is judged by the minute against its own due. The share on time is (early + on "
        "time) / ended with a limit."
    )
    yield say._("Steps"), text % {"steps": snapshot.counts["steps"]}
    yield (
        say._("Working time"),
        say._(
            "Working hours of the calendar of the agency that does the step. Real = "
            "waiting (ready until begun) + working (begun until ended); the time for "
            "which the clock of the case stood is apart. At other agencies: the real "
            "time of steps done elsewhere than where the case was received."
        ),
    )
    yield (
        say._("Names"),
        say._(
            "Of a late step whoever is outside its line reads the department in place "
            "of the name, until it is explained or two working days have passed."
        ),
    )
    yield (
        say._("Nothing to divide by"),
        say._("A share of nothing is printed as —, never as 0 % or 100 %."),
    )


def received_and_results(snapshot: Snapshot, scope: Scope) -> dict[int, int]:
    """Total of the form by the columns that cases stand in."""
    counts = ii06a_sheet.report(snapshot, scope).total.counts
    return {column: counts[column] for column in RECEIVED + ENDED + OPEN}
