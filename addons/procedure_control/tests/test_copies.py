from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AT
from .reading_common import ReadingCommon


@tagged("post_install", "-at_install")
class TestCopies(ReadingCommon):
    """Numbered paper copies: issued, called back by the system, destroyed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.revision = cls.issue(cls.document)
        cls.copies = (
            cls.env["procedure.copy"]
            .with_user(cls.officer)
            .create(
                [
                    {"revision_id": cls.revision.id, "user_id": cls.staff.id},
                    {"revision_id": cls.revision.id, "place": "Bảng tin một cửa"},
                ]
            )
        )

    def recalls(self, revision):
        kind = self.env.ref("procedure_control.mail_activity_type_recall")
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "procedure.revision"),
                ("res_id", "=", revision.id),
                ("activity_type_id", "=", kind.id),
            ]
        )

    def test_numbers(self):
        self.assertEqual(self.copies.mapped("number"), [1, 2])
        self.assertEqual(self.copies[0].holder_name, self.staff.name)
        self.assertEqual(self.copies[1].holder_name, "Bảng tin một cửa")
        self.assertEqual(self.copies[0].issued_by_id, self.officer)
        form = Form(
            self.env["procedure.copy"]
            .with_user(self.officer)
            .with_context(default_revision_id=self.revision.id)
        )
        form.department_id = self.department
        self.assertEqual(form.save().number, 3)
        self.assertEqual(self.revision.copy_count, 3)

    def test_numbers_and_states_are_the_server_s(self):
        copy = (
            self.env["procedure.copy"]
            .with_user(self.officer)
            .with_context(default_number=99, default_state="destroyed")
            .create(
                {
                    "revision_id": self.revision.id,
                    "place": "x",
                    "number": 50,
                    "state": "lost",
                    "issued_by_id": self.staff.id,
                }
            )
        )
        self.assertEqual((copy.number, copy.state), (3, "issued"))
        self.assertEqual(copy.issued_by_id, self.officer)

    def test_only_of_what_is_in_force(self):
        draft = self.make_draft(self.document)
        with self.assertRaisesRegex(ValidationError, "in force"):
            self.env["procedure.copy"].with_user(self.officer).create(
                {"revision_id": draft.id, "place": "x"}
            )
        with self.assertRaisesRegex(ValidationError, "in force"):
            self.env["procedure.copy"].with_user(self.officer).create({"place": "x"})

    def test_called_back_once(self):
        """Superseding calls every copy back with one activity for quality.

        Proves: ISO 9001 7.5.3.2 a.
        """
        newer = self.issue(self.document, AT + timedelta(days=3))
        self.assertEqual(newer.state, "effective")
        self.assertEqual(set(self.copies.mapped("state")), {"to_recall"})
        activity = self.recalls(self.revision)
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.officer)
        self.assertIn("2", activity.summary)
        self.copies[0].action_recall()
        self.assertTrue(self.recalls(self.revision), "one is still out")
        self.copies[0].action_confirm_destroyed()
        self.copies[1].action_report_lost()
        self.assertFalse(self.recalls(self.revision))
        self.assertEqual(self.copies.mapped("state"), ["destroyed", "lost"])
        self.assertEqual(self.copies[0].ended_by_id, self.officer)
        self.assertTrue(self.copies[0].recalled_at)
        kinds = self.env["procedure.event"].search(
            [("model", "=", "procedure.copy"), ("res_id", "in", self.copies.ids)]
        )
        self.assertEqual(
            sorted(kinds.mapped("kind")),
            [
                "copy.destroyed",
                "copy.issued",
                "copy.issued",
                "copy.lost",
                "copy.recalled",
                "copy.to_recall",
                "copy.to_recall",
            ],
        )

    def test_order_of_acts(self):
        self.copies[0].action_confirm_destroyed()
        for act in ("action_recall", "action_confirm_destroyed", "action_report_lost"):
            with self.assertRaises(UserError):
                getattr(self.copies[0], act)()

    def test_only_quality(self):
        for user in (self.staff, self.author, self.signer):
            with self.assertRaises(AccessError):
                self.env["procedure.copy"].with_user(user).create(
                    {"revision_id": self.revision.id, "place": "x"}
                )
            with self.assertRaises(UserError):
                self.copies[0].with_user(user).action_confirm_destroyed()

    def test_fifty_documents(self):
        """Calling copies back costs the same for one document and for many."""
        counts = []
        for size in (2, 22):
            revisions = self.env["procedure.revision"]
            for _number in range(size):
                revisions |= self.issue(self.make_document())
            self.env["procedure.copy"].with_user(self.officer).create(
                [{"revision_id": revision.id, "place": "x"} for revision in revisions]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            revisions._call_copies_back()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self.recalls(revisions[0])), 1)
        # mail.activity itself looks at each document once.
        self.assertLessEqual((counts[1] - counts[0]) / 20, 2)
