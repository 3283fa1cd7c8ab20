"""Late steps: the list with what is said of each, and their time by cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..engine.names import dictionary_key
from .ii06a import IdentityError
from .labels import period_line
from .period import Period
from .rows import StepRow
from .scope import Scope
from .sheets import Column, Count, Cover, Sheet, Spoken, Words
from .snapshot import Snapshot


@dataclass
class Sum:
    """Late steps of one cause: how many, how many still open, working minutes."""

    cause: str = ""
    steps: int = 0
    open: int = 0
    minutes: int = 0
    longest: int = 0
    number: int = 0

    def add(self, step: StepRow) -> None:
        self.steps += 1
        self.open += step.done_at is None
        self.minutes += step.late_minutes
        self.longest = max(self.longest, step.late_minutes)


@dataclass
class Sums:
    """Late steps by the cause that counts, and all of them."""

    total: Sum = field(default_factory=Sum)
    causes: dict[str, Sum] = field(default_factory=dict)

    def add(self, step: StepRow) -> None:
        self.total.add(step)
        self.causes.setdefault(step.why, Sum(step.why)).add(step)

    def number(self) -> None:
        """Number the causes, most late working time first."""
        lines = sorted(
            self.causes.values(), key=lambda s: (-s.minutes, dictionary_key(s.cause))
        )
        self.causes = {line.cause: line for line in lines}
        for number, line in enumerate(lines, 1):
            line.number = number

    def check(self) -> None:
        """IdentityError unless the causes re-add to the list."""
        for what in ("steps", "open", "minutes"):
            left = getattr(self.total, what)
            right = sum(getattr(part, what) for part in self.causes.values())
            if left != right:
                raise IdentityError("cause", f"{what} = list", left, right)


def count(steps: Iterable[StepRow]) -> Sums:
    """Sums of the late among these steps. IdentityError if they do not re-add."""
    sums = Sums()
    for step in steps:
        if step.overdue:
            sums.add(step)
    sums.number()
    sums.check()
    return sums


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The late steps of a snapshot, and their sums."""
    return sheets(
        snapshot.rows("steps"),
        report(snapshot),
        words,
        period=scope.period,
        cover=scope.cover,
    )


def report(snapshot: Snapshot) -> Sums:
    """The late of a snapshot's steps, counted once for all its sheets."""
    return snapshot.once("late", lambda: count(snapshot.rows("steps")))


def sheets(
    steps: Iterable[StepRow],
    sums: Sums,
    words: Words,
    *,
    period: Period | None = None,
    cover: Cover | None = None,
) -> list[Sheet]:
    """The list of the late among the steps, and the summary by cause that counts it."""
    sums.check()
    cover = cover or Cover()
    when = period_line(period, words) if period else ""
    return [
        _list(steps, sums, words, cover, when),
        _summary(sums, words, cover, when),
    ]


def _summary(sums: Sums, words: Words, cover: Cover, when: str) -> Sheet:
    say = Spoken(words)
    name = say._("Late by cause")
    columns = [
        Column(say._("No."), "integer"),
        Column(say._("Cause of delay"), width=44),
        Column(say._("Late steps"), "integer", total=True, key="steps"),
        Column(say._("Still in hand"), "integer", total=True),
        Column(say._("Late (working hours)"), "hours", total=True),
        Column(say._("Longest late (working hours)"), "hours"),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for part in sums.causes.values():
            here = ("row_of_cause", part.number)
            yield (
                part.number,
                part.cause or say._("Not explained"),
                Count("late", (here,), part.steps),
                Count("late", (here, ("in_hand", 1)), part.open),
                Count("late", (here,), part.minutes, sum="late"),
                part.longest,
            )

    return Sheet(
        name=name,
        key="late_by_cause",
        columns=columns,
        rows=rows(),
        above=cover.lines(name, when, len(columns)),
        deferred=True,
        about=say._("Late steps by the cause that counts: the head's where he decided"),
        length=len(sums.causes),
    )


def _list(
    steps: Iterable[StepRow], sums: Sums, words: Words, cover: Cover, when: str
) -> Sheet:
    say = Spoken(words)
    columns = [
        Column(say._("Case")),
        Column(say._("Step")),
        Column(say._("Work"), width=34),
        Column(say._("Procedure code")),
        Column(say._("Procedure"), width=34),
        Column(say._("Agency"), width=26),
        Column(say._("Department"), width=26),
        Column(say._("Person")),
        Column(say._("Due"), "datetime"),
        Column(say._("Done"), "datetime"),
        Column(say._("Late (working hours)"), "hours", 12, total=True, key="late"),
        Column(say._("Allowed (working hours)"), "hours", 12),
        Column(say._("Used (working hours)"), "hours", 12),
        Column(say._("Cause")),
        Column(say._("Explanation"), width=34),
        Column(say._("Cause as decided")),
        Column(say._("Words of the head"), width=34),
        Column(say._("In hand: 1"), "integer", 9, key="in_hand", aside=True),
        Column(say._("Row by cause"), "integer", 9, key="row_of_cause", aside=True),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for step in steps:
            if not step.overdue:
                continue
            yield (
                step.case_number,
                step.step_label,
                step.step_name,
                step.procedure_code,
                step.procedure_title,
                step.agency,
                step.department,
                step.person,
                step.due_at,
                step.done_at,
                step.late_minutes,
                step.allowed_minutes,
                step.used_minutes,
                step.cause,
                step.words,
                step.decided_cause,
                step.decided_words,
                1 if step.done_at is None else None,
                sums.causes[step.why].number,
            )

    return Sheet(
        name=say._("Late steps"),
        key="late",
        columns=columns,
        rows=rows(),
        above=cover.lines(say._("Late steps"), when, len(columns)),
        freeze_columns=1,
        paper="A3",
        about=say._("Steps ended late or overdue, with their explanation"),
        length=sums.total.steps,
    )
