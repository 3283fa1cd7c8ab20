"""Opening a workbook from a stranger: looked at before it is unpacked or parsed."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from .finding import Finding

_BLOCK = 1 << 16
#: Longest piece between two rows; a legitimate row of this template has a few kB.
_ROW_BYTES = 1 << 20
_KEPT = 64
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_DECLARATION = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Limits:
    """What a file may cost: bytes as sent and unpacked, parts, lines, text length."""

    file_bytes: int = 5_000_000
    unpacked_bytes: int = 25_000_000
    parts: int = 500
    lines: int = 5_000
    text: int = 2_000


DEFAULT_LIMITS = Limits()


def inspect(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Finding]:
    """Findings about the file as a whole; a blocking one means: do not parse it.

    Refuses what is no zip, too large, a bomb, damaged, encrypted, or holds XML with a
    document type, an entity or an unusual encoding. Links to other files are reported
    as a warning: nothing ever follows them.
    """
    if len(data) > limits.file_bytes:
        return [_too_large("file_too_large", limits.file_bytes)]
    if data.startswith(_OLD_OFFICE):
        return [Finding("old_or_encrypted")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
    ):
        # zipfile raises each of these for one kind of damage or another.
        code = "damaged" if data.startswith(b"PK") else "not_xlsx"
        return [Finding(code)]


def _too_large(code: str, limit: int) -> Finding:
    return Finding(code, values={"megabytes": limit // 1_000_000})


def _parts(archive: zipfile.ZipFile, limits: Limits) -> list[Finding]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > limits.parts or len(names) < len(parts):
        return [Finding("unsafe")]
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        return [_too_large("bomb", limits.unpacked_bytes)]
    if any(part.flag_bits & 1 for part in parts):
        return [Finding("old_or_encrypted")]
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return [Finding("not_xlsx")]
    for part in parts:
        if not _safe(archive, part):
            return [Finding("unsafe", values={"part": part.filename[:80]})]
    if any(name.startswith("xl/externalLinks/") for name in names):
        return [Finding("external_links", severity="warning")]
    return []


def _safe(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Read a part to its end, which also proves its checksum, without keeping it."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_sheet = part.filename.startswith("xl/worksheets/") and is_xml
    # A comment could hide a row's end from the guard below; none is ever written there.
    forbidden = (b"<!",) if is_sheet else (b"<!DOCTYPE", b"<!ENTITY")
    seen, since_row, first = b"", 0, True
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            if first and is_xml and not _plain_encoding(block):
                return False
            first = False
            window = seen + block
            if is_xml and any(mark in window for mark in forbidden):
                return False
            since_row = 0 if _ROW.search(window) else since_row + len(block)
            if is_sheet and since_row > _ROW_BYTES:
                return False
            seen = window[-_KEPT:]
    return True


def _plain_encoding(block: bytes) -> bool:
    """UTF-8 only: in another encoding the marks looked for would not be seen."""
    text = block.removeprefix(b"\xef\xbb\xbf")
    if not text.lstrip().startswith(b"<") or b"\x00" in text[:_KEPT]:
        return False
    declared = _DECLARATION.match(text)
    return declared is None or declared[1].strip().lower() in _ENCODINGS
