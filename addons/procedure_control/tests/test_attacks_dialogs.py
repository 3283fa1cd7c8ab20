from odoo.tests import tagged

from ..engine.content import Outcome
from .case_common import CaseRpcCommon


@tagged("post_install", "-at_install")
class TestAttacksDialogs(CaseRpcCommon):
    """What is typed into a dialog is its writer's own, and decides nothing alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("rpc-worker")
        cls.colleague = cls._user("rpc-colleague")
        cls._hold("worker", cls.worker)
        cls.document = cls._procedure(
            "QT.RPC",
            [
                cls._step(
                    1,
                    "B1",
                    "worker",
                    "1",
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
                cls._step(2, "B2", "worker", "1"),
            ],
            limit=("2", "day"),
        )
        cls.case = cls._receive(cls, cls.document, "2026-10-05 08:00")
        cls.task = cls._task(cls, cls.case, "B1")

    def _dialog(self):
        action, _error = self.call(
            self.worker, "procedure.task", "action_open_completion", self.task.ids
        )
        return self.env["procedure.task.completion"].browse(action["res_id"])

    def test_dialog_of_anothers_task(self):
        dialog = self._dialog()
        model = "procedure.task.completion"
        self.assertRefused(self.colleague, model, "read", dialog.ids, ["name"])
        self.assertRefused(self.colleague, model, "write", dialog.ids, {"reason": "x"})
        self.assertRefused(self.colleague, model, "action_complete", dialog.ids)
        self.assertRefused(self.colleague, model, "create", [{"task_id": self.task.id}])
        foreign = self._task(self._receive(self.document, "2026-10-05 08:00"), "B1")
        foreign.user_id = self.colleague
        self.assertRefused(
            self.worker, model, "write", dialog.ids, {"task_id": foreign.id}
        )
        for choice in dialog.choice_ids:
            self.assertRefused(
                self.colleague,
                "procedure.task.completion.choice",
                "write",
                choice.ids,
                {"choice": "next"},
            )

    def test_dialog_is_not_trusted(self):
        """Choices, required fields and steps typed over by a client decide nothing."""
        dialog = self._dialog()
        choice = dialog.choice_ids[0]
        self.call(
            self.worker,
            "procedure.task.completion.choice",
            "write",
            choice.ids,
            {"choice": "424242", "needs_reason": False},
        )
        self.call(
            self.worker,
            "procedure.task.completion",
            "write",
            dialog.ids,
            {"choice_id": choice.id},
        )
        self.assertRefused(
            self.worker, "procedure.task.completion", "action_complete", dialog.ids
        )
        refuse = dialog.choice_ids - choice
        self.call(
            self.worker,
            "procedure.task.completion.choice",
            "write",
            refuse.ids,
            {"needs_reason": False},
        )
        self.call(
            self.worker,
            "procedure.task.completion",
            "write",
            dialog.ids,
            {"choice_id": refuse.id},
        )
        self.assertRefused(
            self.worker, "procedure.task.completion", "action_complete", dialog.ids
        )
        self.assertRefused(
            self.worker,
            "procedure.task.completion.assignment",
            "create",
            [
                {
                    "completion_id": dialog.id,
                    "step_id": self._task(self.case, "B2").step_id.id,
                }
            ],
        )
        self.assertEqual(self.task.state, "ready")

    def test_dialog_that_reassigns(self):
        vals = {
            "task_ids": [(6, 0, self.task.ids)],
            "user_id": self.colleague.id,
            "reason": "x",
        }
        ids, _error = self.call(
            self.worker, "procedure.task.reassign", "create", [vals]
        )
        self.assertRefused(
            self.worker, "procedure.task.reassign", "action_confirm", ids or [0]
        )
        self.assertEqual(self.task.user_id, self.worker)
