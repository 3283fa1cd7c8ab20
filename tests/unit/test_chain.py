"""The chain over the events: any change of what was sealed is named."""

import hashlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.engine import chain, witness

EVENT = {
    "id": 7,
    "user_id": 2,
    "in_name_of_id": None,
    "company_id": 3,
    "document_id": None,
    "case_id": False,
    "res_id": 11,
    "occurred_at": datetime(2026, 10, 5, 2, 0),
    "recorded_at": datetime(2026, 10, 5, 2, 0, 1, 120000),
    "payload_hash": "ab",
    "payload_version": 1,
    "model": "procedure.revision",
    "kind": "revision.approved",
}


def text_of(number, **values):
    return chain.canonical(EVENT | {"id": number} | values)


def sealed(count, root=1):
    """Rows of a whole chain as `Walk` takes them."""
    words = [f'{{"n":{number}}}' for number in range(1, count + 1)]
    texts = [text_of(number) for number in range(1, count + 1)]
    hashes = chain.seal(chain.genesis(root), texts)
    return [
        (number, number, 1, hashes[number - 1], texts[number - 1], sha(word), word)
        for number, word in enumerate(words, 1)
    ]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def walked(rows, root=1):
    return chain.Walk(root).feed(rows)


def test_the_text_of_an_event_is_fixed_for_ever():
    """Other bytes would break every chain there is: raise CHAIN_VERSION instead."""
    assert chain.canonical(EVENT) == (
        "1\n7\n2\n\n3\n\n\n11\n2026-10-05 02:00:00\n2026-10-05 02:00:01.12\nab\n1\n"
        "procedure.revision\nrevision.approved"
    )
    assert chain.genesis(1) == sha("procedure_control:1")
    assert chain.link("00", "x") == sha("00" + sha("x"))


def test_every_field_is_sealed():
    for name in chain.FIELDS:
        other = datetime(2020, 1, 1) if name.endswith("_at") else "9"
        assert chain.canonical(EVENT | {name: other}) != chain.canonical(EVENT), name
    with pytest.raises(KeyError):
        chain.canonical({})


def test_a_whole_chain_holds_in_one_go_and_in_pieces():
    rows = sealed(20)
    assert walked(rows) == []
    walk = chain.Walk(1)
    assert walk.feed(rows[:7]) == []
    walk = chain.Walk(1, walk.position, walk.previous)
    assert walk.feed(rows[7:]) == []
    assert (walk.position, walk.previous) == (20, rows[-1][3])


def test_the_chain_of_one_company_is_not_that_of_another():
    assert [b.position for b in walked(sealed(3, root=1), root=2)] == [1]


def kinds(rows):
    return [(b.kind, b.position) for b in walked(rows)]


@given(st.integers(2, 12), st.data())
def test_whatever_is_altered_is_named_where_it_is(count, data):
    at = data.draw(st.integers(1, count))
    what = data.draw(
        st.sampled_from(["event", "hash", "dropped", "gone", "words", "no words"])
    )
    rows = sealed(count)
    row = list(rows[at - 1])
    if what == "dropped":
        del rows[at - 1]
        # The last one is missed by its head.
        wanted = [] if at == count else [("gap", at + 1), ("link", at + 1)]
    else:
        if what == "event":
            row[4] = text_of(at, user_id=99)
            wanted = [("link", at)]
        elif what == "hash":
            row[3] = sha("forged")
            wanted = [("link", at)] + ([("link", at + 1)] if at < count else [])
        elif what == "gone":
            row[4] = None
            wanted = [("event_missing", at)]
        elif what == "words":
            row[6] += " "
            wanted = [("text_changed", at)]
        else:
            row[6] = None
            wanted = [("text_missing", at)]
        rows[at - 1] = tuple(row)
    assert kinds(rows) == wanted


@given(st.integers(3, 12), st.data())
def test_two_swapped_and_one_put_between_are_named(count, data):
    first, second = sorted(
        data.draw(st.sets(st.integers(1, count), min_size=2, max_size=2))
    )
    rows = sealed(count)
    swapped = list(rows)
    for here, there in ((first, second), (second, first)):
        swapped[here - 1] = (
            here,
            *rows[there - 1][1:3],
            *rows[here - 1][3:4],
            *rows[there - 1][4:],
        )
    assert kinds(swapped) == [("link", first), ("link", second)]
    # The others move up by one, as they must where positions are unique.
    extra = (first, 99, 1, sha("forged"), text_of(99), sha("x"), "x")
    longer = [
        *rows[: first - 1],
        extra,
        *((row[0] + 1, *row[1:]) for row in rows[first - 1 :]),
    ]
    assert kinds(longer)[:2] == [("link", first), ("link", first + 1)]


def test_differences_name_the_field():
    signed = {
        "title": "A",
        "steps": [
            {"label": "B1", "name": "Soạn", "role": {"code": "cv", "name": "CV"}},
            {"label": "B2", "name": "Ký", "role": None, "forms": ["f1"]},
        ],
    }
    found = {
        "title": "A",
        "steps": [
            {"label": "B1", "name": "Soạn", "role": {"code": "cv", "name": "Other"}},
            {"label": "B2", "name": "Ký", "role": {"code": "x", "name": ""}},
            {"label": "B3"},
        ],
    }
    first, second, third, fourth = witness.differences(signed, found)
    assert (first.path, first.name) == ("steps[1 B1 Soạn].role", "role")
    assert first.codes == ("cv", "cv")
    assert (second.path, second.found) == ("steps[2 B2 Ký].forms", None)
    assert (third.path, third.signed, third.codes) == (
        "steps[2 B2 Ký].role",
        None,
        None,
    )
    assert (fourth.path, fourth.signed) == ("steps[3 B3]", None)
    assert witness.differences(signed, signed) == []
