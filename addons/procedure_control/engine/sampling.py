"""Samples that anybody may draw again: the seed and the numbers decide, not a die."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable


def digest(seed: str, number: str) -> str:
    """SHA-256 in hex of the seed followed by the number, both in UTF-8."""
    return hashlib.sha256(f"{seed}{number}".encode()).hexdigest()


def draw(
    seed: str, numbered: Iterable[tuple[str, int]], size: int
) -> tuple[list[tuple[str, str, int]], int]:
    """The ``size`` lowest by `digest`, and how many there were to draw from.

    ``numbered`` is read once: (number, key). The result is (digest, number, key),
    lowest first; equal numbers (of two agencies) follow their keys. Raises ValueError
    for an empty seed or a size below one.
    """
    if not seed:
        raise ValueError("a sample needs a seed")
    if size < 1:
        raise ValueError("a sample has at least one number")
    seen = 0

    def ranked():
        nonlocal seen
        for number, key in numbered:
            seen += 1
            yield digest(seed, number), number, key

    return heapq.nsmallest(size, ranked()), seen
