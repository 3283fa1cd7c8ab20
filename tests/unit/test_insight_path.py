"""What keeps to a revision, and each way of not keeping to it."""

from procedure_control.engine.content import Content, Limit, Outcome, Phase, Step
from procedure_control.engine.insight_path import Walked, judge


def step(number, **values):
    return Step(f"s{number}", f"B{number}", f"Step {number}", **values)


def content(*steps, **values):
    return Content(
        code="P",
        title="P",
        kind="internal",
        language="vi",
        issue_number=1,
        amendment_number=0,
        limit=Limit("5", "day"),
        steps=steps,
        **values,
    )


PLAIN = content(
    step(1),
    step(
        2,
        outcomes=(
            Outcome("Sửa", "back", "s1"),
            Outcome("Gấp", "jump", "s4"),
            Outcome("Như thường", "next"),
            Outcome("Từ chối", "end_refused"),
        ),
    ),
    step(3),
    step(4, is_result=True),
    step(5, counted=False),
)


def walk(*keys):
    return [
        one if isinstance(one, Walked) else Walked(one, outcome=NEXT.get(one))
        for one in keys
    ]


#: The ordinary way on is an outcome of its own there.
NEXT = {"s2": 2}


def found(path, over=PLAIN, finished=True):
    return judge(over, "", walk(*path), finished).found


def test_a_path_in_order_keeps_to_the_revision():
    assert found(("s1", "s2", "s3", "s4", "s5")) == {}
    # The result is ready; that nobody has collected it yet is no deviation.
    assert found(("s1", "s2", "s3", "s4")) == {}
    # Of a case that was ended by hand what was left is not skipped.
    assert found(("s1",), finished=False) == {}


def test_a_listed_jump_and_a_listed_end_keep_to_it():
    jump = Walked("s2", outcome=1)
    assert found(("s1", jump, "s4")) == {}
    refused = judge(PLAIN, "", walk("s1", Walked("s2", outcome=3)), True)
    assert (refused.found, refused.ended) == ({}, "refused")


def test_a_return_is_walked_again():
    back = Walked("s2", outcome=0, state="sent_back")
    assert found(("s1", back, "s1", "s2", "s3", "s4")) == {}
    # After a return what was before it does not count as done again.
    assert found(("s1", back, "s2", "s3", "s4")) == {"order": ["s2"], "skipped": ["s1"]}


def test_a_refused_file_goes_back_without_an_outcome():
    refused = Walked("s3", state="sent_back")
    assert found(("s1", "s2", refused, "s2", "s3", "s4")) == {}


def test_a_step_before_its_turn_is_told():
    assert found(("s1", "s3", "s2", "s4")) == {"order": ["s3"]}


def test_a_step_left_out_is_skipped_without_permission():
    result = found(("s1", "s2", "s4"))
    assert result["skipped"] == ["s3"]
    assert result["order"] == ["s4"]


def test_a_skipped_step_with_a_reason_is_permitted():
    permitted = Walked("s3", state="skipped", permitted=True)
    judgement = judge(PLAIN, "", walk("s1", "s2", "s4", permitted), True)
    assert judgement.found == {"skipped_permitted": ["s3"]}
    assert judgement.keeps
    without = Walked("s3", state="skipped")
    judgement = judge(PLAIN, "", walk("s1", "s2", "s4", without), True)
    assert judgement.found == {"skipped": ["s3"]}
    assert not judgement.keeps


def test_a_step_that_the_revision_does_not_have_is_told():
    assert found(("s1", Walked(""), "s2", "s3", "s4")) == {"foreign": [""]}


def test_members_of_a_block_end_in_any_order():
    block = content(
        step(1),
        step(2, phase="p1"),
        step(3, phase="p1"),
        step(4, is_result=True),
        phases=(Phase("p1", "I", "Cùng lúc", mode="together"),),
    )
    for path in (("s1", "s2", "s3", "s4"), ("s1", "s3", "s2", "s4")):
        assert judge(block, "", [Walked(key) for key in path], True).found == {}
    early = judge(block, "", [Walked(key) for key in ("s1", "s2", "s4", "s3")], True)
    assert early.found == {"order": ["s4"]}


def test_several_agencies_asked_are_one_step():
    asked = content(step(1), step(2, kind="consult"), step(3, is_result=True))
    path = [
        Walked("s1"),
        Walked("s2"),
        Walked("s2", state="no_reply"),
        Walked("s2"),
        Walked("s3"),
    ]
    assert judge(asked, "", path, True).found == {}
