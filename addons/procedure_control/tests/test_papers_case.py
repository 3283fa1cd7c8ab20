from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..engine.content import Outcome
from .case_common import CaseRpcCommon, local
from .paper_common import pages_of, text_of
from .test_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestApology(HandoverCommon):
    """A late case that is not extended: an apology, another day, the same verdict."""

    def setUp(self):
        super().setUp()
        self.case = self._cases(1)  # due 09/10 08:00
        self.due = self.case.due_at

    def _apologise(self, user=None, at="2027-01-15 17:00", case=None):
        case = case or self.case
        return case.with_user(user or self.officer).action_apologise(
            local(at), "Chờ kết quả thẩm định"
        )

    def test_it_moves_no_due_and_forgives_nothing(self):
        with self._at("2026-10-12 09:00"):
            apology = self._apologise()
        self.assertEqual(self.case.due_at, self.due)
        self.assertFalse(self.case.extension_count)
        self.assertEqual(apology.due_at, self.due)
        self.assertEqual(apology.given_by_id, self.officer)
        for label in ("B1", "B2", "B3", "B4"):
            self._finish(self.case, label, "2026-12-20 09:00")
        self.assertEqual(self.case.verdict, "late")
        event = self.env["procedure.event"].search(
            [("kind", "=", "case.apologised"), ("case_id", "=", self.case.id)]
        )
        self.assertEqual(len(event), 1)

    def test_its_paper_names_the_new_day_and_says_it_is_late(self):
        with self._at("2026-10-12 09:00"):
            self._apologise()
        text = text_of(self._print("paper_extension", self.case))
        for words in (
            "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN",
            "Chờ kết quả thẩm định",
            "trả kết quả vào: 17 giờ 00 phút, ngày 15 tháng 01 năm 2027",
            "vẫn được tính là quá hạn",
            "ngày 12 tháng 10 năm 2026",
        ):
            self.assertIn(words, text)
        self.assertNotIn("đề nghị gia hạn và", text)

    def test_only_a_late_case_and_only_for_a_day_to_come(self):
        with self._at("2026-10-06 09:00"):
            with self.assertRaisesRegex(UserError, "is not late"):
                self._apologise()
        with self._at("2026-10-12 09:00"):
            for wrong in ("2026-10-12 08:59", "2046-01-01 09:00"):
                with self.assertRaisesRegex(UserError, "still to come"):
                    self._apologise(at=wrong)
            with self.assertRaisesRegex(UserError, "reason"):
                self.case.with_user(self.officer).action_apologise(
                    local("2027-01-15 17:00"), " "
                )

    def test_who_may_not_decide_may_not_apologise(self):
        with self._at("2026-10-12 09:00"):
            with self.assertRaises(AccessError):
                self._apologise(self.official)
            with self.assertRaises(AccessError):
                self._apologise(self.neighbour)
            self._apologise(self.clerk)  # has it in hand

    def test_the_dialog_says_that_it_stays_late(self):
        with self._at("2026-10-12 09:00"):
            case = self.case.with_user(self.officer)
            self.assertTrue(case.can_apologise)
            action = case.action_open_apologise()
            dialog = (
                self.env["procedure.case.act"]
                .with_user(self.officer)
                .with_context(**action["context"])
                .create({"reason": "Chờ"})
            )
            # Five working days from Monday morning, to be moved.
            self.assertEqual(dialog.promised_at, local("2026-10-19 17:00"))
            self.assertIn("counts as late", dialog.hint)
            self.assertTrue(dialog.has_paper)
            printed = dialog.action_confirm_and_print()
        self.assertEqual(printed["report_type"], "weasyprint-pdf")
        self.assertEqual(self.case.apology_ids.reason, "Chờ")

    def test_rows_are_evidence(self):
        with self._at("2026-10-12 09:00"):
            apology = self._apologise()
        with self.assertRaises(UserError):
            apology.sudo().write({"reason": "khác"})
        with self.assertRaises(UserError):
            apology.sudo().unlink()

    def _print(self, report, records, user=None):
        return (
            self.env["ir.actions.report"]
            .with_user(user or self.officer)
            ._render(f"procedure_control.{report}", records.ids)[0]
        )

    def _at(self, text):
        return freeze_time(local(text))


@tagged("post_install", "-at_install")
class TestPapersOfCase(HandoverCommon):
    """The dialog lists what exists, each under its own day, and prints one or all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls._procedure(
            "QT.GIAYTO",
            [
                cls._step(1, "B1", "ho-clerk", "4", "hour"),
                cls._step(
                    2,
                    "B2",
                    "ho-expert",
                    "1",
                    statutory_forms=(
                        "receipt",
                        "supplement",
                        "control_slip",
                        "register",
                    ),
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
            ],
            limit=("2", "day"),
            kind="tthc",
        )

    def _kinds(self, case):
        return [row["kind"] for row in case._papers_so_far()]

    def _open(self, case, user=None):
        action = case.with_user(user or self.officer).action_open_papers()
        dialogs = self.env["procedure.case.print"].with_user(user or self.officer)
        return dialogs.browse(action["res_id"])

    def _printed(self, lines):
        reports = self.env["ir.actions.report"].with_user(lines.env.user)
        return reports._render("procedure_control.paper_of_line", lines.ids)[0]

    def _asked_twice(self):
        case = self._cases(1, self.public)
        for day, missing in ((6, "Bản sao căn cước"), (12, "Ảnh chân dung")):
            case._pause(
                "supplement", "Thiếu", missing, local(f"2026-10-{day:02} 09:00")
            )
            case._resume("đã nộp", local(f"2026-10-{day + 1:02} 09:00"))
        return case

    def test_papers_come_as_things_happen(self):
        case = self._cases(1, self.public)
        self.assertEqual(self._kinds(case), ["receipt", "control_slip"])
        case._extend(
            local("2026-10-20 17:00"), "Chờ giám định", local("2026-10-06 09:00")
        )
        self.assertEqual(self._kinds(case), ["receipt", "control_slip", "apology"])
        case._conclude("terminated", local("2026-10-07 09:00"), "Bãi bỏ")
        self.assertEqual(self._kinds(case)[-1], "termination")

    def test_each_request_is_a_paper_of_its_own(self):
        dialog = self._open(self._asked_twice())
        asked = dialog.line_ids.filtered(lambda line: line.kind == "supplement")
        self.assertEqual(
            [str(line.issued_on) for line in asked], ["2026-10-06", "2026-10-12"]
        )
        first = text_of(self._printed(asked[0]))
        self.assertIn("Bản sao căn cước", first)
        self.assertIn("ngày 06 tháng 10 năm 2026", first)
        self.assertNotIn("Ảnh chân dung", first)
        self.assertIn("Ảnh chân dung", text_of(self._printed(asked[1])))

    def test_all_are_one_file_in_the_order_of_their_days(self):
        dialog = self._open(self._asked_twice())
        self.assertEqual(
            dialog.line_ids.mapped("form_code"),
            ["Mẫu 01", "Mẫu 06", "Mẫu 02", "Mẫu 02"],
        )
        action = dialog.action_print_all()
        self.assertEqual(action["context"]["active_ids"], dialog.line_ids.ids)
        pages = pages_of(self._printed(dialog.line_ids))
        self.assertIn("GIẤY TIẾP NHẬN", pages[0])
        self.assertIn("Ảnh chân dung", pages[-1])

    def test_the_completion_dialog_links_every_paper_that_exists(self):
        case = self._cases(1, self.public)
        self._finish(case, "B1", "2026-10-05 09:00")
        task = self._task(case, "B2").with_user(self.expert)
        for report in ("paper_receipt", "paper_control_slip"):
            link = f"/procedure_control/print/procedure_control.{report}/{case.id}"
            self.assertIn(link, task.papers)
        self.assertIn("Mẫu 02", task.papers)
        self.assertNotIn("paper_supplement", task.papers)
        case._pause("supplement", "Thiếu", "Bản sao", local("2026-10-05 10:00"))
        self.env.invalidate_all()
        self.assertIn("procedure_control.paper_supplement", task.papers)
        # The register is of many cases: it has no link of one.
        self.assertIn("Sổ theo dõi hồ sơ", task.papers)
        self.assertNotIn("paper_register", task.papers)


@tagged("post_install", "-at_install")
class TestPapersAttacks(HandoverCommon, CaseRpcCommon):
    """Somebody without part in a case reaches for its papers."""

    def setUp(self):
        super().setUp()
        self.case = self._cases(1)
        self.stranger = self._user("ho-stranger")

    def test_a_stranger_lists_and_prints_none(self):
        for user in (self.stranger, self.official):
            self.assertRefused(
                user, "procedure.case", "action_open_papers", self.case.ids
            )
            self.authenticate(user.login, user.login)
            response = self.url_open(
                "/procedure_control/print/procedure_control.paper_control_slip/"
                f"{self.case.id}"
            )
            self.assertEqual(response.status_code, 403)
            self.assertNotIn(b"%PDF", response.content)

    def test_a_dialog_of_a_case_out_of_sight_is_refused(self):
        self.assertRefused(
            self.stranger,
            "procedure.case.print",
            "create",
            {"case_id": self.case.id, "line_ids": [[0, 0, {"kind": "control_slip"}]]},
        )

    def test_a_line_pushed_into_anothers_dialog_prints_nothing(self):
        dialog = self.case.with_user(self.officer).action_open_papers()["res_id"]
        result, error = self.call(
            self.stranger,
            "procedure.case.print.line",
            "create",
            {"print_id": dialog, "kind": "control_slip"},
        )
        if not error:
            self.authenticate(self.stranger.login, self.stranger.login)
            response = self.url_open(
                "/procedure_control/print/procedure_control.paper_of_line/"
                f"{result[0] if isinstance(result, list) else result}"
            )
            self.assertEqual(response.status_code, 403)
            self.assertNotIn(b"%PDF", response.content)

    def test_a_source_of_another_case_is_not_printed(self):
        other = self._cases(1)
        other._pause(
            "supplement", "x", "Bí mật của người khác", local("2026-10-05 09:00")
        )
        self.case._pause("supplement", "x", "Bản sao", local("2026-10-05 09:00"))
        lines = self.env["procedure.case.print.line"].with_user(self.officer)
        dialog = self.case.with_user(self.officer).action_open_papers()["res_id"]
        forged = lines.create(
            {
                "print_id": dialog,
                "kind": "supplement",
                "source": f"procedure.pause,{other.pause_ids.id}",
            }
        )
        text = text_of(
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render("procedure_control.paper_of_line", forged.ids)[0]
        )
        self.assertNotIn("Bí mật", text)

    def test_apologies_are_made_by_the_act_alone(self):
        values = {
            "case_id": self.case.id,
            "due_at": "2026-10-01 00:00:00",
            "promised_at": "2027-10-01 00:00:00",
            "reason": "x",
        }
        for user in (self.clerk, self.officer):
            self.assertRefused(user, "procedure.apology", "create", values)
