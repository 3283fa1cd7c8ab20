"""Frozen means frozen, for every group and by every way in, over RPC."""

import base64

from odoo.tests import tagged

from .common import ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError"}


@tagged("post_install", "-at_install")
class TestAttacksContent(ProcedureRpcCommon):
    """Proves: ISO 9001 7.5.3.2 c."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.make_draft()
        cls.draft.form_ids[0].file = base64.b64encode(b"signed form")
        cls.draft.with_user(cls.author).action_submit(approver_id=cls.signer.id)
        cls.approve(cls.draft, cls.signer)
        cls.revision = cls.draft
        cls.other = cls.make_draft()
        cls.before = cls.revision._content()[cls.revision]

    def assertRefused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")
        self.assertEqual(self.revision._content()[self.revision], self.before)
        self.assertEqual(self.revision.state, "effective")

    def test_nobody_writes_a_part_of_what_is_in_force(self):
        parts = {
            "procedure.section": (self.revision.section_ids[0], {"body": "<p>x</p>"}),
            "procedure.phase": (self.revision.phase_ids[0], {"name": "x"}),
            "procedure.step": (self.revision.step_ids[0], {"duration_value": "9"}),
            "procedure.outcome": (
                self.revision.step_ids[1].outcome_ids[0],
                {"kind": "end_done"},
            ),
            "procedure.variant": (self.revision.variant_ids[0], {"limit_value": "9"}),
            "procedure.dossier.component": (
                self.revision.component_ids[0],
                {"originals": 9},
            ),
            "procedure.form": (self.revision.form_ids[0], {"code": "x"}),
            "procedure.revision": (self.revision, {"limit_value": "99"}),
        }
        for user in (self.author, self.officer, self.quality, self.staff, self.auditor):
            for model, (record, vals) in parts.items():
                with self.subTest(model, user=user.login):
                    self.assertRefused(user, model, "write", record.ids, vals)
                    if model != "procedure.revision":
                        self.assertRefused(user, model, "unlink", record.ids)
                        self.assertRefused(
                            user, model, "web_save", record.ids, vals, specification={}
                        )

    def test_parts_are_not_added(self):
        for user in (self.author, self.quality):
            self.assertRefused(
                user,
                "procedure.step",
                "create",
                [{"revision_id": self.revision.id, "name": "x"}],
            )
            self.assertRefused(
                user,
                "procedure.step",
                "create",
                [{"name": "x"}],
                context={"default_revision_id": self.revision.id},
            )
            self.assertRefused(
                user,
                "procedure.outcome",
                "create",
                [{"step_id": self.revision.step_ids[0].id, "name": "x"}],
            )
            self.assertRefused(
                user, "procedure.step", "copy", self.revision.step_ids[0].ids
            )

    def test_parts_are_not_moved_in_or_out(self):
        step = self.revision.step_ids[0]
        for user in (self.author, self.quality):
            self.assertRefused(
                user,
                "procedure.step",
                "write",
                step.ids,
                {"revision_id": self.other.id},
            )
            self.assertRefused(
                user,
                "procedure.step",
                "write",
                self.other.step_ids[0].ids,
                {"revision_id": self.revision.id},
            )
            self.assertRefused(
                user,
                "procedure.outcome",
                "write",
                self.other.step_ids[1].outcome_ids[0].ids,
                {"step_id": step.id},
            )

    def test_a_forged_revision_of_an_outcome_opens_nothing(self):
        outcome = self.revision.step_ids[1].outcome_ids[0]
        self.call(
            self.author,
            "procedure.outcome",
            "write",
            outcome.ids,
            {"revision_id": self.other.id},
        )
        self.assertEqual(outcome.revision_id, self.revision)
        self.assertRefused(
            self.author,
            "procedure.outcome",
            "create",
            [
                {
                    "step_id": self.revision.step_ids[0].id,
                    "revision_id": self.other.id,
                    "name": "x",
                }
            ],
        )

    def test_commands_from_the_parent(self):
        step = self.revision.step_ids[0]
        free = self.other.step_ids[0]
        commands = (
            [(0, 0, {"name": "x"})],
            [(1, step.id, {"name": "x"})],
            [(2, step.id, 0)],
            [(3, step.id, 0)],
            [(4, free.id, 0)],
            [(5, 0, 0)],
            [(6, 0, [])],
        )
        for user in (self.author, self.quality):
            for command in commands:
                with self.subTest(command[0][0], user=user.login):
                    self.assertRefused(
                        user,
                        "procedure.revision",
                        "write",
                        self.revision.ids,
                        {"step_ids": command},
                    )
                    self.assertRefused(
                        user,
                        "procedure.revision",
                        "web_save",
                        self.revision.ids,
                        {"step_ids": command},
                        specification={},
                    )
            self.assertRefused(
                user,
                "procedure.phase",
                "write",
                self.revision.phase_ids.ids,
                {"step_ids": [(5, 0, 0)]},
            )
            # Through a draft: its command names a child of what is frozen.
            self.assertRefused(
                user,
                "procedure.revision",
                "write",
                self.other.ids,
                {"step_ids": [(1, step.id, {"name": "x"})]},
            )
            self.assertRefused(
                user,
                "procedure.revision",
                "write",
                self.other.ids,
                {"step_ids": [(4, step.id, 0)]},
            )

    def test_import_passes_through_the_guards(self):
        step = self.revision.step_ids[0]
        result, error = self.call(
            self.author,
            "procedure.step",
            "load",
            [".id", "name"],
            [[str(step.id), "x"]],
        )
        self.assertTrue(error or not result["ids"])
        self.assertEqual(self.revision._content()[self.revision], self.before)

    def test_files_of_signed_forms(self):
        form = self.revision.form_ids[0]
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "procedure.form"), ("res_id", "=", form.id)]
            + [("res_field", "=", "file")]
        )
        self.assertTrue(attachment)
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        evil = base64.b64encode(b"evil").decode()
        for user in (self.author, self.quality, admin):
            for vals in (
                {"datas": evil},
                {"raw": "evil"},
                {"res_id": self.other.form_ids[0].id},
                {"res_model": "procedure.document"},
                {"res_field": False},
            ):
                with self.subTest(user=user.login, vals=list(vals)):
                    self.assertRefused(
                        user, "ir.attachment", "write", attachment.ids, vals
                    )
            self.assertRefused(user, "ir.attachment", "unlink", attachment.ids)
            self.assertRefused(
                user,
                "ir.attachment",
                "create",
                [
                    {
                        "name": "x",
                        "datas": evil,
                        "res_model": "procedure.form",
                        "res_id": form.id,
                        "res_field": "file",
                    }
                ],
            )
        self.assertEqual(base64.b64decode(form.file), b"signed form")

    def test_library_in_use_is_not_deleted(self):
        """Deleting a role emptied an approved revision without write() running."""
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        for record in (
            self.role,
            self.head_role,
            self.basis,
            self.type,
            self.field,
            self.company,
        ):
            with self.subTest(record._name):
                _result, error = self.call(admin, record._name, "unlink", record.ids)
                self.assertTrue(error)
                self.assertTrue(record.exists())
        self.assertEqual(self.revision._content()[self.revision], self.before)

    def test_what_was_signed_of_the_document(self):
        document = self.revision.document_id
        for user in (self.author, self.officer, self.quality):
            for vals in (
                {"title": "x"},
                {"code": "x"},
                {"kind": "system"},
                {"company_id": self.elsewhere.id},
            ):
                with self.subTest(user=user.login, vals=list(vals)):
                    _result, error = self.call(
                        user, "procedure.document", "write", document.ids, vals
                    )
                    self.assertIn(error, REFUSED)
            for method in ("unlink", "action_archive"):
                _result, error = self.call(
                    user, "procedure.document", method, document.ids
                )
                self.assertIn(error, REFUSED)
            _result, error = self.call(
                user, "procedure.document", "write", document.ids, {"active": False}
            )
            self.assertIn(error, REFUSED)
        self.assertTrue(document.active)

    def test_json2(self):
        step = self.revision.step_ids[0]
        for user in (self.author, self.quality):
            status, _body = self.call_json2(
                user, "procedure.step", "write", ids=step.ids, vals={"name": "x"}
            )
            self.assertGreaterEqual(status, 400)
            for method in (
                "_set_guarded",
                "_write_content",
                "_touch_content",
                "_make_effective",
                "_birth",
            ):
                status, _body = self.call_json2(
                    user, "procedure.revision", method, ids=self.revision.ids
                )
                self.assertGreaterEqual(status, 400, method)
        self.assertEqual(self.revision._content()[self.revision], self.before)

    def test_people_may_still_comment(self):
        _result, error = self.call(
            self.staff,
            "procedure.revision",
            "message_post",
            self.revision.ids,
            body="Chưa rõ bước 2",
        )
        self.assertFalse(error)
