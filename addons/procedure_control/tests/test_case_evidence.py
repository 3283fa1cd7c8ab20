from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.content import Outcome
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestCaseEvidence(CaseCommon):
    """What a step requires is required on every way of completing it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("ev-expert")
        cls.other = cls._user("ev-other")
        cls._hold("expert", cls.expert)
        document = cls._procedure(
            "QT.BC",
            [
                cls._step(
                    1,
                    "B1",
                    "expert",
                    "1",
                    checklist=("Đủ chữ ký", "Đúng thẩm quyền"),
                    needs_file=True,
                    needs_number=True,
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
                cls._step(2, "B2", "expert", "1"),
                cls._step(3, "B3", "expert", "1"),
            ],
            limit=("3", "day"),
        )
        cls.case = cls._receive(cls, document, "2026-10-05 08:00")
        cls.task = cls._task(cls, cls.case, "B1")
        cls.mine = cls.task.with_user(cls.expert)
        cls.file = (
            cls.env["ir.attachment"]
            .with_user(cls.expert)
            .create({"name": "quyet-dinh.pdf", "raw": b"%PDF"})
        )
        cls.whole = {
            "choice": "next",
            "checked": ["Đủ chữ ký", "Đúng thẩm quyền"],
            "document_number": "12/QĐ",
            "attachment_ids": cls.file.ids,
        }

    def _dialog(self):
        action = self.mine.action_open_completion()
        return (
            self.env[action["res_model"]]
            .with_user(self.expert)
            .browse(action["res_id"])
        )

    def test_all_that_lacks_is_named(self):
        with self.assertRaises(UserError) as caught:
            self.mine.action_complete(choice="next", checked=["Đủ chữ ký"])
        message = str(caught.exception)
        self.assertIn("Đúng thẩm quyền", message)
        self.assertNotIn("Đủ chữ ký", message)
        self.assertIn("a file", message)
        self.assertIn("a document number", message)
        self.assertEqual(self.task.state, "ready")

    def test_each_alone_is_refused(self):
        for lacking, words in (
            ({"checked": []}, "on the checklist"),
            ({"attachment_ids": []}, "a file"),
            ({"document_number": "  "}, "a document number"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.mine.action_complete(**{**self.whole, **lacking})

    def test_refused_in_the_dialog_and_the_inbox_too(self):
        dialog = self._dialog()
        dialog.choice_id = dialog.choice_ids.filtered(lambda c: c.choice == "next")
        with self.assertRaisesRegex(UserError, "Still lacking"):
            dialog.action_complete()
        activity = self.task.activity_id.with_user(self.expert)
        with self.assertRaisesRegex(UserError, "several outcomes: .*Từ chối"):
            activity.action_feedback(feedback="xong")
        self.assertEqual(self.task.state, "ready")

    def test_an_outcome_is_chosen_or_nothing_is_done(self):
        with self.assertRaisesRegex(UserError, "choose one; nothing is done"):
            self.mine.action_complete(**{**self.whole, "choice": False})
        with self.assertRaisesRegex(UserError, "not an outcome"):
            self.mine.action_complete(**{**self.whole, "choice": "999999"})
        self.assertEqual(self.task.state, "ready")

    def test_whole_evidence_is_kept(self):
        """Proves: ISO 9001 4.4.2."""
        self.mine.action_complete(**self.whole)
        self.assertEqual(self.task.state, "done")
        self.assertEqual(self.task.document_number, "12/QĐ")
        self.assertEqual(self.task.checklist_done, self.whole["checked"])
        self.assertEqual(self.file.res_model, "procedure.case")
        self.assertEqual(self.file.res_id, self.case.id)
        self.assertEqual(self._ready(self.case), ["B2"])

    def test_refusing_asks_for_a_reason_not_for_the_work(self):
        refuse = str(self.task.step_id.outcome_ids.id)
        with self.assertRaisesRegex(UserError, "lacking: a reason"):
            self.mine.action_complete(choice=refuse)
        self.mine.action_complete(choice=refuse, reason="Không đủ điều kiện")
        self.assertEqual(self.case.state, "refused")

    def test_complete_by_the_dialog_and_take_the_next(self):
        dialog = self._dialog()
        self.assertTrue(dialog.has_next_own)
        dialog.write(
            {
                "choice_id": dialog.choice_ids.filtered(
                    lambda c: c.choice == "next"
                ).id,
                "document_number": "12/QĐ",
                "attachment_ids": [(6, 0, self.file.ids)],
                "check_ids": [
                    (1, line.id, {"is_checked": True}) for line in dialog.check_ids
                ],
            }
        )
        action = dialog.action_complete_and_next()
        following = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(following.task_id, self._task(self.case, "B2"))

    def test_files_of_others_are_not_handed_in(self):
        theirs = (
            self.env["ir.attachment"]
            .with_user(self.other)
            .create({"name": "x.pdf", "raw": b"x"})
        )
        public = self.env["ir.attachment"].create(
            {"name": "logo", "raw": b"y", "public": True}
        )
        elsewhere = self.env["ir.attachment"].create(
            {
                "name": "z",
                "raw": b"z",
                "res_model": "res.partner",
                "res_id": self.expert.partner_id.id,
            }
        )
        for file in (theirs, public, elsewhere):
            where = (file.res_model, file.res_id)
            with self.assertRaises(AccessError):
                self.mine.action_complete(**{**self.whole, "attachment_ids": file.ids})
            self.assertEqual((file.res_model, file.res_id), where)

    def test_not_ready_is_refused(self):
        later = self._task(self.case, "B2")
        later.user_id = self.expert
        with self.assertRaisesRegex(
            UserError, "cannot be completed now: it is planned"
        ):
            later.with_user(self.expert).action_complete()
