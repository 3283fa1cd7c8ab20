from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.content import Component, Limit, Variant
from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseVariant(CaseCommon):
    """A case found to be urgent, or ordinary, after it was received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("var-expert")
        cls.manager = cls._user("var-manager", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.manager)
        cls._hold("expert", cls.expert, department=cls.section)
        cls.document = cls._procedure(
            "QT.BT",
            [
                cls._step(1, "B1", "expert", "1"),
                cls._step(2, "B2", "expert", "1", variants=("v2",)),
                cls._step(3, "B3", "expert", "1", variants=("v2",)),
                cls._step(4, "B4", "expert", "", "at_once", variants=("v1",)),
                cls._step(5, "B5", "expert", "1"),
            ],
            limit=("4", "day"),
            variants=(
                Variant("v1", "Khẩn", True, Limit("2", "day")),
                Variant("v2", "Thường"),
            ),
            components=(
                Component("Đơn", 1, 0, True),
                Component("Giấy xác nhận khẩn", 1, 0, True, "", ("v1",)),
            ),
        )
        cls.urgent, cls.plain = cls.document.revision_ids.variant_ids

    def _case(self, variant=None):
        variant = variant or self.plain
        return self._receive(self.document, "2026-10-05 08:00", variant_id=variant.id)

    def _change(self, case, variant, at="2026-10-06 10:00", user=None):
        case.with_user(user or self.manager)._change_variant(
            variant.id, "Có công văn khẩn", local(at)
        )

    def _states(self, case):
        return {task.label: task.state for task in case.task_ids.sorted("occurrence")}

    def test_an_urgent_case_has_its_own_limit_and_path(self):
        case = self._case()
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00")
        self._finish(case, "B1", "2026-10-06 08:00")
        self.assertEqual(self._ready(case), ["B2"])
        self._change(case, self.urgent)
        self.assertEqual(shown(case.due_at), "2026-10-07 17:00")
        self.assertEqual(self._ready(case), ["B4"])
        self.assertEqual(
            self._states(case),
            {
                "B1": "done",
                "B2": "cancelled",
                "B3": "not_arisen",
                "B4": "ready",
                "B5": "planned",
            },
        )
        task = self._task(case, "B4")
        self.assertEqual(task.opened_by_id, self._task(case, "B1"))
        self.assertEqual(task.user_id, self.expert)
        self.assertEqual(shown(task.due_at), "2026-10-06 11:00")
        self.assertEqual(case.due_ids.mapped("reason")[-1], "Có công văn khẩn")
        self.assertEqual(len(case.due_ids), 2, "the old due is kept")
        self._finish(case, "B4", "2026-10-06 10:30")
        self._finish(case, "B5", "2026-10-07 09:00")
        self.assertEqual((case.state, case.verdict), ("closed", "on_time"))

    def test_a_ready_step_of_both_paths_is_due_anew(self):
        """Time to the due was ample and is not any more: its own due moves."""
        case = self._case()
        task = self._task(case, "B1")
        generation = task.clock_generation
        self._change(case, self.urgent, "2026-10-05 09:00")
        self.assertEqual(task.state, "ready")
        self.assertEqual(task.user_id, self.expert)
        self.assertEqual(shown(case.due_at), "2026-10-07 17:00")
        self.assertLessEqual(task.due_at, case.due_at)
        self.assertGreaterEqual(task.clock_generation, generation)

    def test_there_and_back_again(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._change(case, self.urgent)
        self._change(case, self.plain, "2026-10-06 11:00")
        self.assertEqual(self._ready(case), ["B2"])
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00")
        self.assertEqual(self._states(case)["B4"], "cancelled")
        for label in ("B2", "B3", "B5"):
            self._finish(case, label, "2026-10-08 09:00")
        self.assertEqual(case.state, "closed")

    def test_escalations_that_fired_stay(self):
        case = self._case()
        task = self._task(case, "B1")
        task._sweep(local("2026-10-08 09:00"))
        fired = task.escalation_ids
        self.assertTrue(fired, "it is long overdue")
        self._change(case, self.urgent, "2026-10-08 10:00")
        self.assertEqual(task.escalation_ids, fired)

    def test_papers_that_it_asks_for_lack(self):
        case = self._case()
        self._change(case, self.urgent)
        asked = case.component_ids.filtered(lambda p: not p.is_received)
        self.assertEqual(asked.name, "Giấy xác nhận khẩn")
        self._change(case, self.plain, "2026-10-06 11:00")
        self._change(case, self.urgent, "2026-10-06 12:00")
        self.assertEqual(len(case.component_ids), 2, "asked for once")

    def test_an_extension_that_was_promised_stays(self):
        case = self._case()
        case._extend(local("2026-10-16 17:00"), "x", local("2026-10-05 09:00"))
        self._change(case, self.urgent)
        self.assertEqual(shown(case.due_at), "2026-10-16 17:00")

    def test_every_change_is_told(self):
        case = self._case()
        self._change(case, self.urgent)
        event = self.env["procedure.event"].search(
            [("case_id", "=", case.id), ("kind", "=", "case.variant_changed")]
        )
        self.assertEqual(event.user_id, self.manager)
        self.assertIn("Khẩn", event.body)
        self.assertEqual(event.reason, "Có công văn khẩn")

    def test_who_may_change_it(self):
        case = self._case()
        with self.assertRaisesRegex(AccessError, "in hand"):
            case.with_user(self.expert).action_change_variant(self.urgent.id, "x")
        for user in (self.manager, self.officer):
            case.with_user(user)._check_may_change_variant()
        with self.assertRaisesRegex(UserError, "Give a reason"):
            case.with_user(self.officer).action_change_variant(self.urgent.id, " ")
        self.assertEqual(case.variant_id, self.plain)

    def test_only_what_makes_a_change_is_taken(self):
        case = self._case()
        for variant_id, words in (
            (self.plain.id, "that variant already"),
            (False, "one of its variants"),
            (self._foreign().id, "does not belong"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                case._change_variant(variant_id, "x", local("2026-10-06 09:00"))
        case._pause("supplement", "x", "x", local("2026-10-06 09:00"))
        with self.assertRaisesRegex(UserError, "is not running"):
            self._change(case, self.urgent)

    def _foreign(self):
        other = self._procedure(
            "QT.BT2",
            [self._step(1, "B1", "expert", "1")],
            limit=("1", "day"),
            variants=(Variant("v1", "Thường"),),
        )
        return other.revision_ids.variant_ids
