"""The picture of a flow: everything has its place, and nothing stands on another."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import combinations
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from procedure_control.engine.content import (
    Content,
    Limit,
    Outcome,
    Phase,
    Ref,
    Step,
    Variant,
)
from procedure_control.reporting.flow_picture import (
    AgencyState,
    StepState,
    picture,
    pictures,
)
from procedure_control.reporting.flow_picture_text import width, wrap

from . import procedures
from .trying import trying

FONTS = File(__file__).parents[2] / "addons/procedure_control/static/src/print/fonts"
HOSTILE = '</text><script>alert("x")</script>&amp;<image href="http://x"/>\x00\x1b'


def step(number, name="", **values):
    values.setdefault("label", f"B{number}")
    values.setdefault("role", Ref("r", "Chuyên viên"))
    values.setdefault("duration", Limit("1", "day"))
    return Step(f"s{number}", name=name or f"Việc số {number}", **values)


def content(*steps, **values):
    return Content("QT.01", "Thử", "tthc", "vi", 1, 0, steps=steps, **values)


def texts(svg):
    root = ElementTree.fromstring(svg)
    return [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]


def box_of(drawn, key):
    return next(b for b in drawn.drawing.boxes if b.node and b.node.key == key)


def overlap(a, b):
    return (
        min(a[2], b[2]) - max(a[0], b[0]) > 0.01
        and min(a[3], b[3]) - max(a[1], b[1]) > 0.01
    )


def areas(drawing):
    """(left, top, right, bottom) of every box and every line of letters beside them."""
    for box in drawing.boxes:
        yield box.x, box.y, box.x + box.w, box.y + box.h
    for label in drawing.labels:
        size = {"small": 11, "bold": 13}.get(label.style, 12)
        wide = width(label.text, size, label.style == "bold")
        yield label.x, label.y - size, label.x + wide, label.y + 3


def assert_sound(drawn):
    """Nothing overlaps, leaves the picture, or is crossed by a line."""
    drawing = drawn.drawing
    places = list(areas(drawing))
    for a, b in combinations(places, 2):
        assert not overlap(a, b), (a, b)
    for left, top, right, bottom in places:
        assert left >= 0 and top >= 0
        assert right <= drawing.width and bottom <= drawing.height
    for line in drawing.lines:
        for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
            assert x1 == x2 or y1 == y2
            assert 0 <= min(x1, x2) and max(x1, x2) <= drawing.width
            span = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
            for place in places:
                # A line may touch the edge where it begins or ends, not go through.
                inner = place[0] + 1, place[1] + 1, place[2] - 1, place[3] - 1
                thin = span[0] - 0.2, span[1] - 0.2, span[2] + 0.2, span[3] + 0.2
                assert not overlap(inner, thin), (line, place)


class TestWhatItShows:
    def test_each_step_has_a_box_below_the_one_before(self):
        drawn = picture(content(step(1), step(2), step(3)))
        heights = [box_of(drawn, f"s{n}").y for n in (1, 2, 3)]
        assert heights == sorted(heights)
        assert {"B1. Việc số 1", "Bắt đầu", "Kết thúc"} <= set(texts(drawn.svg()))

    def test_a_return_climbs_at_the_right_to_the_step_it_names(self):
        back = Outcome("Trả lại", "back", "s1", True)
        drawn = picture(content(step(1), step(2), step(3, outcomes=(back,))))
        [way] = [line for line in drawn.drawing.lines if len(line.points) == 4]
        target, source = box_of(drawn, "s1"), box_of(drawn, "s3")
        assert way.look == "back" and way.arrow
        assert way.points[-1][0] == target.x + target.w
        assert target.y < way.points[-1][1] < target.y + target.h
        assert source.y < way.points[0][1] < source.y + source.h

    def test_a_jump_descends_at_the_left(self):
        jump = Outcome("Chuyển thẳng", "jump", "s3")
        drawn = picture(content(step(1, outcomes=(jump,)), step(2), step(3)))
        [way] = [line for line in drawn.drawing.lines if len(line.points) == 4]
        target = box_of(drawn, "s3")
        assert way.look == "jump" and way.points[-1][0] == target.x
        # Step 1 has no way on in order: nothing runs down the spine to step 2.
        first, second = box_of(drawn, "s1"), box_of(drawn, "s2")
        between = [
            line
            for line in drawn.drawing.lines
            if line.points[0][1] == first.y + first.h and line.points[-1][1] == second.y
        ]
        assert not between

    def test_an_end_on_the_way_is_a_sign_beside_its_step(self):
        refuse = Outcome("Từ chối giải quyết", "end_refused")
        drawn = picture(content(step(1, outcomes=(refuse,)), step(2)))
        [sign] = [box for box in drawn.drawing.boxes if box.exit]
        assert sign.exit.kind == "end" and sign.x > box_of(drawn, "s1").x
        assert "Kết thúc giữa chừng" in texts(drawn.svg())

    def test_members_of_a_block_stand_side_by_side(self):
        together = Phase("p1", "II", "Lấy ý kiến", "together", None, "quorum", 2)
        members = [step(n, phase="p1") for n in (2, 3, 4)]
        drawn = picture(content(step(1), *members, step(5), phases=(together,)))
        boxes = [box_of(drawn, f"s{n}") for n in (2, 3, 4)]
        assert len({box.y for box in boxes}) == 1
        assert boxes[0].x < boxes[1].x < boxes[2].x
        words = " ".join(texts(drawn.svg()))
        assert "II. Lấy ý kiến (thực hiện đồng thời, cần 2 trong 3)" in words
        assert_sound(drawn)

    def test_a_hundred_members_stay_in_rows_that_a_page_can_cut(self):
        together = Phase("p1", "", "Xin ý kiến", "together")
        members = [step(n, phase="p1") for n in range(1, 101)]
        drawn = picture(content(*members, step(101), phases=(together,)))
        assert_sound(drawn)
        assert len(drawn.pages(640, 860)) > 3

    def test_a_consultation_fans_out_to_the_agencies_asked(self):
        asks = step(2, kind="consult", quorum=1)
        asked = (
            AgencyState("Sở Tài chính", "done"),
            AgencyState("Công an tỉnh", "no_reply", late=True),
        )
        states = {"s2": StepState("ready", agencies=asked)}
        drawn = picture(content(step(1), asks, step(3)), "", states)
        names = [box.node.title for box in drawn.drawing.boxes if box.node]
        assert names[2:4] == ["Sở Tài chính", "Công an tỉnh"]
        assert "Không trả lời" in texts(drawn.svg())
        assert "Hỏi ý kiến: cần 1 trả lời" in texts(drawn.svg())
        assert_sound(drawn)

    def test_a_phase_is_a_band_behind_its_steps(self):
        phases = (Phase("p1", "I", "Tiếp nhận"), Phase("p2", "II", "Thẩm định"))
        drawn = picture(
            content(step(1, phase="p1"), step(2, phase="p2"), phases=phases)
        )
        bands = drawn.drawing.bands
        for band, key in zip(bands, ("s1", "s2"), strict=True):
            box = box_of(drawn, key)
            assert band.y < box.y and box.y + box.h < band.y + band.h
        assert bands[0].y + bands[0].h < bands[1].y

    def test_an_outcome_that_the_flow_forbids_is_told_in_the_box(self):
        wrong = Outcome("Sai", "back", "s2"), Outcome("Lạc", "jump", "s9")
        drawn = picture(content(step(1, outcomes=wrong), step(2)))
        assert "Trả lại B2: Sai" in texts(drawn.svg())
        assert_sound(drawn)


class TestACase:
    def test_states_differ_by_sign_and_not_by_colour_alone(self):
        names = ("done", "ready", "paused", "not_arisen", "no_reply", "planned")
        steps = [step(n) for n in range(1, len(names) + 1)]
        states = {f"s{n}": StepState(name) for n, name in enumerate(names, 1)}
        root = ElementTree.fromstring(picture(content(*steps), "", states).svg())
        signs = set()
        for group in root.iter("{http://www.w3.org/2000/svg}g"):
            title = group.find("{http://www.w3.org/2000/svg}title")
            ring = group.find("{http://www.w3.org/2000/svg}g")
            if title is not None and ring is not None:
                path = ring.find("{http://www.w3.org/2000/svg}path")
                signs.add("" if path is None else path.get("d"))
        assert len(signs) == len(names)

    def test_late_and_done_again_are_told_in_words_too(self):
        states = {"s1": StepState("done", late=True, times=2, who="Trần Thị Bình")}
        drawn = picture(content(step(1), step(2)), "", states)
        assert {"Quá hạn", "Làm lại, lần 2", "Trần Thị Bình"} <= set(texts(drawn.svg()))
        assert "Quá hạn" in drawn.text

    def test_what_was_walked_is_drawn_apart_from_what_is_to_come(self):
        states = {"s1": StepState("done"), "s2": StepState("ready")}
        lines = picture(content(step(1), step(2), step(3)), "", states).drawing.lines
        assert [line.look for line in lines] == ["walked", "walked", "flow", "flow"]

    def test_a_block_is_left_only_when_enough_have_answered(self):
        together = Phase("p1", "", "Ý kiến", "together")
        steps = [step(1, phase="p1"), step(2, phase="p1"), step(3)]
        case = content(*steps, phases=(together,))
        one = picture(case, "", {"s1": StepState("done")})
        both = picture(case, "", {f"s{n}": StepState("done") for n in (1, 2)})
        assert [self._way_on(drawn).look for drawn in (one, both)] == [
            "flow",
            "walked",
        ]

    def _way_on(self, drawn):
        box = box_of(drawn, "s3")
        return next(x for x in drawn.drawing.lines if x.points[-1][1] == box.y)

    def test_a_return_that_was_taken_stands_out(self):
        back = Outcome("Trả lại", "back", "s1", True)
        states = {"s2": StepState("ready", chosen=frozenset(["Trả lại"]))}
        drawn = picture(content(step(1), step(2, outcomes=(back,))), "", states)
        assert all(line.bold for line in drawn.drawing.lines if line.look == "back")

    def test_the_legend_explains_only_what_is_there(self):
        words = texts(picture(content(step(1)), "", {"s1": StepState("done")}).svg())
        assert "Đã xong" in words and "Tạm dừng" not in words


class TestWords:
    def test_hostile_names_are_letters_and_nothing_else(self):
        bad = Outcome(HOSTILE, "back", "s1"), Outcome(HOSTILE, "end_refused")
        phase = Phase("p1", HOSTILE, HOSTILE, "together")
        case = replace(
            content(
                step(1, HOSTILE, label=HOSTILE, role=Ref("r", HOSTILE)),
                step(2, HOSTILE, outcomes=bad, variants=("v1",)),
                step(3, HOSTILE, phase="p1"),
                step(4, phase="p1"),
                step(5, kind="consult"),
                phases=(phase,),
                variants=(Variant("v1", HOSTILE, True),),
            ),
            code=HOSTILE,
        )
        asked = (AgencyState(HOSTILE, "done", when=HOSTILE),)
        states = {
            "s1": StepState("done", who=HOSTILE, when=HOSTILE),
            "s5": StepState("ready", agencies=asked),
        }
        for svg in (
            picture(case, "v1", states, name=HOSTILE).svg(),
            *picture(case, "v1", states).pages(600, 300),
        ):
            root = ElementTree.fromstring(svg)
            tags = {one.tag.rpartition("}")[2] for one in root.iter()}
            assert tags <= {
                "svg", "title", "desc", "g", "rect", "circle", "path", "polyline",
                "polygon", "text",
            }  # fmt: skip
            assert not any("href" in name for one in root.iter() for name in one.attrib)

    @pytest.mark.parametrize("bold", [False, True])
    def test_letters_are_never_wider_than_counted(self, bold):
        """Against the font of the papers, on the words of real procedures."""
        name = "LiberationSerif-Bold.ttf" if bold else "LiberationSerif-Regular.ttf"
        font = ImageFont.truetype(str(FONTS / name), 100)
        for ref in procedures.refs():
            for one in procedures.content(ref).steps:
                assert font.getlength(one.name) <= width(one.name, 100, bold)

    def test_decomposed_letters_count_as_one(self):
        assert width("ế", 12) == width("e\u0302\u0301", 12)

    def test_a_long_name_is_cut_and_kept_whole_in_its_tooltip(self):
        drawn = picture(content(step(1, "nghiệm thu " * 90)))
        box = box_of(drawn, "s1")
        assert len(box.node.lines) <= 9
        assert box.node.lines[5][0].endswith("…")

    @trying(200)
    @given(st.text(max_size=120), st.integers(20, 300))
    def test_each_line_fits(self, words, room):
        for line in wrap(words, room, 12, most=4):
            assert width(line, 12) <= room or len(line) <= 2

    def test_it_says_what_it_shows_to_who_cannot_see_it(self):
        svg = picture(content(step(1, "Tiếp nhận"), step(2)), "", {}).svg("case-7")
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "case-7-title"
        [told] = root.findall("{http://www.w3.org/2000/svg}desc")
        assert told.text.startswith("2 bước.") and "Tiếp nhận" in told.text

    def test_it_speaks_the_language_asked_for(self):
        assert "Start" in texts(picture(content(step(1)), language="en").svg())


class TestPaths:
    def test_each_path_that_differs_has_its_own_picture(self):
        urgent, slow = Variant("v1", "Khẩn", True), Variant("v2", "Mở rộng", True)
        case = content(
            step(1), step(2, variants=("v2",)), step(3), variants=(urgent, slow)
        )
        drawn = pictures(case)
        assert [one.name for one in drawn] == ["Khẩn", "Mở rộng"]
        assert [len(one.drawing.boxes) for one in drawn] == [2, 3]

    def test_one_path_needs_no_name(self):
        assert [one.name for one in pictures(content(step(1)))] == [""]

    def test_no_steps_no_picture(self):
        assert pictures(content()) == []

    @pytest.mark.parametrize("ref", [*procedures.refs(), *procedures.ODD])
    def test_real_procedures(self, ref):
        for drawn in pictures(procedures.content(ref)):
            assert_sound(drawn)

    def test_pages_of_several_pictures_may_stand_in_one_paper(self):
        case = content(step(1), step(2))
        assert 'id="flow-title"' in picture(case).svg("flow")
        assert all(" id=" not in page for page in picture(case).pages(600, 800))

    @pytest.mark.parametrize("size", [1, 2, 17, 60])
    def test_pages_hold_every_row_once(self, size):
        drawn = picture(content(*(step(n) for n in range(1, size + 1))))
        pages = drawn.pages(600, 800)
        found = [text for page in pages for text in texts(page)]
        for number in range(1, size + 1):
            assert found.count(f"B{number}. Việc số {number}") == 1
        for page in pages:
            root = ElementTree.fromstring(page)
            assert float(root.get("height")) <= 800
            assert float(root.get("width")) <= 600


NAMES = st.sampled_from(
    [
        "Ký",
        "Tiếp nhận hồ sơ",
        "Kiểm tra tính đầy đủ, hợp lệ của hồ sơ rồi chuyển phòng chuyên môn thụ lý",
        "QuyếtĐịnhKhôngCóKhoảngTrắngNàoTrongCảTênCủaNóNênPhảiNgắtGiữaChừng",
        "",
    ]
)
KINDS = ("next", "back", "jump", "end_done", "end_refused", "end_terminated")
STATES = ("planned", "ready", "paused", "done", "sent_back", "not_arisen", "no_reply")


@st.composite
def drawings(draw):
    """Tables of any shape, many of which no check would pass, and states of a case."""
    size = draw(st.integers(1, 25) | st.integers(26, 60))
    keys = [f"s{n}" for n in range(1, size + 1)]
    phases = ("", "p1", "p2", "p3")
    steps = []
    phase = ""
    for number in range(1, size + 1):
        if draw(st.integers(0, 2)) == 0:
            phase = draw(st.sampled_from(phases))
        kinds = draw(st.lists(st.sampled_from(KINDS), max_size=3))
        outcomes = [
            Outcome(draw(NAMES), kind, draw(st.sampled_from(keys))) for kind in kinds
        ]
        kind = draw(st.sampled_from(("work", "work", "work", "consult", "wait")))
        name = draw(NAMES)
        steps.append(
            step(number, name, phase=phase, outcomes=tuple(outcomes), kind=kind)
        )
    made = tuple(
        Phase(key, "I", draw(NAMES), draw(st.sampled_from(("band", "together"))))
        for key in phases[1:]
    )
    states = None
    if draw(st.booleans()):
        states = {
            key: StepState(
                draw(st.sampled_from(STATES)),
                draw(st.booleans()),
                draw(st.integers(1, 3)),
                draw(NAMES),
                agencies=(AgencyState(draw(NAMES), "done"),) * draw(st.integers(0, 7)),
            )
            for key in keys
        }
    return content(*steps, phases=made), states


@trying(60)
@given(drawings())
def test_whatever_the_flow_nothing_stands_on_another(drawn):
    table, states = drawn
    made = picture(table, "", states)
    assert_sound(made)
    ElementTree.fromstring(made.svg())
    pages = made.pages(640, 860)
    assert all(re.match(r"<svg ", page) for page in pages)
