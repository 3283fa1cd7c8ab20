"""Change requests: asked, judged, carried out, looked at afterwards."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..models import procedure_change
from .common import AT, ProcedureCommon

SMALL, LARGE = 3, 13


@tagged("post_install", "-at_install")
class TestChange(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.document = cls.revision.document_id

    def inbox(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def events(self, record):
        return (
            self.env["procedure.event"]
            .search(
                [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
            )
            .mapped("kind")
        )

    def put_into_force(self, draft):
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        self.assertEqual(draft.state, "effective")

    # --- life -------------------------------------------------------------------------
    def test_a_whole_life(self):
        """Proves: ISO 9001 6.3."""
        change = self.make_change(self.document, state="draft", scale="major")
        self.assertRegex(change.name, r"^YC-\d{4}-0001$")
        self.assertEqual(change.requested_by_id, self.author)
        by_author = change.with_user(self.author)
        self.assertTrue(by_author.can_submit)
        by_author.action_submit()
        decide = self.inbox(change)
        self.assertEqual(decide.user_id, self.officer)
        officer = change.with_user(self.officer)
        self.assertTrue(officer.can_decide)
        self.assertFalse(by_author.can_decide)
        officer.action_accept("bảy hồ sơ giữ thời hạn cũ", "notice", check_weeks=4)
        self.assertEqual(change.state, "accepted")
        self.assertEqual(change.decided_by_id, self.officer)
        self.assertFalse(decide.active)
        start = self.inbox(change)
        self.assertEqual(start.user_id, self.document.owner_id)
        self.assertTrue(by_author.can_start)
        action = by_author.action_start_revision()
        draft = self.env["procedure.revision"].browse(action["res_id"])
        self.assertEqual(draft.change_id, change)
        self.assertEqual(draft.change_reason, change.reason)
        self.assertEqual((draft.issue_number, draft.amendment_number), (2, 0))
        self.assertFalse(self.inbox(change))
        self.assertFalse(by_author.can_start)
        self.put_into_force(draft)
        self.assertEqual(change.state, "applied")
        self.assertEqual(
            change.check_due,
            fields.Datetime.context_timestamp(change, draft.effective_at).date()
            + timedelta(weeks=4),
        )
        with self.assertRaises(UserError):
            by_author.action_check("not", " ")
        by_author.action_check("partly", "vẫn còn chậm ở B4")
        self.assertEqual(change.state, "checked")
        again = self.env["procedure.change"].browse(
            by_author.action_follow_up()["res_id"]
        )
        self.assertEqual(again.follows_id, change)
        self.assertEqual(again.reason, "vẫn còn chậm ở B4")
        self.assertEqual(
            self.events(change),
            [
                "change.created",
                "change.submitted",
                "change.accepted",
                "change.started",
                "change.applied",
                "change.checked",
            ],
        )

    def test_minor_raises_the_amendment(self):
        change = self.make_change(self.document)
        self.document.with_user(self.author).action_new_revision(change_id=change.id)
        draft = self.document.open_revision_id
        self.assertEqual((draft.issue_number, draft.amendment_number), (1, 1))

    def test_numbers_go_on_by_agency_and_year(self):
        with freeze_time("2026-03-01 03:00:00"):
            first = self.make_change(self.document, state="draft")
            both = self.env["procedure.change"].create(
                [{"document_id": self.document.id, "reason": "x"}] * 2
            )
        elsewhere = self.make_document(company_id=self.elsewhere.id)
        other = self.env["procedure.change"].create(
            {"document_id": elsewhere.id, "reason": "x"}
        )
        names = (first | both).sorted("id").mapped("name")
        self.assertEqual(names, ["YC-2026-0001", "YC-2026-0002", "YC-2026-0003"])
        self.assertTrue(other.name.endswith("-0001"))

    def test_refused_with_reason_reaches_who_asked(self):
        change = self.make_change(self.document, state="submitted")
        officer = change.with_user(self.officer)
        with self.assertRaises(UserError):
            officer.action_refuse("  ")
        officer.action_refuse("đã có yêu cầu khác")
        self.assertEqual(change.state, "refused")
        told = self.inbox(change)
        self.assertEqual(told.user_id, self.author)
        told.with_user(self.author).action_feedback()
        with self.assertRaises(UserError):
            officer.action_accept("x", "none")

    def test_taken_back_and_cancelled(self):
        change = self.make_change(self.document, state="submitted")
        by_author = change.with_user(self.author)
        with self.assertRaises(UserError):
            by_author.reason = "khác"
        by_author.action_take_back()
        by_author.reason = "khác"
        self.assertFalse(self.inbox(change))
        by_author.action_submit()
        with self.assertRaises(UserError):
            by_author.action_cancel("")
        by_author.action_cancel("không cần nữa")
        self.assertEqual(change.state, "cancelled")
        with self.assertRaises(UserError):
            change.with_user(self.quality).action_cancel("lại")

    def test_what_is_under_way_is_not_cancelled(self):
        change = self.make_change(self.document)
        self.assertTrue(change.with_user(self.officer).can_cancel)
        self.assertFalse(change.with_user(self.author).can_cancel)
        change.with_user(self.author).action_start_revision()
        self.assertFalse(change.with_user(self.officer).can_cancel)
        # The draft is given up: the request may be started again, or cancelled.
        change.revision_id.with_user(self.author).unlink()
        self.env.invalidate_all()
        self.assertTrue(change.with_user(self.author).can_start)
        change.with_user(self.officer).action_cancel("bỏ")

    # --- the gate ---------------------------------------------------------------------
    def test_the_first_revision_needs_none(self):
        document = self.make_document()
        self.assertFalse(document.needs_change)
        document.with_user(self.author).action_new_revision()
        self.assertTrue(document.open_revision_id)
        self.assertFalse(document.open_revision_id.change_id)
        request = self.make_change(self.make_document(), state="draft")
        with self.assertRaises(UserError):
            request.with_user(self.author).action_submit()

    def test_the_second_one_does(self):
        """Proves: ISO 9001 7.5.3.2 c; 21 CFR 11.10(k)."""
        by_author = self.document.with_user(self.author)
        self.assertTrue(by_author.needs_change)
        with self.assertRaises(UserError):
            by_author.action_new_revision("không có yêu cầu")
        for state in ("draft", "submitted", "refused"):
            change = self.make_change(self.document, state=state)
            with self.subTest(state), self.assertRaises(UserError):
                by_author.action_new_revision(change_id=change.id)
        repeal = self.make_change(self.document, act="repeal")
        other = self.make_change(self.make_revision().document_id)
        for change in (repeal, other):
            with self.assertRaises(UserError):
                by_author.action_new_revision(change_id=change.id)
        self.assertFalse(self.document.open_revision_id)

    def test_one_request_starts_one_revision(self):
        change = self.make_change(self.document)
        by_author = self.document.with_user(self.author)
        by_author.action_new_revision(change_id=change.id)
        self.put_into_force(self.document.open_revision_id)
        with self.assertRaises(UserError):
            by_author.action_new_revision(change_id=change.id)

    def test_a_second_request_joins_the_draft_under_way(self):
        first, second = self.make_change(self.document), self.make_change(self.document)
        major = self.make_change(self.document, scale="major")
        first.with_user(self.author).action_start_revision()
        draft = first.revision_id
        self.assertFalse(second.with_user(self.author).can_start)
        self.assertTrue(second.with_user(self.author).can_join)
        second.with_user(self.author).action_join()
        self.assertEqual((draft.issue_number, draft.amendment_number), (1, 1))
        major.with_user(self.author).action_join()
        self.assertEqual((draft.issue_number, draft.amendment_number), (2, 0))
        self.put_into_force(draft)
        together = first | second | major
        self.assertEqual(set(together.mapped("state")), {"applied"})

    def test_new_revision_leads_to_the_request(self):
        action = self.document.with_user(self.author).action_request_change()
        self.assertEqual(action["res_model"], "procedure.change")
        form = Form(
            self.env["procedure.change"]
            .with_user(self.author)
            .with_context(**action["context"])
        )
        self.assertEqual(form.document_id, self.document)
        form.reason = "luật mới"
        change = form.save()
        change.action_submit()
        change.with_user(self.officer).action_accept("ít", "none")
        action = self.document.with_user(self.author).action_request_change()
        self.assertEqual(action["res_id"], change.id)

    # --- who decides ------------------------------------------------------------------
    def test_nobody_decides_what_he_asked_for(self):
        change = self.make_change(
            self.document, requester=self.officer, state="submitted"
        )
        self.assertEqual(self.inbox(change).user_id, self.quality)
        officer = change.with_user(self.officer)
        self.assertFalse(officer.can_decide)
        with self.assertRaises(UserError):
            officer.action_accept("x", "none")
        override = (
            self.env["procedure.override"]
            .with_user(self.quality)
            .create(
                {
                    "document_id": self.document.id,
                    "user_id": self.officer.id,
                    "reason": "một mình",
                    "date_until": "2099-01-01 00:00:00",
                }
            )
        )
        officer.invalidate_recordset()
        self.assertTrue(officer.can_decide)
        officer.action_accept("x", "none")
        self.assertEqual(change.override_id, override)

    def test_an_acceptance_says_what_it_makes_of_the_effect(self):
        change = self.make_change(self.document, state="submitted")
        officer = change.with_user(self.officer)
        for arguments in (
            {"effect_judgement": " ", "training": "none"},
            {"effect_judgement": "x", "training": False},
            {"effect_judgement": "x", "training": "some"},
            {"effect_judgement": "x", "training": "none", "check_weeks": 0},
            {"effect_judgement": "x", "training": "none", "check_weeks": 500},
            {"effect_judgement": "x", "training": "none", "scale": "huge"},
        ):
            with self.subTest(arguments), self.assertRaises(UserError):
                officer.action_accept(**arguments)
        self.assertEqual(change.state, "submitted")

    def test_the_dialog_accepts(self):
        change = self.make_change(self.document, state="submitted", scale="major")
        dialog = Form(
            self.env["procedure.change.act"]
            .with_user(self.officer)
            .with_context(default_act="accept", default_change_ids=change.ids)
        )
        self.assertEqual(dialog.scale, "major")
        self.assertIn("Open cases", dialog.effect_text)
        dialog.effect_judgement = "nhỏ"
        dialog.scale = "minor"
        dialog.save().action_confirm()
        self.assertEqual((change.state, change.scale), ("accepted", "minor"))

    # --- urgent correction ------------------------------------------------------------
    def test_an_urgent_correction_is_the_managers_to_permit(self):
        ordinary = self.make_change(self.document)
        ordinary.with_user(self.author).action_start_revision()
        urgent = self.make_change(self.document, state="submitted", urgent=True)
        self.assertEqual(self.inbox(urgent).user_id, self.quality)
        self.assertFalse(urgent.with_user(self.officer).can_decide)
        with self.assertRaises(UserError):
            urgent.with_user(self.officer).action_accept("x", "none")
        urgent.with_user(self.quality).action_accept("sai phí", "notice")
        urgent.with_user(self.author).action_start_revision()
        self.assertTrue(urgent.revision_id.urgent)
        another = self.make_change(self.document, urgent=True)
        self.assertFalse(another.with_user(self.author).can_start)

    def test_the_draft_is_rebased_with_the_differences_shown(self):
        ordinary = self.make_change(self.document)
        ordinary.with_user(self.author).action_start_revision()
        draft = ordinary.revision_id
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        urgent = self.make_change(self.document, urgent=True)
        urgent.with_user(self.author).action_start_revision()
        correction = urgent.revision_id
        correction.with_user(self.author).fee = "150.000 đồng"
        draft.with_user(self.officer).action_set_effective_date("2099-01-01")
        self.approve(draft, self.signer)
        self.put_into_force(correction)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.round_ids.outcome, "void")
        self.assertTrue(draft.round_ids.request_ids.decision_ids)
        by_author = draft.with_user(self.author)
        self.assertTrue(by_author.can_rebase)
        action = by_author.action_open_rebase()
        dialog = Form(
            self.env["procedure.revision.act"]
            .with_user(self.author)
            .with_context(**action["context"])
        )
        self.assertIn("150.000 đồng", dialog.base_differences)
        self.assertIn("150.000 đồng", dialog.differences)
        with self.assertRaises(UserError):
            by_author.action_rebase(base_id=self.revision.id)
        dialog.save().action_confirm()
        self.assertEqual(draft.base_revision_id, correction)
        # It was 1.1 beside the correction 1.2: numbers go on from what is in force.
        self.assertEqual(correction.amendment_number, 2)
        self.assertEqual(draft.amendment_number, 3)
        self.assertIn("revision.numbered_anew", self.events(draft))
        draft.with_user(self.officer).action_set_effective_date(False)
        self.put_into_force(draft)

    # --- repeal -----------------------------------------------------------------------
    def test_a_repeal_starts_from_its_request(self):
        officer = self.revision.with_user(self.officer)
        with self.assertRaises(UserError):
            officer.action_repeal("thừa", approver_id=self.signer.id)
        action = officer.action_open_repeal()
        self.assertEqual(action["context"]["default_act"], "repeal")
        change = self.make_change(self.document, act="repeal", reason="thừa")
        self.assertEqual(self.inbox(change).user_id, self.quality)
        with self.assertRaises(UserError):
            change.with_user(self.author).action_repeal()
        by_officer = change.with_user(self.officer)
        self.assertTrue(by_officer.can_repeal)
        by_officer.action_repeal()
        round_ = self.revision._open_rounds()
        self.assertEqual(round_.change_id, change)
        self.assertEqual(round_.reason, "thừa")
        self.assertEqual(round_.running_cases, "finish")
        self.assertFalse(by_officer.can_repeal)
        self.assertFalse(by_officer.can_cancel)
        self.approve(self.revision, round_.request_ids.user_id)
        self.assertEqual(self.revision.state, "repealed")
        self.assertEqual(change.state, "applied")

    # --- check afterwards -------------------------------------------------------------
    def test_the_check_is_asked_for_once_when_due(self):
        """Proves: ISO 9001 8.5.6."""
        change = self.make_change(self.document)
        change.with_user(self.author).action_start_revision()
        self.put_into_force(change.revision_id)
        job = self.env["procedure.change"]
        job._cron_change()
        self.assertFalse(self.inbox(change))
        with freeze_time(fields.Datetime.now() + timedelta(weeks=8, days=1)):
            job._cron_change()
            self.assertEqual(self.inbox(change).user_id, self.author)
            job._cron_change()
            self.assertEqual(len(self.inbox(change)), 1)
            with self.assertRaises(UserError):
                self.inbox(change).with_user(self.author).action_done()
            change.with_user(self.author).action_check("worked", None)
        self.assertFalse(self.inbox(change))
        with self.assertRaises(UserError):
            change.with_user(self.author).action_follow_up()

    # --- guards and reach -------------------------------------------------------------
    def test_every_stored_field_is_the_requesters_or_the_servers(self):
        """A field added later must be said to be one or the other."""
        fields_of = self.env["procedure.change"]._fields
        own = {
            name
            for name, field in fields_of.items()
            if "procedure_control" in field._modules
            and field.store
            and not field.type.endswith("2many")
            and name not in (*models.MAGIC_COLUMNS, "display_name", "company_id")
        }
        known = procedure_change.REQUEST_FIELDS | set(procedure_change.SERVER_FIELDS)
        self.assertEqual(own ^ known, set())

    def test_who_reads_a_request(self):
        change = self.make_change(self.document)
        readers = {
            role
            for role in (
                *("staff", "author", "colleague", "signer", "manager", "officer"),
                *("quality", "auditor", "stranger"),
            )
            if change.with_user(getattr(self, role)).search_count(
                [("id", "=", change.id)]
            )
        }
        self.assertEqual(
            readers, {"author", "colleague", "officer", "quality", "auditor"}
        )
        change.with_user(self.author).action_start_revision()
        change.revision_id.with_user(self.author).action_submit(
            approver_id=self.signer.id
        )
        self.assertTrue(
            change.with_user(self.signer).search_count([("id", "=", change.id)])
        )

    def test_staff_ask_for_a_change_of_what_they_read(self):
        change = self.make_change(self.document, requester=self.staff)
        self.assertEqual(change.state, "accepted")
        self.assertFalse(change.with_user(self.staff).can_start)
        self.assertTrue(change.with_user(self.author).can_start)
        hidden = self.make_revision(confidentiality="restricted").document_id
        with self.assertRaises(AccessError):
            self.make_change(hidden, requester=self.staff, state="draft")
        draft = self.make_change(self.document, requester=self.staff, state="draft")
        with self.assertRaises(AccessError):
            draft.with_user(self.staff).document_id = hidden
        with self.assertRaises(AccessError):
            self.make_change(self.document, requester=self.auditor, state="draft")

    # --- what it costs ----------------------------------------------------------------
    def test_queries_do_not_grow(self):
        documents = self.env["procedure.document"].create(
            [
                {
                    "title": f"Quy trình {number}",
                    "type_id": self.type.id,
                    "field_id": self.field.id,
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                    "owner_id": self.author.id,
                }
                for number in range(1 + SMALL + LARGE)
            ]
        )
        drafts = documents.with_user(self.author)._new_draft(
            "x", content=self.make_content()
        )
        drafts.with_env(self.env)._issue(self.author, self.signer, AT, AT, AT)
        sizes = (
            documents[:1],
            documents[1 : 1 + SMALL],
            documents[1 + SMALL :],
        )
        batches = {}

        def create(some):
            batches[some] = (
                self.env["procedure.change"]
                .with_user(self.author)
                .create(
                    [{"document_id": document.id, "reason": "x"} for document in some]
                )
            )

        acts = (
            ("create", create, 2.2),
            ("submit", lambda some: batches[some].action_submit(), 2.2),
            (
                "accept",
                lambda some: (
                    batches[some].with_user(self.quality).action_accept("x", "none")
                ),
                1.0,
            ),
            (
                "read",
                lambda some: batches[some].web_read(
                    {name: {} for name in ("can_start", "can_join", "effect_text")}
                ),
                0,
            ),
        )
        for name, act, allowed in acts:
            counts = []
            for some in sizes:
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                act(some)
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            with self.subTest(name, counts=counts):
                slope = (counts[2] - counts[1]) / (LARGE - SMALL)
                self.assertLessEqual(slope, allowed, counts)
