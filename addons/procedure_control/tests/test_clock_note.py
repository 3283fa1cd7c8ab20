from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon, local
from .consult_common import ConsultCommon


@tagged("post_install", "-at_install")
class TestClockNote(CaseCommon):
    """A clock that stands says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("note-expert")
        cls._hold("expert", cls.expert)
        steps = [
            cls._step(1, "B1", "expert", "2"),
            cls._step(2, "B2", "expert", "1", kind="wait", counted=False),
            cls._step(3, "B3", "expert", "1"),
        ]
        document = cls._procedure("QT.DONG", steps, limit=("5", "day"))
        cls.case = cls._receive(cls, document, "2026-10-05 09:00")

    def _note(self, at, label="B1"):
        """What the step says at a local time, and the case as well."""
        self.env.invalidate_all()
        with freeze_time(local(at)):
            task = self._task(self.case, label).with_user(self.expert)
            return task.clock_note, self.case.with_user(self.expert).clock_note

    def test_it_runs_in_office_hours(self):
        self.assertEqual(self._note("2026-10-05 10:00"), (False, False))

    def test_outside_office_hours(self):
        said = "Outside office hours: the clock goes on Tue 06/10/2026 08:00."
        self.assertEqual(self._note("2026-10-05 18:00"), (said, said))
        self.assertIn("Mon 05/10/2026 13:00", self._note("2026-10-05 12:30")[0])

    def test_on_days_off(self):
        self.assertEqual(
            self._note("2026-10-10 10:00")[0],
            "Not a working day: the clock goes on Mon 12/10/2026 08:00.",
        )
        self.assertEqual(
            self._note("2026-11-24 10:00")[0],
            "Day off (Ngày Văn hóa Việt Nam): the clock goes on Wed 25/11/2026 08:00.",
        )

    def test_while_a_supplement_is_awaited(self):
        self.case._pause("supplement", "", "Bản sao", local("2026-10-05 10:00"))
        said = (
            "The clock stands since Mon 05/10/2026 10:00: a supplement was requested."
        )
        self.assertEqual(self._note("2026-10-06 11:00"), (said, said))
        self.case._resume("", local("2026-10-07 09:00"))
        self.assertEqual(self._note("2026-10-07 10:00"), (False, False))

    def test_while_the_requester_is_awaited(self):
        self._finish(self.case, "B1", "2026-10-05 10:00")
        _step, case = self._note("2026-10-06 11:00", "B2")
        self.assertEqual(
            case,
            "The clock stands since Mon 05/10/2026 10:00: waiting for the requester.",
        )
        self.assertFalse(self._note("2026-10-06 11:00", "B3")[0])

    def test_an_ended_step_has_no_clock(self):
        self._finish(self.case, "B1", "2026-10-05 10:00")
        self.assertFalse(self._note("2026-10-10 10:00", "B1")[0])

    def test_a_list_of_steps_asks_little(self):
        tasks = self.case.task_ids
        tasks = tasks.browse(tasks.ids)  # asked for together, as a list does
        self.env.flush_all()
        for some in (tasks[:1], tasks):
            self.env.invalidate_all()
            some.mapped("name")
            before = self.env.cr.sql_log_count
            with freeze_time(local("2026-10-05 18:00")):
                self.assertTrue(any(some.mapped("clock_note")))
            if some == tasks[:1]:
                one = self.env.cr.sql_log_count - before
        self.assertLessEqual(self.env.cr.sql_log_count - before, one + 1)


@tagged("post_install", "-at_install")
class TestClockOfConsultations(ConsultCommon):
    """While other agencies are asked: who is waited for, and where the time went."""

    def _note(self, record, at):
        self.env.invalidate_all()
        with freeze_time(local(at)):
            return record.clock_note

    def test_who_is_waited_for(self):
        case = self._ask(self._questions())
        self._answer(case, self.asked[0], "2026-10-06 10:00")
        awaited = self.asked[1:].sorted(lambda agency: (agency.sequence, agency.name))
        names = ", ".join(awaited.mapped("name"))
        said = f"Waiting for the answer of {names} until Wed 07/10/2026 09:00."
        self.assertEqual(self._note(case, "2026-10-06 11:00"), said)
        self.assertEqual(self._note(self._task(case, "B3"), "2026-10-06 11:00"), said)
        question = self._of(case, self.asked[1])
        self.assertFalse(self._note(question, "2026-10-06 11:00"), "its own clock runs")
        self._sweep("2026-10-07 09:05")
        self.assertFalse(self._note(case, "2026-10-07 10:00"))

    def test_silence_is_on_the_path(self):
        """The silent agency decided when the case went on: it used all it had."""
        case = self._ask(self._questions())
        for agency in self.asked[:3]:
            self._answer(case, agency, "2026-10-06 10:00")
        self._sweep("2026-10-07 09:05")
        while self._ready(case):
            self._finish(case, self._ready(case)[0], "2026-10-07 09:00")
        path = case.decided_by_id._path()
        self.assertIn("no_reply", path.mapped("state"))
        terms = case._terms(case.decided_by_id, case.result_at, case._working_times())
        self.assertEqual(terms.remainder, 0)
        self.assertEqual(case.uncounted_minutes, terms.uncounted)
