"""The cells of a step in words of the reader's language."""

from __future__ import annotations

from .document_rows import DutyRow
from .paper_words import limit
from .sheets import Spoken, Words


class DutyWords:
    """Texts of a `DutyRow`; ``language`` (vi | en) is that of time limits."""

    def __init__(self, words: Words, language: str) -> None:
        self.say, self.language = Spoken(words), language

    def owner(self, row: DutyRow) -> str:
        say = self.say
        if row.owner_mode == "requester_manager":
            return say._("Requester's manager")
        if row.owner_mode == "previous":
            return say._("Owner of the previous step")
        if row.owner_mode == "chosen" and row.chosen_at:
            text = say._("%(role)s, chosen at step %(step)s")
            return text % {"role": row.owner or say._("Person"), "step": row.chosen_at}
        return row.owner

    def holders(self, row: DutyRow) -> str:
        if row.holders:
            names = ", ".join(row.holders)
            if not row.more:
                return names
            text = self.say._("%(names)s and %(count)s more")
            return text % {"names": names, "count": row.more}
        if row.head_holds:
            return self.say._("Head of the department")
        return self.say._("Nobody") if row.unfilled else ""

    def unit(self, row: DutyRow) -> str:
        if row.agency_mode == "chosen":
            return self.say._("Agencies chosen in the case")
        return row.unit

    def responsibility(self, row: DutyRow) -> str:
        """Who answers, whether the step approves, with whom, who is told.

        Where nobody else is named, whoever does the step answers for it.
        """
        say = self.say
        parts = []
        if answers := row.accountable or self.owner(row):
            parts.append(say._("Answers: %(who)s") % {"who": answers})
        if row.approves:
            parts.append(say._("Approves or signs"))
        for text, who in (
            (say._("Coordinates: %(who)s"), row.consulted),
            (say._("Informed: %(who)s"), row.informed),
        ):
            if who:
                parts.append(text % {"who": ", ".join(who)})
        return "\n".join(parts)

    def time(self, row: DutyRow) -> str:
        say = self.say
        if row.time_mode == "phase":
            return say._("Within the time of its phase")
        if row.time_mode == "set":
            return say._("As assigned in the case")
        if row.time_mode == "none":
            return say._("Time not counted")
        text = limit(row.time_value, row.time_unit, self.language)
        if text and not row.counted and row.time_unit != "not_counted":
            return f"{text} ({say._('outside the limit')})"
        return text

    def papers(self, row: DutyRow) -> str:
        """Forms, then what the step asks to be kept."""
        say = self.say
        asked = {
            "checklist": say._("Checklist"),
            "file": say._("File required"),
            "number": say._("Document number required"),
        }
        return "\n".join([*row.forms, *(asked[key] for key in row.evidence)])
