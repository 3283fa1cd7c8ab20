"""The shape of what a doer hands in with a step, as a client may send it."""

from __future__ import annotations

#: Keys of one decision on a later step, by what their values are.
NUMBERS = ("step_id", "user_id", "agency_id")
TEXTS = ("duration_value", "duration_unit")


def misshapen(evidence: dict) -> str:
    """Name of the first entry of ``evidence`` that is not what it should be, or "".

    ``reason``, ``document_number`` and ``answer`` are texts, ``return_reason_id`` a
    number, ``checked`` a list of texts, ``attachment_ids`` of numbers, ``assignments``
    of dicts with `NUMBERS`, `TEXTS` and ``agency_ids``. Empty says nothing: None and
    False stand for it.
    """
    shapes = {
        "choice": lambda value: _is_text(value) or _is_number(value),
        "reason": _is_text,
        "document_number": _is_text,
        "answer": _is_text,
        "return_reason_id": _is_number,
        "checked": lambda value: _all(value, _is_text),
        "attachment_ids": lambda value: _all(value, _is_number),
        "assignments": lambda value: _all(value, _is_assignment),
    }
    for name, fits in shapes.items():
        value = evidence.get(name)
        if value is not None and value is not False and not fits(value):
            return name
    return ""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    # What no record can have as its number would be an error of the database.
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and 0 <= value < 2**31


def _all(value: object, fits) -> bool:
    return isinstance(value, (list, tuple)) and all(map(fits, value))


def _is_assignment(row: object) -> bool:
    if not isinstance(row, dict):
        return False
    empty = (None, False)
    numbers = [row.get(key) for key in NUMBERS]
    texts = [row.get(key) for key in TEXTS]
    agencies = row.get("agency_ids")
    return (
        all(value in empty or _is_number(value) for value in numbers)
        and all(value in empty or _is_text(value) for value in texts)
        and (agencies in empty or _all(agencies, _is_number))
    )
