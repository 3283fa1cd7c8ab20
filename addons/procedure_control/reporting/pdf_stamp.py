"""Joining and stamping finished PDF files; what lies below a stamp stays as it was.

A stored paper is evidence: nothing here parses or rewrites the text of its pages. Each
page gets two more content streams, one that shields it and one that draws the stamp.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
)

_STAMP = NameObject("/ProcedureStamp")
_BEFORE = b"q\n"
_AFTER = b"\nQ q /ProcedureStamp Do Q\n"


def join(parts: Sequence[bytes]) -> bytes:
    """One PDF of several, in their order. The list holds at least one."""
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=True)
    return _written(writer)


def page_count(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def stamp(data: bytes, overlay: bytes) -> bytes:
    """``data`` with the first page of ``overlay`` drawn over each of its pages.

    The overlay's page has the size of the papers and is transparent but for its text.
    """
    reader = PdfReader(io.BytesIO(data))
    writer = PdfWriter(clone_from=reader)
    form = _form(PdfReader(io.BytesIO(overlay)).pages[0], writer)
    before = writer._add_object(_stream(_BEFORE))
    after = writer._add_object(_stream(_AFTER))
    for page in writer.pages:
        _draw(page, form, before, after)
    return _written(writer)


def _form(page, writer):
    """A page as one reusable drawing of another file."""
    drawing = StreamObject()
    drawing.set_data(page.get_contents().get_data())
    drawing = drawing.flate_encode()
    drawing.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(page.mediabox),
            NameObject("/Group"): DictionaryObject(
                {
                    NameObject("/S"): NameObject("/Transparency"),
                    NameObject("/Type"): NameObject("/Group"),
                }
            ),
            NameObject("/Resources"): page["/Resources"].get_object().clone(writer),
        }
    )
    return writer._add_object(drawing)


def _draw(page, form, before, after):
    present = page.get("/Contents")
    present = present.get_object() if present is not None else ArrayObject()
    if not isinstance(present, ArrayObject):
        present = ArrayObject([page.raw_get("/Contents")])
    page[NameObject("/Contents")] = ArrayObject([before, *present, after])
    # Pages share their resources: copy two dictionaries, not what they hold.
    resources = DictionaryObject(
        page.get("/Resources", DictionaryObject()).get_object()
    )
    drawings = resources.get("/XObject", DictionaryObject()).get_object()
    drawings = DictionaryObject(drawings)
    drawings[_STAMP] = form
    resources[NameObject("/XObject")] = drawings
    page[NameObject("/Resources")] = resources


def _stream(data):
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream


def _written(writer):
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
