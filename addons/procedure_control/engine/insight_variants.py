"""The paths that cases really took: which steps ended, in which order, how often."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .insight_figures import percent


@dataclass(frozen=True)
class Variant:
    """One path of one procedure; ``share`` is of its procedure's cases, in percent."""

    owner: int
    activities: tuple[str, ...]
    cases: tuple[int, ...]
    share: float | None

    @property
    def key(self) -> str:
        """The same for the same path, whatever else was counted."""
        text = "\x1f".join((str(self.owner), *self.activities))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def variants(
    rows: Iterable[tuple[int, tuple[str, ...], Iterable[int]]],
) -> list[Variant]:
    """Paths by how many took them, the most frequent first; equal ones in order.

    :param rows: (procedure, steps that ended in order, ids of cases); the same path
        may come in several rows, as by several revisions
    """
    found: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    total: dict[int, int] = defaultdict(int)
    for owner, activities, cases in rows:
        before = len(found[owner, activities])
        found[owner, activities] += cases
        total[owner] += len(found[owner, activities]) - before
    listed = [
        Variant(owner, path, tuple(sorted(cases)), percent(len(cases), total[owner]))
        for (owner, path), cases in found.items()
    ]
    return sorted(listed, key=lambda v: (-len(v.cases), v.owner, v.activities))
