from odoo.exceptions import UserError
from odoo.tests import tagged

from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseOwners(CaseCommon):
    """Who gets a task: holder, substitute, pool, head of department, or nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.binh, cls.chi = (
            cls._user(login) for login in ("own-anna", "own-binh", "own-chi")
        )
        cls.head = cls._user("own-head")
        cls.section = cls._department("Phòng TCHC", head=cls.head)
        cls.role = cls.env["procedure.role"].create({"code": "t-own", "name": "own"})

    def _case(self, at="2026-10-05 08:00", steps=None, **values):
        document = self.env["procedure.document"].search([("code", "=", "QT.OWN")])
        if not document:
            document = self._procedure(
                "QT.OWN", steps or [self._step(1, "B1", "own", "1")], limit=("9", "day")
            )
        return self._receive(document, at, **values)

    def test_holder_at_the_date(self):
        self._hold("own", self.anna, date_to="2026-09-30")
        self._hold("own", self.binh, date_from="2026-10-01", department=self.section)
        task = self._case().task_ids
        self.assertEqual(task.user_id, self.binh)
        self.assertEqual(task.department_id, self.section)

    def test_substitute_is_recorded_and_takes_over_from_the_archived(self):
        self._hold("own", self.anna, substitute_id=self.binh.id)
        task = self._case().task_ids
        self.assertEqual((task.user_id, task.stand_in_id), (self.anna, self.binh))
        self.anna.active = False
        self.assertEqual(self._case().task_ids.user_id, self.binh)

    def test_pool_gives_to_the_fewest(self):
        for user in (self.anna, self.binh, self.chi):
            self._hold("own", user)
        owners = [self._case().task_ids.user_id for _n in range(6)]
        self.assertEqual(
            {owners.count(u) for u in (self.anna, self.binh, self.chi)}, {2}
        )
        for task in self.env["procedure.task"].search([("user_id", "=", self.chi.id)]):
            self._finish(task.case_id, "B1")
        self.assertEqual(self._case().task_ids.user_id, self.chi)

    def test_pool_is_counted_within_one_intake(self):
        for user in (self.anna, self.binh):
            self._hold("own", user)
        document = self._procedure("QT.LO", [self._step(1, "B1", "own", "1")])
        cases = (
            self.env["procedure.case"]
            .with_user(self.officer)
            ._receive(
                [{"document_id": document.id, "company_id": self.agency.id}] * 6,
                local("2026-10-05 08:00"),
            )
        )
        owners = cases.sudo().task_ids.mapped("user_id.login")
        self.assertEqual(sorted(owners), ["t.own-anna", "t.own-binh"])
        loads = cases.sudo().task_ids.grouped("user_id").values()
        self.assertEqual([len(tasks) for tasks in loads], [3, 3])

    def test_most_specific_field_of_work_wins(self):
        fields_ = self.env["procedure.field"]
        parent = fields_.create({"name": "Y", "code": "t-y"})
        child = fields_.create(
            {"name": "Giám định", "code": "t-gd", "parent_id": parent.id}
        )
        self._hold("own", self.anna)
        self._hold("own", self.binh, field_id=parent.id)
        document = self._procedure("QT.LV", [self._step(1, "B1", "own", "1")])
        document.field_id = child
        self.assertEqual(
            self._receive(document, "2026-10-05 08:00").task_ids.user_id, self.binh
        )

    def test_head_of_the_department_where_the_role_was_held(self):
        self._hold("own", self.anna, department=self.section, date_to="2026-09-30")
        task = self._case().task_ids
        self.assertEqual(task.user_id, self.head)
        self.assertEqual(task.department_id, self.section)

    def test_head_of_the_one_root_department(self):
        """A role that nobody ever held goes to who heads the whole agency."""
        self.assertEqual(self._case().task_ids.user_id, self.head)

    def test_nobody_is_listed_and_healed(self):
        self._department("Phòng khác")  # two roots: nobody heads the agency
        case = self._case()
        task = case.task_ids
        self.assertEqual(task.state, "ready")
        self.assertFalse(task.user_id)
        self.assertFalse(task.activity_id)
        listed = self.env["procedure.task"].search(
            [("state", "=", "ready"), ("user_id", "=", False)]
        )
        self.assertIn(task, listed)
        self._hold("own", self.anna, department=self.section)
        self.env["procedure.task"]._heal(local("2026-10-05 09:00"))
        self.assertEqual(task.user_id, self.anna)
        self.assertEqual(task.activity_id.user_id, self.anna)
        self.assertEqual(task.department_id, self.section)

    # --- named by the step -----------------------------------------------------------

    def test_requesters_manager(self):
        employees = self.env["hr.employee"].with_company(self.agency)
        boss = employees.create(
            {"name": "Sếp", "user_id": self.binh.id, "company_id": self.agency.id}
        )
        employees.create(
            {
                "name": "Anna",
                "user_id": self.anna.id,
                "company_id": self.agency.id,
                "parent_id": boss.id,
            }
        )
        document = self._procedure(
            "QT.NP",
            [self._step(1, "B1", None, "1", owner_mode="requester_manager")],
        )
        case = self._receive(
            document, "2026-10-05 08:00", requester_user_id=self.anna.id
        )
        self.assertEqual(case.task_ids.user_id, self.binh)
        by_unit = self._receive(
            document, "2026-10-05 08:00", requester_department_id=self.section.id
        )
        self.assertEqual(by_unit.task_ids.user_id, self.head)

    def test_previous_owner(self):
        self._hold("own", self.anna)
        document = self._procedure(
            "QT.TRUOC",
            [
                self._step(1, "B1", "own", "1"),
                self._step(2, "B2", None, "1", owner_mode="previous"),
            ],
        )
        case = self._receive(document, "2026-10-05 08:00")
        self._task(case, "B1").user_id = self.chi
        self._finish(case, "B1")
        self.assertEqual(self._task(case, "B2").user_id, self.chi)

    # --- decided by an earlier doer --------------------------------------------------

    def _assigned(self):
        """P2: the head names the expert and, as in P7, how long he has."""
        self._hold("own", self.head)
        for user in (self.anna, self.binh):
            self._hold("expert", user, department=self.section)
        document = self._procedure(
            "QT.PC",
            [
                self._step(1, "B1", "own", "0.5"),
                self._step(
                    2,
                    "B2",
                    "expert",
                    "",
                    "day",
                    owner_mode="chosen",
                    chosen_by="s1",
                    time_mode="set",
                    time_set_by="s1",
                ),
            ],
            limit=("5", "day"),
        )
        case = self._receive(document, "2026-10-05 08:00")
        return case, self._task(case, "B1"), self._task(case, "B2")

    def _row(self, task, **values):
        return {"step_id": task.step_id.id, "duration_value": "2", **values}

    def test_doer_chooses_owner_and_time(self):
        case, first, later = self._assigned()
        row = self._row(later, user_id=self.binh.id, duration_unit="day")
        self._finish(case, "B1", "2026-10-05 14:00", assignments=[row])
        self.assertEqual(later.user_id, self.binh)
        self.assertEqual(later.state, "ready")
        self.assertEqual(shown(later.due_at), "2026-10-07 14:00")
        self.assertEqual(later.given_duration_value, "2")

    def test_decision_is_required_and_checked(self):
        case, first, later = self._assigned()
        for row, words in (
            ({}, "who does"),
            (self._row(later, duration_unit="day"), "who does"),
            (self._row(later, user_id=self.binh.id), "the time of"),
            (
                self._row(later, user_id=self.chi.id, duration_unit="day"),
                "does not hold the role",
            ),
            (
                self._row(
                    later,
                    user_id=self.binh.id,
                    duration_unit="day",
                    duration_value="-1",
                ),
                "is not a time",
            ),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._finish(case, "B1", assignments=[row])
        self.assertEqual(later.state, "planned")

    def test_only_steps_that_are_his_to_decide(self):
        """Assignments for other steps, or of fields not his, change nothing."""
        case, first, later = self._assigned()
        row = self._row(
            later,
            user_id=self.anna.id,
            duration_unit="day",
            agency_id=self.env.company.id,
        )
        other = {"step_id": first.step_id.id, "user_id": self.chi.id}
        self._finish(case, "B1", assignments=[row, other])
        self.assertEqual(later.company_id, self.agency)
        self.assertEqual(first.user_id, self.head)
        self.assertNotIn(self.env.company, case.agency_ids)

    def test_doer_chooses_the_agency(self):
        """P1: which agency goes on is decided in the case; it then takes part."""
        commune = self.env["res.company"].create(
            {"name": "Xã", "parent_id": self.agency.id, "procedure_code": "T-XA"}
        )
        self._hold("own", self.head)
        there = self._user("own-there", company=commune)
        self._hold("unit", there, company=commune)
        document = self._procedure(
            "QT.CQ",
            [
                self._step(1, "B1", "own", "1"),
                self._step(2, "B2", "unit", "1", agency_mode="chosen", chosen_by="s1"),
            ],
            limit=("2", "day"),
        )
        case = self._receive(document, "2026-10-05 08:00")
        later = self._task(case, "B2")
        stranger = self.env["res.company"].create({"name": "Cơ quan khác"})
        row = {"step_id": later.step_id.id, "agency_id": stranger.id}
        with self.assertRaisesRegex(UserError, "Nobody holds the role"):
            self._finish(case, "B1", assignments=[row])
        self._finish(case, "B1", assignments=[row | {"agency_id": commune.id}])
        self.assertEqual((later.company_id, later.user_id), (commune, there))
        self.assertIn(commune, case.agency_ids)
