"""Taking effect: late, held back, all at once; and who is told of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.content import Content, Limit
from .case_common import CaseCommon, local, shown
from .common import AT, ProcedureCommon, decision_outside

SMALL, LARGE = 4, 50


@tagged("post_install", "-at_install")
class TestDecisionEnteredLate(CaseCommon):
    """Signed Thu 19/11/2026, effective on signing, entered Wed 25/11; 24/11 is off."""

    RECEIVED = (
        # received, due by 20 days, due by 16 days: a limit in days ends with the day
        ("2026-11-19 09:00", "2026-12-18 17:00", "2026-12-14 17:00"),
        ("2026-11-19 14:30", "2026-12-18 17:00", "2026-12-14 17:00"),
        ("2026-11-20 10:00", "2026-12-21 17:00", "2026-12-15 17:00"),
        ("2026-11-23 09:00", "2026-12-22 17:00", "2026-12-16 17:00"),
        ("2026-11-23 16:00", "2026-12-22 17:00", "2026-12-16 17:00"),
        ("2026-11-25 08:30", "2026-12-23 17:00", "2026-12-17 17:00"),
    )
    ENTERED = "2026-11-25 10:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("clerk", "expert", "leader"):
            cls._hold(role, cls._user(role))
        cls.document = cls._procedure("QT.TEST.20", cls.steps("17"), ("20", "day"))
        cls.old = cls.document.effective_revision_id
        cls.env["procedure.route"].create(
            {
                "name": "Signed outside",
                "company_id": cls.agency.id,
                "type_id": cls.document.type_id.id,
                "ends_outside": True,
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Thẩm định",
                            "meaning": "appraise",
                            "mode": "named",
                            "user_ids": [(6, 0, cls.signer.ids)],
                        },
                    )
                ],
            }
        )

    @classmethod
    def steps(cls, middle):
        return [
            cls._step(1, "B1", "clerk", "1"),
            cls._step(2, "B2", "expert", middle),
            cls._step(3, "B3", "leader", "2"),
        ]

    def setUp(self):
        super().setUp()
        self.before = self._receive(self.document, "2026-11-18 15:00")
        self.cases = self.env["procedure.case"].union(
            *(self._receive(self.document, row[0]) for row in self.RECEIVED)
        )
        self.new = self.submitted()
        self.issuance = decision_outside(
            self.env, self.agency, datetime(2026, 11, 19), "1986/QĐ-SYT"
        )

    def submitted(self):
        content = Content(
            code=self.document.code,
            title=self.document.title,
            kind="internal",
            language="vi",
            issue_number=1,
            amendment_number=1,
            limit=Limit("16", "day"),
            steps=tuple(self.steps("13")),
        )
        # Whose draft it is, with every right: what he may is tested elsewhere.
        document = self.document.with_user(self.author).sudo()
        draft = document._new_draft("Rút ngắn", content=content)
        draft._submit(local("2026-11-12 09:00"))
        signed = draft.with_user(self.signer).sudo(False)
        signed._approve(local("2026-11-13 09:00"))
        return draft.with_env(self.env)

    def enter(self):
        with freeze_time(local(self.ENTERED)):
            self.new.with_user(self.officer).action_enter_issuance(self.issuance.id)
        self.env.invalidate_all()

    def lines(self):
        return self.new.effect_case_ids.sorted("received_at")

    def test_six_are_listed_with_both_due_times_and_nothing_moves(self):
        before = [(c.revision_id, c.due_at, c.state) for c in self.cases]
        tasks = {t: (t.state, t.due_at) for t in self.cases.task_ids}
        self.enter()
        self.assertEqual(self.new.state, "effective")
        self.assertEqual(self.new.effective_at, local("2026-11-19 00:00"))
        self.assertEqual(self.old.ended_at, self.new.effective_at)
        self.assertEqual(
            [
                (shown(li.received_at), shown(li.old_due), shown(li.new_due))
                for li in self.lines()
            ],
            list(self.RECEIVED),
        )
        self.assertNotIn(self.before, self.lines().case_id)
        self.assertEqual(
            [(c.revision_id, c.due_at, c.state) for c in self.cases], before
        )
        self.assertEqual({t: (t.state, t.due_at) for t in self.cases.task_ids}, tasks)
        self.assertEqual(set(self.lines().mapped("state")), {"open"})
        activity = self.new.activity_ids.filtered(
            lambda a: "between" in (a.summary or "")
        )
        self.assertEqual(activity.user_id, self.officer)

    def test_what_comes_from_now_on_runs_under_the_new_one(self):
        self.enter()
        case = self._receive(self.document, "2026-11-25 10:30")
        self.assertEqual(case.revision_id, self.new)
        self.new._list_cases_since(local("2026-11-25 11:00"))
        self.assertEqual(len(self.new.effect_case_ids), 6)

    def test_the_preview_computes_the_same(self):
        dialog = (
            self.env["procedure.issuance.enter"]
            .with_user(self.officer)
            .with_context(tz="Asia/Ho_Chi_Minh")
            .create({"issuance_id": self.issuance.id, "revision_ids": self.new.ids})
        )
        self.assertEqual(dialog.case_count, 6)
        for case in self.cases:
            self.assertIn(case.name, dialog.cases)
        self.assertEqual(self.new.state, "in_review")
        self.assertFalse(self.new.effect_case_ids)

    def test_five_moved_and_one_kept_in_one_signed_decision(self):
        """Proves: ISO 9001 8.5.6."""
        self.enter()
        lines = self.lines()
        choices = {line.id: {"choice": "move"} for line in lines}
        choices[lines[0].id] = {"choice": "keep", "reason": "Sắp có kết quả"}
        decision = lines.with_user(self.officer)._decide(
            choices, local("2026-11-25 11:00"), "password"
        )
        self.assertEqual((decision.move_count, decision.keep_count), (5, 1))
        self.assertEqual(lines.mapped("state"), ["kept"] + ["to_move"] * 5)
        self.assertEqual(lines[0].reason, "Sắp có kết quả")
        self.assertEqual(lines.decision_id, decision)
        self.assertEqual(decision.user_id, self.officer)
        self.assertTrue(decision._bytes_intact())
        # The move itself is a plan of its own: nothing has moved.
        self.assertEqual(self.cases.revision_id, self.old)
        self.assertFalse(
            self.new.activity_ids.filtered(lambda a: "between" in (a.summary or ""))
        )
        told = self.env["procedure.event"].search(
            [("kind", "=", "case.effect_decided"), ("case_id", "in", self.cases.ids)]
        )
        self.assertEqual(len(told), 6)

    def test_a_decision_says_something_of_each_and_is_made_once(self):
        self.enter()
        lines = self.lines().with_user(self.officer)
        everything = {line.id: {"choice": "move"} for line in lines}
        credential = {"type": "password", "password": self.officer.login}
        for wrong in (
            {},
            {**everything, lines[0].id: {"choice": "keep", "reason": " "}},
            {**everything, lines[0].id: {"choice": "forget"}},
        ):
            with self.assertRaises(UserError):
                lines.action_decide(wrong, credential)
        lines.action_decide(everything, credential)
        with self.assertRaises(UserError):
            lines.action_decide(everything, credential)
        with self.assertRaises(UserError):
            lines.write({"choice": "keep"})

    def test_a_case_with_its_result_needs_no_decision(self):
        case = self.cases[-1]
        for label in ("B1", "B2", "B3"):
            self._finish(case, label, "2026-11-25 09:30")
        self.enter()
        line = self.lines().filtered(lambda li: li.case_id == case)
        self.assertEqual((line.choice, line.state), ("keep", "kept"))
        self.assertFalse(line.decision_id)
        self.assertEqual(len(self.lines().filtered(lambda li: li.state == "open")), 5)

    def test_a_late_job_lists_what_came_meanwhile(self):
        """The server stood from midnight on; the desk worked on."""
        self.env["procedure.route"].search([]).ends_outside = False
        draft = self.document.with_user(self.author).sudo().open_revision_id
        draft = draft or self.new
        draft.with_user(self.officer).sudo().action_recall("x")
        draft = draft.with_user(self.author).sudo()
        draft._submit(local("2026-11-26 09:00"))
        draft._set_guarded({"planned_effective_date": "2026-12-01"})
        draft.with_user(self.signer).sudo(False)._approve(local("2026-11-26 10:00"))
        self.assertEqual(draft.state, "approved")
        early = self._receive(self.document, "2026-11-30 16:50")
        late = self._receive(self.document, "2026-12-01 08:20")
        now = local("2026-12-01 09:00")
        draft._due_for_effect(now)._make_effective_safely(now)
        self.assertEqual(draft.effective_at, local("2026-12-01 00:00"))
        self.assertEqual(draft.effect_case_ids.case_id, late)
        # Handed in the evening before, its clock starts later: it stays as it is.
        self.assertEqual(early.revision_id, self.old)


@tagged("post_install", "-at_install")
class TestEffect(ProcedureCommon):
    def missing(self, revisions, users):
        """Patch the reading lists: `users` are missing for these revisions."""

        def answer(records, at):
            return {r: users for r in records if r.id in revisions.ids and users}

        return patch.object(
            type(self.env["procedure.revision"]), "_readers_missing", answer
        )

    def approved(self, day="2026-11-01", **values):
        revision = self.make_draft(**values)
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        revision._set_guarded({"planned_effective_date": day})
        with freeze_time("2026-10-20 03:00"):
            self.approve(revision, self.signer)
        self.env.invalidate_all()
        self.assertEqual(revision.state, "approved")
        return revision

    # --- held back --------------------------------------------------------------------
    def run_job(self, now):
        revisions = self.env["procedure.revision"]
        due = revisions._due_for_effect(now)
        due._make_effective_safely(now)
        self.env.invalidate_all()

    def told(self, revision):
        kind = self.env.ref("procedure_control.mail_activity_type_readers_missing")
        return revision.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_held_back_and_told_once(self):
        first = self.make_revision()
        first._set_guarded({"effective_at": AT})
        second = self.approved(document=first.document_id)
        readers = self.staff | self.colleague
        with self.missing(second, readers):
            self.run_job(datetime(2026, 11, 1, 2))
            self.run_job(datetime(2026, 11, 1, 3))
            self.run_job(datetime(2026, 11, 2, 3))
        self.assertEqual(second.state, "approved")
        self.assertEqual(first.state, "effective")
        self.assertEqual(second.held_at, datetime(2026, 11, 1, 2))
        activities = self.told(second)
        self.assertEqual(len(activities), 2)
        self.assertIn(self.author, activities.user_id)
        manager = activities.user_id - self.author
        self.assertTrue(manager.has_group("procedure_control.group_quality_manager"))
        for activity in activities:
            self.assertIn(self.staff.name, activity.note)
            self.assertIn(self.colleague.name, activity.note)
        events = self.env["procedure.event"].search(
            [("kind", "=", "revision.held_back"), ("res_id", "=", second.id)]
        )
        self.assertEqual(len(events), 1)
        # The last of them reads: it takes effect then, not on the day that passed.
        self.run_job(datetime(2026, 11, 3, 1))
        self.assertEqual(second.state, "effective")
        self.assertEqual(second.effective_at, datetime(2026, 11, 3, 1))
        self.assertEqual(first.ended_at, second.effective_at)
        self.assertFalse(self.told(second))
        self.assertFalse(second.held_at)

    def test_released_with_a_reason(self):
        revision = self.approved()
        with self.missing(revision, self.staff):
            self.run_job(datetime(2026, 11, 2, 2))
            by_quality = revision.with_user(self.quality)
            self.assertTrue(by_quality.can_release)
            for user in (self.author, self.officer, self.signer, self.staff):
                with self.assertRaises(UserError):
                    revision.with_user(user).action_release("vội")
            with self.assertRaises(UserError):
                by_quality.action_release("  ")
            with self.assertRaises(UserError) as error:
                by_quality.action_make_effective()
            self.assertIn(self.staff.name, str(error.exception))
            by_quality.action_release("Hai người nghỉ phép")
        self.assertEqual(revision.state, "effective")
        exception = self.env["procedure.override"].search(
            [("kind", "=", "reading"), ("revision_id", "=", revision.id)]
        )
        self.assertEqual(exception.granted_by_id, self.quality)
        self.assertEqual(exception.reason, "Hai người nghỉ phép")
        self.assertFalse(self.told(revision))

    def test_moving_the_date_ends_the_hold_and_the_new_day_tells_again(self):
        revision = self.approved()
        with self.missing(revision, self.staff):
            self.run_job(datetime(2026, 11, 2, 2))
            later = fields.Date.today() + timedelta(days=5)
            revision.with_user(self.officer).action_set_effective_date(later)
            self.assertFalse(revision.held_at)
            self.assertFalse(self.told(revision))
            self.run_job(fields.Datetime.now())
            self.assertFalse(self.told(revision))
            self.run_job(fields.Datetime.now() + timedelta(days=6))
            self.assertEqual(len(self.told(revision)), 2)

    def test_an_exception_for_readers_is_made_by_the_release_alone(self):
        with self.assertRaises(UserError):
            self.env["procedure.override"].with_user(self.quality).create(
                {
                    "kind": "reading",
                    "user_id": self.author.id,
                    "document_id": self.make_document().id,
                    "reason": "x",
                    "date_until": "2099-01-01",
                }
            )

    def test_adoption_is_not_held_back(self):
        draft = self.make_draft()
        with self.missing(draft, self.staff):
            draft._adopt(
                fields.Datetime.now(), decision_outside(self.env, self.company, AT)
            )
        self.assertEqual(draft.state, "effective")

    # --- dates ------------------------------------------------------------------------
    def test_a_past_day_needs_a_decision(self):
        revision = self.make_revision("approved")
        with self.assertRaises(UserError):
            revision.with_user(self.officer).action_set_effective_date("2026-01-01")
        # Planned in the draft and approved after that day: in force since approved.
        draft = self.make_draft()
        draft.planned_effective_date = "2026-01-01"
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        self.assertEqual(draft.state, "effective")
        self.assertEqual(draft.effective_at, draft.approved_at)

    def test_the_clock_going_back(self):
        """Set back between approval and effect, or before the one in force began."""
        first = self.make_revision()
        first._set_guarded({"effective_at": datetime(2026, 11, 10, 2)})
        second = self.approved("2026-11-01", document=first.document_id)
        second._set_guarded({"approved_at": datetime(2026, 11, 12, 2)})
        for now in (datetime(2026, 11, 5, 2), datetime(2026, 11, 11, 2)):
            self.run_job(now)
            self.assertEqual((first.state, second.state), ("effective", "approved"))
            self.assertFalse(second.job_error)
        self.run_job(datetime(2026, 11, 12, 3))
        self.assertEqual(second.state, "effective")
        self.assertEqual(second.effective_at, datetime(2026, 11, 12, 2))
        with self.assertRaises(UserError):
            third = self.approved("2026-11-13", document=first.document_id)
            third._make_effective(datetime(2026, 11, 11, 2))

    def test_approved_while_the_clock_is_behind_waits_for_it(self):
        first = self.make_revision()
        first._set_guarded({"effective_at": datetime(2026, 12, 10, 2)})
        second = self.make_draft(document=first.document_id)
        second.with_user(self.author).action_submit(approver_id=self.signer.id)
        with freeze_time("2026-12-01 02:00"):
            self.approve(second, self.signer)
        self.assertEqual(second.state, "approved")
        self.run_job(datetime(2026, 12, 9, 2))
        self.assertEqual(second.state, "approved")
        self.run_job(datetime(2026, 12, 11, 2))
        self.assertEqual(second.state, "effective")
        self.assertGreaterEqual(second.effective_at, first.effective_at)

    # --- fifty at once ----------------------------------------------------------------
    def many(self, size):
        documents = self.env["procedure.document"].create(
            [
                {
                    "title": f"Quy trình {number}",
                    "type_id": self.type.id,
                    "field_id": self.field.id,
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                }
                for number in range(size)
            ]
        )
        content = self.make_content()
        first = documents.with_user(self.author)._new_draft(content=content)
        first.with_env(self.env)._issue(self.author, self.signer, AT, AT, AT)
        later = AT + timedelta(days=7)
        second = documents.with_user(self.author)._new_draft("x", content=content)
        second.with_user(self.author)._submit(later, approver_id=self.signer.id)
        second.with_user(self.signer)._approve(later, put_into_force=False)
        self.env.invalidate_all()
        return first.with_env(self.env), second.with_env(self.env), later

    def test_fifty_documents_superseded_in_one_act(self):
        counts = {}
        for size in (1, SMALL, LARGE):
            first, second, later = self.many(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            second._make_effective(later)
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(set(first.mapped("state")), {"superseded"})
            self.assertEqual(set(second.mapped("state")), {"effective"})
            self.assertEqual(set(first.mapped("ended_at")), {later})
        slope = (counts[LARGE] - counts[SMALL]) / (LARGE - SMALL)
        self.assertLessEqual(slope, 0.5, counts)

    def test_one_of_fifty_that_fails_leaves_none_half_done(self):
        first, second, later = self.many(LARGE)
        original = type(second)._rename_documents

        def broken(records):
            if second[30] in records:
                raise ValueError("on purpose")
            return original(records)

        with (
            patch.object(type(second), "_rename_documents", broken),
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
        ):
            second._make_effective(later)
        self.env.invalidate_all()
        self.assertEqual(set(first.mapped("state")), {"effective"})
        self.assertEqual(set(second.mapped("state")), {"approved"})


@tagged("post_install", "-at_install")
class TestNotice(ProcedureCommon):
    """Each person concerned gets one message."""

    def messages(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "=", "procedure.revision"),
            ]
        )

    def replaced(self):
        """The second revision of a procedure: B2 takes half the time, B4 is new."""
        first = self.make_revision()
        content = self.make_content(
            limit=Limit("1.5", "day"), committed=None, variants=(), components=()
        )
        steps = list(content.steps)
        steps[1] = replace(steps[1], duration=Limit("1", "day"))
        content = replace(content, steps=tuple(steps))
        draft = self.make_draft(document=first.document_id, content=content)
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        return first, draft

    def test_steps_before_and_now(self):
        _first, second = self.replaced()
        already = self.messages(self.manager)
        self.approve(second, self.signer)
        message = self.messages(self.manager) - already
        self.assertEqual(len(message), 1)
        self.assertIn("Ký", message.body)
        self.assertIn("2 working days", message.body)
        self.assertIn("1 working day", message.body)
        self.assertIn(
            f"/procedure_control.procedure_revision_action/{second.id}",
            message.body.replace("action-", ""),
        )
        # Nobody else reads it, and the revision's chatter stays as it was.
        self.assertNotIn(message, second.message_ids)
        with self.assertRaises(AccessError):
            message.with_user(self.author).read(["body"])
        self.assertTrue(message.with_user(self.manager).read(["body"]))
        self.assertFalse(
            self.env["mail.activity"].search(
                [("user_id", "=", self.manager.id), ("res_id", "=", second.id)]
            )
        )

    def test_open_cases_and_their_due(self):
        first, second = self.replaced()
        now = fields.Datetime.now()
        case = (
            self.env["procedure.case"]
            .with_company(self.company)
            ._receive(
                [
                    {
                        "document_id": first.document_id.id,
                        "company_id": self.company.id,
                        "variant_id": first.variant_ids[1].id,
                    }
                ],
                now - timedelta(minutes=5),
            )
            .sudo()
            if first._set_guarded({"effective_at": now - timedelta(days=2)})
            else None
        )
        already = self.messages(self.staff)
        self.approve(second, self.signer)
        message = self.messages(self.staff) - already
        self.assertEqual(len(message), 1)
        self.assertIn(case.name, message.body)
        self.assertEqual(case.revision_id, first)

    def test_by_mail_or_into_the_inbox(self):
        _first, second = self.replaced()
        self.manager.write({"notification_type": "inbox"})
        self.staff.write({"notification_type": "email", "email": "s@example.com"})
        already = self.messages(self.manager) | self.messages(self.staff)
        self.approve(second, self.signer)
        of_manager = self.messages(self.manager) - already
        of_staff = self.messages(self.staff) - already
        self.assertEqual(of_manager.notification_ids.notification_type, "inbox")
        self.assertFalse(of_manager.mail_ids)
        self.assertEqual(of_staff.notification_ids.notification_type, "email")
        self.assertEqual(len(of_staff.mail_ids), 1)
        self.assertIn("s@example.com", of_staff.mail_ids.email_to)

    def test_queries_do_not_grow_with_the_people(self):
        first, second = self.replaced()
        self.approve(second, self.signer)
        counts = []
        for size in (4, 104):
            users = self.env["res.users"].create(
                [
                    {
                        "name": f"Người {size} {n}",
                        "login": f"reader-{size}-{n}",
                        "email": f"r{n}@example.com",
                        "notification_type": "inbox" if n % 2 else "email",
                        "company_id": self.company.id,
                        "company_ids": [(6, 0, self.company.ids)],
                    }
                    for n in range(size)
                ]
            )
            self.env["procedure.role.holder"].create(
                [
                    {
                        "role_id": self.role.id,
                        "company_id": self.company.id,
                        "user_id": user.id,
                    }
                    for user in users
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            second._notify_concerned(fields.Datetime.now())
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 100, 0.15, counts)

    def test_one_message_for_many_procedures(self):
        drafts = self.make_draft() | self.make_draft() | self.make_draft()
        issuance = decision_outside(self.env, self.company, AT)
        drafts._adopt(fields.Datetime.now(), issuance)
        message = self.messages(self.staff)
        self.assertEqual(len(message), 1)
        for draft in drafts:
            self.assertIn(draft.document_id.code, message.body)
        self.assertEqual(date.today().year, message.date.year)
