"""Sheets of evidence: reviews, escalations and the trail, and who is told names."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.tests import freeze_time, tagged

from .case_common import local
from .explanation_common import LateNamesCommon
from .sheets_common import SheetsCommon
from .test_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewRows(SheetsCommon, ReviewCommon):
    def test_as_it_stood_when_the_period_ended(self):
        """Proves: ISO 9001 7.5.2 c."""
        revision, review = self.make_reviewed()
        due = review.due_at.date()
        done = review.due_at + timedelta(days=3)
        with freeze_time(done):
            review.with_user(self.author).action_revise("Luật mới")
            values = {
                "first": due - timedelta(days=20),
                "last": due + timedelta(days=1),
            }
            [row] = self.rows_of("reviews", self.officer, **values)
            self.assertEqual((row.state, row.outcome, row.done_by), ("open", "", ""))
            [row] = self.rows_of(
                "reviews", self.officer, first=values["first"], last=done.date()
            )
        self.assertEqual((row.code, row.state), (revision.document_id.code, "done"))
        self.assertEqual((row.outcome, row.done_by), ("revise", self.author.name))
        self.assertEqual((row.reason, row.change), ("Luật mới", review.change_id.name))


@tagged("post_install", "-at_install")
class TestEvidenceRows(SheetsCommon, LateNamesCommon):
    """Of a late step not explained yet, no sheet names who was late."""

    october = {"first": date(2026, 10, 1), "last": date(2026, 10, 20)}

    def found(self, source, reader, **values):
        values = {**self.october, "agency": self.agency, **values}
        return self.rows_of(source, self.officer, reader=reader, **values)

    def firing(self, recipient, user):
        level = self.env["procedure.escalation.level"].search(
            [("recipient", "=", recipient)], limit=1
        )
        return self.env["procedure.escalation"].create(
            {
                "level_id": level.id,
                "task_id": self.task.id,
                "case_id": self.task.case_id.id,
                "company_id": self.agency.id,
                "moment_at": local("2026-10-08 14:00"),
                "delivered_at": local("2026-10-08 14:05"),
                "user_id": user.id,
                "recipient": recipient,
                "late_user_id": self.late.id,
                "due_at": self.task.due_at,
                "generation": 77,
            }
        )

    def test_escalations_keep_the_wall_of_names(self):
        self.env["procedure.escalation"].search([]).unlink()
        told = self.firing("leader", self.other_head)
        [row] = self.found("escalations", self.other_head)
        self.assertEqual((row.id, row.told), (told.id, self.other_head.name))
        self.assertEqual(row.owed, self.section.name)
        [row] = self.found("escalations", self.head)
        self.assertEqual((row.owed, row.code), (self.late.name, "QT.GT"))
        self.assertEqual((row.duty, row.about), ("task", "B2 Step B2"))
        self.assertEqual(row.moment_at, datetime(2026, 10, 8, 14, 0))

    def test_whom_a_rung_told_may_be_who_was_late(self):
        self.env["procedure.escalation"].search([]).unlink()
        self.firing("owner", self.late)
        [row] = self.found("escalations", self.officer)
        self.assertEqual((row.told, row.owed), (self.late.name,) * 2)
        stranger = self._user("x-far", "procedure_control.group_quality_officer")
        far = self._build_far(stranger)
        [row] = self.found("escalations", far)
        self.assertEqual((row.told, row.owed), ("", self.section.name))

    def _build_far(self, user):
        """Quality that reads the agency's rows without being of that agency's line."""
        self.task.sudo().company_id = self.env["res.company"].create({"name": "Xa"})
        self.env.flush_all()
        return user

    def test_events_keep_the_wall_of_names(self):
        self.desk.procedure_manager_ids |= self.other_head
        self.task.case_id.sudo().department_id = self.desk
        self.env["procedure.event"].with_user(self.late)._log(
            "case.paused", self.task.case_id, at=local("2026-10-08 10:00")
        )
        self.env.flush_all()
        rows = self.found("events", self.other_head)
        by = {row.by for row in rows if row.case_number == self.task.case_id.name}
        self.assertIn(self.section.name, by)
        self.assertNotIn(self.late.name, by)
        rows = self.found("events", self.officer)
        self.assertIn(self.late.name, {row.by for row in rows})

    def test_words_typed_about_a_case_come_with_requesters_names_alone(self):
        log = self.env["procedure.event"].with_user(self.officer)._log
        at = local("2026-10-08 10:00")
        log("case.paused", self.task.case_id, at=at, reason="Ông Nguyễn Văn Nộp thiếu")
        log("document.changed", self.document, at=at, reason="Sửa lỗi chính tả")
        self.env.flush_all()
        reasons = {row.reason for row in self.found("events", self.officer)}
        self.assertIn("Sửa lỗi chính tả", reasons)
        self.assertNotIn("Ông Nguyễn Văn Nộp thiếu", reasons)
        rows = self.found("events", self.officer, with_requesters=True)
        self.assertIn("Ông Nguyễn Văn Nộp thiếu", {row.reason for row in rows})

    def test_events_of_the_period_in_the_order_of_their_numbers(self):
        rows = self.found("events", self.auditor)
        self.assertEqual([row.id for row in rows], sorted(row.id for row in rows))
        events = self.env["procedure.event"].browse(row.id for row in rows)
        self.assertEqual([r.text_hash for r in rows], events.mapped("payload_hash"))
        self.assertEqual(
            {row.what for row in rows if row.kind == "case.received"}, {"Case received"}
        )
        later = {"first": date(2026, 10, 12), "last": date(2026, 10, 20)}
        ids = {row.id for row in self.found("events", self.auditor, **later)}
        self.assertTrue(ids < set(events.ids) | ids)
        self.assertFalse(
            [e for e in events.filtered(lambda e: e.id in ids)
             if e.occurred_at < local("2026-10-12 00:00")]
        )  # fmt: skip

    def test_a_manager_reads_events_of_his_own_departments(self):
        everything = {row.id for row in self.found("events", self.officer)}
        mine = {row.id for row in self.found("events", self.other_head)}
        self.assertTrue(mine < everything)

    def test_evidence_costs_the_same_queries_for_more_rows(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for source in ("events", "escalations", "reviews"):
                self.found(source, self.head)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for _number in range(3):
            self._late()
        self.env.flush_all()
        self.assertLessEqual(count(), few)

    def test_agencies_on_other_clocks_change_no_row(self):
        sources = (
            "duties",
            "documents",
            "externals",
            "revisions",
            "signatures",
            "readings",
            "reviews",
            "escalations",
            "events",
        )
        values = {"first": date(2026, 1, 1)}
        before = {s: self.found(s, self.officer, **values) for s in sources}
        self.assertTrue(before["duties"] and before["revisions"])
        calendar = self.calendar.copy({"tz": "America/New_York"})
        far = self.env["res.company"].create({"name": "Văn phòng đại diện"})
        far.procedure_calendar_id = calendar
        self.env.flush_all()
        clocks = self.env["procedure.compliance.rows"]._clocks()
        self.assertGreater(len(set(clocks.values())), 1)
        for source in sources:
            rows = self.found(source, self.officer, **values)
            if source == "events":  # the new agency is of no reader here
                rows = [row for row in rows if row.agency]
                before[source] = [row for row in before[source] if row.agency]
            self.assertEqual(rows, before[source], source)

    def test_a_file_is_long_by_its_evidence_too(self):
        rows = self.env["procedure.compliance.rows"].with_user(self.officer)
        options = self.options(self.officer, agency=self.agency, **self.october)
        counts = rows._count(options, 1000)
        self.assertEqual(counts["events"], len(self.found("events", self.officer)))
        self.assertEqual(rows._count(options, 3)["events"], 4)
        asked = replace(options, sheets=("ii06a",))
        self.assertNotIn("events", rows._count(asked, 3))
