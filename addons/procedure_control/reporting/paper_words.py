"""How dates, times and limits read on paper, in the paper's own language.

A paper speaks the language of its revision whoever prints it, so these words are not
translations of the screen: a Vietnamese form keeps the wording of its circular.
"""

from __future__ import annotations

from datetime import date, datetime

LANGUAGES = ("vi", "en")

_DAYS_EN = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_UNITS = {
    "vi": {
        "minute": "{} phút",
        "hour": "{} giờ làm việc",
        "day": "{} ngày làm việc",
        "calendar_day": "{} ngày",
        "month": "{} tháng",
        "same_day": "Trong ngày làm việc",
        "at_once": "Ngay",
        "not_counted": "Không tính thời gian",
    },
    "en": {
        "minute": "{} minutes",
        "hour": "{} working hours",
        "day": "{} working days",
        "calendar_day": "{} calendar days",
        "month": "{} months",
        "same_day": "Within the working day",
        "at_once": "At once",
        "not_counted": "Time not counted",
    },
}

CHANNELS = {
    "vi": {"online": "Trực tuyến", "desk": "Trực tiếp", "post": "Dịch vụ bưu chính"},
    "en": {"online": "Online", "desk": "At the desk", "post": "By post"},
}


def number(value: str, language: str) -> str:
    """A decimal string as printed: "0.5" → "0,5" and "4" → "04" in Vietnamese."""
    text = (value or "").strip().replace(",", ".")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if language != "vi":
        return text
    return text.zfill(2) if text.isdigit() else text.replace(".", ",")


def limit(value: str, unit: str, language: str) -> str:
    """A time limit with its unit, empty where there is none."""
    pattern = _UNITS[language].get(unit or "", "")
    if "{}" not in pattern:
        return pattern
    text = number(value, language)
    if not text:
        return ""
    pattern = pattern.format(text)
    return pattern[:-1] if language == "en" and text == "1" else pattern


def day(value: date, language: str) -> str:
    if language == "vi":
        return f"ngày {value:%d} tháng {value:%m} năm {value:%Y}"
    return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"


def moment(value: datetime, language: str) -> str:
    """An instant, already in the agency's time zone."""
    if language == "vi":
        return f"{value:%H} giờ {value:%M} phút, {day(value, language)}"
    return f"{value:%H:%M} on {_DAYS_EN[value.weekday()]} {day(value, language)}"


def place_and_day(place: str, value: date, language: str) -> str:
    """The line under the national motto; a place not known is left to be written."""
    return f"{place or '……………'}, {day(value, language)}"
