"""Attacks on spreadsheets made in the background: another's rows, file and name."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .case_common import CaseRpcCommon
from .common import LOGGERS
from .export_common import ExportCase
from .test_compliance_export import NOW

WORK = ("procedure.export.chunk", "procedure.export.part", "procedure.export.pulse")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAttacksExport(ExportCase, CaseRpcCommon):
    """Proves: ISO 9001 7.5.3.2 a; 21 CFR 11.10(d)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = "procedure_control.group_manager"
        cls.rival = cls._user("rival", manager)
        cls.quality = cls._user("quality", "procedure_control.group_quality_manager")
        cls.auditor = cls._user("auditor", "procedure_control.group_auditor")
        cls.system = cls._user("system", "base.group_system")
        # He may use the program, and is nobody in it.
        cls.readers = (cls.rival, cls.officer, cls.quality, cls.auditor, cls.system)

    def _made(self, **values):
        export = self._ask(self.head, **values)
        self._until(export, "done")
        return export

    def _get(self, user, url):
        self.authenticate(user.login, user.login)
        with mute_logger(*LOGGERS, "odoo.addons.procedure_control.controllers.answers"):
            return self.url_open(url)

    def test_the_file_has_one_reader(self):
        export = self._made()
        data, attachment = self._bytes(export), export.attachment_id
        door = f"/procedure_control/export/{export.id}"
        for user in self.readers:
            with self.subTest(user.login):
                self.assertRefused(
                    user, "procedure.export", "action_download", export.ids
                )
                self.assertIn(self._get(user, door).status_code, (403, 404))
                for url in (
                    f"/web/content/{attachment.id}",
                    f"/web/content/procedure.export/{export.id}/attachment_id",
                    f"/web/content/procedure.export.part/{attachment.res_id}/about",
                ):
                    response = self._get(user, url)
                    self.assertNotEqual(response.status_code, 200, url)
                    self.assertNotIn(data[:100], response.content)
                result, error = self.call(
                    user, "ir.attachment", "read", attachment.ids, ["datas", "name"]
                )
                self.assertIn(error, self.REFUSED, result)
                found, _error = self.call(
                    user,
                    "ir.attachment",
                    "search_read",
                    [("res_model", "=", "procedure.export.part")],
                    ["datas"],
                )
                self.assertFalse(found)
        response = self._get(self.head, door)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, data)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_nobody_reads_rows_and_sheets_under_way(self):
        export = self._ask(self.head)
        self._until(export, "painting")
        self._piece(export)
        self.assertTrue(all(self._kept(export)))
        for user in (*self.readers, self.head):
            for model in WORK:
                with self.subTest(user.login, model=model):
                    for method, args in (
                        ("search_read", [[], ["export_id"]]),
                        ("create", [[{"export_id": export.id}]]),
                        ("search_count", [[]]),
                    ):
                        self.assertRefused(user, model, method, *args)

    def test_who_sees_that_it_was_made(self):
        export = self._made()
        for user, there in (
            (self.head, True),
            (self.rival, False),
            (self.officer, True),
            (self.quality, True),
            (self.auditor, True),
        ):
            found, _error = self.call(
                user, "procedure.export", "search_count", [("id", "=", export.id)]
            )
            self.assertEqual(bool(found), there, user.login)
        self.assertRefused(self.rival, "procedure.export", "read", export.ids, ["name"])

    def test_nobody_forges_one(self):
        export = self._ask(self.head)
        values = [
            {"state": "done", "attachment_id": 1},
            {"user_id": self.rival.id},
            {"with_requesters": True},
            {"company_ids": [(4, 1)]},
            {"scope": {}},
        ]
        before = self.env["procedure.export"].search_count([])
        for user in (*self.readers, self.head):
            for vals in values:
                ids = export.ids
                self.assertRefused(user, "procedure.export", "write", ids, vals)
            self.assertRefused(
                user,
                "procedure.export",
                "create",
                [{"name": "x", "user_id": self.head.id, "asked_at": NOW}],
            )
            self.assertRefused(user, "procedure.export", "copy", export.ids)
            self.assertRefused(user, "procedure.export", "unlink", export.ids)
            result, error = self.call(
                user,
                "procedure.export",
                "load",
                ["name", "state", "user_id/.id"],
                [["x", "done", str(self.head.id)]],
            )
            self.assertFalse(result and result["ids"], error)
        self.assertEqual(self.env["procedure.export"].search_count([]), before)

    def test_defaults_of_a_client_bring_nothing_in(self):
        request = self._wizard(self.head)
        context = {
            "default_user_id": self.officer.id,
            "default_state": "done",
            "default_with_requesters": True,
            "default_attachment_id": 1,
            "allowed_company_ids": self.agency.ids,
        }
        action, error = self.call(
            self.head,
            "procedure.compliance.export",
            "action_in_background",
            request.ids,
            context=context,
        )
        self.assertIsNone(error, self.said)
        export = self.env["procedure.export"].browse(action["res_id"])
        self.assertEqual((export.user_id, export.state), (self.head, "waiting"))
        self.assertFalse(export.with_requesters or export.attachment_id)

    def test_private_doors_are_shut(self):
        export = self._ask(self.head)
        for name in (
            "_queue",
            "_ask",
            "_cron_exports",
            "_work",
            "_taken",
            "_end",
            "_keep_file",
            "_gc_exports",
        ):
            self.assertRefused(self.head, "procedure.export", name, export.ids)

    def test_nobody_stops_or_retries_anothers(self):
        export = self._ask(self.head)
        for user in (self.rival, self.officer, self.auditor):
            self.assertRefused(user, "procedure.export", "action_cancel", export.ids)
            self.assertRefused(user, "procedure.export", "action_try_again", export.ids)
        self.assertEqual(export.state, "waiting")
        # A quality manager may stop what weighs on the server.
        _result, error = self.call(
            self.quality, "procedure.export", "action_cancel", export.ids
        )
        self.assertIsNone(error)
        self.assertEqual(export.state, "cancelled")

    def test_requesters_are_for_quality_alone(self):
        request = self._wizard(self.head)
        request.sudo().with_requesters = True
        for method in ("action_export", "action_in_background"):
            self.assertRefused(
                self.head, "procedure.compliance.export", method, request.ids
            )
        # Were it written behind our back, the job would not make it either.
        export = self._ask(self.head)
        export.sudo().with_requesters = True
        self._until(export, "failed")
        self.assertIn("requesters", export.error)

    def test_anothers_request_is_not_mine(self):
        request = self._wizard(self.head)
        for user in (self.rival, self.officer):
            self.assertRefused(
                user,
                "procedure.compliance.export",
                "action_in_background",
                request.ids,
            )

    def test_an_export_of_a_foreign_agency(self):
        foreign = self.env["res.company"].create({"name": "Tỉnh khác"})
        export = self._ask(self.head)
        export.sudo().company_ids |= foreign
        self._until(export, "failed")
        self.assertIn("agency", export.error)

    # --- schedules --------------------------------------------------------------------

    def _schedule(self, user, **values):
        values = {
            "period_kind": "month",
            "company_ids": [(6, 0, self.agency.ids)],
            "rows": "field",
            **values,
        }
        return self.call(
            user,
            "procedure.export.schedule",
            "create",
            [values],
            context={"allowed_company_ids": self.agency.ids},
        )

    def test_schedules_of_others(self):
        (mine,), _error = self._schedule(self.head)
        self.assertEqual(
            self.env["procedure.export.schedule"].browse(mine).user_id, self.head
        )
        for user in (self.rival, self.officer, self.auditor):
            _made, error = self._schedule(user, user_id=self.head.id)
            self.assertIn(error, self.REFUSED)
            for method, args in (
                ("write", [[mine], {"days_after": 9}]),
                ("read", [[mine], ["days_after"]]),
                ("unlink", [[mine]]),
            ):
                self.assertRefused(user, "procedure.export.schedule", method, *args)
        # Nor is one's own given to somebody else.
        self.assertRefused(
            self.head,
            "procedure.export.schedule",
            "write",
            [mine],
            {"user_id": self.officer.id},
        )
        _made, error = self._schedule(self.quality, user_id=self.head.id)
        self.assertIsNone(error, self.said)

    def test_schedules_that_ask_too_much(self):
        for user, values in (
            (self.head, {"with_requesters": True}),
            (self.quality, {"with_requesters": True, "user_id": self.head.id}),
            (self.head, {"period_kind": "free"}),
            (self.head, {"days_after": 0}),
            (self.quality, {"user_id": self.system.id}),
        ):
            with mute_logger("odoo.sql_db"):
                _made, error = self._schedule(user, **values)
            self.assertIn(error, self.REFUSED, values)

    def test_the_direct_door_stays_ones_own(self):
        request = self._wizard(self.head)
        for user in (self.rival, self.officer):
            self.authenticate(user.login, user.login)
            with mute_logger(*LOGGERS), patch("odoo.http.Request.validate_csrf"):
                response = self.url_open(
                    f"/procedure_control/compliance/{request.id}", data={"a": "b"}
                )
            self.assertEqual(response.status_code, 403)
