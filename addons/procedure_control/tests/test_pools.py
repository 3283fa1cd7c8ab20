"""Several holders of one role: one gets a task and may hand it back, or one claims."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .case_common import local
from .people_common import PeopleCommon

AT = "2026-10-05 08:00"


@tagged("post_install", "-at_install")
class TestPools(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chi = cls._user("pp-chi", name="Đỗ Thị Chi")
        for user in (cls.an, cls.binh, cls.chi):
            cls._hold("pool", user, department=cls.section)
        cls.role = cls.env["procedure.role"].search([("code", "=", "t-pool")])
        cls.document = cls._make("QT.POOL", "2", role="pool")

    def _one(self, at=AT):
        return self._cases(self.document, 1, at)

    def _as(self, task, user):
        self.env.invalidate_all()
        return task.with_user(user)

    def test_handed_back_goes_to_the_next_and_never_returns(self):
        task = self._one()
        due, owners = task.due_at, []
        with freeze_time(local("2026-10-05 09:00")):
            for _turn in range(2):
                owners.append(task.user_id)
                self._as(task, task.user_id).action_hand_back("ngoài chuyên môn")
            last = task.user_id
            self.assertEqual(len({*owners, last}), 3)
            self.assertEqual(task.handed_back_ids, owners[0] | owners[1])
            with self.assertRaisesRegex(UserError, "Nobody else"):
                self._as(task, last).action_hand_back("bận")
        self.assertEqual(task.user_id, last)
        self.assertEqual(task.activity_id.user_id, last)
        self.assertEqual(task.due_at, due)
        self.assertEqual(len(self._events("task.handed_back", task)), 2)

    def test_only_who_has_it_from_the_pool_hands_back(self):
        task = self._one()
        others = self.section.member_ids.user_id - task.user_id
        for user in others | self.away:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._as(task, user).action_hand_back("x")
        with self.assertRaises(UserError):
            self._as(task, task.user_id).action_hand_back(" ")
        by_name = self._cases(self.slow, 1, AT)
        with self.assertRaises(AccessError):
            self._as(by_name, self.away).action_hand_back("x")

    def _claims(self):
        self.role.pool_rule = "claim"
        return self._one()

    def test_ready_without_owner_for_the_pool_to_see(self):
        task = self._claims()
        self.assertEqual(task.state, "ready")
        self.assertFalse(task.user_id or task.activity_id)
        self.assertEqual(task.pool_user_ids, self.an | self.binh | self.chi)
        self.assertEqual(task.department_id, self.section)
        for user in task.pool_user_ids:
            seen = self._as(task, user)
            self.assertTrue(seen.can_claim and seen.case_id.name and seen.due_at)
        nobody = self.env["procedure.task"].with_user(self.away)
        self.assertFalse(nobody.search([("id", "=", task.id)]))

    def test_claimed_once(self):
        task = self._claims()
        with freeze_time(local("2026-10-05 09:00")):
            self._as(task, self.binh).action_claim()
            self.assertEqual(task.user_id, self.binh)
            self.assertEqual(task.activity_id.user_id, self.binh)
            with self.assertRaisesRegex(UserError, "already taken by Lê Thị Bình"):
                self._as(task, self.an).action_claim()
        self.assertFalse(task.pool_user_ids)
        self.assertEqual(len(self._events("task.claimed", task)), 1)
        self._finish(task.case_id, "B1", "2026-10-05 10:00")
        self.assertEqual(task.done_by_id, self.binh)

    def test_only_the_pool_claims(self):
        task = self._claims()
        for user in (self.away, self.head, self.officer):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._as(task, user).action_claim()

    def test_handed_back_to_those_who_may_still_claim(self):
        task = self._claims()
        with freeze_time(local("2026-10-05 09:00")):
            self._as(task, self.an).action_claim()
            self._as(task, self.an).action_hand_back("bận")
        self.assertFalse(task.user_id or task.activity_id)
        self.assertEqual(task.pool_user_ids, self.binh | self.chi)
        with self.assertRaises(AccessError):
            self._as(task, self.an).action_claim()

    def test_not_on_the_list_of_roles_nobody_holds(self):
        task = self._claims()
        self.env["procedure.task"]._heal(local("2026-10-05 09:00"))
        self.assertFalse(task.user_id)
        self.assertTrue(task.pool_user_ids)
        gaps = self.env["procedure.role.gap"].with_company(self.agency)._find()
        self.assertNotIn(self.role, [role for role, _agency in gaps])
        held = self.document.revision_ids._roles_held()
        self.assertIn("t-pool", held)

    def test_its_ladder_runs(self):
        task = self._claims()
        for day in ("07", "08", "09"):
            task._sweep(local(f"2026-10-{day} 08:00"))
        self.assertIn(self.head, task.escalation_ids.user_id)

    def test_the_last_of_a_pool_gets_it(self):
        (self.binh | self.chi).active = False
        self.assertEqual(self._claims().user_id, self.an)
