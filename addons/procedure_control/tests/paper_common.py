"""What tests of papers share: reading back the text of a PDF."""

import io
import unicodedata

from pypdf import PdfReader


def pages_of(data):
    """The text of each page, in one line each."""
    return [
        unicodedata.normalize("NFC", " ".join(page.extract_text().split()))
        for page in PdfReader(io.BytesIO(data)).pages
    ]


def text_of(data):
    return " ".join(pages_of(data))
