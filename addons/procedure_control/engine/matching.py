"""Which item of an older list is which of a newer one, and which of them moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

#: Alike from here on; beyond so many pairs left over nobody looks for likeness.
_ALIKE = 0.6
_MOST_PAIRS = 4_000
_COMPARED = 200

Pairs = list[tuple[int, int]]


def match(
    old: Sequence, new: Sequence, keys: Sequence[Callable], text: Callable | None = None
) -> Pairs:
    """Pairs of places (old, new), in the order of the newer list.

    :param keys: functions of an item, the surest first; an item whose key is empty is
        not matched by it; equal keys are paired in their order
    :param text: words by which what is left over is paired where it is alike
    """
    left, right = list(range(len(old))), list(range(len(new)))
    pairs: Pairs = []
    for key in keys:
        waiting: dict = {}
        for place in left:
            if value := key(old[place]):
                waiting.setdefault(value, []).append(place)
        for place in list(right):
            found = waiting.get(key(new[place]))
            if found:
                pairs.append((found.pop(0), place))
                left.remove(pairs[-1][0])
                right.remove(place)
    if text and len(left) * len(right) <= _MOST_PAIRS:
        pairs += _alike(old, new, left, right, text)
    return sorted(pairs, key=lambda pair: pair[1])


def _alike(old, new, left, right, text) -> Pairs:
    found = []
    for place in right:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(text(new[place])[:_COMPARED].casefold())
        for candidate in left:
            matcher.set_seq1(text(old[candidate])[:_COMPARED].casefold())
            if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
                continue
            ratio = matcher.ratio()
            if ratio >= _ALIKE and matcher.a and matcher.b:
                found.append((-ratio, place, candidate))
    pairs, taken_old, taken_new = [], set(), set()
    for _ratio, place, candidate in sorted(found):
        if place not in taken_new and candidate not in taken_old:
            pairs.append((candidate, place))
            taken_new.add(place)
            taken_old.add(candidate)
    return pairs


def moved(pairs: Pairs) -> set[int]:
    """New places of the fewest items whose moving explains the newer order."""
    in_order = sorted(pairs, key=lambda pair: pair[1])
    tails: list[int] = []  # the old place that ends the best run of each length
    tail_at: list[int] = []
    before: list[int] = []
    for at, (old_place, _new_place) in enumerate(in_order):
        length = bisect_left(tails, old_place)
        before.append(tail_at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(old_place)
            tail_at.append(at)
        else:
            tails[length], tail_at[length] = old_place, at
    kept, at = set(), tail_at[-1] if tail_at else -1
    while at >= 0:
        kept.add(in_order[at][1])
        at = before[at]
    return {new_place for _old, new_place in in_order if new_place not in kept}
