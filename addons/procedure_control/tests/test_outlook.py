from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon, local, shown
from .reading_common import ReadingCommon
from .test_case_queries import BIG, SMALL


@tagged("post_install", "-at_install")
class TestOutlook(CaseCommon):
    """Any duty tells what happens if nobody acts: whom, when, and what was missed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("ol-head")
        cls.leader = cls._user("ol-leader")
        cls.clerk = cls._user("ol-clerk")
        cls.section = cls._department("Phòng Một cửa", head=cls.head)
        cls._hold("ol", cls.clerk, department=cls.section)
        cls._hold("ol-in-charge", cls.leader, role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.OL", [cls._step(1, "B1", "ol", "4")], limit=("5", "day")
        )
        # 4 working days from Mon 05/10/2026 17:00 end Fri 09/10/2026 17:00.
        cls.task = cls._receive(cls, cls.document, "2026-10-05 17:00").task_ids

    def _rows(self, at, task=None, user=None):
        task = (task or self.task).with_user(user or self.clerk)
        return [
            (row["state"], row["who"], shown(row["moment"]))
            for row in task._outlook(local(at))[task]
        ]

    def test_before_anything_called(self):
        self.assertEqual(
            self._rows("2026-10-06 09:00"),
            [
                ("next", self.clerk.name, "2026-10-08 17:00"),
                ("later", self.clerk.name, "2026-10-09 17:00"),
                ("later", self.head.name, "2026-10-09 17:00"),
                ("later", self.leader.name, "2026-10-12 17:00"),
            ],
        )

    def test_it_foretells_what_the_sweep_does(self):
        """Whom and when the outlook names is who is told then."""
        foretold = {
            (row["who"], shown(row["moment"]))
            for row in self.task._outlook(local("2026-10-06 09:00"))[self.task]
        }
        for at in ("2026-10-09 08:00", "2026-10-12 08:00", "2026-10-13 08:00"):
            self.task._fire(local(at))
        told = {(f.user_id.name, shown(f.moment_at)) for f in self.task.escalation_ids}
        self.assertEqual(told, foretold)

    def test_what_was_told_stays_in_the_list(self):
        self.task._fire(local("2026-10-12 08:00"))
        states = [state for state, *_rest in self._rows("2026-10-12 09:00")]
        self.assertEqual(states, ["missed", "delivered", "delivered", "next"])

    def test_before_the_sweep_that_comes_too_late(self):
        """The job stood for three days: what it will leave out is said before."""
        rows = self._rows("2026-10-14 09:00")
        before = {(who, state) for state, who, _moment in rows}
        self.task._fire(local("2026-10-14 09:00"))
        after = self._rows("2026-10-14 09:00")
        self.assertIn((self.head.name, "missed"), before)
        self.assertIn((self.leader.name, "next"), before)
        missed = [row for row in after if row[0] == "missed"]
        self.assertEqual(
            [moment for _state, _who, moment in missed],
            [moment for state, _who, moment in rows if state == "missed"],
        )

    def test_nobody_to_tell(self):
        (self.leader | self.head).action_archive()
        nobody = self.env["res.users"]
        companies = type(self.env["res.company"])
        with patch.object(companies, "_procedure_quality", lambda *_args: nobody):
            rows = self._rows("2026-10-06 09:00")
        self.assertEqual([row[:2] for row in rows[2:]], [("nobody", "")] * 2)

    def test_rung_that_calls_again(self):
        self.env["procedure.escalation.policy"].create(
            {
                "name": "Again",
                "document_id": self.document.id,
                "level_ids": [
                    Command.create(
                        {
                            "name": "Every day",
                            "recipient": "head",
                            "repeat_every": 1,
                            "repeat_times": 3,
                        }
                    )
                ],
            }
        )
        task = self._receive(self.document, "2026-10-05 17:00").task_ids
        [row] = task._outlook(local("2026-10-06 09:00"))[task]
        self.assertEqual(row["again"], "then every 1 working days, 3 times more")
        task._fire(local("2026-10-12 08:00"))
        rows = task._outlook(local("2026-10-12 09:00"))[task]
        self.assertEqual([r["state"] for r in rows], ["delivered", "next"])
        self.assertIn("2 times more", rows[1]["again"])

    def test_done_task_expects_nothing(self):
        self._finish(self.task.case_id, "B1", "2026-10-06 09:00")
        self.assertFalse(self._rows("2026-10-06 10:00"))
        self.assertIn("Nobody is waited for", self.task.outlook)

    @freeze_time(local("2026-10-06 09:00"))
    def test_seen_on_the_screen(self):
        html = self.task.with_user(self.clerk).outlook
        self.assertIn(self.leader.name, html)
        self.assertEqual(html.count("<tr>"), 5)
        self.assertEqual(html.count("His own activity"), 2, "never a second one")
        action = self.task.with_user(self.clerk).action_open_outlook()
        self.assertEqual(action["res_id"], self.task.id)

    @freeze_time(local("2026-10-06 09:00"))
    def test_names_are_escaped(self):
        self.leader.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.task.outlook)

    def test_who_may_not_read_the_task_reads_no_outlook(self):
        stranger = self._user("ol-stranger")
        with self.assertRaises(AccessError):
            self.task.with_user(stranger)._outlook(local("2026-10-06 09:00"))

    def test_queries_do_not_grow(self):
        costs = []
        for size in (2, SMALL, BIG):
            cases = self.env["procedure.case"].with_user(self.officer)
            vals = {"document_id": self.document.id, "company_id": self.agency.id}
            cases = cases._receive([vals] * size, local("2026-10-05 08:00"))
            tasks = self.env["procedure.task"].browse(cases.sudo().task_ids.ids)
            tasks = tasks.with_user(self.officer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = tasks._outlook(local("2026-10-06 09:00"))
            costs.append(self.cr.sql_log_count - before)
            self.assertEqual({len(some) for some in rows.values()}, {4})
        self.assertEqual(costs[1], costs[2])


@tagged("post_install", "-at_install")
class TestOutlookOfReadings(ReadingCommon):
    """Readings have a ladder of their own: the reader's digest, then his head."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.distribute(cls.document, cls.department)
        cls.revision = cls.issue(cls.document)
        cls.department.manager_id = cls.employ(cls.manager, cls.other_department)
        cls.row = cls.rows(cls.revision).filtered(lambda r: r.user_id != cls.manager)[0]

    def test_reader_then_head(self):
        rows = self.row._outlook(self.row.asked_at)[self.row]
        who = [(row["who"], row["state"]) for row in rows]
        self.assertEqual(who[0], (self.row.user_id.name, "next"))
        self.assertIn((self.manager.name, "later"), who)
        self.assertIn("until done", "".join(row["again"] for row in rows))

    def test_it_is_shown_to_the_reader(self):
        html = self.row.with_user(self.row.user_id).outlook
        self.assertIn(self.manager.name, html)
        self.assertIn("o_procedure_outlook", html)

    def test_ladder_of_the_procedure(self):
        """A ladder for this procedure calls the head two days before the due."""
        self.env["procedure.escalation.policy"].create(
            {
                "name": "Before",
                "duty": "acknowledgement",
                "document_id": self.document.id,
                "level_ids": [
                    Command.create(
                        {"name": "Early", "offset_value": "-2", "recipient": "head"}
                    )
                ],
            }
        )
        reading = self.env["procedure.acknowledgement"]
        early = min(self.rows(self.revision).mapped("due_at"))
        called = reading._overdue(early)
        self.assertIn((self.manager, self.revision.sudo()), called)
        reading._call_heads(early)
        kind = self.env.ref("procedure_control.mail_activity_type_unread")
        told = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        self.assertEqual(
            told.filtered(lambda a: a.res_id == self.revision.id).user_id, self.manager
        )
