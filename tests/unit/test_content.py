import hashlib
import json
import re
from dataclasses import replace

import pytest

from procedure_control.engine.canonical import (
    CANONICAL_VERSION,
    canonical_bytes,
    canonical_html,
    fingerprint,
    from_bytes,
    version_of,
)
from procedure_control.engine.content import (
    ChangeItem,
    Content,
    File,
    Record,
    Ref,
    Reference,
    Section,
)

from . import procedures

EVERY = [*procedures.refs(), *procedures.refs(test_only=True)]


@pytest.mark.parametrize("ref", EVERY)
def test_content_comes_back_whole_from_its_bytes(ref):
    content = procedures.content(ref)
    data = canonical_bytes(content)
    assert from_bytes(data) == content
    assert canonical_bytes(from_bytes(data)) == data


def test_no_two_procedures_share_a_fingerprint():
    prints = {fingerprint(canonical_bytes(procedures.content(ref))) for ref in EVERY}
    assert len(prints) == len(EVERY)


def test_fingerprint_is_of_the_bytes_alone():
    data = canonical_bytes(procedures.content("P3"))
    assert fingerprint(data) == "$3$" + hashlib.sha256(data).hexdigest()


def test_canonical_form_is_fixed():
    """Bytes signed years ago must still be what the same content gives."""
    content = Content("QT.01", "Thử", "internal", "vi", 1, 0, result="đủ")
    text = canonical_bytes(content).decode()
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert "đủ" in text and "\\u" not in text
    digest = "$1$c45b647dab15b7f6cc87e2f7bb464f6c7e76b2de5eb9daf19a97ef31b5342e4e"
    assert fingerprint(canonical_bytes(content, version=1)) == digest
    digest = "$2$ef2659811f518457dd7b0151e64bb8c9fbb373143a770e6e786d7501931af15b"
    assert fingerprint(canonical_bytes(content, version=2)) == digest
    digest = "$3$626de3255ff24a97cbb0a30e564cf03681a6ecd5c0dbe25b6705903d365b2a8d"
    assert fingerprint(canonical_bytes(content)) == digest


@pytest.mark.parametrize("ref", EVERY)
def test_bytes_of_the_first_version_are_read_and_made_again(ref):
    content = procedures.content(ref)
    later = replace(
        content,
        sections=(*content.sections, Section("", "Điều", "", level="article")),
        records=(Record("Sổ", "Văn thư", "Tủ 1", "05 năm"),),
        references=(Reference("ISO 9001", "Hệ thống", "external"),),
        files=(File("a1", "Lưu đồ", "luu-do.pdf", "00"),),
        changes=(ChangeItem("Mục 2", "Rút ngắn"),),
        retention=10,
    )
    old = canonical_bytes(later, version=1)
    assert (version_of(old), version_of(canonical_bytes(later))) == (
        1,
        CANONICAL_VERSION,
    )
    assert set(json.loads(old)["content"]) == set(
        json.loads(canonical_bytes(content, version=1))["content"]
    )
    read = from_bytes(old)
    assert (read.records, read.retention, read.sections[-1].level) == ((), 0, "")
    assert canonical_bytes(read, version=1) == old
    assert from_bytes(canonical_bytes(later)) == later
    with pytest.raises(ValueError):
        canonical_bytes(content, version=CANONICAL_VERSION + 1)


@pytest.mark.parametrize("ref", EVERY)
def test_bytes_of_the_second_version_are_read_and_made_again(ref):
    content = procedures.content(ref)
    asked = replace(content.steps[0], kind="consult", quorum=2, silence="waits")
    later = replace(
        content, steps=(asked, *content.steps[1:]), supplement_rule="restart"
    )
    old = canonical_bytes(later, version=2)
    assert version_of(old) == 2
    assert b"silence" not in old and b"supplement_rule" not in old
    read = from_bytes(old)
    assert (read.steps[0].quorum, read.steps[0].silence) == (0, "goes_on")
    assert read.supplement_rule == "resume"
    assert canonical_bytes(read, version=2) == old
    assert from_bytes(canonical_bytes(later)) == later


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, title=c.title + " "),
        lambda c: replace(c, fee="10.000 đồng"),
        lambda c: replace(c, steps=c.steps[::-1]),
        lambda c: replace(
            c, steps=(replace(c.steps[0], needs_file=True), *c.steps[1:])
        ),
        lambda c: replace(c, legal_bases=(*c.legal_bases, Ref("1/2026", "Mới"))),
        lambda c: replace(c, records=(*c.records, Record("Sổ"))),
        lambda c: replace(c, references=(Reference("TCVN", "Từ vựng"),)),
        lambda c: replace(c, files=(File("a1", "Lưu đồ", sha256="1"),)),
        lambda c: replace(c, changes=(ChangeItem("2", "Bỏ"),)),
        lambda c: replace(c, retention=c.retention + 1),
        lambda c: replace(c, supplement_rule="restart"),
        lambda c: replace(c, steps=(replace(c.steps[0], quorum=3), *c.steps[1:])),
        lambda c: replace(
            c, steps=(replace(c.steps[0], silence="waits"), *c.steps[1:])
        ),
        lambda c: replace(
            c, steps=(replace(c.steps[0], role=Ref("x", "Khác")), *c.steps[1:])
        ),
    ],
)
def test_every_change_shows_in_the_fingerprint(change):
    content = procedures.content("P4")
    before = fingerprint(canonical_bytes(content))
    assert fingerprint(canonical_bytes(change(content))) != before


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"version": 9, "content": {}}', b'{"version": 1}', b"\xff"],
)
def test_bytes_of_something_else_are_refused(data):
    with pytest.raises(ValueError):
        from_bytes(data)


def test_pictures_become_digests_and_words_stay():
    digest = hashlib.sha256(bytes([0, 1, 2])).hexdigest()
    html = '<p>Một<img src="data:image/png;base64,AAEC">hai</p>'
    assert canonical_html(html) == (f'<p>Một<img src="sha256:{digest}">hai</p>')
    assert canonical_html(None) == ""


def test_a_step_of_no_variant_belongs_to_all():
    content = procedures.content("odd-a")
    assert [s.key for s in content.steps_of("v1")] == ["s1", "s2", "s5"]
    assert [s.key for s in content.steps_of("v2")] == ["s1", "s3", "s4", "s5"]
    assert content.step("s3").label == "2b"
    with pytest.raises(KeyError):
        content.step("s9")


class TestDemoData:
    """The data file answers for both the unit tests and the demo."""

    def test_keys_are_the_order(self):
        for ref in EVERY:
            content = procedures.content(ref)
            for prefix in ("steps", "phases", "variants", "forms"):
                keys = [item.key for item in getattr(content, prefix)]
                expected = [f"{prefix[0]}{n}" for n in range(1, len(keys) + 1)]
                assert keys == expected, ref

    def test_every_code_names_something(self):
        data = procedures.data()
        people = {row["login"] for row in data["people"]}
        fields = {row["code"] for row in data["fields"]}
        departments = {
            row["code"] for agency in data["agencies"] for row in agency["departments"]
        }
        for row in data["holders"]:
            assert row["role"] in procedures.names("roles")
            assert row["agency"] in procedures.names("agencies")
            assert row["user"] in people
            assert row["substitute"] in people | {None}
            assert row["field"] in fields | {None}
            assert row["department"] in departments | {None}
        for row in data["procedures"]:
            assert {row["owner"], row["author"], row["signer"]} <= people
            assert row["author"] != row["signer"]
            assert row["field"] in fields
            assert row["department"] in departments | {None}
            assert row["type"] in procedures.names("types")

    def test_all_four_kinds_and_six_internal_procedures(self):
        rows = [r for r in procedures.data()["procedures"] if not r["test_only"]]
        kinds = [row["kind"] for row in rows]
        assert set(kinds) == {"tthc", "tthc_internal", "internal", "system"}
        assert kinds.count("internal") >= 7
        assert {"P1", "P1b", "P8"} <= {row["ref"] for row in rows}

    def test_printed_codes_follow_their_types(self):
        patterns = {t["code"]: t["code_pattern"] for t in procedures.data()["types"]}
        for row in procedures.data()["procedures"]:
            number = re.search(r"(\d+)$", row["code"])
            if number:
                expected = patterns[row["type"]].format(
                    type=row["type"], field=row["field"], seq=int(number[1])
                )
                assert row["code"] == expected

    def test_forms_change_number_between_circulars(self):
        forms = {
            (form["kind"], form["circular"]): form["code"]
            for form in procedures.data()["statutory_forms"]
        }
        assert forms["control_slip", "01/2018/TT-VPCP"] == "Mẫu 05"
        assert forms["control_slip", "03/2025/TT-VPCP"] == "Mẫu 06"
        assert forms["termination", "03/2025/TT-VPCP"] == "Mẫu 05"
        assert ("termination", "01/2018/TT-VPCP") not in forms
