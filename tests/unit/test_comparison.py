import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.comparison import compare
from procedure_control.engine.content import (
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

from . import procedures
from .trying import trying

EVERY = [*procedures.refs(), *procedures.refs(test_only=True)]


def days(value):
    return Limit(value, "calendar_day")


def steps_of(comparison):
    return {item.name: item for item in comparison.of("steps")}


def field(item, name):
    return next(change for change in item.fields if change.name == name)


def keyed(prefix, items):
    return tuple(replace(item, key=f"{prefix}{n}") for n, item in enumerate(items, 1))


def with_step(content, place, step):
    """`content` with a step put in, every key and every link shifted as it must be."""
    became = {s.key: f"s{n + 1 + (n >= place)}" for n, s in enumerate(content.steps)}
    kept = [
        replace(
            s,
            chosen_by=became.get(s.chosen_by, ""),
            time_set_by=became.get(s.time_set_by, ""),
            outcomes=tuple(
                replace(o, target=became.get(o.target, "")) for o in s.outcomes
            ),
        )
        for s in content.steps
    ]
    return replace(content, steps=keyed("s", [*kept[:place], step, *kept[place:]]))


@pytest.mark.parametrize("ref", EVERY)
def test_a_content_does_not_differ_from_itself(ref):
    content = procedures.content(ref)
    comparison = compare(content, content)
    assert comparison.is_empty
    assert comparison.time_before == comparison.time_after
    json.dumps(comparison.as_dict())


def test_a_shorter_step_shows_by_field_and_the_time_before_and_after():
    old = procedures.content("P2-01")
    index = next(n for n, s in enumerate(old.steps) if s.label == "B4")
    step = replace(old.steps[index], duration=days("11"))
    new = replace(
        old,
        limit=days("16"),
        steps=(*old.steps[:index], step, *old.steps[index + 1 :]),
    )
    comparison = compare(old, new)
    [item] = comparison.items
    assert (item.part, item.change, item.moved) == ("steps", "changed", False)
    assert item.name.startswith("B4")
    change = field(item, "duration")
    assert (change.old, change.new) == (old.steps[index].duration, days("11"))
    assert [c.name for c in comparison.fields] == ["limit"]
    [before], [after] = comparison.time_before, comparison.time_after
    assert (before.limit, after.limit) == (days("20"), days("16"))
    assert before.total == (days("20"),)
    assert after.total == (days(str(20 - int(old.steps[index].duration.value) + 11)),)


def test_a_step_put_in_changes_no_other():
    """Keys shift; outcomes and owners chosen by a step still name the same step."""
    old = procedures.content("P6")
    assert any(o.target for s in old.steps for o in s.outcomes)
    new = with_step(old, 0, Step("", "0", "Kiểm tra", role=Ref("clerk", "Văn thư")))
    [item] = compare(old, new).items
    assert (item.change, item.name, item.new_place) == ("added", "0 Kiểm tra", 1)
    [item] = compare(new, old).items
    assert (item.change, item.name, item.old_place) == ("removed", "0 Kiểm tra", 1)
    assert {change.name for change in item.fields} == {"label", "name", "role"}


def test_a_step_that_moved_is_neither_new_nor_gone():
    names = ("A", "B", "C", "D")
    old = Content("Q", "T", "internal", "vi", 1, 0)
    old = replace(old, steps=keyed("s", [Step("", "", name) for name in names]))
    steps = keyed("s", [old.steps[n] for n in (1, 2, 3, 0)])
    [item] = compare(old, replace(old, steps=steps)).items
    assert (item.change, item.moved) == ("moved", True)
    assert (item.name, item.old_place, item.new_place) == ("A", 1, 4)


def test_a_step_that_moved_and_changed_says_both():
    old = Content("Q", "T", "internal", "vi", 1, 0)
    old = replace(old, steps=keyed("s", [Step("", "", n) for n in "ABC"]))
    steps = keyed("s", [old.steps[1], old.steps[2], replace(old.steps[0], result="Sổ")])
    [item] = compare(old, replace(old, steps=steps)).items
    assert (item.change, item.moved) == ("changed", True)
    assert field(item, "result").new == "Sổ"


def test_a_reworded_step_is_changed_and_another_one_is_not_it():
    step = Step("s1", "B1", "Tiếp nhận và kiểm tra hồ sơ")
    old = Content("Q", "T", "tthc", "vi", 1, 0, steps=(step,))
    reworded = replace(step, name="Tiếp nhận, kiểm tra hồ sơ")
    [item] = compare(old, replace(old, steps=(reworded,))).items
    assert item.change == "changed"
    other = replace(step, name="Ký ban hành")
    found = compare(old, replace(old, steps=(other,))).items
    assert {item.change for item in found} == {"added", "removed"}


def test_the_target_of_an_outcome_is_named():
    back = Outcome("Trả lại", "back", "s1", True)
    steps = (Step("s1", "1", "A"), Step("s2", "2", "B"), Step("s3", "3", "C"))
    old = Content("Q", "T", "tthc", "vi", 1, 0)
    old = replace(old, steps=(*steps[:2], replace(steps[2], outcomes=(back,))))
    moved_back = replace(back, target="s2")
    new = replace(old, steps=(*steps[:2], replace(steps[2], outcomes=(moved_back,))))
    change = field(compare(old, new).items[0], "outcomes")
    assert (change.old[0].target, change.new[0].target) == ("1 A", "2 B")


def test_a_section_shows_the_words_that_changed():
    old = Content("Q", "T", "tthc", "vi", 1, 0)
    old = replace(
        old, sections=(Section("1", "Mục đích", "<p>Trả kết quả trong 20 ngày.</p>"),)
    )
    body = "<p>Trả kết quả trong <b>16 ngày</b>.</p>"
    new = replace(old, sections=(Section("1", "Mục đích", body),))
    change = field(compare(old, new).items[0], "body")
    assert [(r.op, r.text) for r in change.runs] == [
        ("equal", "Trả kết quả trong "),
        ("delete", "20"),
        ("insert", "16"),
        ("equal", " ngày."),
    ]


def test_bold_type_alone_is_told_as_such():
    old = Content(
        "Q", "T", "tthc", "vi", 1, 0, sections=(Section("", "A", "<p>x</p>"),)
    )
    new = replace(old, sections=(Section("", "A", "<p><b>x</b></p>"),))
    assert field(compare(old, new).items[0], "body").markup_only


def test_a_changed_picture_shows():
    html = '<p>Lưu đồ<img src="sha256:{}"></p>'
    old = Content("Q", "T", "tthc", "vi", 1, 0)
    old = replace(old, sections=(Section("", "A", html.format("1" * 64)),))
    new = replace(old, sections=(Section("", "A", html.format("2" * 64)),))
    change = field(compare(old, new).items[0], "body")
    assert not change.markup_only and "22222222" in change.new


def test_an_article_put_in_renumbers_but_changes_nothing_else():
    articles = [Section("", name, "<p>x</p>", level="article") for name in "ABC"]
    old = Content("Q", "T", "system", "vi", 1, 0, sections=tuple(articles))
    new_one = Section("", "Mới", "", level="article")
    new = replace(old, sections=(articles[0], new_one, *articles[1:]))
    [item] = compare(old, new).items
    assert (item.change, item.name) == ("added", "Điều 2 Mới")


def test_a_form_with_another_file_is_changed():
    old = Content("Q", "T", "tthc", "vi", 1, 0)
    old = replace(old, forms=(Form("f1", "BM.01", "Phiếu", "a.docx", "1" * 64),))
    new = replace(old, forms=(Form("f1", "BM.01", "Phiếu", "a.docx", "2" * 64),))
    [item] = compare(old, new).items
    assert [change.name for change in item.fields] == ["sha256"]


def test_what_the_author_says_is_the_heading_not_a_difference():
    old = procedures.content("P1")
    new = replace(
        old,
        amendment_number=1,
        summary="Rút ngắn",
        changes=(ChangeItem("Mục 2.5", "20 ngày còn 16 ngày"),),
    )
    comparison = compare(old, new)
    assert comparison.is_empty
    assert comparison.new.amendment_number == 1
    assert comparison.new.changes[0].place == "Mục 2.5"


# --- property -------------------------------------------------------------------------

REFS = st.sampled_from([None, Ref("a", "An"), Ref("b", "Bình"), Ref("a", "An khác")])
LIMITS = st.sampled_from([None, days("1"), Limit("1", "day"), Limit("", "same_day")])
NAMES = st.sampled_from(["", "Soạn", "Soạn thảo", "Ký", "Trả kết quả"])
HTMLS = st.sampled_from(
    ["", "<p>Một hai</p>", "<p><b>Một</b> hai</p>", "<p>Một<td>hai & <", "x</li></p>"]
)
UNSET = [""]


def links(prefix, items):
    keys = [item.key for item in items]
    return (
        st.lists(st.sampled_from(keys), unique=True).map(
            lambda ks: tuple(sorted(ks, key=lambda k: int(k[1:])))
        )
        if keys
        else st.just(())
    )


@st.composite
def contents(draw):
    def some(strategy, most=3):
        return tuple(draw(st.lists(strategy, max_size=most)))

    phases = keyed("p", some(st.builds(Phase, st.just(""), NAMES, NAMES), 2))
    variants = keyed("v", some(st.builds(Variant, st.just(""), NAMES), 2))
    forms = keyed(
        "f", some(st.builds(Form, st.just(""), NAMES, NAMES, sha256=NAMES), 2)
    )
    count = draw(st.integers(0, 4))
    keys = UNSET + [f"s{n + 1}" for n in range(count)]
    steps = tuple(
        Step(
            f"s{n + 1}",
            draw(st.sampled_from(["", "B1", "B2"])),
            draw(NAMES),
            phase=draw(st.sampled_from(UNSET + [p.key for p in phases])),
            instruction=draw(HTMLS),
            role=draw(REFS),
            duration=draw(LIMITS),
            chosen_by=draw(st.sampled_from(keys)),
            forms=draw(links("f", forms)),
            variants=draw(links("v", variants)),
            needs_file=draw(st.booleans()),
            checklist=some(NAMES, 2),
            outcomes=some(
                st.builds(Outcome, NAMES, st.just("back"), st.sampled_from(keys)), 2
            ),
        )
        for n in range(count)
    )
    return Content(
        "Q",
        draw(NAMES),
        "tthc",
        "vi",
        1,
        0,
        limit=draw(LIMITS),
        sections=some(
            st.builds(
                Section,
                NAMES,
                NAMES,
                HTMLS,
                level=st.sampled_from(["", "chapter", "article", "clause"]),
            )
        ),
        phases=phases,
        steps=steps,
        variants=variants,
        components=some(
            st.builds(
                Component,
                NAMES,
                st.integers(0, 2),
                form=st.sampled_from(UNSET + [f.key for f in forms]),
            ),
            2,
        ),
        forms=forms,
        legal_bases=some(REFS.filter(bool), 2),
        records=some(st.builds(Record, NAMES, NAMES), 2),
        references=some(st.builds(Reference, NAMES, NAMES), 2),
        files=keyed("a", some(st.builds(File, st.just(""), NAMES, NAMES), 2)),
        retention=draw(st.integers(0, 1)),
    )


@trying(150)
@given(contents(), contents())
def test_every_difference_is_mentioned_and_nothing_else(old, new):
    assert compare(old, old).is_empty
    comparison = compare(old, new)
    assert comparison.is_empty == (old == new)
    assert compare(new, old).is_empty == (old == new)
    json.dumps(comparison.as_dict())
    for item in comparison.items:
        assert (item.old_place == 0) == (item.change == "added")
        assert (item.new_place == 0) == (item.change == "removed")
        for change in item.fields:
            if change.runs:
                kept = [r.text for r in change.runs if r.op != "insert"]
                come = [r.text for r in change.runs if r.op != "delete"]
                assert ("".join(kept), "".join(come)) == (change.old, change.new)


@trying(60)
@given(contents(), st.data())
def test_one_changed_field_of_one_step_is_the_only_thing_told(old, data):
    if not old.steps:
        return
    place = data.draw(st.integers(0, len(old.steps) - 1))
    step = replace(old.steps[place], result="Chỉ điều này")
    new = replace(old, steps=(*old.steps[:place], step, *old.steps[place + 1 :]))
    [item] = compare(old, new).items
    assert [change.name for change in item.fields] == ["result"]
    assert (item.old_place, item.new_place) == (place + 1, place + 1)
