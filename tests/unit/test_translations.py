"""The Vietnamese catalogue is whole, keeps every placeholder and speaks our words."""

import re
from pathlib import Path

import polib
import pytest

from procedure_control.engine import derivation

ADDON = Path(__file__).parents[2] / "addons" / "procedure_control"
I18N = ADDON / "i18n"

#: What a text must carry over unchanged: %(name)s, %s, {name} and {name:02d}.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\w+(?::\w+)?\}")
TAG = re.compile(r"</?\w+|/>|(?<= )(?:class|invisible)=\"[^\"]*\"")

#: Words a civil servant would not use, misread, or take for something else.
FORBIDDEN = (
    "kiểm toán",
    "nháp",
    "chủ sở hữu",
    "biến thể",
    "bản sửa đổi",
    "lỗi thời",
    "dấu vân tay",
    "vi phạm",
    "người yêu cầu",
    "chuyển cấp trên",
)

#: Read alike in both languages: the lint wants their translation left empty. The
#: wording of papers is that of their circular, in the paper's own language.
ALIKE = re.compile(
    r"[\d.]+|I{1,3}|IV|A[45]|B1|[56] rõ(, 6 rõ)?|PDF \(WeasyPrint\)|id"
    r"|(%\(record\)s: )?%\(message\)s|'%s' % object\.(document_id\.)?display_name"
    r"|SHA-256|revision_id|%\(step\)s, %\(who\)s, %\(when\)s: %\(why\)s"
    r"|<span class=\"visually-hidden\">] </span>|(\w+@example\.com(, )?)+"
    r"|%\(step\)s \(%\(who\)s\): %\(before\)s → %\(after\)s|“%\(rule\)s”: %\(why\)s"
    r"|'%s %s' % \(object\.display_name, .*|object\.display_name"
    r"|%\(when\)s: %\(who\)s, %\(how\)s|%\(indicator\)s, %\(agency\)s %\(year\)s"
    r"|<span>–</span>|CSV|XES \(IEEE 1849\)|QĐ 766"
)
PAPER = "arch_db:procedure_control.paper_"

#: msgid → the word the agencies use for it.
WORDS = {
    "Revision": "Phiên bản",
    "Draft": "Dự thảo",
    "In review": "Đang xem xét",
    "Approved, awaiting effect": "Đã phê duyệt, chờ hiệu lực",
    "Effective": "Đang có hiệu lực",
    "Superseded": "Bị thay thế",
    "Repealed": "Bãi bỏ",
    "Readiness": "Điều kiện trình duyệt",
    "Audit trail": "Nhật ký kiểm soát",
    "Auditor": "Đánh giá viên",
    "Quality officer": "Cán bộ ISO (thư ký ISO)",
    "Quality manager": "Trưởng ban ISO – đại diện lãnh đạo về chất lượng",
    "Content fingerprint (SHA-256)": "Mã kiểm chứng nội dung (SHA-256)",
    "Variant": "Trường hợp",
    "Requester": "Tổ chức, cá nhân nộp hồ sơ",
    "Clock paused": "Dừng tính thời hạn (chờ bổ sung)",
    "Processing terminated": "Chấm dứt giải quyết hồ sơ",
    "Notice of termination": "Thông báo dừng giải quyết hồ sơ",
    "Early": "Trước hạn",
    "On time": "Đúng hạn",
    "Overdue": "Quá hạn",
    "Within limit": "Trong hạn",
    "Not arisen": "Không phát sinh",
    "Skipped": "Bỏ qua bước",
    "Reassign": "Chuyển người khác xử lý",
    "Report to the line": "Báo cáo lãnh đạo",
}


@pytest.fixture(scope="module")
def template():
    return polib.pofile(I18N / "procedure_control.pot")


@pytest.fixture(scope="module")
def vietnamese():
    return polib.pofile(I18N / "vi.po")


def reads_alike(entry):
    return bool(ALIKE.fullmatch(entry.msgid)) or all(
        PAPER in place for place, _line in entry.occurrences
    )


def translations(catalogue):
    """msgid → what is shown, the msgid itself where both languages read alike."""
    return {
        entry.msgid: entry.msgstr or (entry.msgid if reads_alike(entry) else "")
        for entry in catalogue
        if not entry.obsolete
    }


def test_every_text_of_the_template_has_its_vietnamese(template, vietnamese):
    texts = translations(vietnamese)
    lacking = [entry.msgid for entry in template if not texts.get(entry.msgid)]
    assert len(template) > 1000
    assert lacking == []


def test_vietnamese_holds_nothing_that_the_template_has_not(template, vietnamese):
    known = {entry.msgid for entry in template}
    assert [msgid for msgid in translations(vietnamese) if msgid not in known] == []


def test_each_entry_stands_for_the_same_places(template, vietnamese):
    """A translation without its place is never shown, whatever it says."""
    places = {entry.msgid: sorted(entry.occurrences) for entry in template}
    assert [
        entry.msgid
        for entry in vietnamese
        if sorted(entry.occurrences) != places.get(entry.msgid)
    ] == []


def test_nothing_is_marked_as_uncertain(vietnamese):
    assert [entry.msgid for entry in vietnamese if entry.fuzzy] == []


@pytest.mark.parametrize("marks", [PLACEHOLDER, TAG], ids=["placeholders", "markup"])
def test_marks_are_carried_over(vietnamese, marks):
    differing = {
        msgid: msgstr
        for msgid, msgstr in translations(vietnamese).items()
        if msgstr and sorted(marks.findall(msgid)) != sorted(marks.findall(msgstr))
    }
    assert differing == {}


def test_words_that_mislead_never_appear(vietnamese):
    found = {
        entry.msgid: word
        for entry in vietnamese
        for word in FORBIDDEN
        if re.search(rf"\b{word}\b", entry.msgstr.lower())
    }
    assert found == {}


@pytest.mark.parametrize(("msgid", "word"), WORDS.items())
def test_the_words_on_the_screen(vietnamese, msgid, word):
    assert translations(vietnamese).get(msgid) == word


def test_names_of_printed_files_stay_expressions(vietnamese):
    """The name of a report's file is Python: a stray quote would break printing."""
    names = [
        entry
        for entry in vietnamese
        if any("print_report_name" in place for place, _line in entry.occurrences)
    ]
    assert names
    for entry in names:
        compile(entry.msgstr or entry.msgid, entry.msgid, "eval")


def test_every_word_of_a_derivation_is_given_in_the_readers_language():
    """What the caller leaves out of a due time's sentence reads in English."""
    given = (ADDON / "models" / "procedure_wording.py").read_text()
    worded = [
        key
        for key, text in derivation.WORDS.items()
        if re.search("[a-z]{2}", re.sub(r"%\(\w+\)s|\{\w+\}", "", text))
    ]
    assert len(worded) > 30
    assert [key for key in worded if f'"{key}": ' not in given] == []
