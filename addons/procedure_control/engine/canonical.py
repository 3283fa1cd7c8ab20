"""The canonical bytes of a `Content`: what is fingerprinted, kept and signed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import fields, is_dataclass
from decimal import Decimal

from .content import (
    ChangeItem,
    Component,
    Content,
    File,
    Form,
    Limit,
    Outcome,
    Phase,
    Record,
    Ref,
    Reference,
    Section,
    Step,
    Variant,
)

#: Version of the canonical form; raised whenever the same content would give new bytes.
#: What a version added is marked ``since`` on its field: older bytes stay readable, and
#: the bytes that were signed in an older version can be made again.
CANONICAL_VERSION = 3


def _known(cls, version: int):
    """The fields of a dataclass that its form of this version has."""
    return [f for f in fields(cls) if f.metadata.get("since", 1) <= version]


def _plain(value, version):
    if is_dataclass(value):
        known = _known(type(value), version)
        return {f.name: _plain(getattr(value, f.name), version) for f in known}
    if isinstance(value, (tuple, list)):
        return [_plain(item, version) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def canonical_bytes(content: Content, version: int = CANONICAL_VERSION) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, no spaces, characters not escaped.

    :param version: of the form; an older one leaves out what came later, so that the
        bytes of a signature made then can be compared with the records of today
    """
    if version not in range(1, CANONICAL_VERSION + 1):
        raise ValueError(f"unknown canonical version {version!r}")
    body = {"version": version, "content": _plain(content, version)}
    return json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


_VERSION = re.compile(rb',"version":(\d{1,9})\}\Z')


def version_of(data: bytes) -> int:
    """The canonical version of stored bytes: the last words of their sorted JSON.

    Bytes that say none count as of the present version.
    """
    found = _VERSION.search(data[-32:])
    return int(found[1]) if found else CANONICAL_VERSION


def fingerprint(data: bytes) -> str:
    """``$v$sha256`` of the stored bytes alone, with v the version they are of."""
    return f"${version_of(data)}${hashlib.sha256(data).hexdigest()}"


_TYPES = {
    "sections": Section,
    "phases": Phase,
    "steps": Step,
    "variants": Variant,
    "components": Component,
    "forms": Form,
    "legal_bases": Ref,
    "records": Record,
    "references": Reference,
    "files": File,
    "changes": ChangeItem,
    "outcomes": Outcome,
    "consulted": Ref,
    "informed": Ref,
    "role": Ref,
    "user": Ref,
    "agency": Ref,
    "accountable": Ref,
    "limit": Limit,
    "committed": Limit,
    "duration": Limit,
}


def _revive(cls, plain: dict, version: int):
    values = {}
    for f in _known(cls, version):
        value = plain[f.name]
        kind = _TYPES.get(f.name)
        if isinstance(value, list):
            value = tuple(
                _revive(kind, v, version) if isinstance(v, dict) else v for v in value
            )
        elif isinstance(value, dict):
            value = _revive(kind, value, version)
        values[f.name] = value
    return cls(**values)


def from_bytes(data: bytes) -> Content:
    """Read back what `canonical_bytes` wrote, now or in an older version.

    Raises ValueError when the bytes are not canonical JSON of a known version.
    """
    try:
        plain = json.loads(data)
        version = plain["version"]
        if type(version) is not int or not 1 <= version <= CANONICAL_VERSION:
            raise ValueError(f"unknown canonical version {version!r}")
        return _revive(Content, plain["content"], version)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not the content of a revision: {error}") from error


_IMAGE = re.compile(r"data:image/[a-z+.-]+;base64,([A-Za-z0-9+/=\s]+)")


def canonical_html(html: str) -> str:
    """Stored, sanitised HTML with each embedded image replaced by its SHA-256.

    The words stay readable in a comparison, and a changed picture still shows.
    """

    def digest(match: re.Match) -> str:
        raw = base64.b64decode(match.group(1))
        return f"sha256:{hashlib.sha256(raw).hexdigest()}"

    return _IMAGE.sub(digest, html or "")
