"""What a manager sees and what he may do reach equally far down his departments."""

from odoo.tests import tagged

from ..models.hr_department import MANAGED_LEVELS
from .case_common import CaseCommon, local

MANAGER = "procedure_control.group_manager"


@tagged("post_install", "-at_install")
class TestManagerScope(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.managers, cls.given, above = [], [], cls.env["hr.department"]
        # One level more than a manager's scope has, from the top down.
        for level in range(MANAGED_LEVELS + 1):
            head = cls._user(f"ms-head-{level}", MANAGER)
            also = cls._user(f"ms-also-{level}", MANAGER)
            above = cls._department(
                f"Cấp {level}",
                head=head,
                parent_id=above.id,
                procedure_manager_ids=[(6, 0, also.ids)],
            )
            cls.managers.append(head)
            cls.given.append(also)
        cls.lowest = above
        cls._hold("ms", cls._user("ms-worker"), department=cls.lowest)
        cls.document = cls._procedure(
            "QT.MS", [cls._step(1, "B1", "ms", "1")], limit=("1", "day")
        )
        cls.case = cls._receive(cls, cls.document, "2026-10-05 08:00")
        cls.task = cls.case.task_ids
        cls.task._sweep(local("2026-10-14 08:00"))
        cls.env["mail.activity"].flush_model()

    def _scope(self, model, record):
        """Which of the levels' managers find the record, top down."""
        answers = []
        for people in (self.managers, self.given):
            answers.append(
                [
                    bool(
                        self.env[model]
                        .with_user(user)
                        .search_count([("id", "in", record.ids)])
                    )
                    for user in people
                ]
            )
        self.assertEqual(*answers, "a head and who is given the department are alike")
        return answers[0]

    def test_seen_and_managed_reach_equally_far(self):
        self.assertEqual(self.task.department_id, self.lowest)
        # Rungs told to somebody show him the case as well: only scope counts here.
        firings = self.task.escalation_ids
        self.assertTrue(firings)
        firings.user_id = self.officer
        expected = [False] + [True] * MANAGED_LEVELS
        for people in (self.managers, self.given):
            managed = [self.lowest._procedure_managed_by(user) for user in people]
            self.assertEqual(managed, expected)
        for record in (self.case, self.task, firings):
            with self.subTest(record._name):
                self.assertEqual(self._scope(record._name, record), expected)

    def test_by_the_receiving_department(self):
        """A case waiting at intake has no task yet; its department decides."""
        self.task.escalation_ids.user_id = self.officer
        self.task.department_id = False
        self.case.department_id = self.lowest
        self.env.flush_all()
        expected = [False] + [True] * MANAGED_LEVELS
        self.assertEqual(self._scope("procedure.case", self.case), expected)
        self.assertEqual(self._scope("procedure.task", self.task), expected)
        events = self.env["procedure.event"].search([("case_id", "=", self.case.id)])
        self.assertTrue(events)
        self.assertEqual(self._scope("procedure.event", events), expected)

    def test_another_branch_is_not_his(self):
        cousin = self._user("ms-cousin", MANAGER)
        self._department("Nhánh khác", head=cousin, parent_id=self.lowest.parent_id.id)
        self.assertFalse(self.lowest._procedure_managed_by(cousin))
        cases = self.env["procedure.case"].with_user(cousin)
        self.assertFalse(cases.search([("id", "=", self.case.id)]))
