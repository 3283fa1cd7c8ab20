"""The newer parts of a content freeze like all others: over RPC, uploads, languages."""

import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LOGGERS, ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError"}
UPLOADS = (*LOGGERS, "odoo.addons.web.controllers.binary")


@tagged("post_install", "-at_install")
class TestAttacksParts(ProcedureRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_draft()
        cls.revision.file_ids[0].file = base64.b64encode(b"signed flowchart")
        cls.revision.with_user(cls.author).action_submit(approver_id=cls.signer.id)
        cls.approve(cls.revision, cls.signer)
        cls.other = cls.make_draft()
        cls.other.file_ids[0].file = base64.b64encode(b"draft flowchart")
        cls.before = cls.revision._content()[cls.revision]
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.password = cls.admin.login

    @classmethod
    def parts(cls, revision):
        return {
            "procedure.record": (revision.record_ids[0], {"retention": "01 năm"}),
            "procedure.reference": (revision.reference_ids[0], {"title": "x"}),
            "procedure.file": (revision.file_ids[0], {"name": "x"}),
            "procedure.change.item": (
                revision.change_item_ids[0],
                {"description": "x"},
            ),
        }

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.revision._content()[self.revision], self.before)
        self.assertEqual(
            base64.b64decode(self.revision.file_ids[0].file), b"signed flowchart"
        )

    def assertRefused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")
        self.assertUntouched()

    def test_parts_are_neither_written_deleted_added_nor_copied(self):
        for user in (self.author, self.officer, self.quality, self.staff):
            for model, (record, vals) in self.parts(self.revision).items():
                with self.subTest(model, user=user.login):
                    self.assertRefused(user, model, "write", record.ids, vals)
                    self.assertRefused(
                        user, model, "web_save", record.ids, vals, specification={}
                    )
                    self.assertRefused(user, model, "unlink", record.ids)
                    self.assertRefused(user, model, "copy", record.ids)
                    self.assertRefused(
                        user,
                        model,
                        "create",
                        [{**vals, "revision_id": self.revision.id, "name": "x"}]
                        if "name" in self.env[model]._fields
                        else [{**vals, "revision_id": self.revision.id, "place": "x"}]
                        if model == "procedure.change.item"
                        else [{**vals, "revision_id": self.revision.id}],
                    )

    def test_parts_are_not_moved_in_or_out(self):
        for model, (record, _vals) in self.parts(self.revision).items():
            own = self.parts(self.other)[model][0]
            for user in (self.author, self.quality):
                self.assertRefused(
                    user, model, "write", record.ids, {"revision_id": self.other.id}
                )
                self.assertRefused(
                    user, model, "write", own.ids, {"revision_id": self.revision.id}
                )

    def test_commands_from_the_parent(self):
        for name, record in (
            ("record_ids", self.revision.record_ids[0]),
            ("reference_ids", self.revision.reference_ids[0]),
            ("file_ids", self.revision.file_ids[0]),
            ("change_item_ids", self.revision.change_item_ids[0]),
        ):
            free = self.other[name][0]
            for command in (
                [0, 0, {"name": "x", "place": "x", "description": "x", "code": "x"}],
                [1, record.id, {"sequence": 99}],
                [2, record.id, 0],
                [4, free.id, 0],
                [5, 0, 0],
                [6, 0, []],
            ):
                for method, extra in (
                    ("write", {}),
                    ("web_save", {"specification": {}}),
                ):
                    with self.subTest(name, command=command[0], method=method):
                        self.assertRefused(
                            self.author,
                            "procedure.revision",
                            method,
                            self.revision.ids,
                            {name: [command]},
                            **extra,
                        )
            self.assertRefused(
                self.author,
                "procedure.revision",
                "write",
                self.other.ids,
                {name: [[1, record.id, {"sequence": 99}]]},
            )
            self.assertRefused(
                self.author,
                "procedure.revision",
                "write",
                self.other.ids,
                {name: [[4, record.id, 0]]},
            )

    def test_retention_is_frozen(self):
        for user in (self.author, self.quality):
            self.assertRefused(
                user,
                "procedure.revision",
                "write",
                self.revision.ids,
                {"retention_years": 1},
            )

    def test_import_passes_through_the_guards(self):
        record = self.revision.record_ids[0]
        result, error = self.call(
            self.author,
            "procedure.record",
            "load",
            [".id", "retention"],
            [[str(record.id), "01 năm"]],
        )
        self.assertTrue(error or not result["ids"])
        self.assertUntouched()

    def attachment(self, file):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "procedure.file"),
                ("res_id", "=", file.id),
                ("res_field", "=", "file"),
            ]
        )

    def test_the_bytes_of_a_controlled_file(self):
        file, free = self.revision.file_ids[0], self.other.file_ids[0]
        attachment, loose = self.attachment(file), self.attachment(free)
        self.assertTrue(attachment and loose)
        evil = base64.b64encode(b"evil").decode()
        for user in (self.author, self.quality, self.admin):
            for target, vals in (
                (attachment, {"datas": evil}),
                (attachment, {"raw": "evil"}),
                (attachment, {"res_id": free.id}),
                (attachment, {"res_model": "procedure.document"}),
                (attachment, {"res_field": False}),
                (attachment, {"mimetype": "text/html"}),
                (loose, {"res_id": file.id}),
            ):
                with self.subTest(user=user.login, vals=list(vals)):
                    self.assertRefused(user, "ir.attachment", "write", target.ids, vals)
            self.assertRefused(user, "ir.attachment", "unlink", attachment.ids)
            self.assertRefused(
                user,
                "ir.attachment",
                "create",
                [
                    {
                        "name": "x",
                        "datas": evil,
                        "res_model": "procedure.file",
                        "res_id": file.id,
                        "res_field": "file",
                    }
                ],
            )

    def test_the_upload_controller(self):
        """Files put beside a frozen part would be printed or shown with it."""
        for user in (self.author, self.quality, self.admin):
            for model in ("procedure.file", "procedure.form", "procedure.section"):
                record = self.env[model].search(
                    [("revision_id", "=", self.revision.id)], limit=1
                )
                count = self.env["ir.attachment"].search_count([])
                self.authenticate(user.login, user.login)
                with self.subTest(model, user=user.login), mute_logger(*UPLOADS):
                    for url, field in (
                        ("/web/binary/upload_attachment", "ufile"),
                        ("/mail/attachment/upload", "ufile"),
                    ):
                        response = self.url_open(
                            url,
                            data={
                                "model": model,
                                "id": record.id,
                                "thread_model": model,
                                "thread_id": record.id,
                                "is_pending": "",
                                "csrf_token": self.csrf_token(),
                            },
                            files={field: ("evil.txt", b"evil", "text/plain")},
                        )
                        self.assertNotIn('"id":', response.text[:200])
                self.env.invalidate_all()
                self.assertEqual(self.env["ir.attachment"].search_count([]), count)
        self.assertUntouched()

    def test_frozen_text_is_not_translated(self):
        """No content field has a second text that a translation could put in."""
        self.env["res.lang"]._activate_lang("vi_VN")
        models = [
            *self.parts(self.revision),
            *("procedure.revision", "procedure.section", "procedure.step"),
            *("procedure.phase", "procedure.outcome", "procedure.variant"),
            *("procedure.dossier.component", "procedure.form"),
        ]
        for model in models:
            fields = self.env[model]._fields
            translated = [
                name
                for name in self.env[model]._content_fields()
                if fields[name].translate
            ]
            self.assertFalse(translated, model)
        record = self.revision.record_ids[0]
        section = self.revision.section_ids[0]
        for user in (self.author, self.quality, self.admin):
            for target, name in ((record, "name"), (section, "body")):
                self.call(
                    user,
                    target._name,
                    "update_field_translations",
                    target.ids,
                    name,
                    {"vi_VN": "Sửa lén", "en_US": "Sửa lén"},
                )
                self.assertUntouched()
                self.assertRefused(
                    user,
                    target._name,
                    "write",
                    target.ids,
                    {name: "Sửa lén"},
                    context={"lang": "vi_VN"},
                )

    def test_a_rejected_guard_leaves_people_able_to_comment(self):
        _result, error = self.call(
            self.staff,
            "procedure.revision",
            "message_post",
            self.revision.ids,
            body="Chưa rõ mục 3",
        )
        self.assertFalse(error)

    def csrf_token(self):
        # The token belongs to the session that `authenticate` opened.
        from odoo.http import Request  # noqa: PLC0415

        request = type("R", (), {"session": self.session, "env": self.env})()
        return Request.csrf_token(request)
