from odoo.tests import freeze_time, tagged

from ..reporting import coordination
from .case_common import local
from .consult_common import ConsultCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 03:00")
class TestCoordinationSheet(ConsultCommon):
    """Agencies asked in October's period, as its readers see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        helper = cls()
        # One limit ends in silence, the other waits for a late answer.
        cls.silent = helper._ask(cls._questions(silence="goes_on"))
        for agency in cls.asked[:3]:
            helper._answer(cls.silent, agency, "2026-10-06 14:00")
        helper._sweep("2026-10-07 09:05")
        waits = cls._questions("QT.YKIEN2", silence="waits")
        cls.waiting = helper._ask(waits, cls.asked[:2], at="2026-10-08 09:00")
        helper._answer(cls.waiting, cls.asked[0], "2026-10-09 11:00")
        cls.env.flush_all()

    def _rows(self, user, **values):
        wizard = (
            self.env["procedure.compliance.export"]
            .with_user(user)
            .create(
                {
                    "period_kind": "month",
                    "month": "10",
                    "year": 2026,
                    "company_ids": [(6, 0, user.company_ids.ids)],
                    "language": "en",
                    "rows": "field",
                    **values,
                }
            )
        )
        rows = self.env["procedure.compliance.rows"].with_user(user)
        return list(rows._rows_asked(wizard._options()))

    def _of_agency(self, rows, case, agency):
        [row] = [
            row
            for row in rows
            if row.case_number == case.name and row.asked_id == agency.id
        ]
        return row

    def test_who_asked_sees_every_answer(self):
        rows = self._rows(self.officer)
        self.assertEqual(len(rows), 6)
        results = [
            coordination.result(self._of_agency(rows, self.silent, agency))
            for agency in self.asked
        ]
        in_time, silent = coordination.IN_TIME, coordination.NO_REPLY
        self.assertEqual(results, [in_time, in_time, in_time, silent])
        late = self._of_agency(rows, self.waiting, self.asked[0])
        # Due 09/10 09:00, answered two working hours after.
        self.assertEqual(coordination.result(late), coordination.LATE)
        self.assertEqual(late.late_minutes, 120)
        open_still = self._of_agency(rows, self.waiting, self.asked[1])
        self.assertEqual(coordination.result(open_still), coordination.OVERDUE)
        # From 09/10 09:00 to the end of the period: 7 hours and three whole days.
        self.assertEqual(open_still.late_minutes, (7 + 3 * 8) * 60)
        self.assertTrue(open_still.due_here and open_still.asked_here)

    def test_an_agency_asked_sees_its_own_questions_alone(self):
        agency = self.asked[1]
        quality = self._user(
            "asked_quality", "procedure_control.group_quality_officer", company=agency
        )
        rows = self._rows(quality)
        self.assertEqual({row.asked_id for row in rows}, {agency.id})
        self.assertEqual(len(rows), 2)

    def test_a_later_answer_does_not_mend_the_period(self):
        self._answer(self.waiting, self.asked[1], "2026-10-19 09:00")
        self.env.flush_all()
        rows = self._rows(self.officer)
        row = self._of_agency(rows, self.waiting, self.asked[1])
        self.assertEqual(coordination.result(row), coordination.OVERDUE)
        self.assertFalse(row.answered_at or row.answer)

    def test_a_case_that_ends_later_does_not_mend_the_period_either(self):
        asked = self.waiting, self.asked[1]
        self.waiting._end_by("withdrawn", "r", local("2026-10-19 09:00"))
        self.env.flush_all()
        row = self._of_agency(self._rows(self.officer), *asked)
        self.assertEqual(coordination.result(row), coordination.OVERDUE)
        self.assertEqual(row.late_minutes, (7 + 3 * 8) * 60)
        row = self._of_agency(self._rows(self.officer, month="11"), *asked)
        self.assertEqual(coordination.result(row), coordination.NOT_NEEDED)

    def test_another_procedure_was_asked_for(self):
        document = self.waiting.document_id
        rows = self._rows(self.officer, document_ids=[(6, 0, document.ids)])
        self.assertEqual({row.case_number for row in rows}, {self.waiting.name})

    def test_an_earlier_period_has_none(self):
        self.assertEqual(self._rows(self.officer, month="8"), [])
