import base64
from html import unescape

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.content import Form, Outcome
from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestTaskAtHand(CaseCommon):
    """Instruction, checklist, forms, files and why it came back, at one's hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben = cls._user("anna"), cls._user("ben")
        cls._hold("a", cls.anna)
        cls._hold("b", cls.ben)
        row = cls._step
        cls.document = cls._procedure(
            "QT.HAND",
            [
                row(
                    1,
                    "B1",
                    "a",
                    "1",
                    instruction="<p>Đối chiếu bản chính</p>",
                    checklist=("Đủ chữ ký", "Đủ dấu"),
                    forms=("f1",),
                    statutory_forms=("receipt",),
                ),
                row(
                    2,
                    "B2",
                    "b",
                    "1",
                    outcomes=(Outcome("Không đạt", "back", "s1", True),),
                ),
            ],
            limit=("2", "day"),
            kind="tthc",
            forms=(Form("f1", "QT.HAND-BM.01", "Phiếu <đề nghị>"),),
        )
        cls.reason = cls.env["procedure.return.reason"].search([], limit=1)

    def _first(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        return self._task(case, "B1").with_user(self.anna).sudo(False)

    def test_what_the_doer_sees(self):
        task = self._first()
        self.assertIn("Đối chiếu bản chính", task.instruction)
        self.assertEqual(task.checklist, "Đủ chữ ký\nĐủ dấu")
        papers = str(task.papers)
        self.assertIn("QT.HAND-BM.01", papers)
        self.assertIn("&lt;đề nghị&gt;", papers, "a name is never markup")
        self.assertIn(
            f"/procedure_control/print/procedure_control.paper_receipt/"
            f"{task.case_id.id}",
            papers,
        )

    def test_files_of_the_case_are_at_hand(self):
        task = self._first()
        file = self.env["ir.attachment"].create(
            {
                "name": "Đơn <b>.pdf",
                "raw": b"x",
                "res_model": "procedure.case",
                "res_id": task.case_id.id,
            }
        )
        papers = str(task.papers)
        self.assertIn(f"/web/content/{file.id}", papers)
        self.assertIn("Đơn <b>.pdf", unescape(papers))
        self.assertNotIn("<b>.pdf", papers)

    def test_a_colleague_without_the_procedure_is_shown_no_step(self):
        task = self._first()
        self.document.confidentiality = "restricted"
        # Who receives the result asked for it; he reads the case, not the procedure.
        asker = self._user("asker")
        task.case_id.sudo().requester_user_id = asker
        of_asker = task.with_user(asker)
        of_asker.invalidate_recordset()
        self.assertEqual(of_asker.name, "Step B1")
        self.assertFalse(of_asker.instruction)
        self.assertFalse(of_asker.checklist)
        with self.assertRaises(AccessError):
            of_asker.step_id.read(["instruction"])

    def test_why_it_came_back(self):
        case = self._first().case_id.sudo()
        self._finish(case, "B1", "2026-10-05 10:00", checked=["Đủ chữ ký", "Đủ dấu"])
        back = str(self._task(case, "B2").step_id.outcome_ids.id)
        self._finish(
            case,
            "B2",
            "2026-10-05 11:00",
            choice=back,
            reason="Thiếu trang 2",
            return_reason_id=self.reason.id,
        )
        again = self._task(case, "B1").with_user(self.anna).sudo(False)
        self.assertEqual(again.occurrence, 2)
        self.assertEqual(
            again.came_back,
            f"B2 Step B2, {self.ben.name}, 05/10/2026 11:00: "
            f"{self.reason.name} – Thiếu trang 2",
        )
        action = again.action_open_completion()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(dialog.with_user(self.anna).came_back, again.came_back)
        self.assertFalse(self._task(case, "B2").came_back)

    def test_the_dialog_comes_back_after_an_obstacle(self):
        action = self._first().action_open_completion()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.anna)
        opened = dialog.action_open_obstacle()
        wizard = (
            self.env[opened["res_model"]]
            .with_user(self.anna)
            .with_context(**opened["context"])
            .create({"text": "Thiếu mẫu"})
        )
        following = wizard.action_confirm()["params"]["next"]
        self.assertEqual(following["res_model"], "procedure.task.completion")
        self.assertEqual(following["res_id"], dialog.id)

    def test_photos_hang_on_the_case(self):
        task = self._first()
        photo = (
            self.env["ir.attachment"]
            .with_user(self.anna)
            .create({"name": "anh.png", "datas": base64.b64encode(b"png")})
        )
        task.action_complete(checked=["Đủ chữ ký", "Đủ dấu"], attachment_ids=photo.ids)
        self.assertEqual(photo.sudo().res_model, "procedure.case")
        self.assertEqual(photo.sudo().res_id, task.case_id.id)

    def test_sections_of_the_day(self):
        first, second = self._first(), self._first()

        def counts(at):
            with freeze_time(local(at)):
                day = self.env["procedure.task"].with_user(self.anna).my_day()
            return {row["key"]: row["count"] for row in day}

        self.assertEqual(counts("2026-10-05 09:30"), {"all": 2})
        # Both are due on Tuesday 06/10 at 09:00.
        self.assertEqual(counts("2026-10-06 08:30"), {"today": 2, "all": 2})
        self.assertEqual(counts("2026-10-06 09:30"), {"overdue": 2, "all": 2})
        obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.anna)
            .action_raise("procedure.task", first.id, "Thiếu mẫu")
        )
        self.assertNotIn("obstacles", counts("2026-10-05 09:30"))
        obstacle.with_user(self.author).action_answer("Dùng mẫu 05")
        self.assertEqual(counts("2026-10-05 09:30")["obstacles"], 1)
        self.assertNotEqual(first, second)
