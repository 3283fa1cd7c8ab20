"""Stages of an approval round: what is open, complete, failed."""

from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine.routing import (
    Request,
    Stage,
    stages_of,
    standing,
    to_ask,
)

REVIEW = Stage("Xem xét", "review", signers=(1, 2))
TWO_OF = Stage("Thẩm định", "appraise", rule="n_of", needed=2, signers=(3, 4, 5))
APPROVE = Stage("Phê duyệt", signers=(6,))
OPINION = Stage("Góp ý", "review", weight="comment", signers=(7, 8))


def asked(*pairs):
    return [Request(stage, state) for stage, state in pairs]


def test_stages_follow_one_another():
    stages = (REVIEW, TWO_OF, APPROVE)
    assert to_ask(stages, []) == (0,)
    one = asked((0, "approved"), (0, "pending"))
    assert standing(stages, one).open == (0,)
    both = asked((0, "approved"), (0, "approved"))
    assert standing(stages, both).open == (1,)
    assert to_ask(stages, both) == (1,)
    two = both + asked((1, "approved"), (1, "pending"), (1, "approved"))
    assert standing(stages, two).open == (2,)
    end = two + asked((2, "approved"))
    assert standing(stages, end).finished
    assert standing(stages, end).open == ()


def test_one_required_no_ends_the_round():
    stages = (REVIEW, APPROVE)
    where = standing(stages, asked((0, "approved"), (0, "rejected")))
    assert where.failed and not where.finished and where.open == ()
    # Also of a stage where fewer were needed.
    where = standing(
        (TWO_OF,), asked((0, "approved"), (0, "approved"), (0, "rejected"))
    )
    assert where.failed


def test_who_is_only_asked_for_comment_holds_nobody_up():
    stages = (OPINION, APPROVE)
    assert to_ask(stages, []) == (0, 1)
    waiting = asked((0, "pending"), (0, "commented"), (1, "pending"))
    assert standing(stages, waiting).open == (0, 1)
    assert to_ask(stages, waiting) == ()
    done = asked((0, "pending"), (0, "pending"), (1, "approved"))
    assert standing(stages, done).finished


def test_the_no_of_an_optional_signer_is_a_comment():
    stages = (Stage("Xem xét", "review", weight="optional", signers=(1,)), APPROVE)
    where = standing(stages, asked((0, "rejected"), (1, "pending")))
    assert not where.failed and 1 in where.open


def test_forwarded_counts_once():
    stages = (APPROVE,)
    assert standing(stages, asked((0, "void"), (0, "pending"))).open == (0,)
    assert to_ask(stages, asked((0, "void"), (0, "pending"))) == ()
    assert standing(stages, asked((0, "void"), (0, "approved"))).finished


def test_a_route_without_stages_is_finished_at_once():
    assert standing((), []).finished
    assert to_ask((), []) == ()


def test_more_needed_than_there_are_means_all():
    stage = Stage("x", rule="n_of", needed=9, signers=(1, 2))
    assert stage.quorum == 2


def test_read_back_from_what_is_stored():
    row = {
        "name": "Phê duyệt",
        "meaning": "approve",
        "rule": "all",
        "needed": 1,
        "weight": "required",
        "due": None,
        "signers": [{"id": 6, "name": "A"}],
    }
    assert stages_of([row]) == (APPROVE,)
    assert stages_of(None) == ()


stage_strategy = st.builds(
    Stage,
    name=st.just("s"),
    rule=st.sampled_from(["all", "n_of"]),
    needed=st.integers(1, 4),
    weight=st.sampled_from(["required", "optional", "comment"]),
    signers=st.lists(st.integers(1, 9), unique=True, max_size=4).map(tuple),
)
routes = st.lists(stage_strategy, max_size=5).map(tuple)


def walk(stages, answers):
    """Ask and answer as the rounds do; yields the requests after each step."""
    requests = []
    for answer in answers:
        for index in to_ask(stages, requests):
            requests += [Request(index, "pending") for _ in stages[index].signers]
        pending = [
            n
            for n, r in enumerate(requests)
            if r.state == "pending" and r.stage in standing(stages, requests).open
        ]
        if not pending:
            return
        number = pending[answer[0] % len(pending)]
        requests[number] = Request(requests[number].stage, answer[1])
        yield list(requests)


@given(
    routes,
    st.lists(
        st.tuples(
            st.integers(0, 50), st.sampled_from(["approved", "rejected", "commented"])
        ),
        max_size=30,
    ),
    st.randoms(),
)
def test_of_any_walk(stages, answers, random):
    for requests in walk(stages, answers):
        where = standing(stages, requests)
        mixed = list(requests)
        random.shuffle(mixed)
        assert standing(stages, mixed) == where
        required = [i for i, s in enumerate(stages) if s.holds]
        approved = [
            sum(r.stage == i and r.state == "approved" for r in requests)
            for i in range(len(stages))
        ]
        refused = any(r.state == "rejected" and r.stage in required for r in requests)
        assert where.failed == refused
        assert not (where.failed and where.finished)
        if where.finished:
            assert all(approved[i] >= stages[i].quorum for i in required)
        elif not where.failed:
            # Just one stage holds it up, and every one before is complete.
            held = [i for i in where.open if stages[i].holds]
            assert held == [max(where.open)]
            assert all(approved[i] >= stages[i].quorum for i in required if i < held[0])
            # Nobody of a later stage has been asked.
            assert all(r.stage <= held[0] for r in requests)


@given(routes)
def test_who_always_agrees_gets_to_the_end(stages):
    requests = []
    for _step in range(len(stages) + 1):
        for index in to_ask(stages, requests):
            requests += [Request(index, "approved") for _ in stages[index].signers]
    assert standing(stages, requests).finished
    assert to_ask(stages, requests) == ()
