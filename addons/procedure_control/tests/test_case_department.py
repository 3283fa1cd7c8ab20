"""A case belongs to the desk that received it, not only to who typed it in."""

from ast import literal_eval

from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.content import Component
from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestCaseDepartment(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._department("Một cửa", procedure_is_one_stop=True)
        cls.office = cls._department("Văn phòng")
        cls.clerk, cls.colleague = cls._user("dp-clerk"), cls._user("dp-colleague")
        cls.stranger = cls._user("dp-stranger")
        for user, department in (
            (cls.clerk, cls.desk),
            (cls.colleague, cls.desk),
            (cls.officer, cls.office),
            (cls.stranger, cls.office),
        ):
            cls._employ(user, department)
        cls._hold("dp", cls._user("dp-expert"))
        cls.dossier = cls._make("QT.DP1", "tthc")
        cls.internal = cls._make("QT.DP2", "internal")

    @classmethod
    def _employ(cls, user, department):
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": department.company_id.id,
                "department_id": department.id,
            }
        )

    @classmethod
    def _make(cls, code, kind):
        return cls._procedure(
            code,
            [cls._step(1, "B1", "dp", "1")],
            limit=("2", "day"),
            kind=kind,
            components=(Component("Đơn"),),
        )

    def _received(self, user, document, **values):
        vals = {
            "document_id": document.id,
            "company_id": self.agency.id,
            "requester_name": "Nguyễn Văn Đức",
            **values,
        }
        cases = self.env["procedure.case"].with_user(user)
        return cases.browse(cases.action_receive([vals]))

    def _through_the_form(self, lacking=True):
        intake = (
            self.env["procedure.case.intake"]
            .with_user(self.clerk)
            .create(
                {
                    "document_id": self.dossier.id,
                    "company_id": self.agency.id,
                    "requester_name": "Nguyễn Văn Đức",
                }
            )
        )
        intake.component_ids.is_received = not lacking
        return intake._receive()

    def test_a_colleague_completes_what_waits_at_the_desk(self):
        case = self._through_the_form()
        self.assertEqual(case.state, "intake")
        of_stranger = self.env["procedure.case"].with_user(self.stranger)
        self.assertFalse(of_stranger.search([("id", "=", case.id)]))
        of_colleague = self.env["procedure.case"].with_user(self.colleague)
        seen = of_colleague.search([("id", "=", case.id)])
        self.assertEqual(seen, case)
        seen.action_complete_dossier(seen.component_ids.ids)
        self.assertEqual(case.state, "running")
        self.assertEqual(case.received_by_id, self.clerk, "who received it stays")

    def test_my_department_lists_it(self):
        case = self._through_the_form()
        view = self.env["procedure.case"].get_view(
            self.env.ref("procedure_control.procedure_case_view_search").id, "search"
        )
        found = etree.fromstring(view["arch"]).find(".//filter[@name='my_department']")
        for user, shown in ((self.colleague, True), (self.officer, False)):
            domain = literal_eval(found.get("domain").replace("uid", str(user.id)))
            cases = self.env["procedure.case"].with_user(user).search(domain)
            self.assertEqual(case in cases, shown, user.login)

    def test_receivers_department_of_internal_work(self):
        self.assertEqual(
            self._received(self.stranger, self.internal).sudo().department_id,
            self.office,
        )

    def test_dossier_goes_to_the_desk_whoever_receives(self):
        """The quality officer works elsewhere; the desk goes on with it."""
        case = self._received(self.officer, self.dossier)
        self.assertEqual(case.department_id, self.desk)
        case = self._receive(self.dossier, "2026-10-05 09:00")
        self.assertEqual(case.department_id, self.desk, "as the import does")

    def test_of_two_desks_the_receivers_own(self):
        second = self._department("Một cửa 2", procedure_is_one_stop=True)
        clerk = self._user("dp-clerk2")
        self._employ(clerk, second)
        self.assertEqual(self._received(clerk, self.dossier).department_id, second)
        case = self._received(self.officer, self.dossier)
        self.assertEqual(case.department_id, self.office, "no desk is more likely")

    def test_imported_rows_are_the_desks(self):
        [case] = (
            self.env["procedure.case"]
            .with_user(self.officer)
            ._receive(
                [{"document_id": self.dossier.id, "company_id": self.agency.id}],
                local("2026-10-05 09:00"),
                received_by=self.clerk,
            )
        )
        self.assertEqual(case.department_id, self.desk)

    def test_given_department_is_of_the_agency(self):
        other = self.env["res.company"].create({"name": "Sở khác"})
        foreign = self._department("Phòng khác", company=other)
        for department_id in (foreign.id, 0x7FFFFFFF):
            with self.assertRaisesRegex(UserError, "not one of the agency"):
                self._received(self.clerk, self.dossier, department_id=department_id)
        case = self._received(self.clerk, self.dossier, department_id=self.office.id)
        self.assertEqual(case.sudo().department_id, self.office)
