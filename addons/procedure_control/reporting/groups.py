"""Rows counted by group; each group has the number that its rows carry on their list.

A spreadsheet then counts again by whole numbers alone, whatever a group is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..engine.names import text_key
from .ii06a import IdentityError
from .sheets import Count, Formula


@dataclass
class Groups:
    """Figures of the rows of one source, by what ``key`` makes of a row.

    ``figures`` gives the whole numbers that a row adds; ``order`` sorts the keys, by
    default as texts are read. A key is a tuple of text and numbers.
    """

    name: str
    key: Callable[[Any], tuple]
    figures: Callable[[Any], Mapping[str, int]]
    order: Callable[[tuple], Any] | None = None
    tallies: dict[tuple, Counter[str]] = field(default_factory=dict)
    total: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    _numbers: dict[tuple, int] | None = None

    def add(self, row: Any) -> None:
        figures = self.figures(row)
        key = self.key(row)
        tally = self.tallies.get(key)
        if tally is None:
            tally = self.tallies[key] = Counter()
        # The sums are counted on their own, so that an identity can fail.
        self.rows += 1
        tally["rows"] += 1
        for name, number in figures.items():
            tally[name] += number
            self.total[name] += number

    @property
    def numbers(self) -> dict[tuple, int]:
        """{key: number of its row}, from 1, once all rows are in."""
        if self._numbers is None:
            keys = sorted(self.tallies, key=self.order or read_in_order)
            self._numbers = {key: number for number, key in enumerate(keys, 1)}
        return self._numbers

    def number(self, row: Any) -> int:
        return self.numbers[self.key(row)]

    def __iter__(self) -> Iterator[tuple[int, tuple, Counter[str]]]:
        """(number, key, figures) in order."""
        for key, number in self.numbers.items():
            yield number, key, self.tallies[key]

    def check(self, rows: int) -> None:
        """IdentityError unless the groups re-add to the list of so many rows."""
        sums: Counter[str] = Counter()
        for tally in self.tallies.values():
            sums.update(tally)
        for name, total in [("rows", rows), *self.total.items()]:
            if sums[name] != total:
                raise IdentityError(self.name, f"{name} = list", sums[name], total)


def read_into(rows: Iterable[Any], *groups: Groups) -> int:
    """Add every row to each of the groups, and check them; how many rows there are."""
    count = 0
    for row in rows:
        count += 1
        for group in groups:
            group.add(row)
    for group in groups:
        group.check(count)
    return count


def read_in_order(key: tuple) -> tuple:
    """Texts of a key as a Vietnamese reader looks them up."""
    return tuple(
        (0, text_key(part), part) if isinstance(part, str) else (1, "", part)
        for part in key
    )


def share(part: str, whole: str, values: tuple[int, int]) -> Formula:
    """A live percentage of columns of the same row, 0 where there is nothing.

    ``whole`` names the columns that make up the whole, as "DE".
    """
    number, of = values
    total = "+".join(f"{column}{{row}}" for column in whole)
    return Formula(f"IF({total}=0,0,{part}{{row}}/({total}))", number / of if of else 0)


def counts(sheet: str, column: str, number: int) -> Callable[..., Count]:
    """Makes the live figures of one group: ``count(value, figure=1)``.

    A figure is a column of the list and what it holds; ``sum`` adds a column instead.
    """

    def count(value: int, sum: str = "", **where: int | str) -> Count:
        return Count(sheet, ((column, number), *where.items()), value, sum)

    return count
