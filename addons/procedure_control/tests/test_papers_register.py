import json
import os
import tempfile

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..report import paper_register
from .case_common import CaseRpcCommon, local
from .paper_common import pages_of, text_of
from .test_handover import HandoverCommon

HOSTILE = "<img src=x onerror=alert(1)> & </td></tr></table>"
SMALL, BIG = 4, 12


class RegisterCommon(HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls._procedure(
            "QT.SO",
            [cls._step(1, "B1", "ho-clerk", "4", "hour")],
            limit=("2", "day"),
            kind="tthc",
            title="Cấp bản sao từ sổ gốc",
        )

    def _dossiers(self, count, at="2026-10-05 08:00", **values):
        cases = self._cases(count, self.public, at)
        cases.write(
            {
                "department_id": self.desk.id,
                "requester_name": "Nguyễn Thị Hồng Ánh",
                "requester_address": "Số 12 đường Nguyễn Du",
                "requester_phone": "0912 345 678",
                **values,
            }
        )
        return cases

    def _dialog(self, user=None, **values):
        return (
            self.env["procedure.register.print"]
            .with_user(user or self.officer)
            .create(
                {
                    "date_from": "2026-10-01",
                    "date_to": "2026-10-31",
                    "company_id": self.agency.id,
                    "language": "vi",
                    **values,
                }
            )
        )

    def _register(self, user=None, **values):
        dialog = self._dialog(user, **values)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "register.pdf")
            self.assertTrue(dialog._build(path).endswith(".pdf"))
            with open(path, "rb") as file:
                return file.read()


@tagged("post_install", "-at_install")
class TestRegisterPaper(RegisterCommon):
    """Sổ theo dõi hồ sơ, on paper, as its reader may see it."""

    def test_a_line_has_the_columns_of_the_form(self):
        case = self._dossiers(1, at="2026-10-05 09:10")
        case._extend(
            local("2026-10-20 17:00"), "Chờ giám định", local("2026-10-06 09:00")
        )
        self._finish(case, "B1", "2026-10-21 10:00")
        text = text_of(self._register())
        for words in (
            "Mẫu 07 (ban hành kèm theo Thông tư số 03/2025/TT-VPCP)",
            "SỔ THEO DÕI HỒ SƠ",
            "Từ ngày 01/10/2026 đến ngày 31/10/2026",
            "Phương thức nhận kết quả",
            "(13)",
            "Tháng 10 năm 2026",
            "Cấp bản sao từ sổ gốc",
            "Nguyễn Thị Hồng Ánh",
            "0912 345 678",
            "09:10 05/10/2026",
            "17:00 20/10/2026",
            "10:00 21/10/2026",
            "Quá hạn; gia hạn 1 lần",
            "Tổng số: 1 hồ sơ.",
        ):
            self.assertIn(words, text)

    def test_the_last_day_of_the_period_decides_the_form(self):
        at = {"date_from": "2025-09-01"}
        old = text_of(self._register(date_to="2025-09-14", **at))
        new = text_of(self._register(date_to="2025-09-15", **at))
        self.assertIn("Mẫu 06 (ban hành kèm theo Thông tư số 01/2018/TT-VPCP)", old)
        self.assertIn("Mẫu 07 (ban hành kèm theo Thông tư số 03/2025/TT-VPCP)", new)
        self.assertIn("Trong kỳ không tiếp nhận hồ sơ nào.", new)

    def test_days_are_those_of_the_agency(self):
        # 23:30 on 31/10 in Hà Nội is 16:30 of that day elsewhere; 00:30 is before it.
        self._dossiers(1).received_at = local("2026-10-31 23:30")
        self._dossiers(1).received_at = local("2026-10-01 00:30")
        self._dossiers(1).received_at = local("2026-11-01 00:30")
        self.assertEqual(self._dialog().line_count, 2)

    def test_internal_work_stands_in_it_only_where_asked(self):
        self._dossiers(1)
        self._cases(1)
        self.assertEqual(self._dialog().line_count, 1)
        dialog = self._dialog(scope="all")
        self.assertEqual(dialog.line_count, 2)
        self.assertNotIn("TT-VPCP", text_of(self._register(scope="all")))

    def test_a_reader_gets_his_rows_and_it_says_so(self):
        mine, other = self._dossiers(1), self._dossiers(1)
        other.department_id = False
        other.task_ids.write({"user_id": self.expert.id})
        text = text_of(self._register(self.neighbour))
        self.assertIn(mine.name, text)
        self.assertNotIn(other.name, text)
        self.assertIn(f"Chỉ gồm hồ sơ mà {self.neighbour.name} được xem", text)

    def test_requesters_are_named_to_their_desk_and_to_quality_alone(self):
        case = self._dossiers(1)
        self.assertIn("Hồng Ánh", text_of(self._register(self.neighbour)))
        case.task_ids.write({"user_id": self.expert.id})
        text = text_of(self._register(self.expert))
        self.assertIn(case.name, text)
        self.assertIn("(không hiển thị)", text)
        self.assertNotIn("Hồng Ánh", text)
        self.assertNotIn("0912", text)

    def test_the_trail_keeps_who_had_it(self):
        self._dossiers(2)
        self._register()
        event = self.env["procedure.event"].search(
            [("kind", "=", "register.printed")], order="id desc", limit=1
        )
        self.assertEqual(event.user_id, self.officer)
        told = json.loads(event.payload_ids.body)["values"]
        self.assertEqual((told["cases"], told["requesters"]), (2, 2))

    def test_long_registers_go_on_with_their_pages_and_numbers(self):
        self._dossiers(3)
        self._dossiers(3, at="2026-10-06 08:00")
        self.patch(paper_register, "CHUNK", 2)
        pages = pages_of(self._register())
        self.assertEqual(len(pages), 3)
        for number in (2, 3):
            self.assertTrue(pages[number - 1].endswith(f" {number}"))
            self.assertIn("(13)", pages[number - 1])
        self.assertEqual(sum("Tháng 10" in page for page in pages), 1)
        self.assertIn("Tổng số: 6 hồ sơ.", pages[-1])
        self.assertEqual(sum("CỘNG HÒA" in page for page in pages), 1)

    def test_hostile_text_stays_text(self):
        self._dossiers(1, requester_name=HOSTILE, requester_address="Dài" * 90)
        text = text_of(self._register())
        self.assertIn("onerror=alert(1)", text.replace(" ", ""))
        self.assertIn("Tổng số: 1 hồ sơ.", text)

    def test_more_dossiers_cost_no_more_queries(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._register()
            return self.env.cr.sql_log_count - before

        self._dossiers(SMALL)
        queries()
        few = queries()
        self._dossiers(BIG - SMALL)
        self.assertEqual(queries(), few)

    def test_too_much_and_nonsense_are_said(self):
        with self.assertRaisesRegex(UserError, "first day must come before"):
            self._dialog(date_to="2026-09-01").action_print()
        self._dossiers(2)
        self.patch(paper_register, "MAX_LINES", 1)
        with self.assertRaisesRegex(UserError, "2 dossiers are too many"):
            self._dialog().action_print()


@tagged("post_install", "-at_install")
class TestRegisterAttacks(RegisterCommon, CaseRpcCommon):
    def _download(self, user, dialog):
        self.authenticate(user.login, user.login)
        # The token belongs to the session that `authenticate` opened.
        request = type("R", (), {"session": self.session, "env": self.env})()
        return self.url_open(
            f"/procedure_control/register/{dialog.id}",
            data={"csrf_token": Request.csrf_token(request)},
        )

    def test_the_file_is_given_to_who_asked_for_it_alone(self):
        case, dialog = self._dossiers(1), self._dialog(self.officer)
        response = self._download(self.officer, dialog)
        self.assertEqual(response.status_code, 200, response.text[:300])
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(case.name, text_of(response.content))
        with mute_logger("odoo.http"):
            refused = self._download(self.neighbour, dialog)
        self.assertEqual(refused.status_code, 403)
        self.assertNotIn(b"%PDF", refused.content)

    def test_somebody_elses_dialog_is_his_own(self):
        dialog = self._dialog(self.officer)
        self.assertRefused(
            self.neighbour, "procedure.register.print", "action_print", dialog.ids
        )

    def test_an_agency_one_does_not_work_for_is_refused(self):
        self._dossiers(1)
        dialog = self._dialog(self.officer)
        dialog.sudo().company_id = self.commune
        with self.assertRaises(AccessError):
            dialog.action_print()
        dialog = self._dialog(self.official, company_id=self.commune.id)
        self.assertEqual(dialog.with_user(self.official).line_count, 0)

    def test_who_is_no_staff_gets_none(self):
        outsider = self._user("ho-plain", "base.group_user")
        self.assertRefused(
            outsider,
            "procedure.register.print",
            "create",
            {"date_from": str(fields.Date.today())},
        )
