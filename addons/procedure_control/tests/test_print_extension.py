# What is extended here answers nothing.
# pylint: disable=missing-return
from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_print import PrintCase


@tagged("post_install", "-at_install")
class TestPrintExtension(PrintCase):
    """Mẫu 04: the apology and the new day, under the name of its circular."""

    @classmethod
    def _catalogue(cls):
        super()._catalogue()
        forms = cls.env["procedure.statutory.form"]
        forms.create(
            [
                {
                    "kind": "apology",
                    "code": "Mẫu 04",
                    "name": "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
                    "circular": "01/2018/TT-VPCP",
                    "date_from": "2019-01-08",
                    "date_to": "2025-09-14",
                },
                {
                    "kind": "apology",
                    "code": "Mẫu 04",
                    "name": "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
                    "circular": "03/2025/TT-VPCP",
                    "date_from": "2025-09-15",
                },
            ]
        )

    def _extended(self, at=datetime(2026, 10, 15, 2, 0), **vals):
        case = self._case(**vals)
        case._extend(datetime(2026, 10, 23, 10, 0), "Chờ kết quả giám định", at)
        return case

    def test_the_apology_names_both_days_and_why(self):
        text = self._text(self._pdf("paper_extension", self._extended()))
        for words in (
            "Mẫu 04 (ban hành kèm theo Thông tư số 03/2025/TT-VPCP)",
            "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
            "Kính gửi: Nguyễn Thị Hồng Ánh",
            "Miễn nhiệm giám định viên pháp y (mã thủ tục: 1.013876)",
            "tiếp nhận lúc 09 giờ 00 phút, ngày 05 tháng 10 năm 2026",
            "hẹn trả kết quả: 17 giờ 00 phút, ngày 19 tháng 10 năm 2026",
            "Chờ kết quả giám định",
            "kết quả vào: 17 giờ 00 phút, ngày 23 tháng 10 năm 2026",
            "ngày 15 tháng 10 năm 2026",
        ):
            self.assertIn(words, text)

    def test_before_the_new_circular_it_has_its_old_name(self):
        case = self._extended(
            at=datetime(2025, 9, 12, 2, 0),
            received_at=datetime(2025, 9, 1, 2, 0),
            due_at=datetime(2025, 9, 15, 10, 0),
        )
        text = self._text(self._pdf("paper_extension", case))
        self.assertIn("PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", text)
        self.assertIn("01/2018/TT-VPCP", text)

    def test_it_is_the_latest_extension_that_prints(self):
        self.agency.procedure_extensions_allowed = 2
        case = self._extended()
        case._extend(
            datetime(2026, 10, 30, 10, 0), "Chờ lần hai", datetime(2026, 10, 22, 2, 0)
        )
        text = self._text(self._pdf("paper_extension", case))
        self.assertIn("hẹn trả kết quả: 17 giờ 00 phút, ngày 23 tháng 10", text)
        self.assertIn("ngày 30 tháng 10 năm 2026", text)
        self.assertNotIn("Chờ kết quả giám định", text)

    def test_in_english_where_the_revision_is(self):
        case = self._extended()
        self.revision.language = "en"
        text = self._text(self._pdf("paper_extension", case))
        self.assertIn("promised for: 17:00 on Monday 19 October 2026", text)

    def test_no_apology_without_an_extension(self):
        with self.assertRaisesRegex(UserError, "was not extended"):
            self._pdf("paper_extension", self._case())

    def test_a_termination_is_told_with_its_reason(self):
        self.env["procedure.statutory.form"].create(
            {
                "kind": "termination",
                "code": "Mẫu 05",
                "name": "Thông báo dừng giải quyết hồ sơ",
                "circular": "03/2025/TT-VPCP",
                "date_from": "2025-09-15",
            }
        )
        case = self._case(
            state="terminated",
            ended_at=datetime(2026, 10, 14, 2, 0),
            end_reason="Thủ tục đã bị bãi bỏ.",
        )
        text = self._text(self._pdf("paper_termination", case))
        for words in (
            "Mẫu 05 (ban hành kèm theo Thông tư số 03/2025/TT-VPCP)",
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "Thủ tục đã bị bãi bỏ.",
            "ngày 14 tháng 10 năm 2026",
        ):
            self.assertIn(words, text)
        with self.assertRaisesRegex(UserError, "was not terminated"):
            self._pdf("paper_termination", self._case())

    def test_many_apologies_cost_no_more_queries_each(self):
        cases = self.env["procedure.case"].concat(*(self._extended() for _n in "12345"))

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._pdf("paper_extension", some)
            return self.env.cr.sql_log_count - before

        queries(cases[:1])
        self.assertEqual(queries(cases[:2]), queries(cases))
