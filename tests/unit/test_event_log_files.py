"""XES and CSV: the same rows, the same bytes, and nothing in a text that does harm."""

import csv
import io
import tracemalloc
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from procedure_control.interchange import event_csv, xes
from procedure_control.interchange.event_log import Event, Step, Trace, events_of

HANOI = timezone(timedelta(hours=7))
NAMESPACE = "{http://www.xes-standard.org/}"


def at(text):
    return datetime.fromisoformat(f"2026-10-{text}").replace(tzinfo=HANOI)


def step(number, activity="B1", **values):
    return Step(activity, number, values.pop("occurrence", 1), "done", **values)


def told(*steps):
    return [
        (one.transition, one.activity, f"{one.at:%d %H:%M}") for one in events_of(steps)
    ]


def test_a_step_is_assigned_begun_stopped_and_ended():
    one = step(
        1,
        ready=at("05 09:00"),
        started=at("05 10:00"),
        done=at("07 11:00"),
        pauses=(
            (at("01 08:00"), at("02 08:00")),  # before it
            (at("05 14:00"), at("06 08:00")),
            (at("07 10:00"), at("08 10:00")),  # it ends meanwhile
            (at("09 08:00"), None),  # after it
        ),
    )
    assert told(one) == [
        ("assign", "B1", "05 09:00"),
        ("start", "B1", "05 10:00"),
        ("suspend", "B1", "05 14:00"),
        ("resume", "B1", "06 08:00"),
        ("suspend", "B1", "07 10:00"),
        ("complete", "B1", "07 11:00"),
    ]


def test_who_nobody_said_began_is_not_said_to_have_begun():
    one = step(1, ready=at("05 09:00"), started=at("05 11:00"), done=at("05 11:00"))
    assert [name for name, *_rest in told(one)] == ["assign", "complete"]


def test_at_one_moment_what_ends_comes_before_what_begins():
    noon = at("05 12:00")
    first = step(1, "B1", ready=at("05 09:00"), done=noon)
    second = step(2, "B2", ready=noon, done=noon)
    assert told(second, first) == told(first, second)
    assert told(first, second)[1:] == [
        ("complete", "B1", "05 12:00"),
        ("complete", "B2", "05 12:00"),
        ("assign", "B2", "05 12:00"),
    ]


def test_who_had_a_step_before_it_was_handed_on_is_not_told():
    one = step(
        1,
        ready=at("05 09:00"),
        started=at("05 10:00"),
        done=at("06 09:00"),
        resource="P7",
        handed_on=(at("05 11:00"),),
    )
    assert [(e.transition, e.resource) for e in events_of([one])] == [
        ("assign", ""),
        ("start", ""),
        ("reassign", "P7"),
        ("complete", "P7"),
    ]


def test_what_was_cancelled_is_aborted_and_what_never_came_has_no_event():
    cancelled = Step(
        "B2", 2, 1, "cancelled", ready=at("05 09:00"), aborted=at("06 09:00")
    )
    planned = Step("B3", 3, 1, "not_arisen")
    assert [name for name, *_rest in told(cancelled, planned)] == [
        "assign",
        "ate_abort",
    ]


HOSTILE = [
    "=1+1",
    "+84 900",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "  =cmd|'/c calc'!A1",
    "\uff1d1+1",
    "<b>\"&'</b>",
    "]]>",
    "a\x00b\x1fc\ud800d\ufffee",
    "dòng 1\r\ndòng 2",
    "x" * 40_000,
    "",
]


def traces(texts=HOSTILE):
    for number, text in enumerate(texts):
        yield Trace(
            name=f"{number} {text}",
            attributes=(("procedure", text), ("received", at("05 08:00"))),
            events=(
                Event(
                    text,
                    "complete",
                    at("05 09:30"),
                    "1",
                    resource=text,
                    group=text,
                    attributes=(
                        ("occurrence", 1),
                        ("waiting_minutes", 30),
                        ("other_agency", True),
                        ("outcome", text),
                    ),
                ),
            ),
        )


def as_xes(rows, **more):
    out = io.StringIO(newline="\n")
    xes.write(out, rows, **more)
    return out.getvalue().encode("utf-8")


def as_csv(rows):
    out = io.StringIO(newline="")
    event_csv.write(out, rows)
    return out.getvalue().encode("utf-8")


def attributes(element):
    return {
        child.get("key"): child.get("value")
        for child in element
        if child.get("key") is not None
    }


def test_hostile_text_comes_out_of_xes_as_it_went_in():
    log = etree.fromstring(as_xes(traces()), etree.XMLParser(huge_tree=True))
    for text, trace in zip(HOSTILE, log.iter(f"{NAMESPACE}trace"), strict=True):
        shown = text
        for control in "\x00\x1f\ud800\ufffe":
            shown = shown.replace(control, "\ufffd")
        event = attributes(trace.find(f"{NAMESPACE}event"))
        assert attributes(trace)["procedure"] == shown
        assert event["concept:name"] == shown
        assert event["time:timestamp"] == "2026-10-05T09:30:00.000+07:00"
        assert (event["waiting_minutes"], event["other_agency"]) == ("30", "true")


@given(st.text(alphabet=st.characters(), max_size=30))
def test_any_text_gives_xml_that_can_be_read(text):
    log = etree.fromstring(as_xes(traces([text])))
    assert len(log.findall(f"{NAMESPACE}trace")) == 1


def test_no_cell_of_the_csv_is_a_formula():
    data = as_csv(traces())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows[1:]:
        for value in row:
            assert not value.lstrip().startswith(
                ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
            ), value
            assert not value.startswith(("\t", "\r", "\n"))
    named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert named[0]["concept:name"] == "'=1+1"
    assert named[0]["time:timestamp"] == "2026-10-05T09:30:00+07:00"
    assert named[0]["waiting_minutes"] == "30"
    assert named[0]["case:received"] == "2026-10-05T08:00:00+07:00"


def test_the_same_rows_give_the_same_bytes():
    assert as_xes(traces()) == as_xes(traces())
    assert as_csv(traces()) == as_csv(traces())


def test_an_empty_log_is_a_log():
    log = etree.fromstring(as_xes([], attributes=(("pseudonyms", True),)))
    assert attributes(log) == {"lifecycle:model": "standard", "pseudonyms": "true"}
    assert as_csv([]).decode("utf-8-sig").count("\r\n") == 1


def test_the_file_has_the_parts_of_the_standard_in_their_order():
    log = etree.fromstring(as_xes(traces()), etree.XMLParser(huge_tree=True))
    assert log.get("xes.version") == "1849.2016"
    order = ["extension", "global", "classifier", "string", "trace"]
    names = [child.tag.removeprefix(NAMESPACE) for child in log]
    assert names == sorted(names, key=order.index)
    assert {ext.get("prefix") for ext in log.findall(f"{NAMESPACE}extension")} == {
        "concept",
        "lifecycle",
        "time",
        "org",
    }
    # Each prefix that is used is declared, and what is global is in every event.
    declared = {ext.get("prefix") for ext in log.findall(f"{NAMESPACE}extension")}
    for scope in ("trace", "event"):
        [of_all] = [
            set(attributes(one))
            for one in log.findall(f"{NAMESPACE}global")
            if one.get("scope") == scope
        ]
        for element in log.iter(f"{NAMESPACE}{scope}"):
            keys = set(attributes(element))
            assert of_all <= keys
            assert {k.split(":")[0] for k in keys if ":" in k} <= declared
    for classifier in log.findall(f"{NAMESPACE}classifier"):
        assert set(classifier.get("keys").split()) <= {
            "concept:name",
            "lifecycle:transition",
            "org:group",
        }


def test_every_attribute_of_an_event_has_its_column():
    everything = step(
        1,
        ready=at("05 09:00"),
        done=at("05 10:00"),
        due=at("05 11:00"),
        agency="SYT",
    )
    keys = {key for event in events_of([everything]) for key, _v in event.attributes}
    assert keys == set(event_csv.OF_EVENT)


def test_memory_does_not_grow_with_the_log():
    def peak(count):
        class Nowhere(io.StringIO):
            def write(self, text):
                return len(text)

        tracemalloc.start()
        xes.write(Nowhere(), (t for n in range(count) for t in traces([str(n)])))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(3_000) < 2 * peak(300) + 50_000
