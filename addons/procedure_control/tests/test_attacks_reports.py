"""Attacks on filed periods, figures and requests: another's, or of no period."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.procedure_export_schedule import AT_MOST
from ..wizards.procedure_insight_show import SHOWN
from .case_common import CaseRpcCommon
from .common import LOGGERS
from .export_common import ExportCase
from .test_compliance_export import NOW

MANAGER = "procedure_control.group_manager"
CENTURIES = {"date_from": "1900-01-01", "date_to": "9998-12-31"}
FREE = {"period_kind": "free", "date_from": "2026-10-01", "date_to": "2026-10-31"}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAttacksReports(ExportCase, CaseRpcCommon):
    """Proves: ISO 9001 7.5.3.2 a; 21 CFR 11.10(d)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user("ar-leader", MANAGER)
        cls._hold("ar-in-charge", cls.leader, role={"is_leader": True})
        cls.deputy = cls._user("ar-deputy", MANAGER)
        cls._hold(
            "ar-deputy",
            cls.deputy,
            role={"is_leader": True},
            field_id=cls.document.field_id.id,
        )
        cls.rival = cls._user("ar-rival", MANAGER)
        cls.auditor = cls._user("ar-auditor", "procedure_control.group_auditor")
        cls.elsewhere = cls.env["res.company"].create({"name": "Sở Khác"})
        cls.stranger = cls._user("ar-stranger", MANAGER, cls.elsewhere)
        cls.foreign = cls._user(
            "ar-foreign", "procedure_control.group_quality_manager", cls.elsewhere
        )

    def _says(self, words, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, self.REFUSED, result)
        self.assertIn(words, self.said)

    def _filed(self):
        action = self._wizard().action_file()
        filed = self.env["procedure.filing"].browse(action["res_id"])
        self._receive(self.document, "2026-10-06 09:00")
        filed.with_user(self.officer).action_compare()
        return filed

    def test_comparisons_are_read_by_whom_the_filing_is_for(self):
        filed = self._filed()
        check = filed.last_check_id
        change = check.change_ids
        self.assertEqual(len(change), 1)
        for user, sees in (
            (self.officer, True),
            (self.leader, True),
            (self.auditor, True),
            (self.rival, False),
            (self.deputy, False),
            (self.stranger, False),
            (self.foreign, False),
        ):
            for record, name in (
                (filed, "period"),
                (check, "checked_by_name"),
                (change, "case_number"),
            ):
                with self.subTest(user.login, model=record._name):
                    model, ids = record._name, record.ids
                    count, _error = self.call(user, model, "search_count", [])
                    self.assertEqual(bool(count), sees)
                    if not sees:
                        self._says(
                            record._description, user, model, "read", ids, [name]
                        )
                        groups, error = self.call(
                            user, model, "formatted_read_group", [], [name], ["__count"]
                        )
                        self.assertFalse(groups, error)
            for attachment in (filed.attachment_id, filed.cases_attachment_id):
                self.authenticate(user.login, user.login)
                with mute_logger(*LOGGERS):
                    answer = self.url_open(f"/web/content/{attachment.id}")
                self.assertEqual(answer.status_code, 200 if sees else 404, user.login)

    def test_a_deputy_of_some_fields_neither_files_nor_compares(self):
        filed = self._filed()
        request = self._wizard(self.deputy)
        words = "A period is filed by a quality officer or by the leader"
        for model, method, ids in (
            ("procedure.compliance.export", "action_file", request.ids),
        ):
            self._says(words, self.deputy, model, method, ids)
        self._says(
            filed._description, self.deputy, "procedure.filing", "action_compare",
            filed.ids,
        )  # fmt: skip

    def test_days_at_the_ends_of_time(self):
        for values in (
            {"date_from": "0001-01-01"},
            {"date_to": "9999-12-31"},
            {"date_from": "1899-12-31"},
        ):
            days = {"date_from": "2026-10-01", "date_to": "2026-10-31", **values}
            with self.subTest(values):
                request = self._wizard(self.head, **FREE | values)
                model = "procedure.compliance.export"
                for method in ("action_export", "action_in_background"):
                    words = "There is no such period"
                    self._says(words, self.head, model, method, request.ids)
                [read], error = self.call(
                    self.head, model, "read", request.ids, ["hint", "filed_id"]
                )
                self.assertIsNone(error, self.said)
                self.assertIn("There is no such period", read["hint"])
                companies = {"company_ids": self.agency.ids}
                self._says(
                    "Choose a period that exists",
                    self.head,
                    "procedure.insight",
                    "open_records",
                    {**days, "document_id": 0, **companies},
                    ["slow", ""],
                )
                log, error = self.call(
                    self.head,
                    "procedure.event.log.export",
                    "create",
                    [days | {"company_ids": [(6, 0, self.agency.ids)]}],
                )
                self.assertIsNone(error, self.said)
                self._says(
                    "Choose a period that exists",
                    self.head,
                    "procedure.event.log.export",
                    "action_export",
                    log,
                )

    def test_a_long_period_is_not_laid_out_month_by_month(self):
        page = (
            self.env["procedure.insight"]
            .with_user(self.officer)
            .with_company(self.agency)
            .create({"period": "free", **CENTURIES})
        )
        insight = self.registry["procedure.insight"]
        asked, ended = [], insight._ended_domain

        def counted(model, first, after):
            asked.append(first)
            return ended(model, first, after)

        with patch.object(insight, "_ended_domain", counted):
            sections = {one["key"]: one for one in page._figures()["sections"]}
        self.assertEqual(len(sections["throughput"]["rows"]), SHOWN)
        self.assertLess(len(asked), SHOWN + 10)

    def test_schedules_do_not_fill_the_job(self):
        values = {
            "period_kind": "month",
            "company_ids": [(6, 0, self.agency.ids)],
            "rows": "field",
        }
        model = "procedure.export.schedule"
        made, error = self.call(self.head, model, "create", [values] * AT_MOST)
        self.assertIsNone(error, self.said)
        self._says("at most 20", self.head, model, "create", [values])
        _done, error = self.call(self.head, model, "write", made[:1], {"active": False})
        self.assertIsNone(error, self.said)
        _made, error = self.call(self.head, model, "create", [values])
        self.assertIsNone(error, self.said)
        self._says("at most 20", self.head, model, "write", made[:1], {"active": True})

    def test_a_kind_that_there_is_not(self):
        request = self._wizard(self.head, kind="none such")
        for method in ("action_export", "action_in_background"):
            self._says(
                "There is no such kind",
                self.head,
                "procedure.compliance.export",
                method,
                request.ids,
            )
        export = self._ask(self.head)
        export.sudo().kind = "none such"
        self._until(export, "failed")
        self.assertIn("There is no such kind", export.error)

    def test_a_file_of_whole_agencies_is_not_for_who_is_quality_no_more(self):
        export = self._ask(self.officer)
        self._until(export, "done")
        self.assertTrue(export.all_rows)
        _action, error = self.call(
            self.officer, "procedure.export", "action_download", export.ids
        )
        self.assertIsNone(error, self.said)
        groups = self.env.ref("procedure_control.group_quality_officer")
        self.officer.group_ids = [(3, groups.id), (4, self.env.ref(MANAGER).id)]
        self._says(
            "You may no longer have this spreadsheet",
            self.officer,
            "procedure.export",
            "action_download",
            export.ids,
        )
        self.authenticate(self.officer.login, self.officer.login)
        with mute_logger(*LOGGERS):
            answer = self.url_open(f"/procedure_control/export/{export.id}")
        self.assertEqual(answer.status_code, 403)
        # What he gathered as a manager stays his.
        export = self._ask(self.head)
        self._until(export, "done")
        self.assertFalse(export.all_rows)

    def test_figures_of_another_agency(self):
        own = {"allowed_company_ids": self.elsewhere.ids}
        sipas = self.env.ref("procedure_control.procedure_indicator_sipas")
        values = {"indicator_id": sipas.id, "year": 2025, "value": 99}
        made, error = self.call(
            self.foreign,
            "procedure.indicator.value",
            "create",
            [values | {"company_id": self.elsewhere.id}],
            context=own,
        )
        self.assertIsNone(error, self.said)
        value = self.env["procedure.indicator.value"].browse(made)
        self._says(
            value._description, self.foreign, value._name, "write", made,
            {"company_id": self.agency.id}, context=own,
        )  # fmt: skip
        self.assertEqual(value.company_id, self.elsewhere)
        made, error = self.call(
            self.foreign,
            "procedure.indicator",
            "create",
            [{"name": "x", "code": "X", "target": 1, "company_id": self.elsewhere.id}],
            context=own,
        )
        self.assertIsNone(error, self.said)
        self._says(
            sipas._description, self.foreign, sipas._name, "write", made,
            {"company_id": self.agency.id}, context=own,
        )  # fmt: skip
