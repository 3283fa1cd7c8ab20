"""A case found to be of another variant: what stays, what comes, what goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.content import Phase, Variant
from procedure_control.engine.paths import SETTLED, Path
from procedure_control.engine.reroute import OPEN, RerouteError, reroute

from .tables import make

URGENT, PLAIN = ("v1",), ("v2",)


def table(*variants, phases=(), **marks):
    """One step for each entry: () is walked by both variants."""
    rows = [{"variants": walked} for walked in variants]
    for key, values in marks.items():
        rows[int(key[1:]) - 1] |= values
    return make(
        *rows, phases=phases, variants=(Variant("v1", "Khẩn"), Variant("v2", "Thường"))
    )


def test_what_only_the_old_path_walks_is_left():
    content = table((), PLAIN, PLAIN, URGENT, ())
    states = {"s1": "done", "s2": "ready", "s3": "planned", "s5": "planned"}
    change = reroute(content, "v2", "v1", states)
    assert change.new == ("s4",)
    assert change.leave == ("s2", "s3")
    assert change.ready == ("s4",)
    assert change.again == ()


def test_a_step_asked_for_in_addition_is_not_passed_over():
    content = table((), PLAIN, (), ())
    states = {"s1": "done", "s3": "ready", "s4": "planned"}
    change = reroute(content, "v1", "v2", states)
    assert change.ready == ("s2",)
    assert change.leave == change.again == ("s3",), "it waits for the step before it"


def test_what_is_in_hand_goes_on_where_the_paths_agree():
    content = table((), (), PLAIN, URGENT)
    states = {"s1": "done", "s2": "ready", "s3": "planned"}
    change = reroute(content, "v2", "v1", states)
    assert change.ready == change.again == ()
    assert (change.new, change.leave) == (("s4",), ("s3",))


def test_there_and_back_walks_the_step_again():
    """What the change before left did not arise by anybody's choice of the path."""
    content = table((), PLAIN, ())
    left = {"s1": "done", "s2": "cancelled", "s3": "ready"}
    change = reroute(content, "v1", "v2", left)
    assert change.again == ("s2", "s3")
    assert change.ready == ("s2",)


def test_what_an_outcome_jumped_over_stays_passed():
    content = table((), (), (), PLAIN)
    states = {"s1": "done", "s2": "not_arisen", "s3": "ready", "s4": "planned"}
    change = reroute(content, "v2", "v1", states)
    assert (change.ready, change.again, change.leave) == ((), (), ("s4",))


def test_a_new_member_joins_an_open_block():
    block = Phase("p1", "1", "Cùng làm", "together")
    content = table(
        (),
        (),
        PLAIN,
        (),
        phases=(block,),
        s1={"phase": "p1"},
        s2={"phase": "p1"},
        s3={"phase": "p1"},
    )
    states = {"s1": "done", "s2": "ready", "s4": "planned"}
    change = reroute(content, "v1", "v2", states)
    assert change.new == change.ready == ("s3",)


def test_a_block_left_by_its_quorum_is_not_opened_again():
    block = Phase("p1", "1", "Cùng làm", "together", join="quorum", quorum=1)
    content = table(
        (), PLAIN, (), phases=(block,), s1={"phase": "p1"}, s2={"phase": "p1"}
    )
    states = {"s1": "done", "s3": "ready"}
    change = reroute(content, "v1", "v2", states)
    assert change.new == change.leave == ("s2",)
    assert change.ready == ()


def test_a_path_without_work_before_its_result_is_refused():
    content = table((), PLAIN, (), s1={"is_result": True}, s3={"counted": False})
    with pytest.raises(RerouteError):
        reroute(content, "v2", "v1", {"s1": "done", "s2": "ready", "s3": "planned"})


@st.composite
def walks(draw):
    """A table of two variants and a case of the first somewhere on its path."""
    walked = draw(
        st.lists(st.sampled_from([(), URGENT, PLAIN]), min_size=1, max_size=9)
    )
    content = table(*walked)
    path = Path.of(content, "v1")
    place = draw(st.integers(0, len(path.units)))
    states = {}
    for number, unit in enumerate(path.units):
        for key in unit:
            states[key] = (
                "done" if number < place else "ready" if number == place else "planned"
            )
    return content, states


@given(walks())
def test_the_case_stands_in_one_unit_of_the_new_path(drawn):
    content, states = drawn
    path = Path.of(content, "v2")
    try:
        change = reroute(content, "v1", "v2", states)
    except RerouteError:
        result = path.result_step()
        assert not result or states.get(result) == "done"
        return
    after = dict(states)
    after |= dict.fromkeys(change.new, "planned")
    after |= dict.fromkeys(change.leave, "cancelled")
    after |= dict.fromkeys(change.again, "planned")
    after |= dict.fromkeys(change.ready, "ready")
    assert all(after[key] == "done" for key in states if states[key] == "done")
    walked = [after[key] for key in path.steps]
    at = walked.index("ready")
    assert all(state in SETTLED for state in walked[:at])
    assert "ready" not in walked[at + 1 :]
    assert not [key for key in after if key not in path.steps and after[key] in OPEN], (
        "nothing stays open beside the path"
    )
