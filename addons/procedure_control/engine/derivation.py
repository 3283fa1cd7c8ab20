"""How a due time came about: as data to keep with it, and as one readable sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from .calendar_source import EPOCH_ORDINAL, to_datetime, zone
from .duration import format_value
from .working_time import WorkingTime

VERSION = 1

#: English defaults; a caller passes the same keys in the reader's language.
WORDS = {
    "datetime_format": "%(weekday)s %d/%m/%Y %H:%M",
    "date_format": "%d/%m/%Y",
    "weekday_0": "Mon",
    "weekday_1": "Tue",
    "weekday_2": "Wed",
    "weekday_3": "Thu",
    "weekday_4": "Fri",
    "weekday_5": "Sat",
    "weekday_6": "Sun",
    "decimal_comma": "",
    "join": "; ",
    "list": ", ",
    "sentence": "Due {due}: {parts}.",
    "sentence_none": "No due time: {parts}.",
    "unit_minute": "{value} minutes from {start}",
    "unit_hour": "{value} working hours from {start}",
    "unit_day": "{value} working days from {start}",
    "unit_calendar_day": "{value} calendar days from {start}",
    "unit_month": "{value} months from {start}",
    "unit_same_day": "the same day, from {start}",
    "unit_at_once": "at once, {minutes} minutes from {start}",
    "unit_": "phases of {limits} one after the other, from {start}",
    "limit_minute": "{value} minutes",
    "limit_hour": "{value} working hours",
    "limit_day": "{value} working days",
    "limit_calendar_day": "{value} calendar days",
    "limit_month": "{value} months",
    "limit_same_day": "the same day",
    "limit_at_once": "at once",
    "unit_not_counted": "time not counted, from {start}",
    "first_day": "the first day not counted, ending at close of business",
    "cutoff": "received {received}, after {cutoff} or on a rest day, so the clock "
    "started the next working morning",
    "calendar": "calendar {calendar}",
    "days_off": "days off skipped: {list}",
    "extra_days": "extra working days: {list}",
    "span": "{start}–{end}",
    "named": "{dates} ({name})",
    "part": "{dates} in part",
    "pauses": "the clock stood {list}",
    "pause": "{start} → {end}",
    "pause_open": "from {start} on",
    "phase": "shared by the steps of its phase",
    "shrunk": "shortened in proportion, as the steps exceed the limit",
    "capped": "not later than planned",
    "floor": "the least time after a return",
    "flag_days_off_unknown": "days off after {known_until} are not entered yet",
    "flag_clock_stands": "the clock stands",
}


def derive(
    time_: WorkingTime,
    *,
    rule: str,
    unit: str,
    value: str,
    received: int,
    start: int,
    due: int | None,
    pauses=(),
    cutoff=None,
    flags=(),
    **notes,
) -> dict:
    """JSON-able: instants are naive UTC ISO strings, dates are the calendar's own.

    ``rule`` is ``limit``, ``phases``, ``own`` or ``return``; ``notes`` are further
    facts (``first_day``, ``phase``, ``capped``, ``shrunk``, ``floor``, ``minutes``,
    ``limits``), kept where true.
    """
    end = due if due is not None else start
    data = {
        "version": VERSION,
        "rule": rule,
        "unit": unit,
        "value": value,
        "received": _iso(received),
        "clock_start": _iso(start),
        "cutoff": cutoff.isoformat() if cutoff and start != received else None,
        "calendar": time_.name,
        "tz": time_.tz,
        "days_off": _days_off(time_, received, end),
        "extra_days": _extra_days(time_, received, end),
        "pauses": [
            {"from": _iso(first), "to": None if last is None else _iso(last)}
            for first, last in pauses
            if (last is None or last > start) and (due is None or first < due)
        ],
        "result": None if due is None else _iso(due),
        "flags": list(flags),
    }
    if time_.known_until:
        data["known_until"] = time_.known_until.isoformat()
    data.update({key: note for key, note in notes.items() if note})
    return data


def _iso(seconds: int) -> str:
    return to_datetime(seconds).isoformat()


def _date_range(time_: WorkingTime, start: int, end: int) -> tuple[int, int]:
    first = time_.first.toordinal()
    return first + time_.day_s(start), first + time_.day_s(end)


def _days_off(time_: WorkingTime, start: int, end: int) -> list[dict]:
    first, last = _date_range(time_, start, end)
    low = bisect_left(time_.off, (first,))
    spans: list[dict] = []
    for ordinal, name, partly in time_.off[low:]:
        if ordinal > last:
            break
        day = date.fromordinal(ordinal)
        previous = spans[-1] if spans else None
        if (
            previous
            and (previous["name"], previous["partly"]) == (name, partly)
            and date.fromisoformat(previous["to"]).toordinal() == ordinal - 1
        ):
            previous["to"] = day.isoformat()
        else:
            spans.append(
                {
                    "from": day.isoformat(),
                    "to": day.isoformat(),
                    "name": name,
                    "partly": partly,
                }
            )
    return spans


def _extra_days(time_: WorkingTime, start: int, end: int) -> list[dict]:
    first, last = _date_range(time_, start, end)
    low = bisect_left(time_.extra, (first,))
    high = bisect_right(time_.extra, (last + 1,))
    return [
        {"date": date.fromordinal(ordinal).isoformat(), "name": name}
        for ordinal, name in time_.extra[low:high]
    ]


def flags_of(time_: WorkingTime, due: int | None) -> tuple[str, ...]:
    """``days_off_unknown`` for a due past the last date whose days off are known."""
    if due is None:
        return ("clock_stands",)
    known = time_.known_until
    if known and due > (known.toordinal() + 2 - EPOCH_ORDINAL) * 86_400:
        return ("days_off_unknown",)
    if known and time_.local(to_datetime(due)).date() > known:
        return ("days_off_unknown",)
    return ()


class _Teller:
    def __init__(self, data: Mapping, words: Mapping[str, str]):
        self.data = data
        self.words = words
        self.tz = zone(data["tz"])

    def word(self, key: str, **values) -> str:
        template = self.words.get(key) or WORDS[key]
        return template.format(**values) if values else template

    def at(self, iso: str) -> str:
        utc = datetime.fromisoformat(iso).replace(tzinfo=zone("UTC"))
        local = utc.astimezone(self.tz)
        weekday = self.word(f"weekday_{local.weekday()}")
        template = self.word("datetime_format").replace("%(weekday)s", weekday)
        return local.strftime(template)

    def day(self, iso: str) -> str:
        return date.fromisoformat(iso).strftime(self.word("date_format"))

    def span(self, span: Mapping) -> str:
        dates = self.day(span["from"])
        if span["to"] != span["from"]:
            dates = self.word("span", start=dates, end=self.day(span["to"]))
        if span["partly"]:
            dates = self.word("part", dates=dates)
        name = span["name"]
        return self.word("named", dates=dates, name=name) if name else dates

    def value(self, text: str) -> str:
        comma = bool(self.words.get("decimal_comma", WORDS["decimal_comma"]))
        return format_value(Decimal(text), comma) if text else ""

    def listed(self, key: str, items) -> list[str]:
        text = self.word("list").join(items)
        return [self.word(key, list=text)] if text else []

    def length(self) -> str:
        return self.word(
            f"unit_{self.data['unit']}",
            value=self.value(self.data["value"]),
            limits=self.word("list").join(
                self.word(f"limit_{unit}", value=self.value(text))
                for unit, text in self.data.get("limits", ())
            ),
            start=self.at(self.data["clock_start"]),
            minutes=self.data.get("minutes", ""),
        )

    def parts(self) -> list[str]:
        data = self.data
        parts = [self.length()]
        notes = ("first_day", "phase", "floor", "shrunk")
        parts += [self.word(note) for note in notes if data.get(note)]
        if data["cutoff"]:
            received = self.at(data["received"])
            parts.append(
                self.word("cutoff", received=received, cutoff=data["cutoff"][:5])
            )
        if data["calendar"]:
            parts.append(self.word("calendar", calendar=data["calendar"]))
        parts += self.listed("days_off", map(self.span, data["days_off"]))
        extra = (
            {**row, "from": row["date"], "to": row["date"], "partly": False}
            for row in data["extra_days"]
        )
        parts += self.listed("extra_days", map(self.span, extra))
        parts += self.listed("pauses", map(self.pause, data["pauses"]))
        if data.get("capped"):
            parts.append(self.word("capped"))
        for flag in data["flags"]:
            known = data.get("known_until")
            parts.append(
                self.word(f"flag_{flag}", known_until=self.day(known) if known else "")
            )
        return parts

    def pause(self, pause: Mapping) -> str:
        start = self.at(pause["from"])
        if not pause["to"]:
            return self.word("pause_open", start=start)
        return self.word("pause", start=start, end=self.at(pause["to"]))


def explain(derivation: Mapping, words: Mapping[str, str] | None = None) -> str:
    """One sentence in the words given (missing keys read in English)."""
    teller = _Teller(derivation, words or {})
    parts = teller.word("join").join(teller.parts())
    if derivation["result"] is None:
        return teller.word("sentence_none", parts=parts)
    return teller.word("sentence", due=teller.at(derivation["result"]), parts=parts)
