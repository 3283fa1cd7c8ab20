"""Joining and stamping PDF files, without Odoo."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from procedure_control.reporting.pdf_stamp import join, page_count, stamp
from procedure_control.reporting.revision_words import (
    MEANINGS,
    PAPER,
    STATES,
    WATERMARKS,
    stamp_line,
    watermark_kind,
)


def pdf(*pages):
    style = "<style>@page{size:A4} p{break-after:page} p:last-child{break-after:auto}"
    body = "".join(f"<p>{page}</p>" for page in pages)
    return HTML(string=f"{style}</style>{body}").write_pdf()


def texts(data):
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(data)).pages]


def streams(page):
    contents = page["/Contents"].get_object()
    parts = contents if isinstance(contents, list) else [contents]
    return [part.get_object().get_data() for part in parts]


def test_join_keeps_order_and_pages():
    joined = join([pdf("bìa"), pdf("một", "hai")])
    assert texts(joined) == ["bìa", "một", "hai"]
    assert page_count(joined) == 3


def test_joining_one_changes_nothing():
    data = pdf("một")
    assert join([data]) is data


def test_every_page_is_stamped_and_its_own_drawing_is_untouched():
    data = pdf("một", "hai", "ba")
    stamped = stamp(data, pdf("DẤU"))
    assert [t.split() for t in texts(stamped)] == [
        ["một", "DẤU"],
        ["hai", "DẤU"],
        ["ba", "DẤU"],
    ]
    pairs = zip(
        PdfReader(io.BytesIO(data)).pages,
        PdfReader(io.BytesIO(stamped)).pages,
        strict=True,
    )
    for before, after in pairs:
        assert streams(after)[1:-1] == streams(before)
        assert after.mediabox == before.mediabox


def test_a_stamp_over_a_stamp():
    twice = stamp(stamp(pdf("một"), pdf("MỘT")), pdf("HAI"))
    assert "HAI" in texts(twice)[0]


def test_a_page_without_anything_is_stamped():
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    target = io.BytesIO()
    writer.write(target)
    assert texts(stamp(target.getvalue(), pdf("DẤU"))) == ["DẤU"]


@pytest.mark.parametrize(
    ("state", "controlled", "kind"),
    [
        ("draft", True, "draft"),
        ("in_review", False, "draft"),
        ("approved", True, "waiting"),
        ("effective", True, "controlled"),
        ("effective", False, "uncontrolled"),
        ("superseded", True, "superseded"),
        ("repealed", False, "repealed"),
    ],
)
def test_a_copy_is_controlled_only_of_what_is_in_force(state, controlled, kind):
    assert watermark_kind(state, controlled) == kind


def test_dated_line():
    time = "09:00 05/10/2026"
    line = stamp_line("vi", "uncontrolled", "effective", time, "Hoa", "số 3")
    assert line.startswith("In lúc 09:00 05/10/2026 bởi Hoa · khi in: đang có hiệu lực")
    assert "số 3" in line
    offline = stamp_line("en", "uncontrolled", "effective", "2026-10-05 09:00")
    assert offline.startswith("Copy for when the server is down")


@pytest.mark.parametrize("words", [PAPER, MEANINGS, WATERMARKS, STATES])
def test_both_languages_have_the_same_words(words):
    assert words["vi"].keys() == words["en"].keys()
    assert all(words["vi"].values())
