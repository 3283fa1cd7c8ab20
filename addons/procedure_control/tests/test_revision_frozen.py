"""The guards hold by themselves, where no record rule stands before them."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ProcedureCommon


@tagged("post_install", "-at_install")
class TestRevisionFrozen(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_draft()
        cls.revision.form_ids[0].file = base64.b64encode(b"blank")
        cls.revision.with_user(cls.author).action_submit(approver_id=cls.signer.id)
        cls.other = cls.make_draft()

    def parts(self, revision):
        steps = revision.step_ids
        return (
            revision.section_ids[0],
            revision.phase_ids[0],
            steps[0],
            steps[1].outcome_ids[0],
            revision.variant_ids[0],
            revision.component_ids[0],
            revision.form_ids[0],
        )

    def assertFrozen(self, act):
        """Refused by the guard, which has words; not by rights."""
        with self.assertRaises(UserError) as error, self.env.cr.savepoint():
            act()
        self.assertNotIsInstance(error.exception, AccessError)
        self.env.invalidate_all()

    def test_superuser_and_jobs_are_refused_too(self):
        for state in ("in_review", "effective"):
            if state == "effective":
                self.approve(self.revision, self.signer)
            self.assertEqual(self.revision.state, state)
            for part in self.parts(self.revision):
                with self.subTest(part._name, state=state):
                    self.assertFrozen(lambda p=part: p.write({"name": "x"}))
                    self.assertFrozen(lambda p=part: p.unlink())
                    self.assertFrozen(lambda p=part: p.copy())
            for name, value in (
                ("limit_value", "9"),
                ("title", "x"),
                ("legal_basis_ids", [(5, 0, 0)]),
                ("step_ids", [(5, 0, 0)]),
            ):
                self.assertFrozen(lambda n=name, v=value: self.revision.write({n: v}))
            self.assertFrozen(lambda: self.revision.unlink())
            self.assertFrozen(lambda: self.revision._write_content(self.make_content()))

    def test_nothing_moves_between_revisions(self):
        for source, target in (
            (self.other, self.revision),
            (self.revision, self.other),
        ):
            section = source.section_ids[0]
            self.assertFrozen(
                lambda s=section, t=target: s.write({"revision_id": t.id})
            )
            outcome = source.step_ids[1].outcome_ids[0]
            self.assertFrozen(
                lambda o=outcome, t=target: o.write({"step_id": t.step_ids[0].id})
            )

    def test_files_of_what_is_signed(self):
        form = self.revision.form_ids[0]
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "procedure.form"),
                ("res_id", "=", form.id),
                ("res_field", "=", "file"),
            ]
        )
        stray = self.env["ir.attachment"].create({"name": "x", "raw": b"evil"})
        for act in (
            lambda: attachment.write({"raw": b"evil"}),
            lambda: attachment.write({"res_id": self.other.form_ids[0].id}),
            lambda: attachment.write({"res_model": "res.partner"}),
            lambda: attachment.unlink(),
            lambda: stray.write({"res_model": "procedure.form", "res_id": form.id}),
            lambda: stray.copy({"res_model": "procedure.form", "res_id": form.id}),
            lambda: form.write({"file": base64.b64encode(b"evil")}),
        ):
            self.assertFrozen(act)
        self.assertEqual(base64.b64decode(form.file), b"blank")

    def test_record_rules_hold_by_themselves(self):
        """Were a guard lost, the rules still let nobody write past draft."""
        for user in (self.author, self.officer, self.quality):
            for part in (*self.parts(self.revision), self.revision):
                with self.subTest(part._name, user=user.login):
                    self.assertFalse(part.with_user(user).has_access("write"))
                    self.assertFalse(part.with_user(user).has_access("unlink"))
            for part in self.parts(self.other):
                self.assertTrue(part.with_user(user).has_access("write"))
