"""How a heap of work is split among people."""

from collections.abc import Sequence


def even(count: int, fixed: Sequence[int | None]) -> list[int]:
    """Sizes of the parts of ``count`` things: those given, the rest evenly.

    The first ones get one more where it does not divide; what is given by hand is
    kept even if it is too much, the others are then empty.
    """
    free = [place for place, size in enumerate(fixed) if size is None]
    left = max(0, count - sum(size for size in fixed if size is not None))
    sizes = [size or 0 for size in fixed]
    for order, place in enumerate(free):
        sizes[place] = left // len(free) + (order < left % len(free))
    return sizes


def deal(sizes: Sequence[int], count: int) -> list[int | None]:
    """Whose each of ``count`` things is: places in ``sizes``, None if nobody's.

    Everybody gets early and late ones alike: whoever is furthest behind his share
    comes next, the earlier place first.
    """
    total = sum(sizes)
    given = [0] * len(sizes)
    result: list[int | None] = []
    for number in range(1, count + 1):
        open_ = [place for place, size in enumerate(sizes) if given[place] < size]
        if not open_:
            result.append(None)
            continue
        # How far each is behind, in parts of `total`: whole numbers, no rounding.
        place = max(open_, key=lambda p: sizes[p] * number - given[p] * total)
        given[place] += 1
        result.append(place)
    return result
