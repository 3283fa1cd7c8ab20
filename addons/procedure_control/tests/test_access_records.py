"""What each role reads of realistic records: agency, department, class, state, days."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ProcedureCommon

QUALITY = {"officer", "quality", "auditor"}
#: Who works on documents of the department: its authors, and who heads it.
DRAFTING = {"author", "colleague", "head"}
PEOPLE = (
    "staff",
    "author",
    "colleague",
    "outsider",
    "signer",
    "signer2",
    "manager",
    "head",
    "officer",
    "quality",
    "auditor",
    "stranger",
    "far_officer",
    "branch_staff",
)
#: Those of another agency, and of a branch of this one.
ELSEWHERE = {"stranger", "far_officer", "branch_staff"}
HERE = set(PEOPLE) - ELSEWHERE


@tagged("post_install", "-at_install")
class TestAccessRecords(ProcedureCommon):
    """Proves: 21 CFR 11.10(d); ISO 9001 7.5.3.2 a."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsider = cls.make_user("outsider", "author")
        cls.employ(cls.outsider, cls.other_department)
        cls.head = cls.make_user("head", "manager")
        cls.department.manager_id = cls.employ(cls.head, cls.department)
        cls.branch = cls.env["res.company"].create(
            {"name": "Chi cục", "procedure_code": "CC-T", "parent_id": cls.company.id}
        )
        cls.branch_staff = cls.make_user("branch", "staff", company=cls.branch)
        cls.far_officer = cls.make_user("far", "officer", company=cls.elsewhere)
        cls.effective = cls.make_revision()
        cls.draft = cls.make_draft()
        cls.waiting = cls.make_revision("in_review")
        cls.approved = cls.make_revision("approved")
        cls.restricted = cls.make_revision(confidentiality="restricted")
        cls.superseded = cls.make_revision()
        cls.make_draft(document=cls.superseded.document_id)._issue(
            cls.author, cls.signer, *[fields.Datetime.now()] * 3
        )
        cls.revisions = {
            name: getattr(cls, name)
            for name in (
                "effective",
                "draft",
                "waiting",
                "approved",
                "restricted",
                "superseded",
            )
        }

    def readers(self, records):
        """Who reads all of these records; it is an error to read a part of them."""
        found = set()
        for name in PEOPLE:
            seen = records.with_user(getattr(self, name))._filtered_access("read")
            self.assertIn(len(seen), (0, len(records)), f"{name} {records}")
            if seen:
                found.add(name)
        return found

    # --- state and class --------------------------------------------------------------
    def test_who_reads_which_state(self):
        inside = DRAFTING | QUALITY
        expected = {
            "effective": HERE,
            "draft": inside,
            "waiting": inside | {"signer"},
            "approved": inside | {"signer"},
            "restricted": inside | {"signer"},
            "superseded": inside | {"signer"},
        }
        parts = ("step_ids", "section_ids", "form_ids", "record_ids", "change_item_ids")
        for state, revision in self.revisions.items():
            for records in (
                revision,
                *(revision[part] for part in parts),
                revision.step_ids.outcome_ids,
                revision.round_ids,
                revision.round_ids.request_ids,
                revision.decision_ids,
            ):
                if records:
                    with self.subTest(state, model=records._name):
                        self.assertEqual(self.readers(records), expected[state])

    def test_documents_with_nothing_in_force_are_not_listed_for_staff(self):
        inside = DRAFTING | QUALITY
        for state, who in (
            ("effective", HERE),
            ("draft", inside),
            ("waiting", inside | {"signer"}),
            ("restricted", inside | {"signer"}),
        ):
            with self.subTest(state):
                self.assertEqual(self.readers(self.revisions[state].document_id), who)

    def test_events_of_a_document(self):
        """Staff read their own, authors their documents', signers what they signed."""
        events = self.env["procedure.event"].search(
            [
                ("model", "=", "procedure.revision"),
                ("res_id", "=", self.superseded.id),
                ("kind", "=", "revision.superseded"),
            ]
        )
        self.assertTrue(events)
        found = self.readers(events)
        self.assertEqual(found, QUALITY | DRAFTING | {"signer"})
        payloads = self.env["procedure.event.payload"].search(
            [("event_id", "in", events.ids)]
        )
        if payloads:
            self.assertEqual(self.readers(payloads), found)

    def test_change_requests(self):
        change = self.make_change(self.effective.document_id)
        found = self.readers(change)
        self.assertLessEqual(QUALITY | {"author", "colleague", "head"}, found)
        self.assertFalse(found & (ELSEWHERE | {"staff", "outsider", "signer2"}))

    # --- agencies ---------------------------------------------------------------------
    def test_an_agency_is_a_wall_for_writing_too(self):
        """Quality of one agency neither reads nor changes the other's."""
        for record, vals in (
            (self.effective.document_id, {"title": "x"}),
            (self.draft, {"summary": "x"}),
            (self.effective.section_ids[0], {"body": "<p>x</p>"}),
            (self.draft.section_ids[0], {"body": "<p>x</p>"}),
        ):
            for user in (self.far_officer, self.stranger, self.branch_staff):
                with self.subTest(record._name, user=user.login):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write(vals)

    def test_a_branch_follows_what_is_applied_to_it_and_changes_nothing(self):
        document = self.effective.document_id
        self.assertNotIn("branch_staff", self.readers(document))
        document.applying_company_ids = self.branch
        for records in (document, self.effective, self.effective.step_ids):
            self.assertIn("branch_staff", self.readers(records))
            self.assertNotIn("stranger", self.readers(records))
        drafter = self.make_user("branch-quality", "quality", company=self.branch)
        for vals in ({"title": "x"}, {"confidentiality": "public"}):
            with self.assertRaises(UserError):
                document.with_user(drafter).write(vals)

    def test_a_branch_does_not_change_the_routes_above_it(self):
        route = self.env["procedure.route"].create(
            {
                "name": "Của Sở",
                "company_id": self.company.id,
                "stage_ids": [
                    (0, 0, {"name": "Duyệt", "meaning": "approve", "mode": "chosen"})
                ],
            }
        )
        below = self.make_user("branch-quality", "quality", company=self.branch)
        self.assertTrue(route.with_user(below).has_access("read"))
        for records, vals in (
            (route, {"name": "x"}),
            (route.stage_ids, {"name": "x"}),
        ):
            with self.assertRaises(AccessError):
                records.with_user(below).write(vals)
            with self.assertRaises(AccessError):
                records.with_user(below).unlink()
            records.with_user(self.quality).write(vals)

    # --- departments ------------------------------------------------------------------
    def test_authors_write_in_their_departments_alone(self):
        for name in PEOPLE:
            user = getattr(self, name)
            writes = self.draft.section_ids.with_user(user)._filtered_access("write")
            with self.subTest(name):
                self.assertEqual(
                    bool(writes), name in {"author", "colleague", "officer", "quality"}
                )
        for state in set(self.revisions) - {"draft"}:
            revision = self.revisions[state]
            for name in PEOPLE:
                user = getattr(self, name)
                for records in (revision, revision.step_ids, revision.form_ids):
                    frozen = records.with_user(user)
                    with self.subTest(state, user=name, model=records._name):
                        self.assertFalse(frozen._filtered_access("write"))
                        self.assertFalse(frozen._filtered_access("unlink"))

    def test_a_head_reads_the_drafts_of_the_departments_he_heads(self):
        self.assertIn("head", self.readers(self.draft))
        self.assertNotIn("manager", self.readers(self.draft))
        # He is given some: at once his.
        self.department.procedure_manager_ids = self.manager
        self.env.flush_all()
        self.assertIn("manager", self.readers(self.draft))
        self.assertIn("manager", self.readers(self.restricted))

    # --- auditors ---------------------------------------------------------------------
    def test_an_auditor_reads_on_his_days(self):
        today = fields.Date.today()
        access = self.env["procedure.audit.access"].with_user(self.quality)
        records = (self.superseded, self.draft, self.superseded.decision_ids)
        late = access.create(
            {
                "user_id": self.auditor.id,
                "date_from": today - timedelta(days=30),
                "date_to": today - timedelta(days=2),
                "company_ids": [(6, 0, self.company.ids)],
                "reason": "Đánh giá nội bộ 2026",
            }
        )
        for record in records:
            self.assertNotIn("auditor", self.readers(record))
        now = access.create(
            {
                "user_id": self.auditor.id,
                "date_from": today - timedelta(days=1),
                "date_to": today + timedelta(days=5),
                "company_ids": [(6, 0, self.company.ids)],
                "reason": "Đánh giá nội bộ 2026",
            }
        )
        for record in records:
            self.assertIn("auditor", self.readers(record))
        for granted in (late, now):
            with self.assertRaises(AccessError):
                granted.with_user(self.auditor).action_revoke()
        now.action_revoke()
        for record in records:
            self.assertNotIn("auditor", self.readers(record))
