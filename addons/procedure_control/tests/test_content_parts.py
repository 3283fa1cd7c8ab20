"""Codes of forms, references, retention, numbers of a regulation, and their cost."""

import base64
import hashlib
from dataclasses import replace

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..engine import canonical
from ..engine import content as tree
from .common import ProcedureCommon


@tagged("post_install", "-at_install")
class TestContentParts(ProcedureCommon):
    def form(self, revision, **values):
        return (
            self.env["procedure.form"]
            .with_user(self.author)
            .create({"revision_id": revision.id, "name": "Phiếu", **values})
        )

    def without_forms(self):
        content = self.make_content(components=(), forms=())
        steps = tuple(replace(step, forms=()) for step in content.steps)
        return replace(content, steps=steps)

    # --- codes ------------------------------------------------------------------------

    def test_a_form_takes_its_code_from_the_procedure(self):
        self.type.form_code_pattern = "BM.{field}.{seq:02d}.{form:02d}"
        draft = self.make_draft(content=self.without_forms())
        number = draft.document_id.code.rsplit(".", 1)[1]
        codes = [self.form(draft).code, self.form(draft).code]
        self.assertEqual(codes, [f"BM.GĐT.{number}.01", f"BM.GĐT.{number}.02"])
        both = (
            self.env["procedure.form"]
            .with_user(self.author)
            .create([{"revision_id": draft.id, "name": name} for name in "AB"])
        )
        self.assertEqual(
            both.mapped("code"), [f"BM.GĐT.{number}.03", f"BM.GĐT.{number}.04"]
        )
        self.assertEqual(self.form(draft, code="M-1").code, "M-1")

    def test_a_code_is_kept_and_never_given_again(self):
        draft = self.make_draft(content=self.without_forms())
        first, second = self.form(draft), self.form(draft)
        codes = [first.code, second.code]
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        after = draft.document_id.with_user(self.author)._new_draft("bỏ một biểu mẫu")
        self.assertEqual(after.form_ids.mapped("code"), codes)
        after.form_ids[1].unlink()
        self.assertNotIn(self.form(after).code, codes)

    def test_a_procedure_with_a_code_of_its_own(self):
        draft = self.make_draft(content=self.without_forms(), code="XYZ")
        self.assertEqual(self.form(draft).code, "BM.XYZ.01")

    # --- references -------------------------------------------------------------------

    def reference(self, draft, user=None, **values):
        return (
            self.env["procedure.reference"]
            .with_user(user or self.author)
            .create({"revision_id": draft.id, **values})
        )

    def test_a_reference_reads_as_its_document_read_then(self):
        draft, other = self.make_draft(), self.make_document(title="Quy trình khác")
        reference = self.reference(draft, document_id=other.id)
        self.assertEqual(
            (reference.code, reference.title), (other.code, "Quy trình khác")
        )
        other.title = "Đổi tên"
        self.assertEqual(reference.title, "Quy trình khác")
        found = draft._content()[draft].references[-1]
        self.assertEqual(
            found, tree.Reference(other.code, "Quy trình khác", "document")
        )

    def test_nobody_learns_a_title_by_its_number(self):
        draft = self.make_draft()
        secret = self.make_document(
            title="Mật", company_id=self.elsewhere.id, department_id=False
        )
        with self.assertRaises(AccessError):
            self.reference(draft, document_id=secret.id)
        reference = self.reference(draft, code="A")
        with self.assertRaises(AccessError):
            reference.document_id = secret.id

    def test_a_reference_names_something_and_one_thing(self):
        draft = self.make_draft()
        with self.assertRaises(ValidationError):
            self.reference(draft)
        external = self.env["procedure.external"].create(
            {
                "code": "ISO 9001:2015",
                "title": "Quality management systems",
                "origin": "ISO",
                "company_id": self.company.id,
            }
        )
        reference = self.reference(draft, external_id=external.id)
        self.assertEqual(draft._content()[draft].references[-1].source, "external")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            reference.document_id = draft.document_id
            self.env.flush_all()

    def test_a_copy_keeps_references_its_author_may_not_open(self):
        other = self.make_document(title="Hạn chế")
        content = self.make_content(
            references=(tree.Reference(other.code, "Hạn chế", "document"),)
        )
        base = self.make_revision(content=content)
        other.write(
            {
                "confidentiality": "restricted",
                "department_id": self.other_department.id,
                "owner_id": self.officer.id,
            }
        )
        self.assertFalse(other.with_user(self.author).has_access("read"))
        draft = base.document_id.with_user(self.author)._new_draft("sửa")
        self.assertEqual(draft.sudo().reference_ids.document_id, other)

    # --- retention --------------------------------------------------------------------

    def test_retention_starts_from_the_type_and_follows_what_is_in_force(self):
        """Proves: ISO 9001 7.5.3.2 d."""
        self.type.retention = 7
        document = self.make_document()
        self.assertEqual(document.retention_years, 7)
        draft = self.make_draft(
            document=document, content=self.make_content(retention=0)
        )
        self.assertEqual((draft.retention_years, document.retention_years), (7, 7))
        draft.with_user(self.author).retention_years = 12
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        after = document.with_user(self.author)._new_draft("sửa")
        self.assertEqual(after.retention_years, 12)
        after.retention_years = 3
        self.assertEqual(document.retention_years, 12)
        self.type.retention = 1
        self.assertEqual(draft._content()[draft].retention, 12)

    # --- regulations ------------------------------------------------------------------

    def test_a_regulation_numbers_itself(self):
        type_ = self.env.ref("procedure_control.procedure_type_d")
        document = self.make_document(type_id=type_.id, kind="system")
        draft = document.with_user(self.author)._new_draft()
        numbers = draft.section_ids.mapped("printed_number")
        self.assertEqual(numbers[:3], ["Chương I", "Điều 1", "Điều 2"])
        last = draft.section_ids[-1]
        self.assertEqual(last.display_name, "Điều 6 Hiệu lực thi hành")
        article = self.env["procedure.section"].create(
            {
                "revision_id": draft.id,
                "sequence": draft.section_ids[1].sequence,
                "level": "article",
                "name": "Căn cứ",
                "number": "99",
            }
        )
        self.assertEqual(article.printed_number, "Điều 2")
        self.assertEqual(last.printed_number, "Điều 7")
        self.assertEqual(draft._content()[draft].sections[2].number, "")

    def test_a_regulation_without_steps_is_submitted_and_approved(self):
        type_ = self.env.ref("procedure_control.procedure_type_d")
        document = self.make_document(type_id=type_.id, kind="system")
        draft = document.with_user(self.author)._new_draft().with_env(self.env)
        draft.section_ids.body = "<p>Quy định</p>"
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        self.assertEqual(draft.state, "effective")

    def test_only_a_clause_may_lack_a_title(self):
        draft = self.make_draft()
        values = {"revision_id": draft.id, "body": "<p>x</p>"}
        section = self.env["procedure.section"]
        section.create({**values, "level": "clause"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            section.create({**values, "level": "article"})
            self.env.flush_all()

    # --- evidence of the first version ------------------------------------------------

    def test_bytes_signed_in_the_first_version_still_verify(self):
        draft = self.make_draft()
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        round_ = draft._open_rounds()
        content = draft._content()[draft]
        data = canonical.canonical_bytes(content, version=1)
        self.env.cr.execute(
            "UPDATE procedure_round SET content_bytes = %s, fingerprint = %s"
            " WHERE id = %s",
            [base64.b64encode(data), canonical.fingerprint(data), round_.id],
        )
        round_.invalidate_recordset()
        self.assertTrue(round_._bytes_intact())
        self.assertTrue(round_.fingerprint.startswith("$1$"))
        self.assertEqual(round_._content().steps, content.steps)
        self.assertEqual(round_._content().records, ())

    def test_the_bytes_of_controlled_files_are_verified(self):
        revision = self.make_draft()
        file = revision.file_ids[0]
        file.file = base64.b64encode(b"flowchart")
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        found = file.search(file._verified_files_domain())
        self.assertIn(file, found)
        ((_record, name, noted, data),) = file.with_context(
            bin_size=False
        )._verified_files()
        self.assertEqual((name, data), ("luu-do.pdf", b"flowchart"))
        self.assertEqual(noted, hashlib.sha256(b"flowchart").hexdigest())
        sources = {
            model._name
            for model, _d in self.env["procedure.verification"]._file_sources()
        }
        self.assertIn("procedure.file", sources)

    # --- cost -------------------------------------------------------------------------

    def test_queries_of_the_tree_do_not_grow(self):
        def queries(revisions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            revisions._content()
            return self.env.cr.sql_log_count - before

        one = self.make_draft()
        few = queries(one)
        content = self.make_content()
        many = replace(
            content,
            records=content.records * 20,
            references=content.references * 20,
            files=tuple(replace(content.files[0], key=f"a{n}") for n in range(1, 21)),
            changes=content.changes * 20,
            sections=content.sections * 10,
        )
        drafts = one
        for _number in range(5):
            drafts |= self.make_draft(content=many)
        self.assertEqual(queries(drafts), few)
