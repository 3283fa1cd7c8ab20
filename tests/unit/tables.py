"""Small tables for the tests of flow and readiness."""

from procedure_control.engine.content import Content, Outcome, Phase, Step
from procedure_control.engine.flow import check

TOGETHER = Phase("p1", "1", "Cùng làm", "together")
BACK = Outcome("Trả lại", "back", "s1", True)


def make(*steps, **values) -> Content:
    """Content of the steps given as dicts of what differs from a plain step."""
    rows = tuple(
        Step(**{"key": f"s{n}", "label": str(n), "name": f"Việc {n}", **step})
        for n, step in enumerate(steps, 1)
    )
    return Content("QT", "Thử", "internal", "vi", 1, 0, steps=rows, **values)


def codes(content: Content, severity: str = "error") -> list[str]:
    return [f.code for f in check(content) if f.severity == severity]
