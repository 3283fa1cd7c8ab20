"""Form II.06a: every case once, every sum from its cases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_control.reporting import ii06a, internal_work, layouts, period
from procedure_control.reporting.rows import CaseRow
from tests.unit.trying import trying

QUARTER = period.quarter(2026, 3)
LAYOUT = layouts.layout_on(QUARTER.last)
JUNE = datetime(2026, 6, 20, 9)
JULY = datetime(2026, 7, 10, 17)


def case(**values):
    values = {
        "id": 1,
        "number": "H1",
        "agency": "Sở Y tế",
        "received_at": JUNE,
        "due_at": JULY,
        **values,
    }
    return CaseRow(**values)


def where(layout=LAYOUT, as_of=None, **values):
    found = ii06a.place(case(**values), QUARTER, layout, as_of)
    return found and (found.received, found.result)


# -- one case --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "column"), [("online", 4), ("desk", 5), ("post", 5)]
)
def test_received_in_the_period_by_channel(channel, column):
    assert where(channel=channel)[0] == column


def test_carried_over_whatever_its_channel():
    earlier = datetime(2026, 6, 14, 23, 59)
    assert where(channel="online", received_at=earlier)[0] == 6
    assert where(channel="online", received_at=datetime(2026, 6, 15))[0] == 4


def test_outside_the_period():
    assert where(received_at=datetime(2026, 9, 15)) is None
    gone = datetime(2026, 6, 14, 23, 59)
    assert where(received_at=datetime(2026, 6, 1), ended_at=gone) is None
    assert where(received_at=datetime(2026, 6, 1), ended_at=datetime(2026, 6, 15))


@pytest.mark.parametrize("state", ["intake", "not_accepted"])
def test_what_was_never_received_is_in_no_figure(state):
    assert where(state=state) is None
    assert where(received_at=None) is None


@pytest.mark.parametrize(
    ("granularity", "ended", "column"),
    [
        ("date", JULY.replace(day=9, hour=23), 8),
        ("date", JULY.replace(hour=8), 9),
        ("date", JULY.replace(hour=23, minute=59), 9),
        ("date", JULY.replace(day=11, hour=0), 10),
        ("minute", JULY - timedelta(minutes=1), 8),
        ("minute", JULY + timedelta(seconds=59), 9),
        ("minute", JULY + timedelta(minutes=1), 10),
    ],
)
def test_ended_cases_by_date_or_by_minute(granularity, ended, column):
    assert where(granularity=granularity, ended_at=ended)[1] == column


def test_a_stored_verdict_goes_before_the_dates():
    early = JULY - timedelta(days=5)
    assert where(ended_at=early, verdict="late")[1] == 10


@pytest.mark.parametrize("how", ["refused", "terminated", "withdrawn"])
def test_given_back_counts_as_ended_where_the_form_says(how):
    early, late = JULY - timedelta(days=5), JULY + timedelta(days=5)
    assert where(ended_how=how, ended_at=early)[1] == 9
    assert where(ended_how=how, ended_at=late)[1] == 10
    by_dates = replace(LAYOUT, returned_column=None)
    assert where(by_dates, ended_how=how, ended_at=early)[1] == 8
    assert where(ended_how="done", ended_at=early)[1] == 8


@pytest.mark.parametrize(
    ("granularity", "due", "column"),
    [
        ("date", datetime(2026, 9, 14, 17), 12),
        ("date", datetime(2026, 9, 13, 17), 13),
        ("date", datetime(2026, 9, 20, 17), 12),
        ("minute", datetime(2026, 9, 14, 17), 13),
        ("minute", datetime(2026, 9, 15, 9), 12),
        ("date", None, 12),
    ],
)
def test_open_cases_against_the_end_of_the_period(granularity, due, column):
    assert where(granularity=granularity, due_at=due)[1] == column
    # Ended later: for this period it was still open.
    later = datetime(2026, 9, 15, 8)
    assert where(granularity=granularity, due_at=due, ended_at=later)[1] == column


def test_a_period_not_over_is_judged_now():
    now = datetime(2026, 7, 10, 12)
    assert where(as_of=now)[1] == 12
    assert where(as_of=now + timedelta(days=1))[1] == 13
    assert where(as_of=now, granularity="minute")[1] == 12
    assert where(as_of=JULY, granularity="minute")[1] == 12
    assert where(as_of=JULY + timedelta(minutes=1), granularity="minute")[1] == 13


def test_waiting_for_papers_stands_once_where_the_setting_says():
    nine = LAYOUT.choosing(9)
    assert where(waiting_supplement=True)[1] == 12
    assert where(nine, waiting_supplement=True)[1] == 9
    before, after = JULY - timedelta(days=1), JULY + timedelta(days=1)
    assert where(waiting_supplement=True, paused_since=before)[1] == 12
    # Overdue before the clock stopped stays overdue.
    assert where(waiting_supplement=True, paused_since=after)[1] == 13
    assert where(nine, waiting_supplement=True, paused_since=after)[1] == 13
    ended = JULY + timedelta(days=3)
    assert where(nine, waiting_supplement=True, ended_at=ended)[1] == 10
    with pytest.raises(ValueError):
        LAYOUT.choosing(8)


# -- the report ------------------------------------------------------------------


def quarter_of_the_deputy_director():
    """1.240 = 980 + 160 + 100; 1.100 = 700 + 385 + 15; 140 = 131 + 9."""
    results = [
        *[(JULY - timedelta(days=2), "early")] * 700,
        *[(JULY, "on_time")] * 385,
        *[(JULY + timedelta(days=2), "late")] * 15,
        *[(None, "within")] * 127,
        *[(None, "waiting")] * 4,
        *[(None, "over")] * 9,
    ]
    arrivals = ["online"] * 980 + ["desk"] * 100 + ["post"] * 60 + ["before"] * 100
    for number, (arrival, (ended, what)) in enumerate(
        zip(arrivals, results, strict=True)
    ):
        due = datetime(2026, 9, 30, 17) if what == "within" else JULY
        yield case(
            id=number,
            agency=f"Đơn vị {number % 6}",
            field_code=f"L{number % 5}",
            field_name=f"Lĩnh vực {number % 5}",
            channel=arrival if arrival != "before" else "online",
            received_at=JUNE - timedelta(days=30) if arrival == "before" else JUNE,
            due_at=due,
            ended_at=ended,
            waiting_supplement=what == "waiting",
        )
    for number in range(212):
        kind = "internal" if number % 3 else "tthc_internal"
        yield case(id=10_000 + number, kind=kind, procedure_code=f"NB-{number % 7}")
    yield case(id=20_000, state="not_accepted")
    yield case(id=20_001, state="intake", received_at=None)


COUNTS = [1240, 980, 160, 100, 1100, 700, 385, 15, 140, 131, 9]
FIGURES = dict(zip(range(3, 14), COUNTS, strict=True))


@pytest.mark.parametrize(
    "by",
    [("agency",), ("field",), ("procedure",), ("agency", "field"), ("department",)],
)
def test_the_quarter_by_every_cut(by):
    report = ii06a.build(quarter_of_the_deputy_director(), QUARTER, by=by)
    assert report.total.counts == FIGURES
    assert report.waiting == 4


def test_the_quarter_with_the_other_choice():
    report = ii06a.build(
        quarter_of_the_deputy_director(), QUARTER, layout=LAYOUT.choosing(9)
    )
    moved = {7: 1104, 9: 389, 11: 136, 12: 127}
    assert report.total.counts == {**FIGURES, **moved}
    assert report.waiting == 4


def test_internal_work_is_counted_apart():
    report = internal_work.figures(quarter_of_the_deputy_director(), QUARTER)
    assert report.total.counts[3] == 212
    assert {line.key for line in report.lines} == {"internal", "tthc_internal"}


def test_every_figure_knows_its_cases():
    report = ii06a.build(
        quarter_of_the_deputy_director(), QUARTER, by=("agency", "field")
    )
    for column, count in FIGURES.items():
        ids = report.ids(column)
        assert len(set(ids)) == len(ids) == count
    assert set(report.ids(3)) == set(report.ids(7)) | set(report.ids(11))
    assert sorted(report.ids(3, "Đơn vị 2")) == list(range(2, 1240, 6))
    assert report.ids(3, "Đơn vị 2", "L2")[0] == 2


def test_without_ids_the_figures_are_the_same():
    report = ii06a.build(quarter_of_the_deputy_director(), QUARTER, keep_ids=False)
    assert report.total.counts == FIGURES
    assert report.ids(3) == []


def test_rows_are_sorted_without_accents_and_numbered():
    cases = [case(id=n, agency=name) for n, name in enumerate(["Ý", "đ", "Ă", "e"])]
    report = ii06a.build(cases, QUARTER)
    assert [(line.number, line.label) for line in report.lines] == [
        ("1", "Ă"),
        ("2", "đ"),
        ("3", "e"),
        ("4", "Ý"),
    ]


@pytest.mark.parametrize("column", range(3, 14))
def test_a_figure_off_by_one_is_refused_with_its_row(column):
    report = ii06a.build([case(), case(id=2, agency="Sở Nội vụ")], QUARTER)
    report.lines[0].tally.counts[column] += 1
    with pytest.raises(ii06a.IdentityError) as raised:
        report.check()
    error = raised.value
    assert error.row == "Sở Nội vụ"
    assert error.left != error.right
    assert str(error.left) in str(error) and str(error.right) in str(error)


def test_rows_that_do_not_re_add_to_the_total_are_refused():
    report = ii06a.build([case(), case(id=2, agency="Sở Nội vụ")], QUARTER)
    del report.lines[0]
    with pytest.raises(ii06a.IdentityError, match="its rows"):
        report.check()


moments = st.datetimes(datetime(2026, 5, 1), datetime(2026, 11, 1))
random_cases = st.builds(
    CaseRow,
    id=st.integers(1, 10**9),
    number=st.just("H"),
    agency=st.sampled_from("ABC"),
    field_code=st.sampled_from("XYZ"),
    kind=st.sampled_from(["tthc", "tthc", "tthc_internal", "internal"]),
    channel=st.sampled_from(["online", "desk", "post"]),
    received_at=st.none() | moments,
    due_at=st.none() | moments,
    ended_at=st.none() | moments,
    state=st.sampled_from(["running", "closed", "paused", "intake", "not_accepted"]),
    verdict=st.sampled_from([None, None, "early", "on_time", "late"]),
    granularity=st.sampled_from(["date", "minute"]),
    waiting_supplement=st.booleans(),
    paused_since=st.none() | moments,
    ended_how=st.sampled_from([None, "done", "refused", "terminated", "withdrawn"]),
)


@trying(200)
@given(
    st.lists(random_cases, max_size=30, unique_by=lambda row: row.id),
    st.sampled_from([9, 12]),
    st.none() | moments,
)
def test_each_case_of_the_period_is_in_exactly_one_result(cases, column, as_of):
    layout = LAYOUT.choosing(column)
    report = ii06a.build(
        cases, QUARTER, by=("agency", "field"), layout=layout, as_of=as_of
    )
    expected = {
        row.id
        for row in cases
        if row.kind == "tthc"
        and row.received_at is not None
        and row.state not in ("intake", "not_accepted")
        and row.received_at < datetime(2026, 9, 15)
        and not (row.ended_at and row.ended_at < datetime(2026, 6, 15))
    }
    for columns in ((8, 9, 10, 12, 13), (4, 5, 6)):
        standing = [case_id for each in columns for case_id in report.ids(each)]
        assert sorted(standing) == sorted(expected)
    counts = report.total.counts
    assert counts[3] == counts[4] + counts[5] + counts[6] == counts[7] + counts[11]
    assert counts[7] == counts[8] + counts[9] + counts[10]
    assert counts[11] == counts[12] + counts[13]


# -- layouts ---------------------------------------------------------------------


def test_the_layout_in_force_on_the_last_day_is_taken():
    later = replace(LAYOUT, valid_from=date(2026, 9, 15), basis="Thông tư mới")
    both = (later, LAYOUT)
    assert layouts.layout_on(QUARTER.last, both) is LAYOUT
    assert layouts.layout_on(date(2026, 9, 15), both) is later
    assert layouts.layout_on(date(1999, 1, 1), both) is LAYOUT


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (QUARTER, "Quý III năm 2026"),
        (period.month(2026, 10), "Tháng 10 năm 2026"),
        (period.half(2026, 2), "6 tháng cuối năm 2026"),
        (period.nine_months(2026), "9 tháng năm 2026"),
        (period.whole_year(2026), "Năm 2026"),
        (period.free(date(2026, 1, 1), date(2026, 1, 2)), "Theo ngày"),
    ],
)
def test_how_the_form_names_its_period(made, text):
    assert layouts.period_text(LAYOUT, made, "vi") == text
