from odoo.tests import tagged

from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestWallsQuick(CaseCommon):
    """The walls between agencies stand, and counting steps joins no case."""

    def setUp(self):
        super().setUp()
        Company = self.env["res.company"]
        self.part, self.stranger = Company.create([{"name": "Part"}, {"name": "Other"}])
        self.env.user.company_ids |= self.part | self.stranger
        auditor = "procedure_control.group_auditor"
        self.readers = {
            agency: self._user(f"wq-{n}", auditor, company=agency)
            for n, agency in enumerate((self.agency, self.part, self.stranger))
        }
        self._hold("wq", self._user("wq-one"))
        document = self._procedure("QT.WQ", [self._step(1, "B1", "wq", "2")])
        self.case = self._receive(document, "2026-10-05 08:00")
        self.env.flush_all()

    def _seen(self, agency, records):
        """What a reader of this agency finds of them, and which of them he may read."""
        of = records.with_user(self.readers[agency])
        of = of.with_context(allowed_company_ids=agency.ids)
        found = of.search([("id", "in", of.ids)])
        self.assertEqual(found, of._filtered_access("read"))
        return len(found)

    def _each(self, records):
        agencies = (self.agency, self.part, self.stranger)
        return [self._seen(agency, records) for agency in agencies]

    def test_who_takes_part_sees_it(self):
        for records in (self.case, self.case.task_ids):
            self.assertEqual(self._each(records), [1, 0, 0])
        self.case.agency_ids |= self.part
        for records in (self.case, self.case.task_ids):
            self.assertEqual(self._each(records), [1, 1, 0])

    def test_the_receiving_agency_stands_on_the_step(self):
        self.assertEqual(self.case.task_ids.case_company_id, self.case.company_id)

    def test_a_reader_of_all_joins_no_case(self):
        for model in ("procedure.task", "procedure.case"):
            records = self.env[model].with_user(self.readers[self.agency])
            text = records._search([("state", "!=", False)]).select().code
            self.assertNotIn("JOIN", text)
        tasks = self.env["procedure.task"].with_user(self.readers[self.agency])
        text = tasks._search([("is_correction", "=", False)]).select().code
        self.assertNotIn("JOIN", text)
