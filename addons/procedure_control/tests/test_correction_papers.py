from odoo.tests import tagged

from .paper_common import text_of
from .test_correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionPapers(CorrectionCommon):
    """What is printed of a result that was corrected or recalled."""

    def _printed(self, report, case):
        report = self.env.ref(f"procedure_control.{report}")
        data, _kind = report.with_user(self.officer)._render(
            report.report_name, case.ids
        )
        return text_of(data)

    def test_the_printed_path_says_so(self):
        case = self._closed()
        self.assertNotIn("đính chính", self._printed("report_case_path", case))
        correction = self._correct(case)
        self.assertIn(
            f"Đang đính chính kết quả (hồ sơ {correction.name})",
            self._printed("report_case_path", case),
        )
        self._end(correction)
        case.invalidate_recordset()
        self.assertIn(
            f"Đã đính chính kết quả (hồ sơ {correction.name})",
            self._printed("report_case_path", case),
        )
        self.assertIn(
            f"Đính chính kết quả của hồ sơ {case.name}",
            self._printed("report_case_path", correction),
        )

    def test_the_printed_register_marks_both(self):
        case = self._closed()
        correction = self._correct(case, kind="recall")
        dialog = (
            self.env["procedure.register.print"]
            .with_user(self.officer)
            .create(
                {
                    "date_from": "2026-10-01",
                    "date_to": "2026-10-31",
                    "company_id": self.agency.id,
                    "language": "vi",
                    "scope": "all",
                }
            )
        )
        paper = self.env["procedure.register.paper"].with_user(self.officer)
        entries = [entry for chunk in paper._chunks(dialog) for entry in chunk]
        marks = {entry.number: entry.marks for entry in entries}
        self.assertEqual(
            marks[case.name], (f"Đang thu hồi kết quả (hồ sơ {correction.name})",)
        )
        self.assertEqual(
            marks[correction.name], (f"Thu hồi kết quả của hồ sơ {case.name}",)
        )
