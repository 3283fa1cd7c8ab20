from itertools import count

from odoo.tests import freeze_time, tagged

from ..engine.content import Limit, Variant
from .case_common import CaseCommon, local, shown

NOW = "2026-10-06 09:00"


@tagged("post_install", "-at_install")
class TestEveryDueIsKept(CaseCommon):
    """Whatever moves a due, the old one stays listed and the new one says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("kept", cls._user("kept-expert"))
        cls._hold("kept-later", cls._user("kept-later"))

    number = count(1)

    def _case(self, rule="resume"):
        document = self._procedure(
            f"QT.GIU.{next(self.number)}",
            [
                self._step(1, "B1", "kept", "1"),
                self._step(2, "B2", "kept-later", time_mode="set", time_set_by="s1"),
                self._step(3, "B3", "kept-later", "1"),
            ],
            limit=("5", "day"),
            variants=(Variant("v1", "Khẩn", True, Limit("3", "day")),),
            supplement_rule=rule,
        )
        return self._receive(document, "2026-10-05 08:00")

    def _changes(self):
        """{name: what moves the dues of a case, at NOW}."""
        at = local(NOW)

        def paused(case):
            case._pause("supplement", "", "x", at)
            case._resume("đã bổ sung", local("2026-10-08 09:00"))

        def replanned(case):
            leave = (
                self.env["resource.calendar.leaves"]
                .with_company(self.agency)
                .create(
                    {
                        "name": "Bão",
                        "calendar_id": self.calendar.id,
                        "company_id": self.agency.id,
                        "date_from": local("2026-10-07 00:00"),
                        "date_to": local("2026-10-07 23:59"),
                    }
                )
            )
            leave.flush_recordset()
            case._replan_now("theo công điện", at)

        return {
            "pause": ("resume", paused),
            "restart": ("restart", paused),
            "variant": (
                "resume",
                lambda case: case._change_variant(
                    case.revision_id.variant_ids.id, "khẩn", at
                ),
            ),
            "extension": (
                "resume",
                lambda case: case._extend(local("2026-10-14 17:00"), "phức tạp", at),
            ),
            "re-plan": ("resume", replanned),
        }

    @freeze_time(local(NOW))
    def test_every_change_of_a_case(self):
        for name, (rule, change) in self._changes().items():
            with self.subTest(name):
                case = self._case(rule)
                before, old = case.due_at, case.due_ids
                change(case)
                self.env.invalidate_all()
                self.assertNotEqual(case.due_at, before)
                kept = case.due_ids.sorted("id")
                self.assertEqual(len(kept), len(old) + 1)
                self.assertEqual(kept[0], old, "the old one stays")
                self.assertEqual(kept[0].due_at, before)
                self.assertEqual(kept[-1].due_at, case.due_at)
                self.assertTrue(kept[-1].reason)
                self.assertTrue(kept[-1].explanation)
                self.assertNotEqual(kept[-1].explanation, kept[0].explanation)
                self.assertEqual(kept[-1].derivation, case.due_derivation)

    @freeze_time(local(NOW))
    def test_every_change_of_a_ready_step(self):
        for name in ("pause", "restart", "re-plan"):
            with self.subTest(name):
                rule, change = self._changes()[name]
                case = self._case(rule)
                row = {
                    "step_id": self._task(case, "B2").step_id.id,
                    "duration_value": "2",
                    "duration_unit": "day",
                }
                self._finish(case, "B1", "2026-10-06 08:30", assignments=[row])
                task = self._task(case, "B2")
                before = task.due_at
                change(case)
                self.env.invalidate_all()
                self.assertNotEqual(task.due_at, before)
                dues = [due.due_at for due in task.due_ids.sorted("id")]
                self.assertEqual(dues, [before, task.due_at])
                self.assertTrue(all(due.reason for due in task.due_ids))
                self.assertTrue(all(due.explanation for due in task.due_ids))

    def test_a_time_given_lays_out_what_comes_after(self):
        """Before it is given a step has no due of its own; with it, it says how."""
        case = self._case()
        later, last = self._task(case, "B2"), self._task(case, "B3")
        planned = last.planned_due_at
        row = {
            "step_id": later.step_id.id,
            "duration_value": "2",
            "duration_unit": "day",
        }
        self._finish(case, "B1", "2026-10-05 17:00", assignments=[row])
        self.assertEqual(shown(later.due_at), "2026-10-07 17:00")
        self.assertEqual(later.due_derivation["value"], "2")
        self.assertTrue(case._explain(later.due_derivation))
        self.assertNotEqual(last.planned_due_at, planned)
        self.assertEqual(len(case.due_ids), 1, "the due of the case does not move")
