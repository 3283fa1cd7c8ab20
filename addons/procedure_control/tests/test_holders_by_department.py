"""Where a case is decides which of a role's holders gets its next step."""

from odoo.tests import tagged

from .people_common import PeopleCommon

AT = "2026-10-05 08:00"


@tagged("post_install", "-at_install")
class TestHoldersByDepartment(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.below = cls._department("Tổ 1", parent_id=cls.section.id)
        cls.chi = cls._user("pp-chi")
        cls._hold("wd-first", cls.away, department=cls.below)
        cls.env["procedure.role"].create({"code": "t-wd", "name": "wd"})
        cls.document = cls._procedure(
            "QT.WD",
            [cls._step(1, "B1", "wd-first", "1"), cls._step(2, "B2", "wd", "1")],
            limit=("2", "day"),
        )

    def _second(self):
        case = self._cases(self.document, 1, AT).case_id
        self._finish(case, "B1", "2026-10-05 09:00")
        return self._task(case, "B2")

    def test_of_the_nearest_department_above(self):
        self._hold("wd", self.chi)
        self._hold("wd", self.an, department=self.other_section)
        self._hold("wd", self.binh, department=self.section)
        self.assertEqual(self._second().user_id, self.binh)
        self._hold("wd", self.an, department=self.below)
        self.assertEqual(self._second().user_id, self.an)

    def test_else_who_is_bound_to_none(self):
        self._hold("wd", self.an, department=self.other_section)
        self._hold("wd", self.chi)
        self.assertEqual(self._second().user_id, self.chi)

    def test_else_whoever_holds_it(self):
        self._hold("wd", self.an, department=self.other_section)
        self._hold("wd", self.binh, department=self.other_section)
        self.assertIn(self._second().user_id, self.an | self.binh)

    def test_the_first_step_by_where_it_was_received(self):
        self._hold("wd-first", self.an, department=self.other_section)
        self._employ(self.officer, self.other_section)
        task = self._cases(self.document, 1, AT).filtered(lambda t: t.label == "B1")
        self.assertEqual(task.case_id.department_id, self.other_section)
        self.assertEqual(task.user_id, self.an)
