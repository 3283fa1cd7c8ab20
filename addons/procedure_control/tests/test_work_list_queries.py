from odoo.tests import freeze_time, tagged

from .case_common import local
from .test_handover import HandoverCommon

SMALL, BIG = 5, 80


@tagged("post_install", "-at_install")
class TestWorkListQueries(HandoverCommon):
    """A page of a list asks as much as a row of it, whatever its columns tell."""

    def _cost(self, records, names):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        records.web_read({name: {} for name in names})
        return self.cr.sql_log_count - before

    def _lists(self, size, user):
        cases = self._cases(size)
        tasks = self._tasks(cases, "B1").with_user(user)
        return cases.with_user(user).sudo(False), tasks

    @freeze_time(local("2026-10-05 18:30"))
    def test_columns_of_my_work(self):
        names = ("clock_note", "can_complete", "came_back", "to_hand_over")
        self._cost(self._lists(2, self.clerk)[1], names)
        small, big = (
            self._cost(self._lists(size, self.clerk)[1], names) for size in (SMALL, BIG)
        )
        self.assertLessEqual(big - small, 2)
        self.assertLessEqual(big, 30)

    @freeze_time(local("2026-10-05 18:30"))
    def test_columns_of_what_is_to_be_handed_over(self):
        costs = []
        for size in (2, SMALL, BIG):
            _cases, tasks = self._lists(size, self.clerk)
            tasks.action_complete()
            costs.append(self._cost(tasks, ("to_hand_over", "can_complete")))
            self.assertEqual(set(tasks.mapped("to_hand_over")), {True})
        self.assertEqual(costs[1], costs[2])

    @freeze_time(local("2026-10-05 18:30"))
    def test_columns_of_cases(self):
        names = ("clock_note", "time_account", "counts_late_766")
        costs = []
        for size in (2, SMALL, BIG):
            cases, _tasks = self._lists(size, self.officer)
            costs.append(self._cost(cases, names))
            self.assertTrue(all(cases.mapped("clock_note")), "it tells something")
        self.assertEqual(costs[1], costs[2])
