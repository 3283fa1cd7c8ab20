"""The five principles ("5 rõ") asked of each step, by the checks that approval uses."""

from __future__ import annotations

from ..engine.content import Content
from ..engine.readiness import CHECKS, ReadinessContext

#: Mark → the checks that must find nothing; *result* asks it of the step as well.
MARKS: dict[str, tuple[str, ...]] = {
    "person": ("person",),
    "work": ("work",),
    "responsibility": ("responsibility",),
    "process": ("process",),
    "result": ("effect", "product"),
}


def marks(content: Content) -> dict[str, tuple[int, ...]]:
    """{key of a step: 1 or 0 for each of `MARKS`}.

    What is found of the procedure as a whole counts against each of its steps.
    """
    context = ReadinessContext()
    failed = {
        mark: {
            line.where for check in checks for line in CHECKS[check](content, context)
        }
        for mark, checks in MARKS.items()
    }
    return {
        step.key: tuple(
            int(not places & {("step", step.key), ("revision", "")})
            for places in failed.values()
        )
        for step in content.steps
    }
