"""The order of a sample is SHA-256 of seed and number, and nothing else."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine import sampling

NUMBERS = [(f"SYT-2026-{n:06d}", n) for n in range(1, 201)]


def test_the_order_is_that_of_the_digest():
    drawn, population = sampling.draw("42", NUMBERS, 5)
    by_hand = sorted(
        NUMBERS, key=lambda pair: hashlib.sha256(f"42{pair[0]}".encode()).hexdigest()
    )
    assert [(number, key) for _digest, number, key in drawn] == by_hand[:5]
    assert population == 200


@given(st.randoms(), st.integers(1, 20))
def test_whoever_lists_the_cases_in_another_order_draws_the_same(rng, size):
    shuffled = list(NUMBERS)
    random.Random(rng.random()).shuffle(shuffled)
    assert sampling.draw("42", shuffled, size) == sampling.draw("42", NUMBERS, size)


def test_a_longer_sample_begins_with_the_shorter():
    long, _ = sampling.draw("42", NUMBERS, 20)
    short, _ = sampling.draw("42", NUMBERS, 5)
    assert long[:5] == short
    assert sampling.draw("43", NUMBERS, 5)[0] != short


def test_fewer_than_asked_for_and_none():
    assert len(sampling.draw("42", NUMBERS[:3], 5)[0]) == 3
    assert sampling.draw("42", [], 5) == ([], 0)


@pytest.mark.parametrize(("seed", "size"), [("", 5), ("42", 0)])
def test_what_is_no_sample(seed, size):
    with pytest.raises(ValueError):
        sampling.draw(seed, NUMBERS, size)
