"""Late steps: the list, and the same minutes by department, person, step, cause…"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .ii06a import IdentityError
from .labels import period_line
from .period import Period
from .rows import StepRow
from .scope import Scope
from .sheets import Column, Cover, Sheet, Spoken, Words
from .snapshot import Snapshot


@dataclass
class Sum:
    """Late steps under one name: how many, how many still open, working minutes."""

    name: tuple[str, ...]
    steps: int = 0
    open: int = 0
    minutes: int = 0
    longest: int = 0

    def add(self, step: StepRow) -> None:
        self.steps += 1
        self.open += step.done_at is None
        self.minutes += step.late_minutes
        self.longest = max(self.longest, step.late_minutes)


#: Axis → (what two steps share, how it reads).
AXES = {
    "department": lambda step: (step.agency, step.department),
    "person": lambda step: (step.agency, step.department, step.person),
    "procedure": lambda step: (step.procedure_code, step.procedure_title),
    "step": lambda step: (step.procedure_code, step.step_label, step.step_name),
    "cause": lambda step: (step.why,),
}
#: Axes whose summary stands before the list; the others follow it.
FIRST = ("department", "person", "procedure", "step")


@dataclass
class Sums:
    """The axes, filled while the list streams by."""

    total: Sum = field(default_factory=lambda: Sum(()))
    axes: dict[str, dict[tuple[str, ...], Sum]] = field(
        default_factory=lambda: {axis: {} for axis in AXES}
    )

    def add(self, step: StepRow) -> None:
        self.total.add(step)
        for axis, key_of in AXES.items():
            key = key_of(step)
            self.axes[axis].setdefault(key, Sum(key)).add(step)

    def check(self) -> None:
        """IdentityError unless each axis re-adds to the list."""
        for axis, sums in self.axes.items():
            for what in ("steps", "minutes"):
                left = getattr(self.total, what)
                right = sum(getattr(part, what) for part in sums.values())
                if left != right:
                    raise IdentityError(axis, f"{what} = list", left, right)

    def sorted(self, axis: str) -> list[Sum]:
        """Most late working time first."""
        return sorted(self.axes[axis].values(), key=lambda s: (-s.minutes, s.name))


def build(snapshot: Snapshot, scope: Scope, words: Words) -> list[Sheet]:
    """The late steps of a snapshot, and their sums."""
    return sheets(snapshot.rows("steps"), words, period=scope.period, cover=scope.cover)


def sheets(
    steps: Iterable[StepRow],
    words: Words,
    *,
    period: Period | None = None,
    cover: Cover | None = None,
) -> list[Sheet]:
    """The summaries and the list they sum, which is read once.

    The summaries are deferred: they are painted after the list has passed.
    """
    sums = Sums()
    cover = cover or Cover()
    when = period_line(period, words) if period else ""
    first = [_summary(sums, axis, words, cover, when) for axis in FIRST]
    then = [_summary(sums, axis, words, cover, when) for axis in AXES.keys() - FIRST]
    return [*first, _list(steps, sums, words, cover, when), *then]


def _summary(sums: Sums, axis: str, words: Words, cover: Cover, when: str) -> Sheet:
    say = Spoken(words)
    names = {
        "department": (
            say._("Late by department"),
            [say._("Agency"), say._("Department")],
        ),
        "person": (
            say._("Late by person"),
            [say._("Agency"), say._("Department"), say._("Person")],
        ),
        "procedure": (
            say._("Late by procedure"),
            [say._("Procedure code"), say._("Procedure")],
        ),
        "step": (
            say._("Late by step"),
            [say._("Procedure code"), say._("Step"), say._("Work")],
        ),
        "cause": (say._("Late by cause"), [say._("Cause of delay")]),
    }
    name, heads = names[axis]
    columns = [Column(head) for head in heads]
    columns += [
        Column(say._("Late steps"), "integer", total=True),
        Column(say._("Still open"), "integer", total=True),
        Column(say._("Late (working hours)"), "hours", total=True),
        Column(say._("Longest (working hours)"), "hours"),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        sums.check()
        unsaid = say._("Not explained")
        for part in sums.sorted(axis):
            name = part.name if axis != "cause" else (part.name[0] or unsaid,)
            yield (*name, part.steps, part.open, part.minutes, part.longest)

    return Sheet(
        name=name,
        columns=columns,
        rows=rows(),
        above=cover.lines(name, when, len(columns)),
        deferred=True,
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
        Column(say._("Agency")),
        Column(say._("Department")),
        Column(say._("Person")),
        Column(say._("Due"), "datetime"),
        Column(say._("Done"), "datetime"),
        Column(say._("Late (working hours)"), "hours", total=True),
        Column(say._("Allowed (working hours)"), "hours"),
        Column(say._("Used (working hours)"), "hours"),
        Column(say._("Cause")),
        Column(say._("Explanation"), width=34),
        Column(say._("Cause as decided")),
        Column(say._("Words of the head"), width=34),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for step in steps:
            sums.add(step)
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
            )

    return Sheet(
        name=say._("Late steps"),
        columns=columns,
        rows=rows(),
        above=cover.lines(say._("Late steps"), when, len(columns)),
        freeze_columns=1,
    )
