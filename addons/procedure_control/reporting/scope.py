"""What one compliance file is about: period, reader, choices, and when it was taken."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from .layouts import Layout, dates_text, layout_on, period_text
from .period import Period
from .sheets import Cover


@dataclass(frozen=True)
class Scope:
    """Everything but rows that the sheets of a file need; plain, so that it keeps.

    ``as_of``: naive local moment at which the rows were taken. ``agencies``: names;
    ``agency``: how they read together. ``words``: whose rows these are, empty when the
    reader may see all. ``produced``: who made the file, when, and where the trail
    stood. ``choices``: what was chosen, as pairs (what, which) of text.
    ``by``: keys of `ii06a.GROUPS`. ``sheets``: keys of `workbook.KINDS` in the file,
    empty for all. ``trail_head``: number and hash of the last sealed event, as text.
    """

    period: Period
    as_of: datetime
    language: str = "vi"
    agency: str = ""
    agencies: tuple[str, ...] = ()
    words: str = ""
    produced: str = ""
    author: str = ""
    receiver: str = ""
    by: tuple[str, ...] = ("agency",)
    supplement_column: int = 12
    requesters: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    sheets: tuple[str, ...] = ()
    trail_head: str = ""

    @property
    def until(self) -> datetime:
        """The moment at which open cases and steps are judged."""
        return min(self.period.end, self.as_of)

    @property
    def layout(self) -> Layout:
        return layout_on(self.period.last).choosing(self.supplement_column)

    @property
    def cover(self) -> Cover:
        return Cover(agency=self.agency, scope=self.words, produced=self.produced)

    @property
    def period_text(self) -> str:
        layout, period, language = self.layout, self.period, self.language
        return (
            f"{period_text(layout, period, language)} "
            f"{dates_text(layout, period, language)}"
        )

    def to_json(self) -> dict[str, Any]:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values["as_of"] = self.as_of.isoformat()
        values["period"] = {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self.period).items()
        }
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Scope:
        """What `to_json` gave, also after a round through JSON text."""
        period = dict(values["period"])
        for key in ("first", "last"):
            period[key] = date.fromisoformat(period[key])
        found = dict(values)
        found["period"] = Period(**period)
        found["as_of"] = datetime.fromisoformat(values["as_of"])
        for key in ("agencies", "by", "sheets"):
            found[key] = tuple(values[key])
        found["choices"] = tuple(tuple(pair) for pair in values["choices"])
        return cls(**found)
