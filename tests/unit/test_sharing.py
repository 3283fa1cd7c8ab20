"""Work is split as asked, and everybody gets early and late tasks alike."""

import random

import pytest

from procedure_control.engine.sharing import deal, even


@pytest.mark.parametrize(
    ("count", "fixed", "sizes"),
    [
        (38, [None, None], [19, 19]),
        (38, [20, None], [20, 18]),
        (39, [None, None, None], [13, 13, 13]),
        (40, [None, None, None], [14, 13, 13]),
        (10, [12, None], [12, 0]),
        (5, [2, 2], [2, 2]),
        (0, [None], [0]),
        (3, [], []),
    ],
)
def test_even(count, fixed, sizes):
    assert even(count, fixed) == sizes


def test_early_and_late_alike():
    dealt = deal([20, 18], 38)
    assert (dealt.count(0), dealt.count(1)) == (20, 18)
    # Of any run of tasks from the first on, nobody is more than one off his share.
    for end in range(1, 39):
        assert abs(dealt[:end].count(0) - end * 20 / 38) <= 1


def test_what_nobody_takes():
    assert deal([1], 3) == [0, None, None]
    assert deal([], 2) == [None, None]


def test_any_shares():
    chance = random.Random(8)
    for _turn in range(300):
        sizes = [chance.randrange(12) for _one in range(chance.randrange(1, 6))]
        dealt = deal(sizes, sum(sizes))
        assert [dealt.count(place) for place in range(len(sizes))] == sizes
