"""The lasting identity of a procedure."""

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import AT, ProcedureCommon


@tagged("post_install", "-at_install")
class TestDocument(ProcedureCommon):
    def test_code_is_unique_in_an_agency(self):
        """Proves: ISO 9001 7.5.2 a."""
        document = self.make_document(code="QT.X.01")
        self.make_document(code="QT.X.01", company_id=self.elsewhere.id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.make_document(code="QT.X.01")
        self.assertTrue(document.exists())

    def test_codes_of_one_batch_differ(self):
        documents = self.env["procedure.document"].create(
            [
                {
                    "title": "x",
                    "type_id": self.type.id,
                    "field_id": self.field.id,
                    "company_id": self.company.id,
                }
            ]
            * 3
        )
        self.assertEqual(len(set(documents.mapped("code"))), 3)

    def test_a_pattern_without_number_is_refused(self):
        for pattern in ("QT", "{type}.{nothing}", "{seq", "{seq:zz}"):
            with self.subTest(pattern), self.assertRaises(ValidationError):
                self.type.code_pattern = pattern

    def test_words_are_found_without_accents(self):
        document = self.make_document(title="Bổ nhiệm giám định viên pháp y")
        for words in ("bo nhiem giam dinh", "GIÁM ĐỊNH", document.code.lower()):
            found = self.env["procedure.document"].search(
                [("display_name", "ilike", words)]
            )
            self.assertIn(document, found, words)

    def test_which_revision_was_in_force(self):
        document = self.make_document()
        days = [AT, AT + timedelta(days=10), AT + timedelta(days=20)]
        for day in days:
            self.make_draft(document=document)._issue(
                self.author, self.signer, day, day, day
            )
        other = self.make_document()
        revisions = document.revision_ids.sorted("id")
        both = document | other

        def at(moment):
            return both._revision_in_force(moment)[document]

        second = timedelta(seconds=1)
        self.assertFalse(at(days[0] - second))
        self.assertEqual(at(days[0]), revisions[0])
        self.assertEqual(at(days[1] - second), revisions[0])
        self.assertEqual(at(days[1]), revisions[1])
        self.assertEqual(at(days[2]), revisions[2])
        self.assertFalse(both._revision_in_force(days[2])[other])
        self.assertEqual(document.effective_revision_id, revisions[2])
        self.assertEqual(document.revision_count, 3)
        found = self.env["procedure.document"].search(
            [("effective_revision_id", "=", revisions[2].id)]
        )
        self.assertEqual(found, document)
        self.assertNotIn(
            document,
            self.env["procedure.document"].search(
                [("effective_revision_id", "=", False)]
            ),
        )

    def test_what_is_in_force_is_not_archived(self):
        revision = self.make_revision()
        with self.assertRaises(UserError):
            revision.document_id.action_archive()
        with self.assertRaises(UserError):
            revision.document_id.active = False
        self.make_change(revision.document_id, act="repeal")
        revision.with_user(self.officer).action_repeal(
            "thừa", approver_id=self.signer.id
        )
        self.approve(revision, self.signer)
        revision.document_id.action_archive()
        self.assertFalse(revision.document_id.active)

    def test_a_document_is_never_deleted(self):
        with self.assertRaises(UserError):
            self.make_document().unlink()

    def test_changes_are_told(self):
        document = self.make_document()
        document.with_user(self.officer).write(
            {"confidentiality": "public", "owner_id": self.colleague.id}
        )
        event = self.env["procedure.event"].search(
            [("model", "=", document._name), ("res_id", "=", document.id)], limit=1
        )
        self.assertEqual(event.kind, "document.changed")
        self.assertEqual(event.user_id, self.officer)
        self.assertIn("public", event.payload_ids.body)
        self.assertIn(self.colleague.name, event.payload_ids.body)

    def test_both_circulars_are_in_the_catalogue(self):
        forms = self.env["procedure.statutory.form"]
        codes = {(form.kind, form.circular[:7]): form.code for form in forms.search([])}
        self.assertEqual(codes["control_slip", "TT 01/2"], "Mẫu 05")
        self.assertEqual(codes["control_slip", "TT 03/2"], "Mẫu 06")
        self.assertEqual(codes["termination", "TT 03/2"], "Mẫu 05")
        self.assertNotIn(("termination", "TT 01/2"), codes)
        self.assertEqual(len(codes), 13)

    def test_a_new_draft_has_the_sections_of_its_type(self):
        layout = self.env.ref("procedure_control.procedure_type_a")
        document = self.make_document(type_id=layout.id)
        document.with_user(self.author).action_new_revision()
        sections = document.open_revision_id.section_ids
        self.assertEqual(sections.mapped("name"), layout.section_ids.mapped("name"))
        self.assertIn("2.10", sections.mapped("number"))
