from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import AT
from .reading_common import ReadingCommon


@tagged("post_install", "-at_install")
class TestReading(ReadingCommon):
    """Who must read, by when, and that each revision asks anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.department, cls.role)
        cls.revision = cls.issue(cls.document)
        cls.listed = cls.readers | cls.author | cls.colleague | cls.staff

    def test_list_at_approval(self):
        """Departments and roles are resolved, named and dated, and told once.

        Proves: ISO 9001 7.5.3.2 a.
        """
        rows = self.rows(self.revision)
        self.assertEqual(rows.user_id, self.listed)
        self.assertEqual(set(rows.mapped("state")), {"asked"})
        self.assertEqual(set(rows.mapped("reason")), {"list"})
        self.assertEqual(self.of(self.revision, self.staff).through, "Chuyên viên")
        row = self.of(self.revision, self.readers[0])
        self.assertEqual(row.through, "Phòng TCHC")
        self.assertEqual(row.department_id, self.department)
        self.assertEqual(row.reader_name, self.readers[0].name)
        self.assertEqual(row.fingerprint, self.revision.fingerprint)
        events = self.env["procedure.event"].search(
            [("kind", "=", "reading.listed"), ("res_id", "=", self.revision.id)]
        )
        self.assertEqual(len(events), 1)

    def test_due_in_working_days(self):
        """Monday 05/10/2026 09:00 and five working days: Monday 12/10, 17:00."""
        row = self.of(self.revision, self.staff)
        self.assertEqual(row.due_at, datetime(2026, 10, 12, 10, 0))
        self.assertEqual(row.due_derivation["value"], "5")

    def test_due_skips_days_off(self):
        self.env["resource.calendar.leaves"].with_company(self.company).create(
            {
                "name": "Nghỉ",
                "company_id": self.company.id,
                "calendar_id": self.company.procedure_calendar_id.id,
                "date_from": "2026-10-07 00:00:00",
                "date_to": "2026-10-07 16:59:59",
            }
        )
        document = self.make_document()
        self.distribute(document, self.department)
        row = self.rows(self.issue(document))[0]
        self.assertEqual(row.due_at, datetime(2026, 10, 13, 10, 0))

    def test_counts_and_missing(self):
        self.assertEqual(self.revision.reading_text, "0 of 7 read")
        self.confirm(self.revision, *self.readers)
        self.assertEqual(self.revision.reading_text, "4 of 7 read")
        document = self.document.with_user(self.officer)
        self.assertEqual(document.reading_text, "4 of 7 read")
        action = document.action_open_reading()
        shown = self.acknowledgements.search(
            [*action["domain"], ("state", "=", "asked")]
        )
        self.assertTrue(action["context"]["search_default_missing"])
        self.assertEqual(shown.user_id, self.author | self.colleague | self.staff)

    def test_acknowledging(self):
        """Proves: ISO 9001 7.2 d."""
        row = self.of(self.revision, self.staff).with_user(self.staff)
        with self.assertRaisesRegex(UserError, "Open it before"):
            row.action_acknowledge()
        action = row.action_open()
        self.assertEqual(action["res_id"], self.revision.id)
        self.assertTrue(row.opened_at)
        self.assertTrue(row.can_acknowledge)
        row.action_acknowledge()
        self.assertEqual(row.state, "read")
        self.assertTrue(row.read_at)
        self.assertFalse(row.next_check_at)
        event = self.env["procedure.event"].search(
            [("kind", "=", "reading.acknowledged"), ("res_id", "=", row.id)]
        )
        self.assertEqual(event.user_id, self.staff)
        with self.assertRaisesRegex(UserError, "once"):
            row.action_acknowledge()

    def test_from_the_form_of_the_revision(self):
        revision = self.revision.with_user(self.staff)
        self.assertEqual(revision.my_reading_id, self.of(self.revision, self.staff))
        self.assertFalse(self.revision.with_user(self.officer).my_reading_id)
        self.confirm(self.revision, self.staff)
        self.assertFalse(revision.my_reading_id)
        with self.assertRaises(UserError):
            revision.action_acknowledge()

    def test_batch(self):
        other = self.make_document()
        self.distribute(other, self.role)
        rows = self.of(self.revision, self.staff) | self.of(
            self.issue(other), self.staff
        )
        mine = rows.with_user(self.staff)
        mine[0].action_open()
        with self.assertRaisesRegex(UserError, "Open it before"):
            mine.action_acknowledge()
        self.assertEqual(set(rows.mapped("state")), {"asked"}, "all or none")
        mine[1].action_open()
        mine.action_acknowledge()
        self.assertEqual(set(rows.mapped("state")), {"read"})

    def test_a_new_revision_asks_again(self):
        self.confirm(self.revision, self.staff)
        newer = self.issue(self.document, AT + timedelta(days=10))
        self.assertEqual(newer.state, "effective")
        self.assertEqual(self.of(newer, self.staff).state, "asked")
        self.assertEqual(newer.reading_text, "0 of 7 read")
        old = self.rows(self.revision)
        self.assertEqual(len(old.filtered(lambda r: r.state == "read")), 1)
        waiting = old.filtered(lambda r: r.state == "released")
        self.assertEqual(len(waiting), 6)
        self.assertEqual(set(waiting.mapped("release_reason")), {"superseded"})

    def test_a_changed_draft_asks_again(self):
        """Approved, read, taken back, changed and approved anew: read anew."""
        document = self.make_document()
        self.distribute(document, self.role)
        draft = self.make_draft(document)
        self.officer_dates(draft)
        draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
        draft.with_user(self.signer)._approve(AT)
        self.env.invalidate_all()
        self.confirm(draft, self.staff)
        draft.with_user(self.officer).action_recall("Sai ngày")
        draft.with_user(self.author).summary = "Khác"
        draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
        draft.with_user(self.signer)._approve(AT)
        self.env.invalidate_all()
        self.assertEqual(self.of(draft, self.staff).state, "asked")
        before = self.rows(draft, state="released")
        self.assertEqual(before.release_reason, "recalled")
        self.assertTrue(before.read_at, "what was read stays written")

    def officer_dates(self, draft, day="2099-01-01"):
        draft._set_guarded({"planned_effective_date": day})

    def test_an_unchanged_draft_does_not(self):
        document = self.make_document()
        self.distribute(document, self.role)
        draft = self.make_draft(document)
        self.officer_dates(draft)
        for _round in range(2):
            draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
            draft.with_user(self.signer)._approve(AT)
            self.env.invalidate_all()
            if not self.rows(draft, state="read"):
                self.confirm(draft, self.staff)
                draft.with_user(self.officer).action_recall("x")
        self.assertEqual(self.of(draft, self.staff).state, "read")

    def test_due_counts_from_the_effect(self):
        """Read from the approval on, but due from the day it takes effect."""
        document = self.make_document()
        self.distribute(document, self.role)
        draft = self.make_draft(document)
        self.officer_dates(draft, "2026-10-19")
        draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
        draft.with_user(self.signer)._approve(AT)
        self.env.invalidate_all()
        row = self.of(draft, self.staff)
        self.assertEqual(row.due_at, datetime(2026, 10, 26, 10, 0))
        # Put into force three working days later than planned.
        draft.with_user(self.officer)._make_effective(datetime(2026, 10, 22, 2, 0))
        self.assertEqual(row.due_at, datetime(2026, 10, 29, 10, 0))

    def employee(self, user):
        return self.env["hr.employee"].search([("user_id", "=", user.id)])

    # --- joiners and movers -----------------------------------------------------------
    def _nightly(self):
        live = self.revision.with_env(self.env)
        live._refresh_readers(AT + timedelta(days=3), "joined")
        self.env.invalidate_all()

    def test_joiner(self):
        joiner = self.make_user("joiner", "staff")
        self.employ(joiner, self.department)
        self._nightly()
        row = self.of(self.revision, joiner)
        self.assertEqual((row.state, row.reason), ("asked", "joined"))
        self.assertEqual(row.due_at, datetime(2026, 10, 15, 10, 0))

    def test_mover(self):
        """Who left is released; what he had read stays; who comes back is asked."""
        reader, gone = self.readers[0], self.readers[1]
        self.confirm(self.revision, reader)
        for user in (reader, gone):
            self.employee(user).department_id = self.other_department
        self._nightly()
        self.assertEqual(self.of(self.revision, reader).state, "read")
        self.assertFalse(self.of(self.revision, gone))
        self.assertEqual(self.revision.reading_text, "1 of 6 read")
        self.employee(gone).department_id = self.department
        self._nightly()
        self.assertEqual(self.of(self.revision, gone).state, "asked")
        self.assertEqual(
            len(self.rows(self.revision).filtered(lambda row: row.user_id == gone)), 2
        )

    def test_archived_reader_is_released(self):
        self.readers[0].action_archive()
        self._nightly()
        self.assertEqual(self.revision.reading_text, "0 of 6 read")

    def test_role_holder_by_date(self):
        holder = self.env["procedure.role.holder"].search(
            [("role_id", "=", self.role.id), ("user_id", "=", self.staff.id)]
        )
        holder.date_to = date(2026, 10, 7)
        self._nightly()
        self.assertFalse(self.of(self.revision, self.staff))

    def test_role_of_another_field(self):
        other = self.env["procedure.field"].create({"name": "Khác", "code": "KH-T"})
        self.env["procedure.role.holder"].create(
            {
                "role_id": self.role.id,
                "company_id": self.company.id,
                "user_id": self.manager.id,
                "field_id": other.id,
            }
        )
        self._nightly()
        self.assertFalse(self.of(self.revision, self.manager))

    def test_departments_below(self):
        below = self.env["hr.department"].create(
            {
                "name": "Tổ",
                "company_id": self.company.id,
                "parent_id": self.department.id,
            }
        )
        self.employ(self.manager, below)
        self._nightly()
        self.assertTrue(self.of(self.revision, self.manager))
        line = self.document.distribution_ids.filtered("department_id")
        self.assertEqual(line.reader_count, 7)
        line.with_user(self.officer).with_below = False
        self.env.invalidate_all()
        self.assertFalse(self.of(self.revision, self.manager))
        self.assertEqual(line.reader_count, 6)

    def test_distribution_changed_in_force(self):
        """A line added is asked at once; a line removed releases."""
        line = self.distribute(self.document, self.manager)
        self.assertEqual(self.of(self.revision, self.manager).reason, "joined")
        line.with_user(self.officer).unlink()
        self.env.invalidate_all()
        self.assertFalse(self.of(self.revision, self.manager))
        kinds = self.env["procedure.event"].search(
            [("model", "=", "procedure.distribution"), ("res_id", "=", line.id)]
        )
        self.assertEqual(
            set(kinds.mapped("kind")), {"distribution.added", "distribution.removed"}
        )

    def test_for_information(self):
        """No confirmation is asked, and it does not count."""
        line = self.distribute(self.document, self.manager, must_read=False)
        row = self.of(self.revision, self.manager)
        self.assertEqual((row.state, row.due_at), ("informed", False))
        self.assertEqual(self.revision.reading_text, "0 of 7 read")
        line.with_user(self.officer).must_read = True
        self.assertEqual(row.state, "asked")
        self.assertTrue(row.due_at)

    def test_foreign_department(self):
        foreign = self.env["hr.department"].create(
            {"name": "Phòng", "company_id": self.elsewhere.id}
        )
        with self.assertRaisesRegex(ValidationError, "neither issued nor applied"):
            self.distribute(self.document, foreign)

    def test_who_cannot_open_it_is_not_asked(self):
        self.employ(self.stranger, self.department)  # works for another agency
        self._nightly()
        self.assertFalse(self.of(self.revision, self.stranger))

    def test_daily_job(self):
        joiner = self.make_user("joiner", "staff")
        self.employ(joiner, self.department)
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_readers").method_direct_trigger()
        self.assertTrue(self.of(self.revision, joiner))

    # --- release ----------------------------------------------------------------------
    def test_release_by_quality(self):
        row = self.of(self.revision, self.staff)
        dialog = Form(
            self.env["procedure.acknowledgement.release"]
            .with_user(self.officer)
            .with_context(active_ids=row.ids)
        )
        dialog.reason = "Nghỉ thai sản"
        dialog.save().action_confirm()
        self.assertEqual((row.state, row.release_note), ("released", "Nghỉ thai sản"))
        self.assertEqual(self.revision.reading_text, "0 of 6 read")
        self._nightly()
        self.assertFalse(self.of(self.revision, self.staff), "not asked again")
        with self.assertRaises(UserError):
            self.of(self.revision, self.readers[0]).with_user(
                self.author
            ).action_release("x")
        with self.assertRaises(UserError):
            self.of(self.revision, self.readers[0]).with_user(
                self.officer
            ).action_release(" ")

    # --- holding back -----------------------------------------------------------------
    def test_share_holds_back(self):
        self.type.reading_share = 80
        document = self.make_document()
        self.distribute(document, self.department)
        draft = self.make_draft(document)
        self.officer_dates(draft, "2026-10-19")
        draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
        draft.with_user(self.signer)._approve(AT)
        self.env.invalidate_all()
        row = self.of(draft, self.readers[0])
        self.assertEqual(row.due_at, datetime(2026, 10, 12, 10, 0), "before the effect")
        at = datetime(2026, 10, 18, 17, 0)
        missing = draft._readers_missing(at)
        self.assertEqual(missing[draft], self.readers | self.author | self.colleague)
        self.confirm(draft, *self.readers)
        self.assertEqual(
            draft._readers_missing(at), {draft: self.author | self.colleague}
        )  # 4 of 6 are 67 %
        self.confirm(draft, self.author)
        self.assertEqual(draft._readers_missing(at), {})

    def test_nobody_held_without_share(self):
        self.assertEqual(self.revision._readers_missing(AT), {})

    def test_own_rule(self):
        document = self.document.with_user(self.author)
        with self.assertRaises(AccessError):
            document.reading_share = 0
        self.type.reading_share = 50
        self.assertEqual(self.document._reading_rule(), (5, 50))
        self.document.with_user(self.officer).write(
            {"reading_own": True, "reading_days": 2, "reading_share": 0}
        )
        self.assertEqual(self.document._reading_rule(), (2, 0))
        events = self.env["procedure.event"].search(
            [("kind", "=", "reading.rule_changed")]
        )
        self.assertEqual(len(events), 2)

    # --- telling ----------------------------------------------------------------------
    def test_systray_counts(self):
        groups = self.env["res.users"].with_user(self.staff)._get_activity_groups()
        mine = [g for g in groups if g["model"] == "procedure.acknowledgement"]
        self.assertEqual(mine[0]["total_count"], 1)
        self.assertEqual(mine[0]["overdue_count"], 1)
        self.confirm(self.revision, self.staff)
        groups = self.env["res.users"].with_user(self.staff)._get_activity_groups()
        self.assertNotIn("procedure.acknowledgement", [g["model"] for g in groups])

    def _mails(self, at):
        before = self.env["mail.mail"].search([])
        self.env["procedure.digest"]._send(at)
        mails = self.env["mail.mail"].search([]) - before
        return mails.filtered(lambda m: "reader@example.com" in (m.email_to or ""))

    def test_digest_reminds(self):
        """Told with the effect; reminded a day before the due, at it, then weekly."""
        self.staff.write({"email": "reader@example.com", "tz": "Asia/Ho_Chi_Minh"})
        self.assertFalse(self._mails(datetime(2026, 10, 6, 2, 0)))
        mail = self._mails(datetime(2026, 10, 12, 1, 30))
        self.assertEqual(len(mail), 1)
        self.assertIn("1 to read", mail.subject)
        self.assertIn(self.revision.display_name, mail.body_html)
        self.assertFalse(self._mails(datetime(2026, 10, 12, 6, 30)))
        self.assertEqual(len(self._mails(datetime(2026, 10, 13, 1, 30))), 1)
        self.assertFalse(self._mails(datetime(2026, 10, 14, 1, 30)))
        self.assertEqual(len(self._mails(datetime(2026, 10, 20, 6, 30))), 1)
        self.confirm(self.revision, self.staff)
        self.assertFalse(self._mails(datetime(2026, 10, 28, 6, 30)))

    def test_digest_tells_a_joiner(self):
        joiner = self.make_user(
            "joiner", "staff", email="reader@example.com", tz="Asia/Ho_Chi_Minh"
        )
        self.employ(joiner, self.department)
        self._nightly()  # Thursday 09:00
        mail = self._mails(datetime(2026, 10, 8, 6, 30))
        self.assertIn("1 to read", mail.subject)
        self.assertFalse(self._mails(datetime(2026, 10, 9, 6, 30)))

    def test_overdue_by_head(self):
        self.department.manager_id = self.employ(self.manager, self.department)
        self.assertFalse(self.acknowledgements._overdue(datetime(2026, 10, 12, 10, 0)))
        late = self.acknowledgements._overdue(datetime(2026, 10, 12, 10, 1))
        mine = late[self.manager, self.revision.sudo()]
        self.assertEqual(mine.user_id, self.listed - self.staff)
