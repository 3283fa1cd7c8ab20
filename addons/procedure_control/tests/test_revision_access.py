"""Who reads and writes what of the library, by role: one table."""

from contextlib import suppress

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ProcedureCommon

ROLES = ("staff", "author", "signer2", "manager", "officer", "auditor", "stranger")


@tagged("post_install", "-at_install")
class TestRevisionAccess(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.effective = cls.make_revision()
        cls.draft = cls.make_draft()
        cls.waiting = cls.make_revision("in_review")
        cls.restricted = cls.make_revision(confidentiality="restricted")
        old = cls.make_revision()
        cls.make_draft(document=old.document_id)._issue(
            cls.author, cls.signer, *[fields.Datetime.now()] * 3
        )
        cls.superseded = old
        cls.change = cls.make_change(cls.effective.document_id)
        for revision in (cls.effective, cls.restricted):
            cls.make_change(revision.document_id, act="repeal")

    def readers(self, record):
        found = set()
        for role in (*ROLES, "signer", "colleague"):
            user = getattr(self, role)
            if record.with_user(user).search_count([("id", "=", record.id)]):
                found.add(role)
        return found

    def test_who_reads_a_revision_in_which_state(self):
        everybody_here = set(ROLES) - {"stranger"} | {"signer", "colleague"}
        drafting = {"author", "colleague", "officer", "auditor"}
        for revision, expected in (
            (self.effective, everybody_here),
            (self.draft, drafting),
            (self.waiting, drafting | {"signer"}),
            (self.superseded, drafting | {"signer"}),
            (self.restricted, drafting | {"signer"}),
        ):
            with self.subTest(revision.state):
                self.assertEqual(self.readers(revision), expected)
                self.assertEqual(self.readers(revision.step_ids[0]), expected)
                self.assertEqual(self.readers(revision.section_ids[0]), expected)
                outcome = revision.step_ids[1].outcome_ids[0]
                self.assertEqual(self.readers(outcome), expected)

    def test_applying_agencies_read_what_they_run(self):
        document = self.effective.document_id
        self.assertNotIn("stranger", self.readers(document))
        document.applying_company_ids = self.elsewhere
        self.assertIn("stranger", self.readers(document))
        self.assertIn("stranger", self.readers(self.effective))
        with self.assertRaises(AccessError):
            document.with_user(self.stranger).write({"confidentiality": "public"})

    def test_agencies_named_in_a_step_read_it(self):
        draft = self.make_draft()
        draft.step_ids[0].write(
            {"agency_mode": "fixed", "agency_id": self.elsewhere.id}
        )
        self.env["procedure.role.holder"].create(
            {
                "role_id": self.role.id,
                "company_id": self.elsewhere.id,
                "user_id": self.stranger.id,
            }
        )
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(draft, self.signer)
        self.assertIn("stranger", self.readers(draft))

    def test_who_drafts_where(self):
        """(role, may write the draft, may start one on the document)."""
        self.employ(self.signer2, self.other_department)
        outsider = self.make_user("outsider", "author")
        self.employ(outsider, self.other_department)
        for user, allowed in (
            (self.author, True),
            (self.colleague, True),
            (self.officer, True),
            (self.staff, False),
            (self.signer, False),
            (self.auditor, False),
            (outsider, False),
            (self.stranger, False),
        ):
            with self.subTest(user=user.login):
                step = self.draft.step_ids[0].with_user(user)
                document = self.effective.document_id.with_user(user)
                if allowed:
                    step.name = user.name
                    self.assertTrue(document.can_revise)
                else:
                    with self.assertRaises(AccessError):
                        step.name = user.name
                    self.assertFalse(document.can_revise)
                    with self.assertRaises(UserError):
                        document.action_new_revision(change_id=self.change.id)

    def test_a_move_to_another_department_counts_at_once(self):
        """Rules over values of the user stay cached after he moves."""
        step = self.draft.step_ids[0].with_user(self.colleague)
        step.name = "Trước"
        employee = self.env["hr.employee"].search([("user_id", "=", self.colleague.id)])
        employee.department_id = self.other_department
        self.env.flush_all()
        with self.assertRaises(AccessError):
            step.name = "Sau"

    def test_library_is_configured_by_the_quality_manager_alone(self):
        records = self.role | self.env["procedure.role"]
        for record, vals in (
            (records, {"name": "x"}),
            (self.type, {"name": "x"}),
            (self.field, {"name": "x"}),
            (self.basis, {"name": "x"}),
            (self.env["procedure.check"].search([], limit=1), {"grade": "off"}),
            (self.env["procedure.statutory.form"].search([], limit=1), {"name": "x"}),
        ):
            for role in ROLES:
                with self.subTest(record._name, role=role):
                    with self.assertRaises(AccessError):
                        record.with_user(getattr(self, role)).write(vals)
            record.with_user(self.quality).write(vals)

    def test_the_buttons_say_what_the_guards_say(self):
        acts = {
            "can_submit": lambda r: r.action_submit(approver_id=self.signer.id),
            "can_approve": lambda r: r._approve(fields.Datetime.now()),
            "can_reject": lambda r: r._reject(fields.Datetime.now(), "vì"),
            "can_recall": lambda r: r.action_recall("vì"),
            "can_repeal": lambda r: r.action_repeal("vì", approver_id=self.signer.id),
        }
        for revision in (self.draft, self.waiting, self.effective, self.restricted):
            for role in (*ROLES, "signer"):
                user = getattr(self, role)
                mine = revision.with_user(user)
                if not mine.search_count([("id", "=", mine.id)]):
                    continue
                for name, act in acts.items():
                    with self.subTest(name, role=role, state=revision.state):
                        shown, done = mine[name], True
                        try:
                            with suppress(_Undo), self.env.cr.savepoint():
                                act(mine)
                                raise _Undo
                        except (UserError, AccessError):
                            done = False
                        self.env.invalidate_all()
                        self.assertEqual(shown, done)

    def test_the_form_of_a_draft_saves(self):
        draft = self.make_draft()
        view = "procedure_control.procedure_revision_view_form"
        with Form(draft.with_user(self.author), view=view) as form:
            form.limit_value = "3,5"
            with form.step_ids.edit(0) as step:
                step.duration_value = "1,5"
        self.assertEqual(draft.limit_value, "3.5")
        self.assertEqual(draft.step_ids[0].duration_value, "1.5")


class _Undo(Exception):
    pass
