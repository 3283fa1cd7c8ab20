"""One's own figures first; the departments one manages after them, nobody else's."""

from odoo.tests import freeze_time, tagged

from .case_common import CaseRpcCommon, local
from .explanation_common import ExplanationCommon

NOW = "2026-10-20 03:00:00"  # UTC
#: Places of the figures in a row.
RATE, ENDED, EARLY, ON_TIME, LATE, ASKED, EXPLAINED, OVERDUE = range(8)


@tagged("post_install", "-at_install")
class TestOwnFigures(ExplanationCommon):
    def setUp(self):
        super().setUp()
        # Late, early, on time; one still open and overdue.
        _task, self.explanation = self._late()
        self._late("2026-10-08 10:00")
        self._late("2026-10-08 14:00")
        self._open()
        self.env.flush_all()

    def _rows(self, user, period="month"):
        with freeze_time(NOW):
            table = self.env["procedure.task"].with_user(user).my_figures(period)
        return {
            row["key"]: [cell["value"] for cell in row["cells"]]
            for row in table["rows"]
        }

    def test_ones_own(self):
        rows = self._rows(self.late)
        self.assertEqual(list(rows), ["me"])
        self.assertEqual(
            rows["me"], ["66.67 %", "3", "1", "1", "1", "1", "0", "1"], rows
        )
        self._explain(self.explanation)
        me = self._rows(self.late)["me"]
        self.assertEqual((me[ASKED], me[EXPLAINED]), ("0", "1"))

    def test_nothing_ended_has_no_rate(self):
        self.assertEqual(self._rows(self.stranger)["me"][:2], ["–", "0"])
        self.assertEqual(self._rows(self.late, "last_month")["me"][:2], ["–", "0"])

    def test_a_manager_sees_his_own_and_then_his_departments(self):
        rows = self._rows(self.head)
        self.assertEqual(list(rows), ["me", str(self.section.id)])
        self.assertEqual(rows["me"][ENDED], "0")
        self.assertEqual(rows[str(self.section.id)][ENDED:ASKED], ["3", "1", "1", "1"])
        above = self._rows(self.above)
        self.assertIn(str(self.section.id), above)
        self.assertNotIn(str(self.section.id), self._rows(self.other_head))

    def test_a_step_done_for_somebody_counts_for_who_did_it(self):
        case = self._open()
        task = self._task(case, "B2")
        task.stand_in_id = self.stranger
        evidence = {"choice": False, "reason": "", "checked": [], "document_number": ""}
        evidence |= {"attachment_ids": [], "assignments": []}
        task._complete(evidence, local("2026-10-08 10:00"), user=self.stranger)
        self.assertEqual(self._rows(self.stranger)["me"][ENDED], "1")
        self.assertEqual(self._rows(self.late)["me"][ENDED], "3")

    def test_a_correction_is_in_no_figure_of_timeliness(self):
        task, _explanation = self._late()
        self.assertEqual(self._rows(self.late)["me"][ENDED], "4")
        other = self._receive(self.document, "2026-10-06 10:00")
        task.case_id.sudo().write(
            {
                "corrects_id": other.id,
                "correction_kind": "correction",
                "correction_cause": "own",
                "correction_reason": "Sai tên",
            }
        )
        self.env.flush_all()
        self.assertEqual(self._rows(self.late)["me"][ENDED], "3")

    def test_departments_cost_no_more_queries(self):
        self._explain(self.explanation)
        costs = []
        for more in (0, 4):
            for number in range(more):
                self.section.copy({"name": f"Tổ {number}"})
            self.env.flush_all()
            self._rows(self.head)
            before = self.cr.sql_log_count
            rows = self._rows(self.head)
            costs.append(self.cr.sql_log_count - before)
            self.assertEqual(len(rows), 2 + more)
            self.assertEqual(rows[str(self.section.id)][EXPLAINED], "1")
        self.assertEqual(costs[0], costs[1])

    def test_each_figure_opens_what_it_counts(self):
        with freeze_time(NOW):
            for user in (self.late, self.head):
                table = self.env["procedure.task"].with_user(user).my_figures()
                for row in table["rows"]:
                    for cell in row["cells"]:
                        if "domain" not in cell:
                            continue
                        records = self.env[cell["model"]].with_user(user)
                        self.assertEqual(
                            str(records.search_count(cell["domain"])), cell["value"]
                        )

    def test_the_day_begins_with_it(self):
        def keys(user, now=NOW):
            with freeze_time(now):
                day = self.env["procedure.task"].with_user(user).my_day()
            return {row["key"]: row["count"] for row in day}

        self.assertEqual(keys(self.late)["figures"], "66.67 %")
        self.assertEqual(keys(self.late)["to_explain"], 1)
        # The head is to say what nobody explained once its time is over, not before.
        self.assertNotIn("to_agree", keys(self.head, "2026-10-12 09:59:00"))
        self.assertEqual(keys(self.head)["to_agree"], 1)
        self._explain(self.explanation)
        self.assertEqual(keys(self.head)["to_agree"], 1)
        self.assertNotIn("to_explain", keys(self.late))

    def test_the_page(self):
        page = self.env["procedure.my.figures"].with_user(self.late).create({})
        with freeze_time(NOW):
            self.assertEqual(page.figures["rows"][0]["cells"][ENDED]["value"], "3")


@tagged("post_install", "-at_install")
class TestAttacksOwnFigures(ExplanationCommon, CaseRpcCommon):
    def test_a_client_asks_for_no_other_persons_figures(self):
        self._late()
        self.env.flush_all()
        table, error = self.call(self.stranger, "procedure.task", "my_figures", "year")
        self.assertFalse(error, self.said)
        self.assertEqual([row["key"] for row in table["rows"]], ["me"])
        self.assertEqual(table["rows"][0]["cells"][1]["value"], "0")
        self.assertRefused(
            self.stranger, "procedure.task", "_sums_by", [], self.late.id
        )
        for period in ("decade", "__class__", False):
            self.assertRefused(self.stranger, "procedure.task", "my_figures", period)
