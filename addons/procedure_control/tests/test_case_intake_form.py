from odoo.tests import Form, tagged

from ..engine.content import Component
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestCaseIntakeForm(CaseCommon):
    """The form at the desk, saved as a browser saves it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("form-clerk", "procedure_control.group_quality_officer")
        cls._hold("clerk", cls.clerk)
        cls.document = cls._procedure(
            "QT.TN",
            [cls._step(1, "B1", "clerk", "1")],
            limit=("2", "day"),
            components=(Component("Đơn"), Component("Ảnh", 0, 2, False)),
            kind="tthc",
        )

    def _form(self):
        intakes = self.env["procedure.case.intake"].with_user(self.clerk)
        return Form(intakes.with_company(self.agency))

    def _received(self, intake):
        return self.env["procedure.case"].browse(intake.action_receive()["res_id"])

    def test_form_lists_papers_and_receives(self):
        form = self._form()
        form.document_id = self.document
        form.requester_name = "Trần Thị Hà"
        self.assertEqual(len(form.component_ids), 2)
        self.assertTrue(form.is_complete)
        intake = form.save()
        case = (
            self.env["procedure.case"]
            .with_user(self.clerk)
            .browse(intake.action_receive()["res_id"])
        )
        self.assertEqual(case.state, "running")
        self.assertEqual(case.requester_name, "Trần Thị Hà")
        self.assertFalse(case.requester_user_id, "a citizen is no colleague")

    def test_form_with_a_paper_lacking(self):
        """As a browser saves it: fields that cannot be edited are not sent."""
        form = self._form()
        form.document_id = self.document
        form.requester_name = "Trần Thị Hà"
        with form.component_ids.edit(0) as paper:
            self.assertTrue(paper.required)
            paper.is_received = False
        self.assertFalse(form.is_complete)
        waiting = (
            self.env["procedure.case"]
            .with_user(self.clerk)
            .browse(form.save().action_receive()["res_id"])
        )
        self.assertEqual(waiting.state, "intake")
