"""How long something may take: a decimal number and the unit it was written in.

Text in, exact decimals inside, never floats; units are never converted.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property


class Unit(StrEnum):
    MINUTE = "minute"
    WORKING_HOUR = "hour"
    WORKING_DAY = "day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    SAME_DAY = "same_day"
    AT_ONCE = "at_once"
    NOT_COUNTED = "not_counted"


#: Units that carry no number.
WORDS = frozenset({Unit.SAME_DAY, Unit.AT_ONCE, Unit.NOT_COUNTED})
#: Units counted by the second on the working clock.
CLOCK = frozenset({Unit.MINUTE, Unit.WORKING_HOUR})
#: Units counted by the date.
DATES = frozenset({Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH})

#: Seconds on the clock of one of each.
SECONDS = {Unit.MINUTE: 60, Unit.WORKING_HOUR: 3600}

# Ten years, in the unit itself (a working year taken as 261 days of 8 hours).
LONGEST = {
    Unit.MINUTE: Decimal(1_252_800),
    Unit.WORKING_HOUR: Decimal(20_880),
    Unit.WORKING_DAY: Decimal(2_610),
    Unit.CALENDAR_DAY: Decimal(3_653),
    Unit.MONTH: Decimal(120),
}
MAX_PLACES = 4

_SIGNS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,12})?\Z")
_FRACTION = re.compile(r"(-?)(?:([0-9]{1,6})\s+)?([0-9]{1,6})\s*/\s*([0-9]{1,6})\Z")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}\Z")


class DurationError(ValueError):
    """A duration that cannot be used.

    ``code`` is one of ``missing``, ``not_a_number``, ``ambiguous``, ``negative``,
    ``zero``, ``too_long``, ``too_precise``, ``part_of_month``, ``unexpected_value``,
    ``unknown_unit``; ``data`` holds what the caller needs to word it.
    """

    def __init__(self, code: str, **data):
        super().__init__(f"{code}: {data}" if data else code)
        self.code = code
        self.data = data


@dataclass(frozen=True)
class Duration:
    """``value`` is None for the units that are words (same day, at once, …)."""

    value: Decimal | None
    unit: Unit

    @property
    def counted(self) -> bool:
        return self.unit is not Unit.NOT_COUNTED

    @cached_property
    def amount(self) -> Fraction | int:
        """The number exactly (an int where it is whole); 0 for a word."""
        return exact(self.value) if self.value is not None else 0

    @cached_property
    def seconds(self) -> Fraction | int:
        """On the clock, for minutes and hours."""
        return exact(self.amount * SECONDS.get(self.unit, 0))

    def scaled(self, ratio: Fraction) -> "Duration | Amount":
        return self if ratio == 1 else Amount(self.amount * ratio, self.unit)


@dataclass(frozen=True)
class Amount:
    """A length that need not be decimal, where steps are shortened in proportion."""

    amount: Fraction | int
    unit: Unit

    @property
    def seconds(self) -> Fraction | int:
        return exact(self.amount * SECONDS.get(self.unit, 0))

    @property
    def counted(self) -> bool:
        return self.unit is not Unit.NOT_COUNTED


def exact(number: Decimal | Fraction | int) -> Fraction | int:
    """A Fraction, or an int where the number is whole: whole ones are far cheaper."""
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def parse_value(text: str, *, allow_zero: bool = False) -> Decimal:
    """Read ``0,5``, ``0.25``, ``1/2``, ``1 1/2``, ``½``, ``04``.

    A single mark is a decimal mark; ``1.000`` and ``1,000`` are refused because a
    reader could take them for a thousand. Raises DurationError.
    """
    if not isinstance(text, str):
        raise DurationError("not_a_number", text=repr(text))
    clean = text.replace("\u00a0", " ").replace("−", "-").strip()
    for sign, plain in _SIGNS.items():
        clean = clean.replace(sign, f" {plain}")
    clean = clean.strip()
    if not clean:
        raise DurationError("missing")
    value = _read(clean, text)
    if value < 0:
        raise DurationError("negative", text=text)
    if not value and not allow_zero:
        raise DurationError("zero", text=text)
    longest = max(LONGEST.values())
    if value > longest:
        raise DurationError("too_long", text=text, longest=str(longest))
    return value


def _read(clean: str, text: str) -> Decimal:
    if _DECIMAL.match(clean):
        if _THOUSANDS.match(clean):
            raise DurationError("ambiguous", text=text)
        value = Decimal(clean.replace(",", ".")).normalize()
        if -value.as_tuple().exponent > MAX_PLACES:
            raise DurationError("too_precise", text=text, places=MAX_PLACES)
        return value
    match = _FRACTION.match(clean)
    if not match or not int(match[4]):
        raise DurationError("not_a_number", text=text)
    exact = int(match[2] or 0) + Fraction(int(match[3]), int(match[4]))
    scaled = exact * 10**MAX_PLACES
    if scaled.denominator != 1:
        raise DurationError("too_precise", text=text, places=MAX_PLACES)
    value = Decimal(scaled.numerator).scaleb(-MAX_PLACES)
    return -value if match[1] else value


def make(value: str | Decimal | int | None, unit: str) -> Duration:
    """A checked Duration of text (or an exact number) and a unit.

    Zero is accepted only with the units that are words. Raises DurationError.
    """
    try:
        unit = Unit(unit)
    except ValueError:
        raise DurationError("unknown_unit", unit=str(unit)) from None
    if value is None or value is False:
        value = ""
    if isinstance(value, Decimal | int):
        value = format(value, "f") if isinstance(value, Decimal) else str(value)
        value = _without_tail(value)
    if not isinstance(value, str):
        raise DurationError("not_a_number", text=repr(value))
    if unit in WORDS:
        if value.strip() and parse_value(value, allow_zero=True):
            raise DurationError("unexpected_value", text=value, unit=unit.value)
        return Duration(None, unit)
    number = parse_value(value)
    if number > LONGEST[unit]:
        raise DurationError(
            "too_long", text=value, unit=unit.value, longest=str(LONGEST[unit])
        )
    if unit is Unit.MONTH and number != number.to_integral_value():
        raise DurationError("part_of_month", text=value)
    return Duration(number, unit)


def _without_tail(text: str) -> str:
    """``1.000`` held as an exact number is one, not a thousand."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_value(
    value: Decimal, decimal_comma: bool = False, leading_zero: bool = False
) -> str:
    """``Decimal("0.50")`` → ``0,5``; ``leading_zero`` prints ``4`` as ``04``."""
    rounded = value.quantize(Decimal(10) ** -MAX_PLACES, ROUND_HALF_EVEN)
    text = _without_tail(format(rounded, "f"))
    if leading_zero and text.isdigit() and len(text) == 1 and text != "0":
        text = f"0{text}"
    return text.replace(".", ",") if decimal_comma else text
