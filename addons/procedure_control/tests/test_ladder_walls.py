"""Nobody is called to, or given, what the walls between agencies hide from him."""

from odoo.tests import tagged

from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestLadderWalls(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commune = cls.env["res.company"].create(
            {"name": "Xã", "parent_id": cls.agency.id, "procedure_code": "LW-XA"}
        )
        cls.worker = cls._user("lw-worker", company=cls.commune)
        cls.boss = cls._user("lw-boss")
        cls.head = cls._user("lw-head")
        cls.officer.company_ids |= cls.commune
        cls.section = cls._department("Phòng", head=cls.head, company=cls.commune)
        cls._hold(
            "lw", cls.worker, company=cls.commune, department=cls.section, role={}
        )
        cls.leader_role = {"role": {"is_leader": True}}
        cls._hold("lw-leader", cls.boss, **cls.leader_role)

    def _overdue(self, **values):
        document = self._procedure(
            "QT.LW",
            [self._step(1, "B1", "lw", "1", **values)],
            limit=("1", "day"),
            applying=self.commune,
        )
        return self._receive(
            document, "2026-10-05 08:00", company_id=self.commune.id
        ).task_ids

    def _told(self, task):
        """{recipient of the rung: who was told}, each rung on the morning after."""
        for day in ("06", "07"):
            task._sweep(local(f"2026-10-{day} 08:00"))
        return {f.recipient: f.user_id for f in task.escalation_ids}

    def test_head_and_leader_without_the_agency_are_passed_over(self):
        """Both would hear of a case that they cannot open."""
        told = self._told(self._overdue())
        self.assertEqual(told["head"], self.officer)
        self.assertEqual(told["leader"], self.officer)

    def test_leader_above_with_the_agency_is_told(self):
        self.boss.company_ids |= self.commune
        told = self._told(self._overdue())
        self.assertEqual(told["head"], self.boss)
        self.assertEqual(told["leader"], self.boss)
        task = self.env["procedure.task"].search([("user_id", "=", self.worker.id)])
        self.assertTrue(task.case_id.with_user(self.boss).has_access("read"))

    def test_nobody_above_is_the_quality_officers(self):
        self.boss.active = False
        task = self._overdue()
        told = self._told(task)
        self.assertEqual(told["leader"], self.officer)
        called = task.escalation_ids.activity_id
        self.assertEqual(called.user_id, self.officer)

    def test_late_quality_officer_does_not_hear_of_himself(self):
        """Where he is the only one, the rung stays undelivered and is listed so."""
        self.boss.active = False
        task = self._overdue()
        group = self.env.ref("procedure_control.group_quality_officer")
        others = group.all_user_ids - self.officer
        others.company_ids -= self.commune
        task.user_id = self.officer
        told = self._told(task)
        self.assertFalse(told["leader"])
        above = task.escalation_ids.filtered(lambda f: f.recipient != "owner")
        self.assertTrue(above)
        self.assertFalse(above.filtered("delivered_at"))
        second = self._user(
            "lw-second", "procedure_control.group_quality_officer", self.commune
        )
        self.assertEqual(
            set(above._recipients(local("2026-10-14 08:00")).values()), {second}
        )

    # --- who is given work -----------------------------------------------------------

    def test_named_user_without_the_agency_leaves_it_to_the_role(self):
        outside = self._user("lw-outside")
        task = self._overdue()
        task.step_id.flush_recordset()
        self.env.cr.execute(
            "UPDATE procedure_step SET owner_mode = 'user', user_id = %s WHERE id = %s",
            [outside.id, task.step_id.id],
        )
        task.step_id.invalidate_recordset()
        self.assertEqual(self._owner(task), self.worker)
        outside.company_ids |= self.commune
        self.assertEqual(self._owner(task), outside)

    def _answer(self, task):
        return task._assignees(local("2026-10-05 09:00"))[task]

    def _owner(self, task):
        return self.env["res.users"].browse(self._answer(task).user_id)

    def test_previous_doer_without_the_agency(self):
        document = self._procedure(
            "QT.LW2",
            [
                self._step(1, "B1", "lw", "1"),
                self._step(2, "B2", "lw", "1", owner_mode="previous"),
            ],
            limit=("2", "day"),
            applying=self.commune,
        )
        case = self._receive(document, "2026-10-05 08:00", company_id=self.commune.id)
        first, second = case.task_ids.sorted("sequence")
        first.write({"done_by_id": self.boss.id, "done_at": local("2026-10-05 09:00")})
        self.assertEqual(self._owner(second), self.worker)
        self.boss.company_ids |= self.commune
        self.assertEqual(self._owner(second), self.boss)

    def test_manager_of_the_requester_without_the_agency(self):
        employees = self.env["hr.employee"].with_company(self.commune)
        boss = employees.create(
            {
                "name": "Sếp",
                "user_id": self.boss.id,
                "company_id": self.commune.id,
                "department_id": self.section.id,
            }
        )
        asker = self._user("lw-asker", company=self.commune)
        employees.create(
            {
                "name": "Người đề nghị",
                "user_id": asker.id,
                "company_id": self.commune.id,
                "parent_id": boss.id,
            }
        )
        task = self._overdue(owner_mode="requester_manager")
        task.case_id.requester_user_id = asker
        self.assertEqual(self._owner(task), self.worker)
        self.boss.company_ids |= self.commune
        self.assertEqual(self._owner(task), self.boss)
        self.assertEqual(self._answer(task).department_id, self.section.id)

    def test_what_comes_back_does_not_leave_the_agency(self):
        task = self._overdue()
        task.write({"occurrence": 2, "user_id": self.boss.id})
        self.assertEqual(self._owner(task), self.worker)

    def test_head_as_a_last_resort_works_for_the_agency(self):
        """Nobody holds the role any more; its department's head cannot see the case."""
        task = self._overdue()
        self.worker.active = False
        self.assertFalse(self._owner(task))
        self.head.company_ids |= self.commune
        self.assertEqual(self._owner(task), self.head)
