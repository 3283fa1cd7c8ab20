"""The procedures of the demo data file as `Content` trees, without Odoo."""

import json
from functools import cache
from pathlib import Path

from procedure_control.engine.content import (
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
from procedure_control.engine.readiness import ReadinessContext

FILE = (
    Path(__file__).parents[2]
    / "addons"
    / "procedure_control"
    / "demo"
    / "procedures.json"
)
REAL = ("P1", "P1b", "P2-01", "P2-02", "P3", "P4", "P5", "P6", "P7")
ODD = ("odd-a", "odd-b", "odd-c", "odd-d")


@cache
def data() -> dict:
    return json.loads(FILE.read_text(encoding="utf-8"))


@cache
def names(kind: str, key: str = "code") -> dict:
    return {row[key]: row["name"] for row in data()[kind]}


def raw(ref: str) -> dict:
    return next(row for row in data()["procedures"] if row["ref"] == ref)


def refs(test_only: bool = False) -> tuple[str, ...]:
    rows = data()["procedures"]
    return tuple(row["ref"] for row in rows if row["test_only"] is test_only)


def content(ref: str) -> Content:
    """The content of the procedure ``ref`` ("P1" … "P8", "N1" …, "odd-a" …)."""
    row = raw(ref)
    return Content(
        **{name: row[name] for name in ("code", "title", "kind", "language")},
        **{name: row[name] for name in ("issue_number", "amendment_number")},
        **{name: row[name] for name in ("summary", "result", "fee", "limit_rule")},
        copies_of_dossier=row["copies_of_dossier"],
        limit=_limit(row["limit"]),
        committed=_limit(row["committed"]),
        sections=tuple(Section(**section) for section in row["sections"]),
        phases=tuple(
            Phase(**{**phase, "limit": _limit(phase.get("limit"))})
            for phase in row["phases"]
        ),
        steps=tuple(_step(step) for step in row["steps"]),
        variants=tuple(
            Variant(**{**variant, "limit": _limit(variant.get("limit"))})
            for variant in row["variants"]
        ),
        components=tuple(
            Component(**{**row_, "variants": tuple(row_.get("variants", ()))})
            for row_ in row["components"]
        ),
        forms=tuple(Form(**form) for form in row["forms"]),
        legal_bases=tuple(_ref("legal_bases", code) for code in row["legal_bases"]),
    )


def context(ref: str) -> ReadinessContext:
    """Who applies the procedure and who holds what, as the demo data has it."""
    agencies = names("agencies")
    holders: dict[str, set[str]] = {}
    for holder in data()["holders"]:
        holders.setdefault(holder["role"], set()).add(holder["agency"])
    applying = {code: agencies[code] for code in raw(ref)["applying_agencies"]}
    return ReadinessContext(applying=applying, holders=holders)


def _limit(row: dict | None) -> Limit | None:
    return Limit(**row) if row else None


def _ref(kind: str, code: str | None) -> Ref | None:
    return Ref(code, names(kind)[code]) if code else None


def _step(row: dict) -> Step:
    values = dict(row)
    for name in ("role", "accountable"):
        values[name] = _ref("roles", row.get(name))
    for name in ("consulted", "informed"):
        values[name] = tuple(_ref("roles", code) for code in row.get(name, ()))
    for name in ("forms", "statutory_forms", "checklist", "variants"):
        values[name] = tuple(row.get(name, ()))
    values["agency"] = _ref("agencies", row.get("agency"))
    values["duration"] = _limit(row.get("duration"))
    values["outcomes"] = tuple(Outcome(**one) for one in row.get("outcomes", ()))
    return Step(**values)
