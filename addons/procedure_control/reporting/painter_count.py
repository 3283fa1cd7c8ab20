"""Live figures: a `Count` as a formula over the named ranges of its detail sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .sheets import Count, Row

#: Cells of detail that all live figures of one file may compare together: a spreadsheet
#: program works them out in seconds. What is beyond is written as a number.
MAX_COMPARES = 50_000_000
#: Live figures of one sheet, which are kept until it is known whether they may be live.
MAX_COUNTS = 20_000

_WILD = str.maketrans({"~": "~~", "*": "~*", "?": "~?"})


@dataclass(frozen=True)
class Detail:
    """A painted sheet that others may `Count`.

    ``kinds``: {column key: kind}; ``parts``: on how many sheets its rows lie, those
    without rows left out; ``rows``: how many there are in all.
    """

    kinds: Mapping[str, str]
    parts: int
    rows: int


@dataclass
class Counting:
    """What may still be live in one file: details by key, compares left."""

    details: dict[str, Detail] = field(default_factory=dict)
    left: int = field(default_factory=lambda: MAX_COMPARES)

    def formula(self, count: Count, kind: str) -> str | None:
        """The formula of a cell of that kind, without =; None: write the number.

        Raises ValueError for a column that the detail has not.
        """
        detail = self.details.get(count.sheet)
        if detail is None or not detail.rows:
            return None
        keys = [key for key, _value in count.where]
        keys += [count.sum] if count.sum else []
        for key in keys:
            if key not in detail.kinds:
                raise ValueError(f"Sheet {count.sheet} has no column {key!r}.")
        first_key = next(iter(detail.kinds))
        terms = (_term(count, first_key, n) for n in range(1, detail.parts + 1))
        return _unit(kind, detail.kinds.get(count.sum, ""), "+".join(terms))

    def cost(self, count: Count) -> int:
        """Cells that this figure compares."""
        detail = self.details.get(count.sheet)
        return detail.rows * max(len(count.where), 1) if detail else 0


def _unit(kind: str, of_detail: str, formula: str) -> str:
    """Minutes beneath and hours here, or the other way round."""
    if "hours" not in (kind, of_detail) or kind == of_detail or not of_detail:
        return formula
    return f"({formula})" + ("/60" if kind == "hours" else "*60")


def range_name(sheet_key: str, column_key: str, part: int = 1) -> str:
    """Name of a column's rows on the sheet (1) or on those it goes on in (2, …)."""
    return f"{sheet_key}_{column_key}" + (f"_{part}" if part > 1 else "")


def _term(count: Count, first_key: str, part: int) -> str:
    def named(key: str) -> str:
        return range_name(count.sheet, key, part)

    where = ",".join(f"{named(key)},{criterion(value)}" for key, value in count.where)
    if count.sum:
        total = named(count.sum)
        return f"SUMIFS({total},{where})" if where else f"SUM({total})"
    return f"COUNTIFS({where})" if where else f"ROWS({named(first_key)})"


def criterion(value: int | str) -> str:
    """A value as COUNTIFS takes it: texts whole, no sign in them read as a pattern."""
    if isinstance(value, int):
        return str(int(value))
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} cannot be counted by.")
    text = "=" + value.translate(_WILD)
    return '"' + text.replace('"', '""') + '"'


def counts_of(row: Sequence[object] | Row) -> list[Count]:
    values = row.values if isinstance(row, Row) else row
    if Count not in map(type, values):
        return []
    return [value for value in values if isinstance(value, Count)]


def as_numbers(row: Sequence[object] | Row) -> Sequence[object] | Row:
    """The row with the figures of its `Count` cells written out."""
    if isinstance(row, Row):
        return replace(row, values=as_numbers(row.values))  # type: ignore[arg-type]
    return [value.value if isinstance(value, Count) else value for value in row]


def decided(
    rows: Iterable[Sequence[object] | Row], counting: Counting, reasons: set[str]
) -> Iterator[Sequence[object] | Row]:
    """The rows, their live figures kept where all of the sheet's may be, else numbers.

    Adds to ``reasons`` "absent" (the detail is not in the file) or "long" (too much to
    compare). Rows wait in memory only from the first live figure on, and no more of
    them than `MAX_COUNTS` allows.
    """
    rows, waiting, cost, number = iter(rows), [], 0, 0
    for row in rows:
        counts = counts_of(row)
        if not counts and not waiting:
            yield row
            continue
        waiting.append(row)
        if any(count.sheet not in counting.details for count in counts):
            reasons.add("absent")
        cost += sum(map(counting.cost, counts))
        number += len(counts)
        if cost > counting.left or number > MAX_COUNTS:
            reasons.add("long")
            yield from map(as_numbers, waiting)
            yield from map(as_numbers, rows)
            return
    counting.left -= cost
    yield from waiting
