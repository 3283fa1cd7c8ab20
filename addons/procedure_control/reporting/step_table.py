"""The table of steps of a procedure, in the column heads that agencies print.

Cells that a real table merges come with the number of rows they span: equal labels in a
row, and the one time of a phase whose steps draw on a single budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..engine.content import Content, Limit, Phase, Step
from .paper_words import limit as limit_text
from .paper_words import number

_HEADS = {
    ("a", "vi"): ("TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả"),
    ("a", "en"): ("No.", "Work", "Responsible", "Time", "Form / result"),
    ("b", "vi"): (
        "Tên bước",
        "Đơn vị/người thực hiện",
        "Nội dung công việc",
        "Thời hạn giải quyết",
        "Biểu mẫu/kết quả",
    ),
    ("b", "en"): ("Step", "Unit or person", "Work", "Time limit", "Form / result"),
}

_WORDS = {
    "vi": {
        "step": "Bước {}",
        "unit": "{} (ĐVT: {})",
        "day": "ngày làm việc",
        "hour": "giờ làm việc",
        "calendar_day": "ngày",
        "end": "kết thúc",
        "variant": "(trường hợp: {})",
        "chosen": "{} được phân công tại bước {}",
        "requester_manager": "Lãnh đạo trực tiếp của người đề nghị",
        "previous": "Người thực hiện bước trước",
        "set": "Theo thời hạn được giao",
        "none": "Không tính thời gian",
        "together": "{} (thực hiện đồng thời)",
        "total": "Tổng thời gian",
        "someone": "Người",
        "asked": "Lấy ý kiến các cơ quan chọn tại bước {}",
        "asked_quorum": "cần {} ý kiến",
        "asked_all": "cần ý kiến của tất cả",
        "goes_on": "hết thời hạn: ghi không trả lời, giải quyết tiếp",
        "waits": "hết thời hạn: chờ trả lời",
    },
    "en": {
        "step": "Step {}",
        "unit": "{} (in {})",
        "day": "working days",
        "hour": "working hours",
        "calendar_day": "calendar days",
        "end": "ends",
        "variant": "(variant: {})",
        "chosen": "{} chosen at step {}",
        "requester_manager": "The requester's manager",
        "previous": "Owner of the previous step",
        "set": "As assigned",
        "none": "Time not counted",
        "together": "{} (run together)",
        "total": "Total time",
        "someone": "Person",
        "asked": "Agencies chosen at step {} are asked",
        "asked_quorum": "{} answers suffice",
        "asked_all": "all must answer",
        "goes_on": "when time is over: no reply, the case goes on",
        "waits": "when time is over: the case waits",
    },
}


@dataclass(frozen=True)
class Row:
    """One printed row: a band (``band`` set) or a step.

    A span of 0 means that the cell is covered by the one above.
    """

    band: str = ""
    label: str = ""
    label_span: int = 1
    name: str = ""
    instruction: str = ""
    outcomes: tuple[str, ...] = ()
    owner: str = ""
    time: str = ""
    time_span: int = 1
    result: str = ""


@dataclass(frozen=True)
class StepTable:
    """``owner_first``: the second column is who, the third what, else the reverse."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: str
    total_label: str
    owner_first: bool = False


def step_table(
    content: Content, layout: str = "a", statutory: dict[str, str] | None = None
) -> StepTable:
    """Rows of the table of ``content`` in layout "a", "b" or "c" (which prints as a).

    :param statutory: code of the national form by kind ("receipt": "Mẫu 01")
    """
    return _Writer(content, layout, statutory or {}).write()


class _Writer:
    def __init__(self, content: Content, layout: str, statutory: dict[str, str]):
        self.content = content
        self.layout = "b" if layout == "b" else "a"
        self.language = content.language
        self.words = _WORDS[self.language]
        self.statutory = statutory
        self.labels = {step.key: step.label for step in content.steps}
        self.phases = {phase.key: phase for phase in content.phases}
        self.variants = {variant.key: variant.name for variant in content.variants}
        self.forms = {form.key: form.code for form in content.forms}
        self.unit = self._single_unit()

    def write(self) -> StepTable:
        rows: list[Row] = []
        phase = ""
        for index, step in enumerate(self.content.steps):
            if step.phase != phase:
                phase = step.phase
                if phase:
                    rows.append(self._band(self.phases[phase]))
            rows.append(self._row(index, step))
        return StepTable(
            heads=self._heads(),
            rows=tuple(rows),
            total=self._text(self.content.limit, with_unit=True),
            total_label=self.words["total"],
            owner_first=self.layout == "b",
        )

    def _single_unit(self) -> str:
        """The unit of every number in the table, if there is only one."""
        limits = [step.duration for step in self.content.steps]
        limits += [phase.limit for phase in self.content.phases]
        units = {limit.unit for limit in limits if limit and limit.value}
        unit = units.pop() if len(units) == 1 else ""
        return unit if self.layout == "b" and unit in self.words else ""

    def _heads(self) -> tuple[str, ...]:
        heads = list(_HEADS[self.layout, self.language])
        if self.unit:
            heads[3] = self.words["unit"].format(heads[3], self.words[self.unit])
        return tuple(heads)

    def _text(self, limit: Limit | None, with_unit: bool = False) -> str:
        if not limit:
            return ""
        if self.unit == limit.unit and not with_unit:
            return number(limit.value, self.language)
        return limit_text(limit.value, limit.unit, self.language)

    def _band(self, phase: Phase) -> Row:
        name = ". ".join(part for part in (phase.number, phase.name) if part)
        if phase.mode == "together":
            name = self.words["together"].format(name)
        time = "" if phase.mode == "budget" else self._text(self._sub_total(phase))
        return Row(band=name, time=time)

    def _sub_total(self, phase: Phase) -> Limit | None:
        """The phase's own limit, else the sum of its steps where they share a unit."""
        if phase.limit or phase.mode == "together":
            return phase.limit
        limits = [
            step.duration
            for step in self.content.steps
            if step.phase == phase.key
            and not step.variants
            and step.time_mode == "own"
            and step.counted
            and step.duration
        ]
        if len({limit.unit for limit in limits}) != 1 or not limits[0].value:
            return None
        total = sum((Decimal(limit.value) for limit in limits), Decimal(0))
        return Limit(format(total, "f"), limits[0].unit)

    def _row(self, index: int, step: Step) -> Row:
        label = step.label
        if self.layout == "b" and label.isdigit():
            label = self.words["step"].format(label)
        name = step.name
        if step.variants:
            names = ", ".join(self.variants[key] for key in step.variants)
            name = f"{name} {self.words['variant'].format(names)}"
        time, time_span = self._time(index, step)
        return Row(
            label=label,
            label_span=self._span(
                index, lambda s: bool(s.label) and (s.label, s.phase)
            ),
            name=name,
            instruction=step.instruction,
            outcomes=tuple(self._outcomes(step)),
            owner=self._owner(step),
            time=time,
            time_span=time_span,
            result=self._result(step),
        )

    def _span(self, index: int, key) -> int:
        """Rows that the cell of step ``index`` covers; 0 when one above covers it."""
        steps = self.content.steps
        mine = key(steps[index])
        if not mine:
            return 1
        if index and key(steps[index - 1]) == mine:
            return 0
        end = index + 1
        while end < len(steps) and key(steps[end]) == mine:
            end += 1
        return end - index

    def _time(self, index: int, step: Step) -> tuple[str, int]:
        if step.time_mode == "phase" and step.phase:
            span = self._span(index, lambda s: s.time_mode == "phase" and s.phase)
            return self._text(self.phases[step.phase].limit), span
        if step.time_mode in ("set", "none"):
            return self.words[step.time_mode], 1
        return self._text(step.duration), 1

    def _owner(self, step: Step) -> str:
        role = step.role.name if step.role else ""
        if step.owner_mode == "chosen" and step.chosen_by:
            owner = self.words["chosen"].format(
                role or self.words["someone"], self.labels.get(step.chosen_by, "")
            )
        elif step.owner_mode in ("requester_manager", "previous"):
            owner = self.words[step.owner_mode]
        elif step.owner_mode == "user" and step.user:
            owner = step.user.name
        else:
            owner = role
        if step.agency_mode == "fixed" and step.agency:
            owner = f"{owner} – {step.agency.name}" if owner else step.agency.name
        return owner

    def _outcomes(self, step: Step):
        if step.kind == "consult" and step.agency_mode == "chosen":
            yield self._question(step)
        for outcome in step.outcomes:
            target = self.labels.get(outcome.target, "")
            if outcome.kind.startswith("end_"):
                target = self.words["end"]
            # Agencies write the target into the words themselves more often than not.
            if target and target not in outcome.name:
                yield f"{outcome.name} (→ {target})"
            else:
                yield outcome.name

    def _question(self, step: Step) -> str:
        """Whom a step asks, how many answers suffice, what silence means."""
        words = self.words
        enough = words["asked_all"]
        if step.quorum:
            enough = words["asked_quorum"].format(step.quorum)
        asked = words["asked"].format(self.labels.get(step.chosen_by, ""))
        return "; ".join((asked, enough, words[step.silence]))

    def _result(self, step: Step) -> str:
        codes = [self.statutory.get(kind, "") for kind in step.statutory_forms]
        codes += [self.forms[key] for key in step.forms]
        parts = [step.result, ", ".join(code for code in codes if code)]
        return "; ".join(part for part in parts if part)
