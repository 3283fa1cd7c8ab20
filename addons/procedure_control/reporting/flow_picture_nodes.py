"""What each box of a picture says, before anybody knows where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..engine.content import Content, Outcome, Step
from ..engine.paths import ENDS, Path, is_counted
from .flow_picture_text import printable, wrap
from .flow_picture_words import WORDS
from .paper_words import limit as limit_text
from .step_table import step_table

#: Sizes of letters and heights of their lines, by how a line looks.
SIZES = {"bold": (13, 17), "plain": (12, 15), "note": (12, 15)}

#: How a state looks; ``replied`` is what a consultation wants of an agency.
LOOKS = {
    "planned": "planned",
    "ready": "current",
    "paused": "paused",
    "done": "done",
    "sent_back": "returned",
    "not_arisen": "gone",
    "skipped": "gone",
    "cancelled": "gone",
    "no_reply": "silent",
}


@dataclass(frozen=True)
class AgencyState:
    """One agency that was asked in a consultation."""

    name: str
    state: str = "planned"
    late: bool = False
    when: str = ""


@dataclass(frozen=True)
class StepState:
    """Where a case stands at one step; ``state`` is one of the states of a task.

    ``times`` counts its occurrences, ``who`` and ``when`` are words, ``chosen`` the
    names of the outcomes that were taken there.
    """

    state: str = "planned"
    late: bool = False
    times: int = 1
    who: str = ""
    when: str = ""
    chosen: frozenset[str] = frozenset()
    agencies: tuple[AgencyState, ...] = ()


@dataclass(frozen=True)
class Exit:
    """An outcome that leaves the row: ``kind`` is ``back``, ``jump`` or ``end``."""

    name: str
    kind: str
    target: str = ""
    taken: bool = False


@dataclass(frozen=True)
class Node:
    """A box: its lines are (text, look of the letters), already broken to its width."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    look: str = "plain"
    late: bool = False
    times: int = 1
    dashed: bool = False
    exits: tuple[Exit, ...] = ()
    agencies: tuple[Node, ...] = field(default=())

    @property
    def height(self) -> float:
        return 14 + sum(SIZES[style][1] for _text, style in self.lines)


class Writer:
    """The boxes of one path.

    :param states: {step key: StepState} of a case, None for the procedure itself
    """

    def __init__(
        self,
        content: Content,
        path: Path,
        states: Mapping[str, StepState] | None,
        language: str,
    ):
        self.content = content
        self.path = path
        self.states = states
        self.language = language
        self.words = WORDS[language]
        self.result = path.result_step()
        self.variants = {variant.key: variant.name for variant in content.variants}
        rows = step_table(replace(content, language=language)).rows
        owners = [row.owner for row in rows if not row.band]
        keys = [step.key for step in content.steps]
        self.owners = dict(zip(keys, owners, strict=True))

    def label(self, key: str) -> str:
        step = self.path.steps[key]
        return printable(step.label) or f"{list(self.path.steps).index(key) + 1}"

    def node(self, key: str, width: float, alone: bool) -> Node:
        """The box of a step; only one ``alone`` in its row has ways out of the row."""
        step = self.path.steps[key]
        state = self._state(key)
        routed, told = [], []
        for outcome in step.outcomes:
            exit_ = self._exit(key, outcome, state) if alone else None
            if exit_:
                routed.append(exit_)
            elif outcome.kind != "next":
                told.append(self._told(outcome))
        name = f"{self._number(step)}{printable(step.name)}"
        told = [*self._facts(step, state), *told]
        asks = step.kind == "consult"
        return Node(
            key=key,
            title=self._title(name, step, state),
            lines=self._broken(name, told, width),
            look=self._look(state),
            late=bool(state and state.late),
            times=state.times if state else 1,
            dashed=bool(step.variants) or not is_counted(step),
            exits=tuple(routed),
            agencies=self._agencies(state) if asks and alone else (),
        )

    def members(self, key: str, width: float) -> tuple[Node, ...]:
        """The boxes of the agencies that a consultation asks."""
        agencies = self.node(key, width, True).agencies
        return tuple(
            replace(
                node, lines=self._broken(node.title, [n for n, _s in node.lines], width)
            )
            for node in agencies
        )

    def _state(self, key: str) -> StepState | None:
        if self.states is None:
            return None
        return self.states.get(key) or StepState()

    def _look(self, state: StepState | AgencyState | None) -> str:
        return LOOKS.get(state.state, "planned") if state else "plain"

    def _number(self, step: Step) -> str:
        label = printable(step.label)
        if label.isdigit():
            label = self.words["step"].format(label)
        return f"{label}. " if label else ""

    def _exit(self, key: str, outcome: Outcome, state) -> Exit | None:
        """The way of this outcome on the drawing, None where the flow knows none."""
        taken = bool(state and outcome.name in state.chosen)
        name = printable(outcome.name)
        if outcome.kind in ENDS:
            return Exit(name, "end", taken=taken)
        place, target = self.path.place, outcome.target
        if target not in place or len(self.path.units[place[target]]) > 1:
            return None
        backwards = place[target] < place[key]
        if (outcome.kind, backwards) in (("back", True), ("jump", False)):
            if place[target] != place[key]:
                return Exit(name, outcome.kind, target, taken)
        return None

    def _told(self, outcome: Outcome) -> str:
        name = printable(outcome.name)
        if outcome.kind in ENDS:
            return self.words["ends"].format(name)
        target = (
            self.label(outcome.target) if outcome.target in self.path.steps else "?"
        )
        word = "back" if outcome.kind == "back" else "jump"
        return self.words[word].format(target, name)

    def _facts(self, step: Step, state: StepState | None) -> list[str]:
        words = self.words
        facts = []
        if state and (state.who or state.when):
            facts += [state.who, state.when]
        else:
            facts += [self.owners.get(step.key, ""), self._time(step)]
        if state and state.times > 1:
            facts.append(words["times"].format(state.times))
        if state and state.late and words["late"] not in state.when:
            facts.append(words["overdue"])
        if step.variants:
            names = ", ".join(self.variants.get(key, "?") for key in step.variants)
            facts.append(words["variant"].format(names))
        if step.kind == "wait":
            facts.append(words["wait"])
        if step.kind == "consult":
            facts += self._asks(step)
        if step.is_approval:
            facts.append(words["approval"])
        if step.key == self.result:
            facts.append(words["result"])
        return [printable(fact) for fact in facts if fact]

    def _asks(self, step: Step) -> list[str]:
        quorum = step.quorum
        asked = (
            self.words["answers"].format(quorum)
            if quorum
            else self.words["all_answers"]
        )
        return [asked, self.words[f"silence_{step.silence}"]]

    def _time(self, step: Step) -> str:
        if not is_counted(step) and step.kind != "wait":
            return self.words["untimed"]
        if step.time_mode == "set":
            return self.words["set"]
        if step.time_mode == "own" and step.duration:
            return limit_text(step.duration.value, step.duration.unit, self.language)
        return ""

    def _agencies(self, state: StepState | None) -> tuple[Node, ...]:
        if state and state.agencies:
            return tuple(
                Node(
                    key="",
                    title=printable(agency.name),
                    lines=tuple(
                        (printable(line), "plain")
                        for line in self._agency_lines(agency)
                        if line
                    ),
                    look=self._look(agency),
                    late=agency.late,
                )
                for agency in state.agencies
            )
        names = [self.words["agency"].format(n) for n in (1, 2)]
        names.append(self.words["more_agencies"])
        look = "planned" if state else "plain"
        return tuple(Node("", name, (), look, dashed=True) for name in names)

    def _agency_lines(self, agency: AgencyState):
        yield agency.when
        if agency.state == "no_reply":
            yield self.words["no_reply"]
        elif agency.late and self.words["late"] not in agency.when:
            yield self.words["overdue"]

    def _broken(self, name: str, facts, width: float):
        room = width - (42 if self.states is not None else 22)
        lines = [(line, "bold") for line in wrap(name, room, 13, bold=True)]
        for fact in facts:
            lines += [(line, "plain") for line in wrap(fact, room, 12, most=3)]
        return tuple(lines)

    def _title(self, name: str, step: Step, state: StepState | None) -> str:
        parts = [name]
        if state:
            parts.append(self.words.get(state.state, state.state))
            if state.late:
                parts.append(self.words["overdue"])
        parts += self._facts(step, state)
        return " · ".join(dict.fromkeys(part for part in parts if part))[:400]
