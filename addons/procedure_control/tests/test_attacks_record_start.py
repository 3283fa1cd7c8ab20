from odoo.tests import tagged

from .startable_common import StartCommon

SETTING = "procedure.start.setting"
CASE = "procedure.case"


@tagged("post_install", "-at_install")
class TestAttacksRecordStart(StartCommon):
    """Who would start from what he may not, or read a record through its case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setting = cls._setting()
        cls.secret = cls.env["res.partner"].create({"name": "Hồ sơ kín"})
        cls.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {cls.secret.id})]",
            }
        )
        cls.elsewhere = cls.env["res.company"].create(
            {"name": "Sở khác", "procedure_code": "KHAC"}
        )
        cls.stranger = cls._user("start-stranger", company=cls.elsewhere)

    def _refused(self, user, records, model=None, **values):
        before = self.env[CASE].search_count([])
        self.assertRefused(
            user,
            CASE,
            "action_start_from",
            model or records._name,
            self._rows(records, **values),
        )
        self.assertEqual(self.env[CASE].search_count([]), before)

    def test_it_works_at_all(self):
        """What follows is refused for its own reason, not for a wrong call."""
        ids, error = self.call(
            self.worker,
            CASE,
            "action_start_from",
            "res.partner",
            self._rows(self.partners),
        )
        self.assertFalse(error, self.said)
        self.assertEqual(
            self.env[CASE].browse(ids).mapped("origin_id"), self.partners.ids
        )

    def test_who_may_not_start(self):
        for user in (self.auditor, self.clerk, self.stranger):
            self._refused(user, self.partners[:1])
        self.setting.group_ids = self.env.ref("procedure_control.group_manager")
        self._refused(self.worker, self.partners[:1])
        self.assertIn("may not start", self.said)
        self.setting.group_ids = False
        self.setting.document_ids = self._two_steps("QT.OTHER")
        self._refused(self.worker, self.partners[:1])
        self.assertIn("not started from", self.said)
        self.setting.active = False
        self._refused(self.worker, self.partners[:1])

    def test_records_one_may_not_read(self):
        self._refused(self.worker, self.secret)
        self.assertNotIn("Hồ sơ kín", self.said)
        self._refused(self.worker, self.partners | self.secret)
        self._setting("hr.employee")
        employee = self.env["hr.employee"].create({"name": "Kín"})
        self._refused(self.worker, employee)
        gone = self.env["res.partner"].create({"name": "Đã xóa"})
        gone.unlink()
        self._refused(self.worker, gone)

    def test_models_not_set_up(self):
        attachment = self.env["ir.attachment"].create({"name": "x"})
        self._refused(self.worker, attachment)
        self._refused(self.quality, attachment)
        self._refused(self.worker, self.env.ref("base.vn"))
        self._refused(self.worker, self._start(self.worker, self.partners[0]))
        for model in ("no.such.model", "x", 7, "base", ["res.partner"]):
            self._refused(self.worker, self.partners[:1], model=model)

    def test_what_has_no_shape(self):
        for rows in (
            [],
            [{"document_id": self.document.id}],
            [{"document_id": self.document.id, "origin_id": "1"}],
            [{"document_id": self.document.id, "origin_id": -1}],
            [{"document_id": False, "origin_id": self.partners[0].id}],
            [{"document_id": "x", "origin_id": self.partners[0].id}],
            self._rows(self.partners[:1]) * 501,
        ):
            self.assertRefused(
                self.worker, CASE, "action_start_from", "res.partner", rows
            )

    def test_engine_is_not_called(self):
        for method, args in (
            ("_start_by", ["record", self._rows(self.partners[:1]), "2026-10-05"]),
            ("_note_origin", []),
            ("_tell_origins", []),
        ):
            _result, error = self.call(self.worker, CASE, method, *args)
            self.assertTrue(error, method)

    def test_settings_are_the_quality_managers(self):
        for user in (self.worker, self.manager, self.officer, self.auditor):
            self.assertRefused(user, SETTING, "create", [{"model": "hr.job"}])
            self.assertRefused(
                user, SETTING, "write", self.setting.ids, {"active": False}
            )
            self.assertRefused(user, SETTING, "unlink", self.setting.ids)
        self.assertRefused(self.clerk, SETTING, "read", self.setting.ids, ["model"])
        ids, error = self.call(self.quality, SETTING, "create", [{"model": "hr.job"}])
        self.assertFalse(error, self.said)
        _done, error = self.call(self.quality, SETTING, "unlink", ids)
        self.assertFalse(error, self.said)

    def test_technical_models_are_refused_to_quality_managers_too(self):
        for model in ("ir.cron", "res.users", "procedure.case", "mail.mail"):
            _ids, error = self.call(self.quality, SETTING, "create", [{"model": model}])
            self.assertTrue(error, model)
            self.assertFalse(self.env[SETTING].search([("model", "=", model)]))
            _done, error = self.call(
                self.quality, SETTING, "write", self.setting.ids, {"model": model}
            )
            self.assertTrue(error, model)
            self.assertEqual(self.setting.model, "res.partner")

    def test_removing_a_setting_removes_nothing_else(self):
        """Its entries are not exchanged for actions of others, by any door."""
        foreign = self.env.ref("base.action_partner_form")
        for values in (
            {"start_action_id": foreign.id},
            {"cases_action_id": foreign.id},
        ):
            self.assertRefused(self.quality, SETTING, "write", self.setting.ids, values)
            self.assertRefused(
                self.quality, SETTING, "create", [{"model": "hr.job", **values}]
            )
        ids, error = self.call(
            self.quality,
            SETTING,
            "create",
            [{"model": "hr.job"}],
            context={
                "default_start_action_id": foreign.id,
                "default_cases_action_id": foreign.id,
            },
        )
        self.assertFalse(error, self.said)
        self.call(self.quality, SETTING, "unlink", ids)
        self.assertTrue(foreign.exists())

    def test_dialog_shows_no_name_of_what_one_may_not_read(self):
        line = {"origin_id": self.secret.id, "subject": "x"}
        ids, error = self.call(
            self.worker,
            "procedure.start",
            "create",
            [
                {
                    "origin_model": "res.partner",
                    "document_id": self.document.id,
                    "company_id": self.agency.id,
                    "line_ids": [[0, 0, line]],
                }
            ],
        )
        self.assertFalse(error, self.said)
        rows, _error = self.call(
            self.worker,
            "procedure.start.line",
            "search_read",
            [["start_id", "in", ids]],
            ["origin_name", "subject"],
        )
        self.assertFalse(rows[0]["origin_name"])
        self.assertRefused(self.worker, "procedure.start", "action_start", ids)
        self.assertRefused(self.other, "procedure.start", "read", ids, ["origin_model"])
        self.assertRefused(self.other, "procedure.start", "action_start", ids)
        for context in (
            {"active_model": "res.partner", "active_ids": self.secret.ids},
            {"active_model": "ir.attachment", "active_ids": [1]},
        ):
            self.assertRefused(
                self.worker,
                "procedure.start",
                "default_get",
                ["line_ids"],
                context=context,
            )

    def test_cases_of_a_record_are_those_one_may_read(self):
        """Reading the record opens no case of it."""
        case = self._start(self.worker, self.partners[0])
        domain = [["origin_model", "=", "res.partner"], ["origin_id", "!=", False]]
        found, _error = self.call(self.other, CASE, "search", domain)
        self.assertNotIn(case.id, found)
        self.assertRefused(self.other, CASE, "action_open_origin", case.ids)
        self.assertRefused(self.clerk, CASE, "search", domain)

    def test_no_case_shows_a_contact_one_may_not_read(self):
        named = {"requester_partner_id": self.secret.id}
        self._refused(self.worker, self.partners[:1], **named)
        self.assertIn("res.partner", self.said)
        [row] = self._rows(self.partners[:1], **named)
        row.pop("origin_id")
        for model, method in (
            (CASE, "action_receive"),
            ("procedure.case.batch", "action_start"),
        ):
            self.assertRefused(self.worker, model, method, [row])
            self.assertIn("res.partner", self.said)

    def test_what_was_archived_offers_nothing(self):
        """No key of the context brings it back."""
        self.setting.active = False
        self.env.flush_all()
        before = self.env[CASE].search_count([])
        for context in ({}, {"active_test": False}):
            self.assertRefused(
                self.worker,
                CASE,
                "action_start_from",
                "res.partner",
                self._rows(self.partners),
                context=context,
            )
            self.assertIn("No procedure is started from", self.said)
        self.assertEqual(self.env[CASE].search_count([]), before)
