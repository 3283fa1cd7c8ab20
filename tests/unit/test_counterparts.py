"""A ladder set on a step follows it through revisions, and no other step."""

from dataclasses import replace

from procedure_control.engine.content import Content, Phase, Ref, Step
from procedure_control.engine.counterparts import counterparts


def step(key, label, name, role="expert"):
    return Step(key=key, label=label, name=name, role=Ref(role, role))


OLD = Content(
    code="QT.01",
    title="Quy trình",
    kind="internal",
    language="vi",
    issue_number=1,
    amendment_number=0,
    phases=(Phase("p1", "I", "Tiếp nhận"), Phase("p2", "II", "Thẩm định")),
    steps=(
        step("s1", "B1", "Tiếp nhận hồ sơ", "clerk"),
        step("s2", "B2", "Thẩm định hồ sơ"),
        step("s3", "B3", "Ký duyệt", "leader"),
    ),
)


def test_an_inserted_step_shifts_every_key_and_loses_none():
    new = replace(
        OLD,
        steps=(
            OLD.steps[0],
            step("s2", "B2", "Kiểm tra tại chỗ"),
            replace(OLD.steps[1], key="s3", label="B3"),
            replace(OLD.steps[2], key="s4", label="B4"),
        ),
    )
    assert counterparts(OLD, new, "steps") == {"s1": "s1", "s2": "s3", "s3": "s4"}


def test_renamed_under_its_number_is_the_same():
    changed = replace(OLD.steps[1], name="Thẩm định hồ sơ, lấy ý kiến")
    new = replace(OLD, steps=(OLD.steps[0], changed, OLD.steps[2]))
    assert counterparts(OLD, new, "steps")["s2"] == "s2"


def test_a_name_alike_under_another_number_is_another_step():
    new = replace(
        OLD, steps=(OLD.steps[0], step("s2", "B3", "Thẩm định hồ sơ bổ sung"))
    )
    assert counterparts(OLD, new, "steps") == {"s1": "s1"}


def test_another_step_under_the_number_of_one_that_went():
    new = replace(OLD, steps=(OLD.steps[0], step("s2", "B2", "Đóng dấu, trả kết quả")))
    assert "s2" not in counterparts(OLD, new, "steps")


def test_phases():
    new = replace(
        OLD, phases=(Phase("p1", "I", "Thẩm định"), Phase("p2", "II", "Trả kết quả"))
    )
    assert counterparts(OLD, new, "phases") == {"p2": "p1"}
