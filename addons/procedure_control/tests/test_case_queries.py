from odoo.tests import tagged

from ..engine.content import Outcome
from .case_common import CaseCommon, local

SMALL, BIG = 20, 100


@tagged("post_install", "-at_install")
class TestCaseQueries(CaseCommon):
    """What one act costs in queries, and that a batch grows by next to nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("procedure_control.procedure_return_reason_content")
        for number in range(10):
            cls._hold("worker", cls._user(f"q-{number}"))
        row = cls._step
        cls.document = cls._procedure(
            "QT.SQL",
            [row(n, f"B{n}", "worker", "1") for n in range(1, 5)]
            + [
                row(
                    5,
                    "B5",
                    "worker",
                    "1",
                    outcomes=(Outcome("Sai", "back", "s4", True),),
                )
            ],
            limit=("5", "day"),
        )
        cls._warm_up(cls)

    def _warm_up(self):
        cases = self._start(self, 2)
        for _step in range(2):
            self._complete(self, cases)

    def _start(self, count):
        return (
            self.env["procedure.case"]
            .with_user(self.officer)
            ._receive(
                [{"document_id": self.document.id, "company_id": self.agency.id}]
                * count,
                local("2026-10-05 08:00"),
            )
            .sudo()
        )

    def _complete(self, cases, at="2026-10-05 10:00", choice=False, reason=""):
        tasks = cases.task_ids.filtered(lambda t: t.state == "ready")
        tasks.with_user(self.officer)._complete(
            {
                "choice": choice,
                "reason": reason,
                "checked": [],
                "document_number": "",
                "attachment_ids": [],
                "assignments": [],
                "return_reason_id": self.reason.id,
            },
            local(at),
        )

    def _queries(self, act, *args, **kwargs):
        """Queries of one act, its flush included, from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = act(*args, **kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, result

    def _assert_slope(self, small, big, slope, what):
        per_record = (big - small) / (BIG - SMALL)
        self.assertLessEqual(
            per_record, slope, f"{what}: {small} q for {SMALL}, {big} q for {BIG}"
        )

    def test_start(self):
        small, _cases = self._queries(self._start, SMALL)
        big, _cases = self._queries(self._start, BIG)
        self._assert_slope(small, big, 0.4, "start")

    def test_complete_one(self):
        _count, case = self._queries(self._start, 1)
        count, _done = self._queries(self._complete, case)
        self.assertLessEqual(count, 45)

    def test_complete_many(self):
        small_cases, big_cases = self._start(SMALL), self._start(BIG)
        small, _done = self._queries(self._complete, small_cases)
        big, _done = self._queries(self._complete, big_cases)
        self._assert_slope(small, big, 0.3, "complete")

    def test_send_back_and_finish_many(self):
        groups = self._start(SMALL), self._start(BIG)
        for cases in groups:
            for _step in range(4):
                self._complete(cases)
        outcome = str(self.document.revision_ids.step_ids.outcome_ids.id)
        small, big = (
            self._queries(self._complete, cases, choice=outcome, reason="Sai")[0]
            for cases in groups
        )
        self._assert_slope(small, big, 0.4, "send back")
        for cases in groups:
            self._complete(cases)
        small, big = (
            self._queries(self._complete, cases, choice="next")[0] for cases in groups
        )
        self._assert_slope(small, big, 0.3, "finish")
        self.assertEqual(set(groups[1].mapped("state")), {"closed"})

    def test_pause_and_resume_many(self):
        groups = self._start(SMALL), self._start(BIG)
        small, big = (
            self._queries(
                cases._pause, "supplement", False, "x", local("2026-10-05 09:00")
            )[0]
            for cases in groups
        )
        self._assert_slope(small, big, 0.3, "pause")
        small, big = (
            self._queries(cases._resume, False, local("2026-10-06 09:00"))[0]
            for cases in groups
        )
        self._assert_slope(small, big, 0.4, "resume")

    def test_archiving_who_has_many_tasks(self):
        small_user, big_user = self._user("q-few"), self._user("q-many")
        counts = []
        for user, count in ((small_user, SMALL), (big_user, BIG)):
            tasks = self._start(count).task_ids.filtered(lambda t: t.state == "ready")
            tasks.write({"user_id": user.id})
            tasks.activity_id.sudo().write({"user_id": user.id})
            counts.append(self._queries(user.action_archive)[0])
        self._assert_slope(*counts, 0.4, "archive")
