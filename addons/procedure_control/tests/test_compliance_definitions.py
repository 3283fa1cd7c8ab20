"""What stands where in the compliance file: one test a definition.

October of 2026 is 15/09 to 14/10; a dossier of QT.GĐ.02 has ten working days.
"""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..models import procedure_compliance_read
from ..reporting import ii06a
from .case_common import local
from .test_compliance_export import NOW, OCTOBER, ComplianceCase


class DefinitionCase(ComplianceCase):
    def _rows(self, source, user=None, **values):
        wizard = self._wizard(user, **values)
        rows = wizard.env["procedure.compliance.rows"]
        return list(getattr(rows, f"_rows_{source}")(wizard._options()))

    def _row(self, case, **values):
        return next((r for r in self._rows("cases", **values) if r.id == case.id), None)

    def _columns(self, case, **values):
        """(column of receipt, column of result), or None where it is in no figure."""
        wizard = self._wizard(**values)
        scope = wizard.env["procedure.compliance"]._scope(wizard._options())
        row = self._row(case, **values)
        where = row and ii06a.place(row, scope.period, scope.layout, scope.as_of)
        return where and (where.received, where.result)

    def _taken(self, at, **values):
        return self._receive(self.document, at, **values)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplianceDefinitions(DefinitionCase):
    def test_one_that_spans_the_period_stands_once_in_each(self):
        case = self._taken("2026-10-06 09:00")  # due 20/10
        self._walk(case, "2026-10-20 10:00")
        self.assertEqual(self._columns(case), (5, 12))
        self.assertEqual(self._columns(case, month="11"), (6, 9))
        self.assertIsNone(self._columns(case, month="9"))
        row = self._row(case)
        self.assertEqual((row.open, row.ended), (True, False))
        row = self._row(case, month="11")
        self.assertEqual((row.open, row.ended), (False, True))

    def test_the_end_of_the_period_is_the_end_of_what_is_open(self):
        """QĐ 766, 2.1: due on the last day it is within, on the day before overdue."""
        last = self._taken("2026-09-30 09:00")
        before = self._taken("2026-09-29 09:00")
        self.assertEqual(last.due_at.date(), date(2026, 10, 14))
        self.assertEqual(before.due_at.date(), date(2026, 10, 13))
        self.assertEqual(self._columns(last), (5, 12))
        self.assertEqual(self._columns(before), (5, 13))

    def test_what_is_over_a_month_later_was_in_hand_then(self):
        late = self._taken("2026-09-16 09:00")  # due 30/09
        self._walk(late, "2026-11-02 10:00")
        self.assertEqual(self._columns(late), (5, 13))
        self.assertEqual(self._columns(late, month="11"), (6, 10))

    def test_given_back_in_time_is_on_time_and_late_is_late(self):
        for how in ("refused", "terminated", "withdrawn"):
            with self.subTest(how):
                in_time = self._taken("2026-09-18 09:00")
                in_time._end_by(how, "r", local("2026-09-22 09:00"))
                self.assertEqual(self._columns(in_time), (5, 9))
                self.assertEqual(self._row(in_time).ended_how, how)
                late = self._taken("2026-09-16 09:00")
                late._end_by(how, "r", local("2026-10-12 09:00"))
                self.assertEqual(self._columns(late), (5, 10))

    def test_refused_at_the_desk_was_never_received(self):
        case = (
            self.env["procedure.case"]
            .with_user(self.officer)
            ._take_in(
                [{"document_id": self.document.id, "company_id": self.agency.id}],
                local("2026-09-18 09:00"),
                papers="none",
            )
        )
        case._refuse_intake("r", local("2026-09-18 09:10"))
        self.assertIsNone(self._row(case))

    def test_waiting_at_the_end_is_counted_once_where_it_is_chosen(self):
        for column in ("9", "12"):
            with self.subTest(column):
                columns = self._columns(self.waiting, supplement_column=column)
                self.assertEqual(columns, (5, int(column)))

    def test_overdue_before_the_clock_stopped_stays_overdue(self):
        case = self._taken("2026-09-16 09:00")  # due 30/09
        case._pause("supplement", "r", "x", local("2026-10-09 10:00"))
        for column in ("9", "12"):
            self.assertEqual(self._columns(case, supplement_column=column), (5, 13))

    def test_a_clock_stopped_after_the_period_changes_nothing_in_it(self):
        case = self._taken("2026-09-29 09:00")
        case._pause("supplement", "r", "x", local("2026-10-15 08:00"))
        row = self._row(case)
        self.assertFalse(row.waiting_supplement)
        self.assertEqual(self._columns(case), (5, 13))

    def test_who_left_still_stands_by_his_work(self):
        rows = self._rows("steps")
        expert = self.env["res.users"].search([("login", "=", "t.expert")])
        of_expert = [row.id for row in rows if row.person_id == expert.id]
        self.assertTrue(of_expert)
        name = expert.name
        self.env.user.browse(expert.id).sudo().active = False
        rows = {row.id: row for row in self._rows("steps")}
        self.assertEqual({rows[i].person for i in of_expert}, {name})

    def test_a_contact_that_is_deleted_leaves_the_name_on_the_dossier(self):
        contact = self.env["res.partner"].create({"name": "Nguyễn Văn Đã Xóa"})
        case = self._taken(
            "2026-10-06 09:00",
            requester_partner_id=contact.id,
            requester_name=contact.name,
        )
        contact.unlink()
        row = self._row(case, with_requesters=True)
        self.assertEqual(row.requester, "Nguyễn Văn Đã Xóa")

    def test_renamed_in_the_period_it_is_one_row_and_each_case_keeps_its_title(self):
        old, new = self.document.title, "Giám định y khoa theo tên mới"
        draft = self.document._new_draft("r")
        draft.title = new
        self._adopt(draft, local("2026-10-01 08:00"))
        self.assertEqual(self.document.title, new)
        after = self._taken("2026-10-06 09:00")
        self.assertEqual(self._row(after).title, new)
        self.assertEqual(self._row(self.late).title, old)
        book = self._file(self._wizard(rows="procedure"))
        labels = [
            str(row[1])
            for row in book["II.06a"].iter_rows(values_only=True)
            if "QT.GĐ.02" in str(row[1])
        ]
        self.assertEqual(labels, [f"QT.GĐ.02 {new}"])
        titles = self._column(book, "Register", "Procedure")
        self.assertEqual({t for t in titles if t in (old, new)}, {old, new})

    def test_a_department_without_cases_gives_a_valid_file_of_nothing(self):
        empty = self._department("Phòng mới lập")
        wizard = self._wizard(department_ids=[(6, 0, empty.ids)])
        self.assertIn("Nothing of this period", wizard.hint)
        book = self._file(wizard)
        self.assertEqual(self._figures(book), [0] * 11)

    def test_a_chosen_department_and_kind_leave_out_the_others(self):
        book = self._file(self._wizard(department_ids=[(6, 0, self.department.ids)]))
        self.assertEqual(self._figures(book)[0], 2)
        book = self._file(self._wizard(kind="internal"))
        self.assertEqual(self._figures(book), [0] * 11)
        self.assertEqual(
            self._column(book, "Internal cases", "Number"), self.internal.mapped("name")
        )

    def test_the_part_of_a_period_that_is_to_come_is_not_judged(self):
        """15/11 to 14/12, asked on 20/11: due tomorrow is within, yesterday overdue."""
        tomorrow = self._taken("2026-11-09 09:00")
        yesterday = self._taken("2026-11-05 09:00")
        self.assertEqual(tomorrow.due_at.date(), date(2026, 11, 23))
        self.assertEqual(yesterday.due_at.date(), date(2026, 11, 19))
        self.assertEqual(self._columns(tomorrow, month="12"), (6, 12))
        self.assertEqual(self._columns(yesterday, month="12"), (6, 13))
        with self.assertRaisesRegex(UserError, "has not begun"):
            self._wizard(month="1", year=2027)._options()

    def test_dates_the_wrong_way_round_are_said_in_words(self):
        wizard = self._wizard(
            period_kind="free", date_from=date(2026, 2, 1), date_to=date(2026, 1, 1)
        )
        said = "ends on 01/01/2026, before it begins on 01/02/2026"
        with self.assertRaisesRegex(UserError, said):
            wizard.action_export()
        self.assertIn(said, wizard.hint)

    def test_an_agency_without_a_calendar_is_named_with_what_to_mend(self):
        self.agency.procedure_calendar_id = False
        self.agency.resource_calendar_id = False
        said = f"Time limits of {self.agency.name} cannot be counted.*Choose a calendar"
        with self.assertRaisesRegex(UserError, said):
            self._file(self._wizard())
        # What needs no calendar is made without one.
        keys = self.env["procedure.compliance.sheet"].search(
            [("key", "in", ("ii06a", "register"))]
        )
        book = self._file(self._wizard(sheet_ids=[(6, 0, keys.ids)]))
        self.assertIn("II.06a", book.sheetnames)

    def test_only_the_chosen_sheets_are_in_the_file(self):
        sheets = self.env["procedure.compliance.sheet"]
        one = sheets.search([("key", "=", "register")])
        book = self._file(self._wizard(sheet_ids=[(6, 0, one.ids)]))
        self.assertEqual(book.sheetnames, ["Register"])
        wizard = self._wizard()
        self.assertEqual(wizard.sheet_ids, sheets.search([]))
        self.assertEqual(wizard._options().sheets, ())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplianceRows(DefinitionCase):
    def test_each_step_that_ended_or_was_open_is_there_once(self):
        rows = {row.id: row for row in self._rows("steps")}
        self.assertTrue(all(row.open != row.ended for row in rows.values()))
        by_label = {
            task.label: rows.get(task.id)
            for task in self.overdue.task_ids.sorted("sequence")
        }
        self.assertTrue(by_label["B1"].ended)
        self.assertTrue(by_label["B2"].open and by_label["B2"].overdue)
        self.assertIsNone(by_label["B2"].done_at)
        self.assertIsNone(by_label["B2"].waiting_minutes)
        self.assertIsNone(by_label["B3"])
        # Ended before the period, or begun after it.
        outside = self.before.task_ids.filtered("done_at") | self.after.task_ids
        self.assertFalse(rows.keys() & set(outside.ids))

    def test_a_step_cancelled_since_was_open_when_the_period_was_over(self):
        case = self._taken("2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 10:00")
        case._end_by("terminated", "r", local("2026-10-20 09:00"))
        task = self._task(case, "B2")
        self.assertEqual(task.state, "cancelled")
        [row] = [row for row in self._rows("steps") if row.id == task.id]
        self.assertTrue(row.open)
        of_november = self._rows("steps", month="11")
        self.assertFalse([row for row in of_november if row.id == task.id])

    def test_a_step_left_for_another_way_was_open_until_then(self):
        """Its case goes on: when it was cancelled is told by the trail alone."""
        tasks = {}
        for day in ("2026-10-08", "2026-10-20"):
            case = self._taken("2026-10-05 09:00")
            self._finish(case, "B1", "2026-10-05 10:00")
            tasks[day] = self._task(case, "B2")
            tasks[day]._stop("cancelled", local(f"{day} 09:00"))
        shown = {row.id for row in self._rows("steps")}
        self.assertNotIn(tasks["2026-10-08"].id, shown)
        self.assertIn(tasks["2026-10-20"].id, shown)

    def test_more_time_given_to_a_step_since_does_not_mend_the_period(self):
        task = self._task(self.overdue, "B2")
        before = next(row for row in self._rows("steps") if row.id == task.id)
        history = {"case_id": task.case_id.id, "task_id": task.id, "reason": "r"}
        self.env["procedure.due"]._make(
            [
                {**history, "due_at": task.due_at, "set_at": task.ready_at},
                {
                    **history,
                    "due_at": local("2026-12-01 17:00"),
                    "set_at": local("2026-10-20 09:00"),
                },
            ]
        )
        task.due_at = local("2026-12-01 17:00")
        after = next(row for row in self._rows("steps") if row.id == task.id)
        self.assertEqual((after.due_at, after.overdue), (before.due_at, True))
        self.assertEqual(after.late_minutes, before.late_minutes)

    def test_while_the_clock_stood_no_step_became_overdue(self):
        task = self._task(self.waiting, "B2")
        [row] = [row for row in self._rows("steps") if row.id == task.id]
        self.assertTrue(row.open)
        self.assertFalse(row.overdue)
        case = self._taken("2026-09-17 08:30")
        self._finish(case, "B1", "2026-09-17 09:00")
        case._pause("supplement", "r", "x", local("2026-09-17 16:00"))
        task = self._task(case, "B2")  # due at 14:00, and stands since 16:00
        [row] = [row for row in self._rows("steps") if row.id == task.id]
        self.assertEqual((row.state, row.overdue), ("paused", True))
        self.assertEqual(row.late_minutes, 120)

    def test_record_rules_apply_to_every_row(self):
        for source, model in (("cases", "procedure.case"), ("steps", "procedure.task")):
            every = {row.id for row in self._rows(source)}
            seen = {row.id for row in self._rows(source, self.head)}
            may = set(self.env[model].with_user(self.head).search([]).ids)
            self.assertTrue(seen)
            self.assertEqual(seen, every & may)
            self.assertLess(len(seen), len(every))

    def test_rows_come_piece_by_piece_each_once(self):
        rows = {source: self._rows(source) for source in ("cases", "steps")}
        with patch.object(procedure_compliance_read, "FETCH", 2):
            for source, whole in rows.items():
                self.assertEqual(self._rows(source), whole)

    def test_queries_do_not_grow_with_the_rows(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for source in ("cases", "steps"):
                self._rows(source)
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for _n in range(6):
            case = self._taken("2026-09-16 09:00")
            self._finish(case, "B1", "2026-09-16 10:00")
        self.assertEqual(queries(), few)

    def test_the_dialog_says_how_much_there_is(self):
        self.assertIn("cases and", self._wizard().hint)
        self.assertIn("at once", self._wizard().hint)

    def test_what_was_chosen_stands_in_the_scope(self):
        wizard = self._wizard(
            department_ids=[(6, 0, self.department.ids)],
            document_ids=[(6, 0, self.document.ids)],
        )
        scope = wizard.env["procedure.compliance"]._scope(wizard._options())
        choices = dict(scope.choices)
        self.assertEqual(choices["Departments"], "Phòng Nghiệp vụ")
        self.assertEqual(choices["Procedures"], "QT.GĐ.02")
        self.assertEqual(choices["Kind of procedure"], "All")
        self.assertEqual(self._figures(self._file(self._wizard())), OCTOBER)
