"""Insight: the figures of three cases worked out by hand, and who may read which."""

import json
from datetime import date

from odoo.tests import freeze_time, tagged

from ..engine.content import Outcome
from .case_common import CaseCommon, CaseRpcCommon, local

OCTOBER = {"period": "free", "date_from": "2026-10-01", "date_to": "2026-10-31"}


class InsightCommon(CaseCommon):
    """B1 – B2 – B3; B3 may send back to B2. Nobody waits but where a test says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quality = cls._user("i-quality", "procedure_control.group_quality_manager")
        cls.auditor = cls._user("i-auditor", "procedure_control.group_auditor")
        cls.manager = cls._user("i-manager", "procedure_control.group_manager")
        cls.clerk, cls.expert = cls._user("i-clerk"), cls._user("i-expert")
        cls.head = cls._user("i-head", "procedure_control.group_manager")
        cls.desk = cls._department("Bộ phận Một cửa", head=cls.manager)
        cls.section = cls._department("Phòng Thẩm định", head=cls.head)
        cls._hold("i-clerk", cls.clerk, department=cls.desk)
        cls._hold("i-expert", cls.expert, department=cls.section)
        cls._hold("i-head", cls.head, department=cls.section)
        cls.document = cls._procedure("QT.PT", cls._steps(), limit=("4", "day"))
        cls.reason = cls.env.ref("procedure_control.procedure_return_reason_content")

    @classmethod
    def _steps(cls):
        return [
            cls._step(1, "B1", "i-clerk", "1"),
            cls._step(2, "B2", "i-expert", "2"),
            cls._step(
                3, "B3", "i-head", "1", outcomes=(Outcome("Sửa", "back", "s2", True),)
            ),
        ]

    def _walk(self, received, *ends, document=None):
        """A case whose steps ended at these local times; `!` sends back."""
        case = self._receive(document or self.document, received)
        for label, at in ends:
            if not label.endswith("!"):
                self._finish(case, label, at, choice="next" if label == "B3" else False)
                continue
            step = case.revision_id.step_ids.filtered(lambda s: s.label == "B3")
            self._finish(
                case, "B3", at, choice=str(step.outcome_ids[0].id), reason="Sai"
            )
        return case

    def _three(self):
        """Leads of 12, 6 and 3 working hours; one return; three hours of waiting."""
        day = "2026-10-05"
        slow = self._receive(self.document, f"{day} 08:00")
        self._finish(slow, "B1", f"{day} 10:00")
        self._task(slow, "B2")._start(local(f"{day} 14:00"))
        self._finish(slow, "B2", "2026-10-06 10:00")
        self._finish(slow, "B3", "2026-10-06 12:00", choice="next")
        again = self._walk(
            f"{day} 08:00",
            ("B1", f"{day} 09:00"),
            ("B2", f"{day} 11:00"),
            ("B3!", f"{day} 12:00"),
            ("B2", f"{day} 14:00"),
            ("B3", f"{day} 15:00"),
        )
        day = "2026-10-07"
        quick = self._walk(
            f"{day} 08:00",
            ("B1", f"{day} 09:00"),
            ("B2", f"{day} 10:00"),
            ("B3", f"{day} 11:00"),
        )
        return slow, again, quick

    def _page(self, user=None, **values):
        user = user or self.officer
        page = (
            self.env["procedure.insight"]
            .with_user(user)
            .with_company(user.company_id)
            .with_context(allowed_company_ids=user.company_ids.ids, lang="en_US")
        )
        values = {"document_id": self.document.id, **OCTOBER, **values}
        return page.new(values)

    def _figures(self, user=None, **values):
        return self._page(user, **values).figures

    def _card(self, figures, name):
        [card] = [card for card in figures["cards"] if card["name"] == name]
        return card["value"]

    def _rows(self, figures, key):
        [section] = [s for s in figures["sections"] if s["key"] == key]
        return [[cell["value"] for cell in row] for row in section["rows"]]

    def _records(self, figures, cell, user=None):
        """What a figure opens, as the reader lists it."""
        user = user or self.officer
        if "domain" in cell:
            return self.env[cell["model"]].with_user(user).search(cell["domain"])
        action = self._page(user).open_records(figures["scope"], cell["key"])
        return self.env[action["res_model"]].search(action["domain"])


@tagged("post_install", "-at_install")
class TestInsight(InsightCommon):
    def test_the_figures_of_three_cases(self):
        self._three()
        figures = self._figures()
        for name, value in (
            ("cases", "3"),
            ("lead", "6.0"),
            ("slow", "12.0"),
            ("in_time", "100.00 %"),
            ("rework", "33.33 %"),
            ("conformance", "100.00 %"),
        ):
            self.assertEqual(self._card(figures, name), value, name)
        self.assertEqual(
            self._rows(figures, "steps"),
            [
                # Ended; waiting and working, half and nine of ten; in all; late.
                ["B1 Step B1", "3", "0.0", "0.0", "1.0", "2.0", "4.0", "0", "–"],
                ["B2 Step B2", "4", "0.0", "3.0", "1.0", "5.0", "12.0", "0", "–"],
                ["B3 Step B3", "4", "0.0", "0.0", "1.0", "2.0", "5.0", "0", "–"],
            ],
        )
        self.assertEqual(
            self._rows(figures, "causes"),
            [
                ["Own working", "18.0", "85.71 %", "B2 Step B2", "9.0"],
                ["Own waiting", "3.0", "14.29 %", "B2 Step B2", "3.0"],
                ["At another agency", "0.0", "0.00 %", "–", "–"],
                ["Clock stood", "0.0", "0.00 %", "–", "–"],
            ],
        )
        self.assertEqual(
            self._rows(figures, "returns"),
            # B2 from 13:00 to 14:00 and B3 from 14:00 to 15:00 were done again.
            [["B3 Step B3", "B2 Step B2", self.reason.name, "1", "1", "2.0"]],
        )
        self.assertEqual(
            self._rows(figures, "paths"),
            [
                ["B1 → B2 → B3", "2", "66.67 %"],
                ["B1 → B2 → B3 → B2 → B3", "1", "33.33 %"],
            ],
        )
        weeks = {row[0]: row[1] for row in self._rows(figures, "throughput")}
        self.assertEqual(weeks.pop("10/05/2026 – 10/11/2026"), "3")
        self.assertEqual(set(weeks.values()), {"0"})

    def test_every_figure_opens_what_it_counts(self):
        self._three()
        figures = self._figures()
        opened = 0
        cells = [cell for cell in figures["cards"] if cell["name"] == "cases"]
        for section in figures["sections"]:
            cells += [cell for row in section["rows"] for cell in row]
        for cell in cells:
            if cell["value"].isdigit() and ("domain" in cell or "key" in cell):
                records = self._records(figures, cell)
                self.assertEqual(str(len(records)), cell["value"], cell)
                opened += 1
        self.assertGreater(opened, 10)
        self.assertEqual(json.loads(json.dumps(figures)), figures)

    def test_a_share_opens_the_cases_that_it_is_about(self):
        slow, again, _quick = self._three()
        figures = self._figures()
        cards = {card["name"]: card for card in figures["cards"]}
        self.assertEqual(self._records(figures, cards["rework"]), again)
        self.assertFalse(self._records(figures, cards["in_time"]))
        [section] = [s for s in figures["sections"] if s["key"] == "causes"]
        waiting = section["rows"][1][1]
        self.assertEqual(self._records(figures, waiting).case_id, slow)

    def test_corrections_other_months_and_other_agencies_are_left_out(self):
        slow, again, quick = self._three()
        self._walk(
            "2026-09-28 08:00",
            ("B1", "2026-09-28 09:00"),
            ("B2", "2026-09-28 10:00"),
            ("B3", "2026-09-28 11:00"),
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE procedure_case SET corrects_id = %s, correction_kind = 'recall',"
            " correction_cause = 'own', correction_reason = 'x' WHERE id = %s",
            (slow.id, quick.id),
        )
        self.env.invalidate_all()
        self.assertEqual(self._card(self._figures(), "cases"), "2")

    def test_a_running_case_is_in_no_figure(self):
        case = self._walk("2026-10-05 08:00", ("B1", "2026-10-05 09:00"))
        figures = self._figures()
        self.assertEqual(self._card(figures, "cases"), "0")
        self.assertEqual(self._card(figures, "lead"), "–")
        self.assertFalse(self._rows(figures, "paths"))
        case.with_user(self.officer)._end_by(
            "withdrawn", "x", local("2026-10-06 09:00")
        )
        figures = self._figures()
        # Withdrawn: it ended, without a result; what was left is no skip.
        self.assertEqual(self._card(figures, "cases"), "1")
        self.assertEqual(self._card(figures, "lead"), "–")
        self.assertEqual(self._card(figures, "conformance"), "100.00 %")

    def test_deviations_are_told_and_open_their_cases(self):
        slow, again, quick = self._three()
        b2, b3 = self._task(slow, "B2"), self._task(slow, "B3")
        # Rows as an older program or a hand in the database may have left them.
        b2.done_at, b3.done_at = local("2026-10-06 12:00"), local("2026-10-06 10:00")
        self._task(quick, "B2").write(
            {"state": "skipped", "reason": "Đã có ý kiến", "done_at": False}
        )
        figures = self._figures()
        rows = {(row[0], row[1]): row[2:] for row in self._rows(figures, "conformance")}
        self.assertEqual(rows["Skipped with permission", "–"], ["1", "33.33 %"])
        self.assertEqual(rows["Skipped without permission", "–"][0], "0")
        self.assertEqual(rows["Done before its turn", "–"], ["1", "33.33 %"])
        self.assertEqual(rows["", "B3 Step B3"], ["1", "33.33 %"])
        # A permitted skip keeps to the revision.
        self.assertEqual(self._card(figures, "conformance"), "66.67 %")
        card = figures["cards"][-1]
        self.assertEqual(self._records(figures, card), slow)

    def test_moved_cases_are_not_judged(self):
        slow, _again, _quick = self._three()
        self._task(slow, "B1").done_under_step_id = self._task(slow, "B2").step_id
        [section] = [
            s for s in self._figures()["sections"] if s["key"] == "conformance"
        ]
        self.assertTrue(section["note"].startswith("2 cases were laid"))

    @freeze_time("2026-12-20 03:00:00")
    def test_periods_are_cut_as_the_reports_are(self):
        found = {}
        for period in ("month", "last_month", "quarter", "last_quarter", "year"):
            page = self.env["procedure.insight"].new({"period": period})
            found[period] = (page.date_from, page.date_to)
        today = date(2026, 12, 20)
        self.assertEqual(
            found,
            {
                "month": (date(2026, 12, 15), today),
                "last_month": (date(2026, 11, 15), date(2026, 12, 14)),
                "quarter": (date(2026, 12, 15), today),
                "last_quarter": (date(2026, 9, 15), date(2026, 12, 14)),
                "year": (date(2026, 12, 15), today),
            },
        )

    def test_a_period_that_does_not_exist_is_told_on_the_page(self):
        figures = self._figures(date_from="2026-11-01", date_to="2026-10-01")
        self.assertIn("Choose a period", figures["error"])

    def test_the_effect_of_a_revision(self):
        self._three()
        self._revise("2026-10-12 08:00")
        for hour in ("09:00", "10:00"):
            day = "2026-10-13"
            self._walk(
                f"{day} 08:00",
                ("B1", f"{day} 08:30"),
                ("B2", f"{day} 08:40"),
                ("B3", f"{day} {hour}"),
            )
        self._receive(self.document, "2026-10-14 08:00")
        rows = self._rows(self._figures(), "effect")
        self.assertEqual(
            [[row[0], row[1], row[3], row[4], row[6], row[7]] for row in rows[:3]],
            [
                [
                    "Receipt to result, half within (h)",
                    *("6.0", "3", "1.0", "2", "Too few to tell"),
                ],
                [
                    "Early or on time",
                    *("100.00 %", "3", "100.00 %", "2", "Too few to tell"),
                ],
                [
                    "With work sent back",
                    *("33.33 %", "3", "0.00 %", "2", "Too few to tell"),
                ],
            ],
        )
        self.assertEqual(rows[3][3], "0")
        self.assertEqual(rows[3][6], "1")
        # Of three cases the bounds of a share are wide, and told.
        self.assertEqual(rows[2][2], "6.15 % – 79.23 %")

    def _revise(self, at):
        revision = self.document._new_draft("Rút ngắn")
        self._adopt(revision, local(at))
        return revision

    def test_the_doors_of_procedure_and_revision(self):
        self._three()
        action = (
            self.document.effective_revision_id.with_user(self.officer)
        ).action_open_effect()
        page = self.env["procedure.insight"].with_context(**action["context"])
        values = page.default_get(["document_id", "revision_id", "period"])
        self.assertEqual(values["document_id"], self.document.id)
        self.assertEqual(values["period"], "year")

    def test_the_number_of_queries_does_not_grow(self):
        self._three()
        counts = []
        for _size in (1, 2):
            self._figures()  # warm
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._figures()
            counts.append(self.env.cr.sql_log_count - before)
            for _more in range(4):
                self._three()
        self.assertLess(max(counts), 40)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestInsightRights(InsightCommon, CaseRpcCommon):
    MODEL = "procedure.insight"

    def _asked(self, user, **values):
        spec = {"figures": {}, "date_from": {}, "date_to": {}}
        values = {
            "period": "free",
            "date_from": "2026-10-01",
            "date_to": "2026-10-31",
            **values,
        }
        return self.call(user, self.MODEL, "onchange", [], values, list(values), spec)

    def test_who_reads_it(self):
        self._three()
        for user in (self.officer, self.quality, self.auditor, self.head):
            answer, error = self._asked(user)
            self.assertFalse(error, self.said)
            self.assertEqual(
                self._card(answer["value"]["figures"], "cases"), "3", user.login
            )
        for user in (self.clerk, self.expert, self.author):
            _answer, error = self._asked(user)
            self.assertEqual(error, "AccessError", user.login)
            self.assertRefused(
                user,
                self.MODEL,
                "open_records",
                {
                    "date_from": "2026-10-01",
                    "date_to": "2026-10-31",
                    "document_id": self.document.id,
                    "company_ids": self.agency.ids,
                },
                ["slow", ""],
            )

    def test_a_manager_reads_the_cases_of_his_departments(self):
        self._three()
        other = self._procedure(
            "QT.KHAC", [self._step(1, "B1", "i-clerk", "1")], limit=("1", "day")
        )
        case = self._receive(other, "2026-10-05 08:00")
        self._finish(case, "B1", "2026-10-05 09:00")
        for user, count in ((self.manager, "4"), (self.head, "3")):
            figures = self._figures(user, document_id=False)
            self.assertEqual(self._card(figures, "cases"), count, user.login)
            steps = sum(int(row[1]) for row in self._rows(figures, "steps"))
            self.assertEqual(steps, 12 if user == self.manager else 11)

    def test_another_agency_is_a_wall(self):
        self._three()
        elsewhere = self.env["res.company"].create(
            {"name": "Sở Khác", "procedure_calendar_id": self.calendar.id}
        )
        stranger = self._user(
            "i-stranger",
            "procedure_control.group_quality_manager",
            company=elsewhere,
        )
        answer, error = self._asked(stranger)
        self.assertFalse(error, self.said)
        self.assertEqual(self._card(answer["value"]["figures"], "cases"), "0")
        _answer, error = self._asked(stranger, company_ids=[[4, self.agency.id]])
        self.assertEqual(error, "AccessError")
        self.assertRefused(
            stranger,
            self.MODEL,
            "open_records",
            {
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "document_id": self.document.id,
                "company_ids": self.agency.ids,
            },
            ["slow", ""],
        )

    def test_what_is_no_figure_is_refused(self):
        scope = {
            "date_from": "2026-10-01",
            "date_to": "2026-10-31",
            "document_id": False,
            "company_ids": self.agency.ids,
        }
        for key in (["unknown", ""], [], ["deviation"], None, "x", [["a"]]):
            self.assertRefused(self.officer, self.MODEL, "open_records", scope, key)
        for broken in (
            {},
            None,
            scope | {"date_from": "x"},
            scope | {"company_ids": 1},
        ):
            self.assertRefused(
                self.officer, self.MODEL, "open_records", broken, ["slow", ""]
            )
        answer, error = self.call(
            self.officer, self.MODEL, "open_records", scope, ["path", "' OR 1=1 --"]
        )
        self.assertFalse(error)
        self.assertEqual(answer["domain"], [["id", "in", []]])

    def test_a_page_is_its_readers_own(self):
        page = self.env[self.MODEL].with_user(self.officer).create(OCTOBER)
        self.assertRefused(self.quality, self.MODEL, "read", page.ids, ["figures"])
