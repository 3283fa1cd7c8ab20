from odoo.tests import tagged

from ..engine.content import Outcome
from .case_common import CaseCommon, local

SMALL, BIG = 20, 100


@tagged("post_install", "-at_install")
class TestTaskBulk(CaseCommon):
    """Only what asks nothing of its doer is completed together; the rest says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._user("anna")
        cls.ben = cls._user("ben")
        cls._hold("a", cls.anna)
        cls._hold("b", cls.ben)
        row = cls._step
        two = (Outcome("Trả lại", "end_refused", "", True),)
        cls.kinds = {
            "plain": {},
            "choice": {"outcomes": two},
            "file": {"needs_file": True},
            "number": {"needs_number": True},
            "checklist": {"checklist": ("Đủ chữ ký",)},
        }
        cls.documents = {
            kind: cls._procedure(
                f"QT.BULK.{kind.upper()}",
                [row(1, "B1", "a", "1", **values), row(2, "B2", "b", "1")],
                limit=("2", "day"),
            )
            for kind, values in cls.kinds.items()
        }
        # The first step chooses who does the second.
        cls.documents["decides"] = cls._procedure(
            "QT.BULK.DECIDES",
            [
                row(1, "B1", "a", "1"),
                row(2, "B2", "b", "1", owner_mode="chosen", chosen_by="s1"),
            ],
            limit=("2", "day"),
        )

    def _cases(self, kind="plain", count=1):
        return (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [
                    {
                        "document_id": self.documents[kind].id,
                        "company_id": self.agency.id,
                    }
                ]
                * count,
                local("2026-10-05 08:00"),
            )
            .sudo()
        )

    def _first(self, *args):
        cases = self._cases(*args)
        ready = cases.task_ids.filtered(lambda t: t.state == "ready")
        return ready.with_user(self.anna).sudo(False)

    def test_each_reason_in_words(self):
        words = {
            "plain": [],
            "choice": ["it has several outcomes to choose from"],
            "file": ["it needs a file"],
            "number": ["it needs a document number"],
            "checklist": ["it has a checklist"],
            "decides": ["it decides on later steps"],
        }
        for kind, expected in words.items():
            with self.subTest(kind):
                task = self._first(kind)
                self.assertEqual(task._bulk_obstacles(), {task: expected})

    def test_whose_it_is_and_whether_it_is_open(self):
        task = self._first()
        of_ben = task.with_user(self.ben)
        self.assertEqual(
            of_ben._bulk_obstacles()[of_ben], [f"it belongs to {self.anna.name}"]
        )
        later = task.sudo().case_id.task_ids.filtered(lambda t: t.label == "B2")
        later = later.with_user(self.ben)
        self.assertEqual(later._bulk_obstacles()[later], ["it is not open: planned"])

    def test_dialog_takes_the_free_and_lists_the_rest(self):
        free, rest = (
            self._first("plain", 3),
            self._first("file") | self._first("choice"),
        )
        action = (free | rest).action_open_bulk()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.anna)
        self.assertEqual((dialog.free_count, dialog.rest_count), (3, 2))
        self.assertEqual(
            dialog.rest_ids.mapped("why"),
            ["it needs a file", "it has several outcomes to choose from"],
        )
        dialog.reason = "Cùng một đợt"
        result = dialog.action_confirm()
        self.assertEqual(
            result["params"]["message"],
            "Completed together: 3. Left to be opened one by one: 2.",
        )
        self.assertEqual(set(free.mapped("state")), {"done"})
        self.assertEqual(free.done_by_id, self.anna)
        self.assertEqual(set(free.mapped("reason")), {"Cùng một đợt"})
        self.assertEqual(set(rest.mapped("state")), {"ready"})

    def test_what_changed_meanwhile_is_left_alone(self):
        tasks = self._first("plain", 2)
        action = tasks.action_open_bulk()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.anna)
        tasks[0].action_complete(reason="riêng")
        result = dialog.action_confirm()
        self.assertIn("Completed together: 1.", result["params"]["message"])
        self.assertEqual(tasks.mapped("reason"), ["riêng", ""])

    def test_obstacles_cost_a_fixed_number_of_queries(self):
        groups = [
            self._first("plain", size // 2) | self._first("file", size // 2)
            for size in (SMALL, BIG)
        ]
        counts = []
        for tasks in groups:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = tasks._bulk_obstacles()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), len(tasks))
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 30)

    def test_dialog_and_completion_stay_flat(self):
        groups = [self._first("plain", size) for size in (2, SMALL, BIG)]
        counts = []
        for tasks in groups:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action = tasks.action_open_bulk()
            dialog = self.env[action["res_model"]].browse(action["res_id"])
            dialog.with_user(self.anna).action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(tasks.mapped("state")), {"done"})
        slope = (counts[2] - counts[1]) / (BIG - SMALL)
        self.assertLessEqual(slope, 0.4, counts)
