"""Sheets of documents: what their rows say, and to whom."""

from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AT, ProcedureCommon
from .reading_common import ReadingCommon
from .sheets_common import SheetsCommon


@tagged("post_install", "-at_install")
class TestDutyRows(SheetsCommon, ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()

    def test_each_step_says_who_what_and_how_long(self):
        first, second, third = self.rows_of("duties", self.officer)
        self.assertEqual(
            (first.label, first.work, first.owner, first.holders, first.result),
            ("B1", "Soạn", "Chuyên viên", (self.staff.name,), "Dự thảo"),
        )
        self.assertEqual((first.phase, first.time_value), ("Tại Sở", "0.5"))
        self.assertEqual(first.forms[:2], ("BM.GĐT.01.01", "BM.GĐT.01.02"))
        self.assertEqual(first.consulted, ("Lãnh đạo phòng", "Chuyên viên"))
        self.assertEqual((second.approves, second.accountable), (True, second.owner))
        self.assertEqual((third.owner_mode, third.chosen_at), ("chosen", "B1"))
        self.assertEqual(third.evidence, ("number",))
        self.assertEqual({row.marks for row in (first, second, third)}, {(1,) * 5})

    def test_a_role_nobody_holds_any_more_is_told(self):
        self.assertFalse(any(r.unfilled for r in self.rows_of("duties", self.officer)))
        holders = self.env["procedure.role.holder"].search(
            [("role_id", "=", self.role.id)]
        )
        holders.date_to = fields.Date.today() - timedelta(days=2)
        rows = self.rows_of("duties", self.officer)
        self.assertEqual([r.unfilled for r in rows], [True, False, True])
        self.assertEqual(rows[0].holders, ())

    def test_only_what_was_in_force_when_the_period_ended(self):
        before = fields.Date.today() - timedelta(days=40)
        values = {"first": before, "last": before + timedelta(days=3)}
        self.assertFalse(self.rows_of("duties", self.officer, **values))

    def test_an_archived_procedure_in_force_then_is_there(self):
        now = fields.Datetime.now()
        self.revision._set_guarded(
            {
                "state": "repealed",
                "effective_at": now - timedelta(days=60),
                "ended_at": now,
            }
        )
        self.revision.document_id.sudo().active = False
        self.env.flush_all()
        last = fields.Date.today() - timedelta(days=20)
        values = {"first": last - timedelta(days=20), "last": last}
        self.assertEqual(len(self.rows_of("duties", self.officer, **values)), 3)
        self.assertFalse(self.rows_of("duties", self.officer))
        [row] = self.rows_of("documents", self.officer, **values)
        self.assertEqual((row.standing, row.archived), ("effective", True))

    def test_another_agency_reads_nothing_of_it(self):
        reader = self.make_user("elsewhere_q", "officer", company=self.elsewhere)
        self.assertFalse(self.rows_of("duties", reader, agency=self.elsewhere))
        for source in ("duties", "documents", "revisions", "events"):
            found = self.rows_of(source, self.officer, reader=reader)
            # Some events are of no agency.
            found = [row for row in found if row.agency]
            self.assertFalse(found, source)

    def test_staff_ask_for_no_file(self):
        with self.assertRaises(AccessError):
            self.options(self.staff)


@tagged("post_install", "-at_install")
class TestDocumentRows(SheetsCommon, ReadingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.department, cls.role)
        cls.revision = cls.issue(cls.document)
        cls.rows(cls.revision)._note({"asked_at": AT})
        row = cls.rows(cls.revision, user_id=cls.readers[0].id)
        row._note({"opened_at": AT})
        row.with_user(cls.readers[0])._acknowledge(datetime(2026, 10, 7, 3, 0))
        cls.draft = cls.make_draft(cls.make_document(title="Còn dự thảo"))
        cls.october = {"first": date(2026, 10, 1), "last": date(2026, 10, 8)}

    def test_the_master_list_counts_its_readers_on_that_day(self):
        """Proves: ISO 9001 7.5.3.2 a."""
        found = self.rows_of("documents", self.officer, **self.october)
        [row] = [row for row in found if row.id == self.document.id]
        self.assertEqual((row.standing, row.revision), ("effective", "01.00"))
        self.assertEqual((row.asked, row.read), (7, 1))
        self.assertEqual(row.fingerprint, self.revision.fingerprint)
        self.assertEqual(row.owner, self.author.name)
        early = self.october | {"last": date(2026, 10, 6)}
        found = self.rows_of("documents", self.officer, **early)
        [row] = [row for row in found if row.id == self.document.id]
        self.assertEqual((row.asked, row.read), (7, 0))

    def test_what_is_not_in_force_says_so(self):
        found = {row.id: row for row in self.rows_of("documents", self.officer)}
        row = found[self.draft.document_id.id]
        self.assertEqual((row.standing, row.revision, row.asked), ("draft", "", 0))

    def test_readings_are_those_of_the_reading_matrix(self):
        found = self.rows_of("readings", self.officer, **self.october)
        states = {row.name: row.state for row in found}
        self.assertEqual(len(found), 7)
        self.assertEqual(states.pop(self.readers[0].name), "read")
        self.assertEqual(set(states.values()), {"asked"})

    def test_a_head_reads_of_his_people_alone(self):
        self.department.manager_id = self.employ(self.manager, self.department)
        found = self.rows_of("readings", self.manager, **self.october)
        names = {row.name for row in found}
        self.assertIn(self.readers[1].name, names)
        self.assertNotIn(self.staff.name, names)

    def test_who_left_since_keeps_his_name(self):
        reader = self.readers[1]
        name = reader.name
        reader.sudo().action_archive()
        reader.sudo().name = "Người khác"
        found = self.rows_of("readings", self.officer, **self.october)
        self.assertIn(name, {row.name for row in found})

    def test_queries_do_not_grow_with_documents(self):
        def count(sources):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for source in sources:
                self.rows_of(source, self.officer)
            return self.env.cr.sql_log_count - before

        sources = ("duties", "documents", "revisions", "signatures", "readings")
        count(sources)  # what is looked up once
        few = count(sources)
        for number in range(4):
            self.issue(self.make_document(title=f"Thêm {number}"))
        self.assertLessEqual(count(sources), few + 2)


@tagged("post_install", "-at_install")
class TestSignatureRows(SheetsCommon, ProcedureCommon):
    def test_each_revision_of_the_period_with_its_signatures(self):
        """Proves: ISO 9001 7.5.3.2 c."""
        revision = self.make_revision()
        [row] = self.rows_of("revisions", self.officer)
        self.assertEqual(
            (row.id, row.what, row.reason), (revision.id, "effective", row.reason)
        )
        signatures = self.rows_of("signatures", self.officer)
        self.assertEqual(
            [(s.revision_id, s.meaning, s.purpose, s.signer) for s in signatures][-1],
            (revision.id, "approve", "issue", self.signer.name),
        )
        self.assertEqual(signatures[-1].fingerprint, revision.fingerprint)

    def test_who_signed_keeps_the_name_he_signed_with(self):
        self.make_revision()
        name = self.signer.name
        self.signer.sudo().name = "Tên mới"
        self.signer.sudo().action_archive()
        self.assertEqual(self.rows_of("signatures", self.officer)[-1].signer, name)

    def test_what_was_superseded_names_its_successor(self):
        first = self.make_revision()
        second = self.make_revision(document=first.document_id)
        rows = {row.id: row for row in self.rows_of("revisions", self.officer)}
        self.assertEqual(rows[first.id].superseded_by, rows[second.id].revision)
        self.assertTrue(rows[first.id].ended_at)

    def test_an_auditor_reads_it_on_his_days(self):
        self.make_revision()
        today = fields.Date.today()
        grant = self.env["procedure.audit.access"].with_user(self.quality)
        access = {
            "user_id": self.auditor.id,
            "company_ids": [Command.set(self.company.ids)],
            "reason": "Đánh giá giám sát",
        }
        sources = ("signatures", "revisions", "events", "documents", "duties")
        for source in sources:
            self.assertTrue(self.rows_of(source, self.auditor), source)
        grant.create(
            access
            | {
                "date_from": today + timedelta(days=3),
                "date_to": today + timedelta(days=5),
            }
        )
        for source in sources:
            self.assertFalse(
                self.rows_of(source, self.officer, reader=self.auditor), source
            )
        grant.create(access | {"date_from": today, "date_to": today})
        for source in sources:
            self.assertTrue(self.rows_of(source, self.auditor), source)
