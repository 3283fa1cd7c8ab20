"""The statutory sheet, the register, late steps and internal work as opened files."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import load_workbook

from procedure_control.engine.overrun import Terms
from procedure_control.reporting import (
    ii06a,
    ii06a_sheet,
    internal_work,
    late_steps,
    layouts,
    period,
    register,
    workbook,
)
from procedure_control.reporting.painter import paint
from procedure_control.reporting.rows import CaseRow, StepRow
from procedure_control.reporting.scope import Scope
from procedure_control.reporting.sheets import Book, Cover, in_english
from procedure_control.reporting.snapshot import InMemory, Snapshot

QUARTER = period.quarter(2026, 3)
JULY = datetime(2026, 7, 10, 17)


def cases(count=60):
    for n in range(count):
        yield CaseRow(
            id=n,
            number=f"H{n:03}",
            external_code=f"=E{n}",
            procedure_code=f"1.{n % 4}",
            title="Bổ nhiệm giám định viên",
            kind="tthc" if n % 5 else "internal",
            field_code=f"L{n % 3}",
            field_name=f"Lĩnh vực {n % 3}",
            agency=f"Đơn vị {n % 2}",
            channel=("online", "desk", "post")[n % 3],
            received_at=datetime(2026, 6, 1 + n % 28, 9),
            due_at=JULY,
            ended_at=JULY.replace(day=5 + n % 9) if n % 4 else None,
            state="closed" if n % 4 else "running",
            waiting_supplement=n % 8 == 0,
            requester="Nguyễn Văn An",
        )


@pytest.fixture
def opened(tmp_path):
    def run(*sheets, values=False, words=in_english):
        path = str(tmp_path / "out.xlsx")
        paint(path, Book("T", sheets, words=words))
        return load_workbook(path, data_only=values)

    return run


def statutory(opened, by, **more):
    report = ii06a.build(cases(), QUARTER, by=by)
    sheet = ii06a_sheet.sheet(report, agency="UBND tỉnh", receiver="VPCP", **more)
    return report, opened(sheet).active


def head_row(tab, text="(1)"):
    return next(row for row in range(1, 20) if tab.cell(row, 1).value == text)


def test_the_form_has_its_head_units_and_numbers(opened):
    _report, tab = statutory(opened, ("field",))
    texts = {cell.value for row in tab.iter_rows() for cell in row if cell.value}
    assert {
        "Biểu số II.06a/VPCP/KSTT",
        "Đơn vị tính: Số hồ sơ TTHC",
        "Đơn vị báo cáo: UBND tỉnh",
        "Kỳ báo cáo: Quý III năm 2026 (Từ ngày 15/06/2026 đến ngày 14/09/2026)",
        "Lĩnh vực, công việc giải quyết theo cấp",
    } <= texts
    numbers = head_row(tab)
    assert [cell.value for cell in tab[numbers]] == list(layouts.II06A[0].numbers)
    top = numbers - 3
    merged = {str(each) for each in tab.merged_cells.ranges}
    for each in ("A{0}:A{2}", "B{0}:B{2}", "C{0}:F{0}", "G{0}:J{0}", "K{0}:M{0}"):
        assert each.format(top, top + 1, top + 2) in merged
    for each in ("C{1}:C{2}", "D{1}:E{1}", *(f"{c}{{1}}:{c}{{2}}" for c in "FGHIJKLM")):
        assert each.format(top, top + 1, top + 2) in merged
    assert tab.cell(top, 3).value == "Tiếp nhận"
    assert tab.cell(top + 2, 5).value == "Trực tiếp, dịch vụ bưu chính"
    assert "chờ bổ sung" in tab.cell(top + 1, 9).value
    assert "chờ bổ sung" in tab.cell(top + 1, 12).value
    assert tab.print_title_rows == f"${top}:${numbers}"
    assert tab.freeze_panes == f"C{numbers + 1}"
    assert tab.auto_filter.ref is None


def test_merged_heads_do_not_overlap_and_cover_the_head():
    heads = layouts.II06A[0].heads
    covered = [
        (row, column)
        for head in heads
        for row in range(head.row, head.row + head.rows)
        for column in range(head.column, head.column + head.columns)
    ]
    assert sorted(covered) == [
        (row, column) for row in range(3) for column in range(13)
    ]


@pytest.mark.parametrize("by", [("agency",), ("agency", "field")])
def test_the_sums_are_live_and_show_the_figures(opened, by):
    report, tab = statutory(opened, by)
    first = head_row(tab) + 1
    lines = list(report.walk())
    total = first + len(lines)
    assert tab.cell(total, 2).value == "Tổng số"
    assert tab.cell(first, 3).value == f"=SUM(D{first}:F{first})"
    assert tab.cell(first, 11).value == f"=SUM(L{first}:M{first})"
    function = "SUM(" if len(by) == 1 else "SUBTOTAL(9,"
    assert tab.cell(total, 4).value == f"={function}D{first}:D{total - 1})"
    sheet = ii06a_sheet.sheet(report)
    shown = opened(sheet, values=True).active
    first = head_row(shown) + 1
    for row, line in enumerate(lines, first):
        assert [c.value for c in shown[row][2:]] == list(line.tally.counts.values())
    assert [c.value for c in shown[first + len(lines)][2:]] == list(
        report.total.counts.values()
    )


def test_nested_subtotals_take_each_case_once(opened):
    """What a spreadsheet program computes: SUBTOTAL skips subtotals in its range."""
    report, tab = statutory(opened, ("agency", "field"))
    first = head_row(tab) + 1
    leaves = 0
    for row, line in enumerate(report.walk(), first):
        value = tab.cell(row, 4).value
        if line.children:
            assert value == f"=SUBTOTAL(9,D{row + 1}:D{row + len(line.children)})"
        else:
            leaves += value
    assert leaves == report.total.counts[4]


def test_waiting_is_told_under_the_table(opened):
    report, tab = statutory(opened, ("agency",))
    assert report.waiting > 0
    notes = [cell.value for cell in tab["A"] if cell.value and "chờ" in cell.value]
    assert notes == [
        f"Hồ sơ chờ bổ sung tại thời điểm cuối kỳ: {report.waiting}, được tính một lần "
        "tại cột 12."
    ]


def test_a_false_figure_never_reaches_a_file(tmp_path):
    report = ii06a.build(cases(), QUARTER)
    report.lines[0].tally.counts[8] += 1
    with pytest.raises(ii06a.IdentityError):
        ii06a_sheet.sheet(report)


def test_english_when_asked_and_scope_when_partial(opened):
    _report, tab = statutory(
        opened, ("agency",), language="en", scope="Only department A"
    )
    texts = {cell.value for row in tab.iter_rows() for cell in row if cell.value}
    assert {"Received", "Unit: number of dossiers", "Only department A"} <= texts


def test_an_empty_period_is_a_row_of_zeros(opened):
    report = ii06a.build([], QUARTER)
    tab = opened(ii06a_sheet.sheet(report)).active
    assert [cell.value for cell in tab[head_row(tab) + 1]][2:] == [0] * 11


# -- register --------------------------------------------------------------------


def test_the_register_re_adds_to_the_form(opened):
    report = ii06a.build(cases(), QUARTER)
    sheet = register.sheet(cases(), in_english, period=QUARTER, cover=Cover("UBND"))
    tab = opened(sheet).active
    head = head_row(tab, "Number")
    rows = list(tab.iter_rows(min_row=head + 1, values_only=True))
    assert len(rows) == 60
    for column in (4, 5, 6):
        assert sum(row[-2] == column for row in rows) == report.total.counts[column]
    for column in (8, 9, 10, 12, 13):
        assert sum(row[-1] == column for row in rows) == report.total.counts[column]
    assert rows[1][1] == "=E1"
    assert rows[1][9] == datetime(2026, 6, 2, 9)
    assert (rows[1][8], rows[1][12]) == ("At the desk", "Closed")


def test_requesters_only_when_asked(opened):
    tab = opened(register.sheet(cases(), in_english)).active
    texts = {cell.value for row in tab.iter_rows() for cell in row}
    assert "Requester" not in texts and "Nguyễn Văn An" not in texts
    tab = opened(register.sheet(cases(), in_english, requesters=True)).active
    texts = {cell.value for row in tab.iter_rows() for cell in row}
    assert {"Requester", "Nguyễn Văn An"} <= texts


def test_unknown_keys_are_printed_as_they_are(opened):
    odd = replace(next(cases()), state="new_state", channel="pigeon")
    row = [c.value for c in opened(register.sheet([odd], in_english)).active[3]]
    assert {"new_state", "pigeon"} <= set(row)


def test_where_the_time_of_a_case_went_adds_up_or_nothing_is_written(opened):
    """Journey 3: a day's hours before the due, all of it between plan and limit."""
    case = replace(next(cases()), account=Terms(-420, 0, 0, 0, -420))
    tab = opened(register.sheet([case, next(cases())], in_english)).active
    head = head_row(tab, "Number")
    first = [cell.value for cell in tab[head]].index("Case overrun (min)")
    rows = list(tab.iter_rows(min_row=head + 1, values_only=True))
    assert rows[0][first : first + 5] == (-420, 0, 0, 0, -420)
    assert rows[1][first : first + 5] == (None,) * 5, "still open: nothing yet"
    wrong = replace(case, account=Terms(-420, 60, 0, 0, -420))
    with pytest.raises(ii06a.IdentityError):
        opened(register.sheet([wrong], in_english))


def test_more_supplements_than_allowed_count_late(opened):
    """QĐ 766: on time by the clock, and late all the same; each sums in its column."""
    case = replace(next(cases()), verdict="on_time")
    asked = replace(case, supplements_over=1, late_entries=2)
    tab = opened(register.sheet([case, asked], in_english)).active
    rows = list(tab.iter_rows(min_row=head_row(tab, "Number") + 1, values_only=True))
    first = [cell.value for cell in tab[head_row(tab, "Number")]].index(
        "Counts late (766)"
    )
    assert [row[first : first + 2] for row in rows] == [(0, 0), (1, 2)]


def test_a_result_that_was_corrected_is_marked_and_its_correction_in_no_figure(opened):
    counted = (c for c in cases() if ii06a.build([c], QUARTER).total.counts[3])
    case = replace(next(counted), paper_receipt="01/BN", correction="corrected")
    mended = replace(case, number="H999", correction="", corrects=case.number)
    sheet = register.sheet([case, mended], in_english, period=QUARTER)
    tab = opened(sheet).active
    rows = list(tab.iter_rows(min_row=head_row(tab, "Number") + 1, values_only=True))
    assert rows[0][-5:-2] == ("01/BN", "Corrected", None)
    assert rows[1][-3] == case.number
    assert all(rows[0][-2:])
    assert rows[1][-2:] == (None, None)
    one, both = (
        ii06a.build(some, QUARTER).total.counts for some in ([case], [case, mended])
    )
    assert one == both


# -- internal work ---------------------------------------------------------------


def test_internal_work_stands_on_its_own_sheets(opened):
    report = internal_work.figures(cases(), QUARTER)
    book = opened(
        internal_work.summary(report, in_english),
        internal_work.sheet(cases(), in_english, period=QUARTER, report=report),
        words=in_english,
    )
    assert book.sheetnames == ["Internal work", "Internal cases"]
    summary, listed = book.worksheets
    first = head_row(summary, "No.") + 1
    assert summary.cell(first, 2).value == "Internal work"
    end = first + len(report.lines[0].children)
    assert summary.cell(first, 3).value == f"=SUBTOTAL(9,C{first + 1}:C{end})"
    numbers = [cell.value for cell in listed["A"] if str(cell.value).startswith("H")]
    assert numbers == [f"H{n:03}" for n in range(0, 60, 5)]


# -- late steps ------------------------------------------------------------------


def steps():
    """P3: one late step of two hours; three others elsewhere; and one in time."""
    p3 = StepRow(
        id=1,
        case_number="P3-1",
        step_label="B3",
        step_name="Thẩm định",
        procedure_code="P3",
        agency="UBND xã",
        department="VH-XH",
        person="Phạm Văn Dũng",
        due_at=datetime(2026, 10, 8, 14),
        done_at=datetime(2026, 10, 8, 16),
        late_minutes=120,
        overdue=True,
        ended=True,
    )
    yield p3
    yield replace(p3, id=2, person="Lê Thị Ngân", late_minutes=30, done_at=None)
    yield replace(p3, id=3, procedure_code="P6", late_minutes=45)
    in_office = {"department": "Văn phòng", "step_label": "B4", "late_minutes": 60}
    yield replace(p3, id=4, why="Workload", **in_office)
    yield replace(p3, id=5, overdue=False, late_minutes=0)


def late(found):
    return late_steps.sheets(found, late_steps.count(found), in_english, period=QUARTER)


def test_the_late_sheet_of_one_step(opened):
    shown = opened(*late(list(steps())[:1]), values=True)["Late steps"]
    rows = list(shown.iter_rows(min_row=4, values_only=True))
    assert rows[0][:2] == ("P3-1", "B3")
    assert rows[0][10] == 2.0
    assert rows[1][0] == "Total"
    assert len(rows) == 2
    assert shown["K4"].number_format == "#,##0.0#"


def test_causes_count_the_list_and_add_up_to_it(opened):
    book = opened(*late(list(steps())), values=True)
    assert book.sheetnames == ["Late steps", "Late by cause"]
    causes = list(book["Late by cause"].iter_rows(min_row=4, values_only=True))
    assert causes[0] == (1, "Not explained", 3, 1, 3.25, 2.0)
    assert causes[1] == (2, "Workload", 1, 0, 1.0, 1.0)
    assert causes[2][2:5] == (4, 1, 4.25)
    listed = list(book["Late steps"].iter_rows(min_row=4, values_only=True))
    assert [row[-1] for row in listed] == [1, 1, 1, 2, None]
    live = opened(*late(list(steps())))["Late by cause"]
    assert live["C4"].value == "=COUNTIFS(late_row_of_cause,1)"
    assert live["D4"].value == "=COUNTIFS(late_row_of_cause,1,late_in_hand,1)"


def test_causes_that_lose_a_step_are_refused():
    sums = late_steps.count(list(steps()))
    sums.causes.popitem()
    with pytest.raises(ii06a.IdentityError, match="cause"):
        sums.check()


# -- the form counted again --------------------------------------------------------


@pytest.mark.parametrize("by", [("agency",), ("field", "procedure")])
def test_the_register_counted_live_proves_the_form(tmp_path, by):
    """What a spreadsheet program would compute, computed here from the cells."""
    scope = Scope(period=QUARTER, as_of=datetime(2026, 11, 1), language="en", by=by)
    snapshot = Snapshot(InMemory())
    snapshot.write("cases", cases())
    kinds = ("ii06a", "register", "check")
    path = str(tmp_path / "out.xlsx")
    paint(path, workbook.book(snapshot, replace(scope, sheets=kinds), in_english))
    tabs = load_workbook(path)
    register_tab, check = tabs["Register"], tabs["Check of II.06a"]
    head = head_row(register_tab, "Number")
    listed = [row[-3:] for row in register_tab.iter_rows(head + 1, values_only=True)]
    head = head_row(check, "Row of II.06a")
    figures = ii06a_sheet.report(snapshot, replace(scope, sheets=kinds))
    lines = list(ii06a_sheet.leaves(figures))
    for at, (number, _path, line) in enumerate(lines, head + 1):
        row = [cell.value for cell in check[at]]
        assert row[0] == number
        assert row[3] == f"=COUNTIFS(register_row,{number},register_received,4)"
        assert row[7] == f"=COUNTIFS(register_row,{number},register_result,8)"
        assert sum(r == (number, 4, r[2]) for r in listed) == line.tally.counts[4]
        assert sum(r == (number, r[1], 8) for r in listed) == line.tally.counts[8]
        assert f"ABS(M{at}-INDEX(ii06a_column_13,{number}))" in row[13]
    form = tabs.defined_names["ii06a_column_3"].attr_text
    first, last = (int(part) for part in re.findall(r"\$(\d+)", form))
    assert last - first + 1 == len(list(figures.walk())), "without the total"


def test_internal_figures_count_their_list(tmp_path):
    scope = Scope(period=QUARTER, as_of=datetime(2026, 11, 1), language="en")
    snapshot = Snapshot(InMemory())
    snapshot.write("cases", cases())
    sheets = internal_work.build(snapshot, scope, in_english)
    path = str(tmp_path / "out.xlsx")
    paint(path, Book("T", sheets))
    tabs = load_workbook(path)
    summary = tabs["Internal work"]
    first = head_row(summary, "No.") + 1
    row = [cell.value for cell in summary[first + 1]]
    assert row[2] == "=COUNTIFS(internal_cases_row,2)"
    assert row[3] == "=COUNTIFS(internal_cases_row,2,internal_cases_received,6)"
    assert row[4] == f"=SUM(F{first + 1}:H{first + 1})"
    listed = [r[-3:] for r in tabs["Internal cases"].iter_rows(values_only=True)]
    shown = load_workbook(path, data_only=True)["Internal work"]
    taken = [shown.cell(first + n, 3).value for n in range(1, 5)]
    assert taken == [sum(r[0] == 1 + n for r in listed) for n in range(1, 5)]
