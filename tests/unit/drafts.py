"""Small drafts for the tests of readiness and of its sums."""

from procedure_control.engine.content import Content, Limit, Ref, Step
from procedure_control.engine.readiness import (
    CHECKS,
    DEFAULT_GRADES,
    TEMPLATES,
    ReadinessContext,
    check_all,
)

ROLE = Ref("clerk", "Văn thư")
CONTEXT = ReadinessContext({"A": "Sở A"}, {"clerk": {"A"}})


def days(value: str) -> Limit:
    return Limit(value, "day")


def step(place: int, value: str = "1", **values) -> Step:
    plain = {
        "key": f"s{place}",
        "label": str(place),
        "name": f"Việc {place}",
        "role": ROLE,
        "duration": days(value),
        "result": "Văn bản",
    }
    return Step(**{**plain, **values})


def content(*steps: Step, limit: Limit | None = None, **values) -> Content:
    plain = {"result": "Quyết định", "limit": limit, "steps": steps}
    return Content("QT", "Thử", "tthc", "vi", 1, 0, **{**plain, **values})


def failed(lines) -> list[tuple[str, str, tuple[str, str]]]:
    return [(line.key, line.code, line.where) for line in lines if not line.passed]


def only(key: str, content_: Content, context: ReadinessContext = CONTEXT):
    """Lines of one check, the others switched off."""
    grades = dict.fromkeys(CHECKS, "off") | {key: DEFAULT_GRADES[key]}
    return check_all(content_, context, grades)


def sums(*steps: Step, **values):
    return only("sums", content(*steps, **values))


def worded(line) -> str:
    return TEMPLATES[line.code] % line.data
