"""Where the records of a revision differ from the bytes that were signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: What a shared record (role, agency, user, legal basis) is in the canonical form.
_REF = {"code", "name"}


@dataclass(frozen=True)
class Difference:
    """``path`` leads to the field: ``steps[2 B3 Trả kết quả].name``; ``name`` ends it.

    ``signed`` and ``found`` are the plain values, None where there is none. Where a
    shared record differs ``codes`` are the signed and the found code; equal ones say
    that only its name differs, which is as it may be: the bytes keep the name of then.
    """

    path: str
    name: str
    signed: object
    found: object
    codes: tuple[str, str] | None = None


def differences(signed: object, found: object) -> list[Difference]:
    """Each field in which two plain (JSON) forms of a content differ, in order."""
    return list(_walk(signed, found, "", ""))


def _walk(signed, found, path, name) -> Iterator[Difference]:
    if signed == found:
        return
    if _is_ref(signed) and _is_ref(found):
        codes = (signed["code"], found["code"])
        yield Difference(path, name, _ref(signed), _ref(found), codes)
    elif isinstance(signed, dict) and isinstance(found, dict):
        for key in sorted(signed.keys() | found.keys()):
            here = f"{path}.{key}" if path else key
            yield from _walk(signed.get(key), found.get(key), here, key)
    elif isinstance(signed, list) and isinstance(found, list):
        for number in range(max(len(signed), len(found))):
            one = signed[number] if number < len(signed) else None
            other = found[number] if number < len(found) else None
            place = _place(number, one if one is not None else other)
            yield from _walk(one, other, f"{path}[{place}]", name)
    else:
        yield Difference(path, name, signed, found)


def _is_ref(value) -> bool:
    return isinstance(value, dict) and value.keys() == _REF


def _ref(value) -> str:
    return f"{value['code']} {value['name']}".strip()


def _place(number, item) -> str:
    """The number from one, and what the reader knows the item by."""
    words = [str(number + 1)]
    if isinstance(item, dict):
        words += [
            str(item[name])
            for name in ("label", "number", "code", "name")
            if item.get(name)
        ]
    return " ".join(words)
