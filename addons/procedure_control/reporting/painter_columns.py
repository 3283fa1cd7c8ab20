"""Plain rows by columns: what many cells of a column have in common is done once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any

from . import painter_rows
from .formats import CAPITAL, MAX_WIDTH, WIDTHS, lines_of, room_of
from .painter_cell import figure_of
from .text import cell_text

#: Texts of a column that are kept: enough for names of things, little for memory.
KEPT = 1_000
_TEXT, _WHOLE = {str, NoneType}, {int, NoneType}
#: Days on which the time of day always reads the same after the point: the numbers
#: from 2**15 to 2**16 have one and the same grain.
_FIRST, _LAST = datetime(1989, 9, 18), datetime(2079, 6, 5)
#: Day 0 of the file format, from `_LEAP` on: it has a 29th of February before.
_DAY_ZERO, _LEAP = 693_594, date(1900, 3, 1)


class Plain:
    """Cells of plain rows; ``run`` is the sheet being painted."""

    def __init__(self, run: Any) -> None:
        self.run = run
        letters = run.rows.letters
        after = [f'<c r="{letter}' for letter in letters[1:]] + ["</row>"]
        self.columns = [
            _column(run, index, column, end)
            for index, (column, end) in enumerate(
                zip(run.sheet.columns, after, strict=True)
            )
        ]

    def cells(
        self, chunk: Sequence[Sequence[object]]
    ) -> tuple[list[Iterable[str]], dict[int, float]]:
        """(for each column what follows the row's number, {row of chunk: height})."""
        found, lines = [], {}  # type: tuple[list[Iterable[str]], dict[int, int]]
        for column, values in zip(self.columns, zip(*chunk, strict=True), strict=True):
            found.append(column.cells(values))
            for index, number in column.tall(values):
                lines[index] = max(lines.get(index, 1), number)
        run = self.run
        heights = {index: run.height(lines[index]) for index in sorted(lines)}
        for index, height in heights.items():
            run.keep_height(run.row + index, height)
        return found, heights


def _column(run: Any, index: int, column: Any, end: str) -> Column:
    kinds: dict[str, type[Column]] = {"text": TextColumn, "integer": WholeColumn}
    kinds |= {"datetime": MomentColumn, "date": DayColumn, "hours": HoursColumn}
    return kinds.get(column.kind, Column)(run, index, column, end)


class Column:
    """A column whose cells go one by one through the same choices as elsewhere."""

    def __init__(self, run: Any, index: int, column: Any, end: str) -> None:
        self.run, self.index, self.column, self.end = run, index, column, end
        self.style = painter_rows.STYLES["cell", column.kind, "plain"]
        self.blank = f'" s="{self.style}"/>{end}'
        self.width = column.width or MAX_WIDTH

    def cells(self, values: Sequence[object]) -> Iterable[str]:
        found = self.known(values)
        if found is None:
            found = self.each(values)
        if self.column.total:
            self.add(values)
        return found

    def known(self, values: Sequence[object]) -> Iterable[str] | None:
        """The cells, if all values are such that this column has a short way."""
        return None

    def each(self, values: Sequence[object]) -> list[str]:
        run, index, rows = self.run, self.index, self.run.rows
        kind, end, found, start = self.column.kind, self.end, [], run.row
        for offset, value in enumerate(values):
            run.row = start + offset
            run._cell(index, kind, value, "plain")
            found.append(rows.taken(index) + end)
        run.row = start
        return found

    def add(self, values: Sequence[object]) -> None:
        total = self.run.sums[self.index]
        for value in values:
            total += figure_of(value)
        self.run.sums[self.index] = total

    def tall(self, values: Sequence[object]) -> Iterable[tuple[int, int]]:
        """(row of the chunk, lines) of texts that take more than one."""
        if not any(issubclass(kind, str) for kind in set(map(type, values))):
            return
        for index, value in enumerate(values):
            if isinstance(value, str) and (lines := lines_of(value, self.width)) > 1:
                yield index, lines

    def text(self, text: str) -> str:
        """The cell of a text that is not empty."""
        text = cell_text(text)
        run, index = self.run, self.index
        if run.fitted[index] and run.widths[index] < MAX_WIDTH:
            run._widen(index, max(map(len, text.split("\n"))))
        style = painter_rows.STYLES["cell", "text", "plain"]
        return painter_rows.string_tail(text, style) + self.end


class TextColumn(Column):
    """Texts that come again are looked up; where few do, they are not kept."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.kept = Kept(self)
        self.rare = False

    def known(self, values: Sequence[object]) -> Iterable[str] | None:
        if not set(map(type, values)) <= _TEXT:
            return None
        kept = self.kept
        if self.rare:
            kept.lines.clear()
            return self.flat(values) or list(map(kept.made, values))
        if len(kept) > KEPT:
            kept.forget()
        before = len(kept)
        found = list(map(kept.__getitem__, values))
        self.rare = len(kept) - before > len(values) // 2 > 100
        return found

    def flat(self, values: Sequence[Any]) -> list[str] | None:
        """The cells, if no value needs care: short, printable, nothing to escape."""
        if not all(values):
            return None
        longest = max(map(len, values))
        joined = "|".join(values)
        if (
            longest * CAPITAL > room_of(self.width)
            or not joined.isprintable()
            or joined[0] == " "
            or joined[-1] == " "
            or any(sign in joined for sign in ("&", "<", ">", "_x", "| ", " |"))
        ):
            return None
        if self.run.fitted[self.index]:
            self.run._widen(self.index, longest)
        start = f'" s="{self.style}" t="inlineStr"><is><t>'
        end = f"</t></is></c>{self.end}"
        return [f"{start}{value}{end}" for value in values]

    def tall(self, values: Sequence[object]) -> Iterable[tuple[int, int]]:
        lines = self.kept.lines
        if not set(map(type, values)) <= _TEXT:
            yield from super().tall(values)
        elif lines:
            for index, value in enumerate(values):
                if value in lines:
                    yield index, lines[value]


class Kept(dict):
    """{text: its cell}; ``lines`` {text: lines it takes} of those with several."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.lines: dict[object, int] = {}

    def __missing__(self, text: str | None) -> str:
        self[text] = cell = self.made(text)
        return cell

    def made(self, text: str | None) -> str:
        column = self.column
        if not text:
            return column.blank
        if (lines := lines_of(text, column.width)) > 1:
            self.lines[text] = lines
        return column.text(text)

    def forget(self) -> None:
        self.clear()
        self.lines.clear()


class WholeColumn(Column):
    """Whole numbers."""

    sum: int | None = None

    def known(self, values: Sequence[object]) -> Iterable[str] | None:
        self.sum = None
        if not set(map(type, values)) <= _WHOLE:
            return None
        numbers = [value for value in values if value is not None]
        if not numbers:
            self.sum = 0
            return [self.blank] * len(values)
        low, high = min(numbers), max(numbers)
        if low <= -(10**15) or high >= 10**15:
            return None
        for number in (low, high):
            width = max(self.least(), len(f"{self.shown(number):,.1f}"))
            self.run._widen(self.index, width)
        self.sum = sum(numbers)
        cell, blank = self.cell, self.blank
        return [blank if value is None else cell(value) for value in values]

    def add(self, values: Sequence[object]) -> None:
        if self.sum is None:
            super().add(values)
        else:
            self.run.sums[self.index] += self.sum

    def least(self) -> int:
        return WIDTHS.get(self.column.kind, 7)

    def shown(self, value: int) -> int | float:
        return value

    def cell(self, value: int) -> str:
        return f'" s="{self.style}"><v>{value}</v></c>{self.end}'


class HoursColumn(WholeColumn):
    """Minutes, shown as hours."""

    def shown(self, value: int) -> float:
        return value / 60

    def cell(self, value: int) -> str:
        return f'" s="{self.style}"><v>{value / 60:.16G}</v></c>{self.end}'


class DayColumn(Column):
    """Days."""

    def known(self, values: Sequence[object]) -> Iterable[str] | None:
        if not set(map(type, values)) <= {date, NoneType}:
            return None
        days: list[Any] = [value for value in values if value is not None]
        if days:
            if min(days) < _LEAP:
                return None
            self.run._widen(self.index, WIDTHS["date"])
        start, end, blank = f'" s="{self.style}"><v>', f"</v></c>{self.end}", self.blank
        return [
            blank if value is None else f"{start}{value.toordinal() - _DAY_ZERO}{end}"  # type: ignore
            for value in values
        ]


class Times(dict):
    """{second of the day: how a moment reads after its day}."""

    def __init__(self, end: str) -> None:
        self.end = f"</v></c>{end}"

    def __missing__(self, seconds: int) -> str:
        if len(self) > KEPT:
            self.clear()
        # "40000" and then the time of day as it reads after any such day.
        self[seconds] = time = f"{40_000 + seconds / 86_400:.16G}"[5:] + self.end
        return time


class MomentColumn(Column):
    """Local moments."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.times = Times(self.end)

    def known(self, values: Sequence[object]) -> Iterable[str] | None:
        if not set(map(type, values)) <= {datetime, NoneType}:
            return None
        moments: list[Any] = [value for value in values if value is not None]
        if any([moment.microsecond or moment.tzinfo for moment in moments]):
            return None
        if moments:
            if not _FIRST <= min(moments) <= max(moments) < _LAST:
                return None
            self.run._widen(self.index, WIDTHS["datetime"])
        start, times, blank = f'" s="{self.style}"><v>', self.times, self.blank
        return [
            blank
            if value is None
            else f"{start}{value.toordinal() - _DAY_ZERO}"
            + times[value.hour * 3600 + value.minute * 60 + value.second]
            for value in values  # type: ignore[attr-defined]
        ]
