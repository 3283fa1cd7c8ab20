import io
from datetime import timedelta

from odoo.tests import freeze_time, tagged
from pypdf import PdfReader

from ..engine.content import Outcome
from .case_common import local
from .paper_common import pages_of, text_of
from .test_handover import HandoverCommon

HOSTILE = "<script>alert(1)</script> & <b>{0}</b> %s </td></tr>"


class SlipCommon(HandoverCommon):
    def _slip(self, cases, user=None):
        return (
            self.env["ir.actions.report"]
            .with_user(user or self.officer)
            ._render("procedure_control.paper_control_slip", cases.ids)[0]
        )

    def _log(self, case, user=None):
        """The legs of a slip, as its reader gets them."""
        model = self.env["report.procedure_control.paper_control_slip"]
        values = model.with_user(user or self.officer)._get_report_values(case.ids)
        return values["papers"][0]["paper"]["log"]


@tagged("post_install", "-at_install")
class TestControlSlip(SlipCommon):
    """The slip is the log of hand-overs, written by what happened."""

    def test_each_step_is_a_line_from_hand_to_hand(self):
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-05 09:10")
        self._finish(case, "B2", "2026-10-08 10:00")
        legs = self._log(case)
        self.assertEqual(
            [(leg.giver, leg.taker, leg.result) for leg in legs],
            [
                ("Tổ chức, cá nhân nộp hồ sơ", "Sở Y tế", ""),
                (
                    "Sở Y tế",
                    "Bộ phận Một cửa, Sở Y tế",
                    "Trước hạn",
                ),
                (
                    "Bộ phận Một cửa, Sở Y tế",
                    "Phòng Nghiệp vụ, Sở Y tế",
                    "Quá hạn",
                ),
                (
                    "Phòng Nghiệp vụ, Sở Y tế",
                    "Phòng Nghiệp vụ, Sở Y tế",
                    "Đang giải quyết",
                ),
            ],
        )
        self.assertEqual(legs[2].giver_person, self.clerk.name)
        text = text_of(self._slip(case))
        self.assertIn("09 giờ 10 phút, ngày 05 tháng 10 năm 2026", text)
        self.assertIn("Xong: 10:00 08/10/2026; quá", text)

    def test_who_received_it_does_not_hand_it_to_himself(self):
        case = self._cases(1)
        # As the clerk who receives at the desk and does the first step.
        case.received_by_id = self.clerk
        legs = self._log(case)
        self.assertEqual(len(legs), 1)
        self.assertEqual(legs[0].giver, "Tổ chức, cá nhân nộp hồ sơ")
        self.assertEqual(legs[0].taker_person, self.clerk.name)

    def test_a_return_says_why_and_comes_again(self):
        document = self._procedure(
            "QT.TRA",
            [
                self._step(1, "B1", "ho-clerk", "4", "hour"),
                self._step(
                    2,
                    "B2",
                    "ho-expert",
                    "1",
                    outcomes=(Outcome("Trả lại", "back", "s1", True),),
                ),
            ],
            limit=("2", "day"),
        )
        case = self._cases(1, document)
        self._finish(case, "B1", "2026-10-05 09:00")
        back = self._task(case, "B2").step_id.outcome_ids
        self._finish(
            case, "B2", "2026-10-05 10:00", choice=str(back.id), reason=HOSTILE
        )
        legs = self._log(case)
        sent = next(leg for leg in legs if leg.result.startswith("Trả lại"))
        self.assertTrue(any(HOSTILE in remark for remark in sent.remarks))
        self.assertIn("(lần 2)", legs[-1].remarks[0])
        # Broken over lines wherever it must.
        text = text_of(self._slip(case)).replace(" ", "")
        self.assertIn(HOSTILE.replace(" ", ""), text)

    def test_a_list_says_when_it_was_confirmed(self):
        case = self._cases(1)
        task = self._finish(case, "B1", "2026-10-05 09:00")
        lists = task.with_user(self.clerk)._hand_over_files(local("2026-10-05 09:30"))
        leg = self._log(case)[-1]
        self.assertIn(f"Danh sách bàn giao {lists.name}, chưa xác nhận", leg.remarks)
        self.assertFalse(leg.taken_at)
        lists.line_ids._note(
            {
                "state": "received",
                "received_at": local("2026-10-05 10:05"),
                "received_by_id": self.expert.id,
            }
        )
        leg = self._log(case)[-1]
        self.assertEqual(leg.taken_at.strftime("%H:%M %d/%m"), "10:05 05/10")
        self.assertIn("10 giờ 05 phút", text_of(self._slip(case)))

    def test_what_befell_the_case_stands_where_it_fell(self):
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-05 09:00")
        case._pause("supplement", "Thiếu", "Bản sao", local("2026-10-05 10:00"))
        case._resume("đã nộp", local("2026-10-07 10:00"))
        case._extend(
            local("2026-10-20 17:00"), "Chờ giám định", local("2026-10-07 11:00")
        )
        remarks = " | ".join(self._log(case)[-1].remarks)
        self.assertIn(
            "Yêu cầu bổ sung từ 10:00 05/10/2026, nhận bổ sung 10:00 07/10/2026",
            remarks,
        )
        self.assertIn("Xin lỗi và gia hạn đến 17:00 20/10/2026: Chờ giám định", remarks)
        self.assertIn("Thời hạn mới", remarks)

    def test_a_correction_stands_in_it(self):
        case = self._cases(1)
        for label in ("B1", "B2", "B3", "B4"):
            self._finish(case, label)
        at = case.ended_at or case.result_at
        with freeze_time(at + timedelta(days=3)):
            made = case.with_user(self.officer).action_start_correction(
                "correction", "own", "Sai ngày sinh"
            )
        number = self.env["procedure.case"].browse(made).name
        remarks = [text for leg in self._log(case) for text in leg.remarks]
        self.assertIn(f"Đính chính kết quả bằng hồ sơ {number}", remarks)

    def test_of_a_late_step_others_read_the_department(self):
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-06 10:00")
        with freeze_time(local("2026-10-06 11:00")):
            self.assertIn(self.clerk.name, self._people(case, self.officer))
            self.assertIn(self.clerk.name, self._people(case, self.clerk))
            people = self._people(case, self.expert)
            self.assertNotIn(self.clerk.name, people)
            self.assertIn(self.desk.name, people)

    def _people(self, case, user):
        self.env.invalidate_all()
        return {
            name
            for leg in self._log(case, user)
            for name in (leg.giver_person, leg.taker_person)
        }

    def test_a_case_that_ended_goes_back_to_its_requester(self):
        case = self._cases(1)
        case._conclude("terminated", local("2026-10-06 10:00"), "Thủ tục bị bãi bỏ")
        last = self._log(case)[-1]
        self.assertEqual(last.taker, "Tổ chức, cá nhân nộp hồ sơ")
        self.assertEqual(last.remarks, ("Dừng giải quyết: Thủ tục bị bãi bỏ",))

    def test_sixty_steps_break_over_pages_under_the_same_head(self):
        document = self._procedure(
            "QT.DAI",
            [
                self._step(
                    n,
                    f"B{n}",
                    "ho-expert" if n % 2 else "ho-clerk",
                    "1",
                    "hour",
                    name=f"Bước dài số {n} của một quy trình có rất nhiều việc",
                )
                for n in range(1, 61)
            ],
            limit=("60", "hour"),
        )
        case = self._cases(1, document)
        for n in range(1, 61):
            self._finish(case, f"B{n}")
        data = self._slip(case)
        pages = pages_of(data)
        self.assertGreater(len(pages), 4)
        for number, page in enumerate(pages, 1):
            self.assertIn("TÊN CƠ QUAN", page, f"no head on page {number}")
            if number > 1:
                self.assertTrue(page.endswith(f" {number}"), page[-40:])
        self.assertFalse(pages[0].endswith(" 1"))
        text = " ".join(pages)
        for n in range(1, 61):
            self.assertIn(f"B{n} Bước dài số {n} ", text)

    def test_hostile_and_endless_text_stays_text(self):
        endless = "Nguyễn" * 40
        case = self._cases(1)
        case.write({"requester_name": HOSTILE, "subject": endless})
        self.clerk.name = endless
        data = self._slip(case)
        self.assertIn("alert(1)", text_of(data))
        for page in PdfReader(io.BytesIO(data)).pages:
            self.assertNotIn("/Annots", page)
            self.assertLess(float(page.mediabox.width), 600)

    def test_many_slips_cost_no_more_queries_each(self):
        cases = self._cases(6)
        for case in cases:
            self._finish(case, "B1", "2026-10-05 09:00")

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._slip(some)
            return self.env.cr.sql_log_count - before

        queries(cases[:1])
        self.assertEqual(queries(cases[:2]), queries(cases))

    def test_no_slip_of_what_was_not_received(self):
        case = self._cases(1)
        case.state = "not_accepted"
        self.assertNotIn("control_slip", case._paper_kinds())
