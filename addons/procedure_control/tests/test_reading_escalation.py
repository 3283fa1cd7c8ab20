from datetime import timedelta

from odoo.tests import tagged

from .reading_common import ReadingCommon


@tagged("post_install", "-at_install")
class TestReadingEscalation(ReadingCommon):
    """Unread past its due: one activity for each head and revision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.department)
        cls.revision = cls.issue(cls.document)
        cls.department.manager_id = cls.employ(cls.manager, cls.other_department)
        cls.late = max(cls.rows(cls.revision).mapped("due_at")) + timedelta(days=1)

    def told(self):
        kind = self.env.ref("procedure_control.mail_activity_type_unread")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("res_id", "=", self.revision.id)]
        )

    def call(self, at):
        self.env["procedure.acknowledgement"]._call_heads(at)

    def test_not_before_due(self):
        self.call(self.late - timedelta(days=2))
        self.assertFalse(self.told())

    def test_once_for_a_head_naming_who_is_missing(self):
        """Proves: ISO 9001 7.5.3.2 a."""
        self.call(self.late)
        self.call(self.late + timedelta(days=1))
        self.assertEqual(len(self.told()), 1)
        self.assertEqual(self.told().user_id, self.manager)
        self.assertIn("by 6: author-procedure-test", self.told().summary)

    def test_closes_when_nobody_is_missing(self):
        self.call(self.late)
        self.rows(self.revision).sudo()._note({"state": "read"})
        self.call(self.late)
        self.assertFalse(self.told())
