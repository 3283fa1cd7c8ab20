"""The records of a revision and its content tree say the same."""

import base64
import dataclasses
import hashlib

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine import canonical
from ..engine import content as tree
from .common import ProcedureCommon

#: Model → dataclass, and what the dataclass holds that no field of the model says.
TREE = {
    "procedure.revision": (
        tree.Content,
        {"code", "kind", "issue_number", "amendment_number"},
    ),
    "procedure.section": (tree.Section, set()),
    "procedure.phase": (tree.Phase, set()),
    "procedure.step": (tree.Step, set()),
    "procedure.outcome": (tree.Outcome, set()),
    "procedure.variant": (tree.Variant, set()),
    "procedure.dossier.component": (tree.Component, set()),
    "procedure.form": (tree.Form, set()),
    "procedure.file": (tree.File, set()),
    "procedure.record": (tree.Record, set()),
    "procedure.reference": (tree.Reference, set()),
    "procedure.change.item": (tree.ChangeItem, set()),
}
#: Stored fields that are neither content nor the ORM's own.
BESIDE = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestRevisionContent(ProcedureCommon):
    def test_guard_and_fingerprint_share_one_list(self):
        """A field missing from either side could be changed after signing."""
        for model, (cls, elsewhere) in TREE.items():
            with self.subTest(model):
                named = self.env[model]._content_names.values()
                hashed = {f.name for f in dataclasses.fields(cls)} - elsewhere
                self.assertEqual({n for n in named if n}, hashed)

    def test_every_stored_field_of_a_part_is_guarded(self):
        for model in TREE:
            if model == "procedure.revision":
                continue
            stored = {
                name for name, f in self.env[model]._fields.items() if f.store
            } - BESIDE
            with self.subTest(model):
                self.assertFalse(stored - self.env[model]._content_fields())

    def test_every_stored_field_of_a_revision_is_content_or_the_servers(self):
        from ..models.procedure_revision import SERVER_FIELDS
        from ..models.procedure_revision_issued_copy import PAPER_FIELDS

        model = self.env["procedure.revision"]
        chatter = set(self.env["mail.thread"]._fields) | set(
            self.env["mail.activity.mixin"]._fields
        )
        # Lists of other records are written through those records' own guards.
        stored = {
            name
            for name, f in model._fields.items()
            if f.store and f.type != "one2many"
        }
        left = stored - BESIDE - chatter - SERVER_FIELDS - PAPER_FIELDS
        left -= model._content_fields()
        self.assertEqual(left, {"approver_id", "planned_effective_date"})

    def test_written_content_reads_back_equal(self):
        content = self.make_content()
        revision = self.make_draft(content=content)
        document = revision.document_id
        head = tree.Ref("t-head", "Lãnh đạo phòng")
        role = tree.Ref("t-specialist", "Chuyên viên")
        expected = dataclasses.replace(
            content, code=document.code, title=document.title
        )
        self.assertEqual(content.steps[0].consulted, (head, role))
        self.assertEqual(revision._content()[revision], expected)

    def test_same_bytes_whatever_the_database_ids(self):
        one = self.make_draft(title="Một", code="SAME")
        data = canonical.canonical_bytes(one._content()[one])
        one.with_user(self.author).unlink()
        two = self.make_draft(title="Một", code="SAME-2")
        two.document_id.code = "SAME-3"
        again = canonical.canonical_bytes(two._content()[two])
        self.assertEqual(again.replace(b"SAME-3", b"SAME"), data)

    def test_new_revision_copies_content_and_files(self):
        draft = self.make_draft()
        draft.form_ids[0].file = base64.b64encode(b"blank form")
        draft.file_ids[0].file = base64.b64encode(b"flowchart")
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        document = draft.document_id
        change = self.make_change(document)
        document.with_user(self.author).action_new_revision(change_id=change.id)
        copy = document.open_revision_id
        self.assertEqual(copy.base_revision_id, draft)
        self.assertEqual((copy.issue_number, copy.amendment_number), (1, 1))
        before, after = draft._content()[draft], copy._content()[copy]
        self.assertEqual(
            dataclasses.replace(
                after,
                amendment_number=0,
                summary=before.summary,
                changes=before.changes,
            ),
            before,
        )
        self.assertFalse(copy.change_item_ids, "they told what changed before")
        self.assertEqual(base64.b64decode(copy.file_ids[0].file), b"flowchart")
        self.assertEqual(base64.b64decode(copy.form_ids[0].file), b"blank form")
        self.assertEqual(
            copy.form_ids[0].sha256, hashlib.sha256(b"blank form").hexdigest()
        )
        copy.with_user(self.author).step_ids[0].name = "Khác"
        self.assertEqual(draft.step_ids[0].name, "Soạn")

    def test_pictures_enter_by_their_bytes(self):
        draft = self.make_draft()
        section = draft.section_ids[0]
        picture = self.env["ir.attachment"].create(
            {
                "name": "p.png",
                "raw": b"\x89PNG one",
                "res_model": "procedure.section",
                "res_id": section.id,
            }
        )
        section.body = f'<p><img src="/web/image/{picture.id}?access_token=x"></p>'
        before = draft._content()[draft].sections[0].body
        self.assertIn(hashlib.sha256(b"\x89PNG one").hexdigest(), before)
        picture.raw = b"\x89PNG two"
        self.assertNotEqual(draft._content()[draft].sections[0].body, before)

    def test_unknown_references_are_all_named(self):
        draft = self.make_draft()
        step = dataclasses.replace(
            self.make_content().steps[0], role=tree.Ref("nobody-1", "?")
        )
        content = self.make_content(
            steps=(step,),
            legal_bases=(tree.Ref("no-law", "?"),),
            forms=self.make_content().forms,
        )
        with self.assertRaises(UserError) as error:
            draft._write_content(content)
        self.assertIn("nobody-1", str(error.exception))
        self.assertIn("no-law", str(error.exception))

    def test_durations_are_read_as_people_write_them(self):
        step = self.make_draft().step_ids[0]
        for text, stored in (("0,5", "0.5"), ("1/2", "0.5"), ("04", "4"), ("½", "0.5")):
            step.duration_value = text
            self.assertEqual(step.duration_value, stored)
        for bad in ("-1", "0", "abc", "1.000", "99999999"):
            with self.subTest(bad), self.assertRaises(ValidationError):
                step.duration_value = bad
        with self.assertRaises(ValidationError):
            step.write({"duration_value": "2", "duration_unit": "same_day"})
        step.write({"duration_value": "0", "duration_unit": "same_day"})
        self.assertFalse(step.duration_value)

    def test_links_stay_within_the_revision(self):
        one, two = self.make_draft(), self.make_draft()
        with self.assertRaises(ValidationError):
            one.step_ids[0].phase_id = two.phase_ids[0]
        with self.assertRaises(ValidationError):
            one.step_ids[1].outcome_ids[0].target_step_id = two.step_ids[0]
        with self.assertRaises(UserError):
            one.section_ids[0].revision_id = two
