"""How hard property tests try: short and always the same, or by --slow long and new."""

import os

from hypothesis import settings

TIMES = 20


def trying(examples: int) -> settings:
    """Settings for this many examples; twenty times as many new ones by --slow."""
    slow = bool(os.environ.get("PC_SLOW"))
    return settings(
        max_examples=examples * TIMES if slow else examples,
        deadline=None,
        derandomize=not slow,
    )
