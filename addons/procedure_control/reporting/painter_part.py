"""A painted sheet as plain values and files: what a file is put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .painter_count import Counting, Detail


@dataclass(frozen=True)
class Tab:
    """One tab of the file.

    ``rows``: data rows. ``file``: name of the file, in the folder it was painted to,
    that holds its row XML, deflated; ``size`` and ``crc`` are of the XML. All rows and
    columns count from 0: ``head_row`` is the first of the head, ``first`` the first
    data row, ``data_end`` the last (below ``first`` if there is none), ``end`` the last
    row of all. ``heights``: pairs (row, points), of the first rows only; ``merges``:
    (first row, first column, last row, last column); ``charts`` as
    `painter_chart.charted` gives them. ``printed``: columns on paper, 0 for all.
    """

    name: str
    rows: int
    file: str
    size: int
    crc: int
    head_row: int
    first: int
    data_end: int
    end: int
    widths: tuple[float, ...]
    heights: tuple[tuple[int, float], ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    charts: tuple[dict[str, Any], ...] = ()
    filtered: bool = False
    freeze_columns: int = 0
    paper: str = "A4"
    printed: int = 0


@dataclass(frozen=True)
class Part:
    """A painted sheet: its tab and those it goes on in.

    ``columns``: (index, key, kind) of the columns with a key. ``compares``: how much of
    `painter_count.MAX_COMPARES` its live figures take.
    """

    key: str
    tabs: tuple[Tab, ...]
    columns: tuple[tuple[int, str, str], ...] = ()
    compares: int = 0

    @property
    def files(self) -> list[str]:
        """Names of its files in the folder it was painted to."""
        return [tab.file for tab in self.tabs]

    @property
    def filled(self) -> list[Tab]:
        return [tab for tab in self.tabs if tab.rows]

    @property
    def detail(self) -> Detail:
        kinds = {key: kind for _index, key, kind in self.columns}
        return Detail(kinds, len(self.filled), sum(tab.rows for tab in self.tabs))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Part:
        """What `to_json` gave, also after a round through JSON text."""
        tabs = []
        for tab in values["tabs"]:
            found = dict(tab)
            for key in ("widths", "charts"):
                found[key] = tuple(found[key])
            for key in ("heights", "merges"):
                found[key] = tuple(map(tuple, found[key]))
            tabs.append(Tab(**found))
        columns = tuple(map(tuple, values["columns"]))
        return cls(values["key"], tuple(tabs), columns, values["compares"])


def counting_after(before: Sequence[Part]) -> Counting:
    """What sheets painted after these may count, and how much of it."""
    counting = Counting()
    counting.details = {part.key: part.detail for part in before if part.key}
    counting.left -= sum(part.compares for part in before)
    return counting
