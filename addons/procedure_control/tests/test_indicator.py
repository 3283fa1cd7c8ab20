from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ProcedureRpcCommon
from .test_compliance_export import NOW, ComplianceCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestIndicator(ComplianceCase):
    """Targets, what was entered for them, and the sheet that compares."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sipas = cls.env.ref("procedure_control.procedure_indicator_sipas")
        cls.par = cls.env.ref("procedure_control.procedure_indicator_par_index")
        cls.quality = cls._user(
            "ind_quality", "procedure_control.group_quality_manager"
        )
        cls.values = cls.env["procedure.indicator.value"].with_user(cls.quality)

    def _enter(self, indicator, value, year=2025, **more):
        return self.values.create(
            {
                "indicator_id": indicator.id,
                "company_id": self.agency.id,
                "year": year,
                "value": value,
                **more,
            }
        )

    def test_targets_stand_in_words(self):
        self.assertEqual(self.sipas.target_text, "≥ 89.00 %")
        self.env["res.lang"]._activate_lang("vi_VN")
        in_vietnamese = self.sipas.with_context(lang="vi_VN")
        self.assertEqual(in_vietnamese.target_text, "≥ 89,00 %")
        self.assertEqual(self.par.target_text, "≤ 8")

    def test_the_sheet_says_what_is_met(self):
        self._enter(self.sipas, 88.99, 2024)
        self._enter(self.sipas, 89, note="QĐ 1/2026")
        self._enter(self.sipas, 99, 2027)
        book = self._file(self._wizard())
        codes = self._column(book, "Indicators", "Indicator code")
        self.assertEqual(codes[:3], ["IN_TIME", "SIPAS", "PAR_INDEX"])
        results = self._column(book, "Indicators", "Result")[:3]
        self.assertEqual(results, ["Not met", "Met", "Not yet entered"])
        reached = self._column(book, "Indicators", "Reached")[:3]
        # Of four that ended by the figures of October one was late: (1 + 2) / 4.
        self.assertEqual(reached, [75, 89, "—"])
        broken = self._column(book, "Indicators", "Cases that break it")[:3]
        self.assertEqual(broken[0], 1)
        self._enter(self.par, 9)
        results = self._column(self._file(self._wizard()), "Indicators", "Result")
        self.assertEqual(results[2], "Not met", "the lower the rank the better")

    def test_a_half_is_newer_than_the_year_before(self):
        self._enter(self.sipas, 95, 2025)
        self._enter(self.sipas, 80, 2026, part="half_1")
        book = self._file(self._wizard())
        self.assertEqual(self._column(book, "Indicators", "Result")[1], "Not met")
        told = self._column(book, "Indicators", "Year or part of it")[1]
        self.assertEqual(told, "First half 2026")

    def test_a_part_that_ends_after_the_period_is_not_its_own(self):
        self._enter(self.sipas, 95, 2025)
        self._enter(self.sipas, 80, 2026)
        book = self._file(self._wizard())
        told = self._column(book, "Indicators", "Year or part of it")[1]
        self.assertEqual(told, "2025")

    def test_nothing_ended_is_no_hundred_percent(self):
        wizard = self._wizard(
            period_kind="free", date_from=date(2026, 1, 5), date_to=date(2026, 1, 9)
        )
        book = self._file(wizard)
        self.assertEqual(self._column(book, "Indicators", "Reached")[0], "—")
        self.assertEqual(
            self._column(book, "Indicators", "Result")[0], "Nothing has ended"
        )

    def test_who_entered_it_is_the_servers_word(self):
        value = self._enter(self.sipas, 90, entered_by_id=self.officer.id)
        self.assertEqual(value.entered_by_id, self.quality)
        value.write({"value": 91, "entered_by_id": self.officer.id})
        self.assertEqual(value.entered_by_id, self.quality)
        event = self.env["procedure.event"].search(
            [("kind", "=", "indicator.entered")], limit=1
        )
        self.assertIn('"before":"90.00"', event.payload_ids.body)
        self.assertIn('"value":"91.00"', event.payload_ids.body)

    def test_what_cannot_be(self):
        computed = self.env.ref("procedure_control.procedure_indicator_in_time")
        with self.assertRaises(ValidationError):
            self._enter(computed, 100)
        for rank in (0, 2.5):
            with self.assertRaises(ValidationError):
                self._enter(self.par, rank)
        with self.assertRaises(ValidationError):
            self.sipas.kind = "computed"
        self._enter(self.sipas, 90)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._enter(self.sipas, 91)

    def test_only_quality_managers_enter_and_only_for_their_agency(self):
        for user in (self.officer, self.head):
            with self.assertRaises(AccessError):
                self.values.with_user(user).create(
                    {
                        "indicator_id": self.sipas.id,
                        "company_id": self.agency.id,
                        "value": 99,
                    }
                )
        other = self.env["res.company"].create({"name": "Sở khác"})
        with self.assertRaises(AccessError):
            self.values.create(
                {"indicator_id": self.sipas.id, "company_id": other.id, "value": 99}
            )


@tagged("post_install", "-at_install")
class TestIndicatorAttack(ProcedureRpcCommon):
    """Who would look better by another figure may not write it."""

    def test_nobody_but_the_quality_manager_sets_target_or_value(self):
        sipas = self.env.ref("procedure_control.procedure_indicator_sipas")
        for user in (self.staff, self.manager, self.officer, self.auditor):
            values = {"indicator_id": sipas.id, "value": 99}
            _made, error = self.call(
                user, "procedure.indicator.value", "create", [values]
            )
            self.assertEqual(error, "AccessError")
            _done, error = self.call(
                user, "procedure.indicator", "write", [sipas.id], {"target": 1}
            )
            self.assertEqual(error, "AccessError")
        self.assertEqual(sipas.target, 89)
