"""Readings, copies and external documents over RPC, as who would want to forge them."""

from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .common import AT, ProcedureRpcCommon
from .reading_common import ReadingCommon

REFUSED = {"UserError", "AccessError", "ValidationError", "MissingError"}
MODEL = "procedure.acknowledgement"


@tagged("post_install", "-at_install")
class TestAttacksReading(ReadingCommon, ProcedureRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.role, cls.department)
        cls.revision = cls.issue(cls.document)
        cls.row = cls.of(cls.revision, cls.staff)

    def refused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")

    def done(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIsNone(error, f"{user.login} {model}.{method}{args}")
        return result

    def test_acknowledge_for_another(self):
        for user in (self.author, self.manager, self.officer, self.quality):
            self.refused(user, MODEL, "action_acknowledge", self.row.ids)
            self.refused(user, MODEL, "action_open", self.row.ids) if user in (
                self.manager,
            ) else None
        self.assertEqual(self.row.state, "asked")
        self.assertFalse(self.row.opened_at, "nobody opens it for him")
        other = self.of(self.revision, self.readers[0])
        self.done(self.staff, "procedure.revision", "note_opened", self.revision.ids)
        self.refused(self.staff, MODEL, "action_acknowledge", other.ids)
        self.refused(self.staff, MODEL, "action_acknowledge", (self.row | other).ids)
        self.assertFalse(other.opened_at)
        self.assertEqual(set((self.row | other).mapped("state")), {"asked"})

    def test_without_opening(self):
        self.refused(self.staff, MODEL, "action_acknowledge", self.row.ids)
        self.refused(
            self.staff, "procedure.revision", "action_acknowledge", self.revision.ids
        )
        self.done(self.staff, "procedure.revision", "note_opened", self.revision.ids)
        self.done(self.staff, MODEL, "action_acknowledge", self.row.ids)
        self.assertEqual(self.row.state, "read")

    def test_forge(self):
        forged = {
            "state": "read",
            "read_at": "2026-01-01 00:00:00",
            "opened_at": "2026-01-01 00:00:00",
            "user_id": self.readers[0].id,
            "fingerprint": "x",
            "due_at": "2099-01-01 00:00:00",
            "next_check_at": False,
            "announced_at": False,
            "released_at": "2026-01-01 00:00:00",
        }
        for user in (self.staff, self.author, self.officer, self.quality):
            for name, value in forged.items():
                with self.subTest(name, user=user.login):
                    self.refused(user, MODEL, "write", self.row.ids, {name: value})
            self.refused(
                user,
                MODEL,
                "web_save",
                self.row.ids,
                {"state": "read"},
                specification={},
            )
            self.refused(
                user,
                MODEL,
                "create",
                [
                    {
                        "revision_id": self.revision.id,
                        "document_id": self.document.id,
                        "company_id": self.company.id,
                        "user_id": user.id,
                        "reader_name": "x",
                        "state": "read",
                        "reason": "list",
                        "asked_at": "2026-01-01 00:00:00",
                        "fingerprint": self.revision.fingerprint,
                    }
                ],
            )
            self.refused(user, MODEL, "copy", self.row.ids)
            self.refused(user, MODEL, "unlink", self.row.ids)
            _result, error = self.call(
                user, MODEL, "load", [".id", "state"], [[str(self.row.id), "read"]]
            )
            self.assertEqual(self.row.state, "asked", error)
        self.assertEqual(self.row.state, "asked")
        self.assertTrue(self.row.exists())

    def test_through_the_parent(self):
        commands = (
            [1, self.row.id, {"state": "read"}],
            [2, self.row.id, 0],
            [0, 0, {"user_id": self.staff.id, "state": "read"}],
        )
        draft = self.make_draft(self.document)
        for user in (self.author, self.officer):
            for command in commands:
                for model, ids in (
                    ("procedure.document", self.document.ids),
                    ("procedure.revision", draft.ids),
                    ("procedure.revision", self.revision.ids),
                ):
                    vals = {"acknowledgement_ids": [command]}
                    self.call(user, model, "write", ids, vals)
        self.assertEqual(self.row.state, "asked")
        self.assertEqual(len(self.rows(self.revision)), 7)

    def test_context_keys(self):
        for key in ("default_state", "force", "bypass", "install_mode", "su"):
            context = {key: "read", "default_opened_at": "2026-01-01 00:00:00"}
            self.refused(
                self.staff, MODEL, "action_acknowledge", self.row.ids, context=context
            )

    def test_an_older_reading_does_not_count(self):
        self.done(self.staff, "procedure.revision", "note_opened", self.revision.ids)
        newer = self.issue(self.document, AT + timedelta(days=10))
        # The row of the superseded revision is closed, opened or not.
        self.refused(self.staff, MODEL, "action_acknowledge", self.row.ids)
        self.refused(
            self.staff, "procedure.revision", "action_acknowledge", self.revision.ids
        )
        now = self.of(newer, self.staff)
        self.assertEqual((now.state, now.opened_at), ("asked", False))
        self.refused(self.staff, MODEL, "action_acknowledge", now.ids)

    def test_who_sees_whom(self):
        """Staff their own; the head his people; authors their procedures'."""
        other = self.of(self.revision, self.readers[0])
        self.refused(self.staff, MODEL, "read", other.ids, ["state"])
        self.assertEqual(
            self.done(self.staff, MODEL, "search", [("id", "in", other.ids)]), []
        )
        self.refused(self.signer, MODEL, "read", other.ids, ["state"])
        self.refused(self.stranger, MODEL, "read", other.ids, ["state"])
        self.refused(self.manager, MODEL, "read", other.ids, ["state"])
        self.department.manager_id = self.employ(self.manager, self.department)
        for user in (self.manager, self.author, self.officer, self.auditor):
            self.done(user, MODEL, "read", other.ids, ["state"])

    def test_portal_and_public(self):
        portal = new_test_user(
            self.env,
            "portal-reading",
            groups="base.group_portal",
            password="portal-reading",
        )
        external = self.env["procedure.external"].create(
            {"code": "P", "title": "x", "origin": "y", "company_id": self.company.id}
        )
        copy = (
            self.env["procedure.copy"]
            .with_user(self.officer)
            .create({"revision_id": self.revision.id, "place": "x"})
        )
        for record in (
            self.row,
            self.document.distribution_ids[:1],
            copy,
            external,
        ):
            self.refused(portal, record._name, "read", record.ids)
            self.refused(portal, record._name, "search_read", [])
        self.refused(portal, "procedure.revision", "note_opened", self.revision.ids)
        self.refused(portal, MODEL, "action_acknowledge", self.row.ids)
        self.authenticate(None, None)
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": MODEL,
                    "method": "search_read",
                    "args": [[]],
                    "kwargs": {},
                },
            },
        ).json()
        self.assertIn("error", response)

    def test_restricted(self):
        """A reader on its list opens a restricted procedure; other staff do not."""
        outsider = self.make_user("outsider", "staff")
        self.document.with_user(self.officer).confidentiality = "restricted"
        steps = self.revision.step_ids
        for model, records in (
            ("procedure.document", self.document),
            ("procedure.revision", self.revision),
            ("procedure.step", steps),
            ("procedure.section", self.revision.section_ids),
            ("procedure.outcome", steps.outcome_ids),
            ("procedure.form", self.revision.form_ids),
        ):
            with self.subTest(model):
                self.done(self.staff, model, "read", records.ids, ["display_name"])
                self.refused(outsider, model, "read", records.ids, ["display_name"])
        self.document.distribution_ids.filtered("role_id").with_user(
            self.officer
        ).unlink()
        self.refused(self.staff, "procedure.document", "read", self.document.ids)
        draft = self.make_draft(self.document)
        reader = self.readers[0]
        self.refused(reader, "procedure.revision", "read", draft.ids, ["summary"])

    def test_approved_is_read_by_readers_only(self):
        document = self.make_document()
        self.distribute(document, self.role)
        draft = self.make_draft(document)
        draft.with_user(self.officer).action_set_effective_date("2099-01-01")
        self.refused(self.staff, "procedure.revision", "read", draft.ids, ["summary"])
        draft.with_user(self.author)._submit(AT, approver_id=self.signer.id)
        draft.with_user(self.signer)._approve(AT)
        self.done(self.staff, "procedure.revision", "read", draft.ids, ["summary"])
        outsider = self.make_user("outsider", "staff")
        self.refused(outsider, "procedure.revision", "read", draft.ids, ["summary"])

    def test_distribution(self):
        line = self.document.distribution_ids[:1]
        for user in (self.staff, self.signer, self.stranger):
            self.refused(
                user,
                "procedure.distribution",
                "create",
                [
                    {
                        "document_id": self.document.id,
                        "target": "user",
                        "user_id": user.id,
                    }
                ],
            )
            self.refused(
                user, "procedure.distribution", "write", line.ids, {"must_read": False}
            )
            self.refused(user, "procedure.distribution", "unlink", line.ids)
        elsewhere = self.make_document(
            department_id=self.other_department.id, owner_id=self.officer.id
        )
        self.refused(
            self.author,
            "procedure.distribution",
            "create",
            [
                {
                    "document_id": elsewhere.id,
                    "target": "user",
                    "user_id": self.author.id,
                }
            ],
        )
        self.refused(
            self.author,
            "procedure.distribution",
            "write",
            line.ids,
            {"document_id": elsewhere.id},
        )

    def test_loosening_the_share(self):
        for name, value in (
            ("reading_share", 0),
            ("reading_own", True),
            ("reading_days", 0),
        ):
            self.refused(
                self.author,
                "procedure.document",
                "write",
                self.document.ids,
                {name: value},
            )
            self.refused(
                self.officer, "procedure.type", "write", self.type.ids, {name: value}
            )

    def test_nobody_releases_himself(self):
        self.distribute(self.document, self.officer)
        mine = self.of(self.revision, self.officer)
        self.refused(self.officer, MODEL, "action_release", mine.ids, "x")
        self.refused(self.staff, MODEL, "action_release", self.row.ids, "x")
        self.done(self.quality, MODEL, "action_release", mine.ids, "Nghỉ ốm")

    def test_copies(self):
        copy = (
            self.env["procedure.copy"]
            .with_user(self.officer)
            .create({"revision_id": self.revision.id, "user_id": self.staff.id})
        )
        for user in (self.staff, self.author, self.officer, self.quality):
            for vals in ({"state": "destroyed"}, {"number": 9}, {"user_id": user.id}):
                self.refused(user, "procedure.copy", "write", copy.ids, vals)
            self.refused(user, "procedure.copy", "unlink", copy.ids)
            self.refused(user, "procedure.copy", "copy", copy.ids)
        self.refused(self.staff, "procedure.copy", "action_confirm_destroyed", copy.ids)
        self.refused(self.auditor, "procedure.copy", "action_recall", copy.ids)
        self.refused(self.stranger, "procedure.copy", "read", copy.ids, ["holder_name"])
        self.assertEqual(copy.state, "issued")

    def test_external(self):
        external = (
            self.env["procedure.external"]
            .with_user(self.officer)
            .create(
                {
                    "code": "X",
                    "title": "x",
                    "origin": "y",
                    "company_id": self.company.id,
                }
            )
        )
        external.action_checked("newer", edition={"edition": "1", "file": b"eHg="})
        edition = external.edition_id
        for user in (self.staff, self.author, self.officer, self.quality):
            for vals in ({"sha256": "0"}, {"edition": "9"}, {"file": "eXk="}):
                self.refused(
                    user, "procedure.external.edition", "write", edition.ids, vals
                )
            self.refused(user, "procedure.external.edition", "unlink", edition.ids)
            self.refused(
                user,
                "procedure.external.edition",
                "create",
                [{"external_id": external.id, "edition": "2"}],
            )
            for vals in ({"last_checked_at": "2030-01-01"}, {"edition_id": False}):
                self.refused(user, "procedure.external", "write", external.ids, vals)
            self.call(
                user,
                "procedure.external",
                "write",
                external.ids,
                {"edition_ids": [[1, edition.id, {"edition": "7"}]]},
            )
            self.refused(user, "procedure.external", "unlink", external.ids)
        self.refused(
            self.staff, "procedure.external", "action_checked", external.ids, "current"
        )
        self.refused(self.stranger, "procedure.external", "read", external.ids)
        self.assertEqual(edition.edition, "1")

    def test_matrix_of_another(self):
        export = (
            self.env["procedure.reading.export"]
            .with_user(self.officer)
            .create({"company_ids": [(6, 0, self.company.ids)]})
        )
        self.authenticate(self.author.login, self.author.login)
        response = self.url_open(
            f"/procedure_control/reading/{export.id}", data={"csrf_token": "x"}
        )
        self.assertNotEqual(response.status_code, 200)
