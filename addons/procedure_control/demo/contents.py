"""The procedures of ``procedures.json`` as `engine.content.Content` trees."""

import json
from dataclasses import replace
from pathlib import Path

from ..engine.content import (
    Component,
    Content,
    Form,
    Limit,
    Outcome,
    Phase,
    Ref,
    Section,
    Step,
    Variant,
)
from .control_content import with_parts

FILE = Path(__file__).with_name("procedures.json")


def read() -> dict:
    """The whole file as plain values."""
    return json.loads(FILE.read_text(encoding="utf-8"))


class Contents:
    """Makes the content of the file's procedures, names of shared records included."""

    def __init__(self, data: dict):
        self._names = {
            kind: {row["code"]: row["name"] for row in data[kind]}
            for kind in ("roles", "agencies", "legal_bases")
        }

    def of(self, row: dict) -> Content:
        """The content of one row of ``procedures``."""
        content = Content(
            code=row["code"],
            title=row["title"],
            kind=row["kind"],
            language=row["language"],
            issue_number=row["issue_number"],
            amendment_number=row["amendment_number"],
            summary=row["summary"],
            result=row["result"],
            fee=row["fee"],
            limit=_limit(row["limit"]),
            committed=_limit(row["committed"]),
            limit_rule=row["limit_rule"],
            copies_of_dossier=row["copies_of_dossier"],
            sections=tuple(Section(**section) for section in row["sections"]),
            phases=tuple(Phase(**_limited(phase)) for phase in row["phases"]),
            steps=tuple(self._step(step) for step in row["steps"]),
            variants=tuple(Variant(**_limited(one)) for one in row["variants"]),
            components=tuple(
                Component(**{**one, "variants": tuple(one.get("variants", ()))})
                for one in row["components"]
            ),
            forms=tuple(Form(**form) for form in row["forms"]),
            legal_bases=tuple(self._ref("legal_bases", c) for c in row["legal_bases"]),
        )
        return with_parts(content, row)

    def _step(self, row: dict) -> Step:
        values = dict(row)
        for name in ("role", "accountable"):
            values[name] = self._ref("roles", row.get(name))
        for name in ("consulted", "informed"):
            values[name] = tuple(self._ref("roles", c) for c in row.get(name, ()))
        for name in ("forms", "statutory_forms", "checklist", "variants"):
            values[name] = tuple(row.get(name, ()))
        values["agency"] = self._ref("agencies", row.get("agency"))
        values["duration"] = _limit(row.get("duration"))
        values["outcomes"] = tuple(Outcome(**one) for one in row.get("outcomes", ()))
        return Step(**values)

    def _ref(self, kind: str, code: str | None) -> Ref | None:
        return Ref(code, self._names[kind][code]) if code else None


def with_time(content: Content, label: str, days: str, limit: str) -> Content:
    """The same procedure with another time for one step, and another limit."""
    steps = tuple(
        replace(step, duration=replace(step.duration, value=days))
        if step.label == label
        else step
        for step in content.steps
    )
    return replace(content, steps=steps, limit=replace(content.limit, value=limit))


def _limit(row: dict | None) -> Limit | None:
    return Limit(**row) if row else None


def _limited(row: dict) -> dict:
    return {**row, "limit": _limit(row.get("limit"))}
