from datetime import datetime

from odoo.tests import tagged

from .test_print import PrintCase

#: The last second of 14/09/2025 in Hà Nội, and the first of the day after.
OLD = datetime(2025, 9, 14, 16, 59, 59)
NEW = datetime(2025, 9, 14, 17, 0)
CIRCULARS = {OLD: "Thông tư số 01/2018/TT-VPCP", NEW: "Thông tư số 03/2025/TT-VPCP"}


@tagged("post_install", "-at_install")
class TestPapersCatalogue(PrintCase):
    """Each form of a case in both circulars: number, title, circular and size."""

    @classmethod
    def _catalogue(cls):
        """The forms that the addon ships."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency.procedure_code = "SYT"
        cls.agency.procedure_paper_format = "form"

    def _written(self, kind, at):
        """A paper of a kind that bears the day of `at`, and how large its page is."""
        values = {"received_at": datetime(2025, 9, 1, 2, 0)}
        report = f"paper_{kind}"
        if kind in ("receipt", "control_slip"):
            values["received_at"] = at
        if kind in ("refusal", "termination"):
            state = "refused" if kind == "refusal" else "terminated"
            values |= {"state": state, "ended_at": at, "end_reason": "Không đủ căn cứ"}
        case = self._case(**values)
        if kind == "supplement":
            self.env["procedure.pause"]._make(
                [case._pause_row("supplement", "Thiếu", "- Bản sao căn cước", at)]
            )
        if kind == "apology":
            report = "paper_extension"
            case.due_at = datetime(2025, 9, 16, 10, 0)
            case._extend(datetime(2025, 9, 23, 10, 0), "Chờ giám định", at)
        reader = self._pdf(report, case)
        return self._text(reader), float(reader.pages[0].mediabox.width)

    def _check(self, kind, at, code, title, width=None):
        text, wide = self._written(kind, at)
        with self.subTest(kind=kind, at=at):
            circular = CIRCULARS[at]
            if code:
                self.assertIn(f"{code} (ban hành kèm theo {circular})", text)
            else:
                self.assertNotIn("ban hành kèm theo", text)
            other = CIRCULARS[NEW if at == OLD else OLD]
            self.assertNotIn(other, text)
            self.assertIn(title.upper(), text)
            self.assertIn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", text)
            self.assertIn("Độc lập - Tự do - Hạnh phúc", text)
            day = "14" if at == OLD else "15"
            self.assertIn(f"ngày {day} tháng 09 năm 2025", text)
            self.assertAlmostEqual(wide, width or (420 if at == OLD else 595), delta=1)
        return text

    def test_what_both_circulars_name_alike(self):
        for kind, code, title in (
            ("receipt", "Mẫu 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
            ("supplement", "Mẫu 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
            ("refusal", "Mẫu 03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        ):
            for at in (OLD, NEW):
                self._check(kind, at, code, title)

    def test_the_control_slip_changed_its_number(self):
        title = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
        self._check("control_slip", OLD, "Mẫu 05", title)
        self._check("control_slip", NEW, "Mẫu 06", title)

    def test_the_apology_was_a_slip_and_became_a_letter(self):
        slip = self._check(
            "apology", OLD, "Mẫu 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
        )
        self.assertIn("hẹn lại ngày trả kết quả vào: 17 giờ 00 phút, ngày 23", slip)
        self.assertIn("ghi trong Giấy tiếp nhận hồ sơ và hẹn trả kết quả", slip)
        self.assertIn("Số: SYT-26-", slip)
        letter = self._check(
            "apology",
            NEW,
            "Mẫu 04",
            "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        )
        self.assertIn("đề nghị gia hạn và hẹn lại", letter)
        # The clerical desk numbers it when it goes out.
        self.assertIn("Số: ……/SYT", letter)
        self.assertIn("Nơi nhận: - Như trên;", letter)

    def test_before_the_new_circular_a_termination_is_a_letter_without_a_form(self):
        title = "Thông báo dừng giải quyết hồ sơ"
        self._check("termination", OLD, "", title, width=595)
        text = self._check("termination", NEW, "Mẫu 05", title)
        for words in ("Số: ……/TB-SYT", "Không đủ căn cứ", "Lưu: VT, hồ sơ SYT-26-"):
            self.assertIn(words, text)

    def test_an_english_paper_keeps_the_number_and_gives_its_own_title(self):
        self.revision.language = "en"
        text, _width = self._written("control_slip", NEW)
        self.assertIn("Mẫu 06 (issued with Circular 03/2025/TT-VPCP)", text)
        self.assertIn("PROCESS CONTROL SLIP", text)
        self.assertNotIn("PHIẾU", text)

    def test_the_day_of_the_paper_decides_and_not_the_day_of_the_case(self):
        """Received under the old circular, asked to supplement under the new one."""
        text, _width = self._written("supplement", NEW)
        self.assertIn("03/2025/TT-VPCP", text)

    def test_a_form_in_the_catalogue_gives_its_title(self):
        form = self.env["procedure.statutory.form"].search(
            [("kind", "=", "refusal"), ("date_to", "=", False)]
        )
        form.name = "Phiếu trả lại hồ sơ"
        text, _width = self._written("refusal", NEW)
        self.assertIn("PHIẾU TRẢ LẠI HỒ SƠ", text)
        self.assertNotIn("PHIẾU TỪ CHỐI", text)
