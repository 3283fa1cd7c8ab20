"""Rungs: whom they call and how, again and again, and what a dead cron leaves."""

import json

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .ladder_common import LadderCommon, local, shown


@tagged("post_install", "-at_install")
class TestEscalationRungs(LadderCommon):
    # --- whom -------------------------------------------------------------------------

    def test_every_recipient(self):
        self._ladder(
            ("0", "owner"),
            ("0.5", "stand_in"),
            ("1", "head"),
            ("2", "leader"),
            ("3", "role", {"role_id": self.chief_role.id}),
            ("4", "quality_officer"),
        )
        task = self._task_of()
        self._sweep(task, "2026-10-12 08:00", "2026-10-12 13:00")
        self._sweep(task, *(f"2026-10-{day} 08:00" for day in (13, 14, 15, 16)))
        told = {number: user for number, _n, _state, user in self._told(task)}
        self.assertEqual(told[1], self.clerk)
        self.assertEqual(told[2], self.second)
        self.assertEqual(told[3], self.head)
        self.assertEqual(told[4], self.leader)
        self.assertEqual(told[5], self.chief)
        self.assertEqual(told[6], self.officer)
        self.assertEqual(
            {state for _n, _r, state, _u in self._told(task)}, {"delivered"}
        )

    def test_nobody_is_told_of_himself_or_of_whom_he_stands_in_for(self):
        """The stand-in heads the section: the head's rung goes up, his own does not."""
        self.section.manager_id = self.env["hr.employee"].create(
            {"name": "x", "user_id": self.second.id, "company_id": self.agency.id}
        )
        self._ladder(("0", "stand_in"), ("1", "head"))
        task = self._task_of()
        self._sweep(task, "2026-10-12 08:00", "2026-10-13 08:00")
        self.assertEqual(
            self._told(task),
            [(1, 0, "delivered", self.second), (2, 0, "delivered", self.leader)],
        )

    def test_empty_rungs_climb_one_after_the_other(self):
        """stand-in → head → leader → quality officer → quality manager → nobody."""
        self._ladder(("0", "stand_in"))
        task = self._task_of()
        level = task.policy_id.level_ids
        at = local("2026-10-12 08:00")
        task.stand_in_id = False
        self.assertEqual(task._recipient_of(level, at), self.head)
        self.head.active = False
        self.assertEqual(task._recipient_of(level, at), self.leader)
        self.leader.active = False
        self.assertEqual(task._recipient_of(level, at), self.officer)
        self.officer.active = False
        others = self.env["res.company"]._procedure_quality() - self.quality
        others.company_ids -= self.agency
        self.assertEqual(task._recipient_of(level, at), self.quality)
        self.quality.active = False
        self.assertFalse(task._recipient_of(level, at))
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(self._told(task), [(1, 0, "nobody", self.env["res.users"])])

    def test_a_role_without_holder_climbs(self):
        self._ladder(("0", "role", {"role_id": self.chief_role.id}))
        task = self._task_of()
        self.chief_role.holder_ids.user_id.active = False
        level = task.policy_id.level_ids
        self.assertEqual(
            task._recipient_of(level, local("2026-10-12 08:00")), self.leader
        )

    def test_recipients_are_found_without_firing(self):
        """For duties of several kinds at once, whatever fires later."""
        policy = self._ladder(("0", "head"), ("1", "leader"))
        tasks = self._task_of() | self._task_of(code="QT.THANG2")
        pairs = [(task, level) for task in tasks for level in policy.level_ids]
        found = self.env["procedure.duty"]._recipients_for(
            pairs, local("2026-10-06 08:00")
        )
        self.assertEqual([found[pair] for pair in pairs], [self.head, self.leader] * 2)
        self.assertFalse(tasks.escalation_ids)

    # --- one activity -----------------------------------------------------------------

    def test_two_rungs_for_one_person_are_one_activity(self):
        """The head's place is empty: both rungs of that moment come to the leader."""
        self.head.active = False
        self._ladder(("0", "head"), ("0", "leader"), ("1", "leader"))
        task = self._task_of()
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(len(self._told(task)), 2)
        called = self._open_calls(task)
        self.assertEqual(called.user_id, self.leader)
        self.assertEqual(len(called), 1)
        self.assertTrue(called.summary.startswith("Rung 2"))
        self._sweep(task, "2026-10-13 08:00")
        self.assertEqual(self._open_calls(task), called, "a later rung renews it")
        self.assertTrue(called.summary.startswith("Rung 3"))
        self.assertEqual(task.escalation_ids.activity_id, called)

    def test_the_owner_never_has_a_second_activity(self):
        self._ladder(
            ("0", "owner"),
            ("0.5", "owner", {"how": "chatter"}),
            ("1", "owner", {"repeat_every": 1}),
        )
        task = self._task_of()
        mine = task.activity_id
        for day in ("12", "13", "14", "15"):
            self._sweep(task, f"2026-10-{day} 08:00", f"2026-10-{day} 14:00")
        self.assertGreater(len(task.escalation_ids), 4)
        self.assertEqual(task.case_id.activity_ids, mine)
        self.assertIn("Rung 3 (again", mine.note)
        self.assertFalse(task.escalation_ids.activity_id)

    # --- again ------------------------------------------------------------------------

    def test_repeats_until_done(self):
        self._ladder(("0", "head", {"repeat_every": 1, "repeat_times": 2}))
        task = self._task_of()
        for day in ("12", "13", "14", "15", "16"):
            self._sweep(task, f"2026-10-{day} 08:00")
        self.assertEqual(
            self._told(task), [(1, n, "delivered", self.head) for n in range(3)]
        )
        self.assertEqual(len(self._open_calls(task)), 1)
        self.assertIn("again, no. 2", self._open_calls(task).summary)
        self.assertFalse(task.next_check_at, "three times, as it says")
        moments = [shown(f.moment_at) for f in task.escalation_ids.sorted("moment_at")]
        self.assertEqual(
            moments, ["2026-10-09 17:00", "2026-10-12 17:00", "2026-10-13 17:00"]
        )

    def test_a_repeat_fires_once_whoever_sweeps(self):
        self._ladder(("0", "head", {"repeat_every": 1}))
        task = self._task_of()
        for at in ("2026-10-12 08:00", "2026-10-13 08:00"):
            self._sweep(task, at)
            task._fire(local(at))
        self.assertEqual([row[1] for row in self._told(task)], [0, 1])
        firing = task.escalation_ids[:1]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                firing.copy({"repeat": firing.repeat})
                self.env.flush_all()

    def test_done_ends_the_repeats(self):
        self._ladder(("0", "head", {"repeat_every": 1}))
        task = self._task_of()
        self._sweep(task, "2026-10-12 08:00")
        self._finish(task.case_id, "B1", "2026-10-12 09:00")
        self.assertFalse(task.next_check_at)
        task._fire(local("2026-10-20 08:00"))
        self.assertEqual(len(task.escalation_ids), 1)

    # --- not started ------------------------------------------------------------------

    def test_not_started_until_he_begins(self):
        self._ladder(
            ("50", "head", {"offset_unit": "percent", "condition": "not_started"}),
            ("0", "leader"),
        )
        task = self._task_of()
        self.assertEqual(shown(task.next_check_at), "2026-10-08 08:00")
        self._sweep(task, "2026-10-08 08:00")
        called = self._open_calls(task)
        self.assertEqual(called.user_id, self.head)
        task.with_user(self.clerk).action_open_completion()
        self.assertTrue(task.started_at)
        self.assertFalse(called.active, "what it called for has been done")
        self._sweep(task, "2026-10-12 08:00")
        self.assertEqual(self._open_calls(task).user_id, self.leader)

    def test_begun_in_time_nobody_is_told(self):
        self._ladder(
            ("50", "head", {"offset_unit": "percent", "condition": "not_started"})
        )
        task = self._task_of()
        task.with_user(self.clerk)._start(local("2026-10-07 09:00"))
        self.assertFalse(task.next_check_at)
        task._fire(local("2026-10-09 08:00"))
        self.assertFalse(task.escalation_ids)

    # --- how --------------------------------------------------------------------------

    def test_by_mail(self):
        self._ladder(("0", "head", {"how": "mail"}), ("0", "leader", {"how": "mail"}))
        self.head.email = "head@example.org"
        self.leader.procedure_mail = "none"
        task = self._task_of()
        before = self.env["mail.mail"].search([])
        self._sweep(task, "2026-10-12 08:00")
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mail), 1)
        self.assertIn("head@example.org", mail.email_to)
        self.assertIn("Rung 1", mail.subject)
        of_head = task.escalation_ids.filtered(lambda f: f.user_id == self.head)
        self.assertTrue(of_head.mailed_at, "his digest does not repeat it")
        # Who wants no mail is not left out.
        self.assertEqual(self._open_calls(task).user_id, self.leader)

    def test_one_mail_for_all_that_calls_a_person(self):
        self._ladder(("0", "head", {"how": "mail"}))
        self.head.email = "head@example.org"
        tasks = self._task_of() | self._task_of(code="QT.THANG2")
        before = self.env["mail.mail"].search([])
        tasks._sweep(local("2026-10-12 08:00"))
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.body_html.count("<li>"), 2)

    def test_by_a_note(self):
        self._ladder(("0", "head", {"how": "chatter"}))
        task = self._task_of()
        before = task.case_id.message_ids
        self._sweep(task, "2026-10-12 08:00")
        note = task.case_id.message_ids - before
        self.assertIn(self.head.name, note.body)
        self.assertNotIn(self.clerk.name, note.body, "the case has other readers")
        self.assertFalse(self._open_calls(task))
        firing = task.escalation_ids
        self.assertEqual((firing.state, firing.user_id), ("delivered", self.head))
        self.assertFalse(firing.mailed_at, "his digest tells him")

    # --- after a dead cron ------------------------------------------------------------

    def test_after_three_days_one_activity_and_the_rest_was_missed(self):
        self._ladder(
            ("-1", "owner"),
            ("0", "owner"),
            ("0", "head", {"repeat_every": 1}),
            ("1", "leader"),
        )
        task = self._task_of()
        nobody = self.env["res.users"]
        mine = task.activity_id
        self._sweep(task, "2026-10-15 08:00")
        self.assertEqual(
            self._told(task),
            [
                (1, 0, "missed", nobody),
                (2, 0, "delivered", self.clerk),
                (3, 0, "missed", nobody),
                (3, 1, "missed", nobody),
                (4, 0, "delivered", self.leader),
                (3, 2, "missed", nobody),
                (3, 3, "missed", nobody),
            ],
        )
        missed = task.escalation_ids.filtered(lambda f: f.state == "missed")
        self.assertFalse(missed.filtered(lambda f: f.delivered_at or f.activity_id))
        self.assertEqual(task.case_id.activity_ids, mine | self._open_calls(task))
        self.assertEqual(len(self._open_calls(task)), 1)
        events = self.env["procedure.event"].search(
            [("kind", "=", "task.escalated"), ("res_id", "=", task.id)]
        )
        rungs = json.loads(events.payload_ids.body)["values"]["rungs"]
        self.assertEqual([r.get("state") for r in rungs].count("missed"), 5)
        # From now on it goes its way: tomorrow the head hears again.
        self._sweep(task, "2026-10-16 08:00")
        self.assertEqual(self._told(task)[-1], (3, 4, "delivered", self.head))

    def test_missed_is_not_given_later_nor_after_a_pause(self):
        self._ladder(("0", "head"), ("1", "leader"))
        task = self._task_of()
        case = task.case_id
        self._sweep(task, "2026-10-15 08:00")
        count = len(task.escalation_ids)
        case._pause("supplement", "x", "y", local("2026-10-15 09:00"))
        case._resume("x", local("2026-10-19 09:00"))
        task._sweep(local("2026-10-19 09:05"))
        self.assertEqual(len(task.escalation_ids), count)

    # --- what is refused --------------------------------------------------------------

    def test_rungs_that_make_no_sense(self):
        for values in (
            {"offset_value": "0", "offset_unit": "percent"},
            {"offset_value": "201", "offset_unit": "percent"},
            {"offset_value": "61"},
            {"offset_value": "x"},
            {"recipient": "role"},
            {"how": "reassign"},
            {"how": "reassign", "recipient": "stand_in", "repeat_every": 1},
            {"repeat_every": 10, "repeat_unit": "minute"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._ladder(("0", "owner", values))
        give = {"how": "reassign"}
        with self.assertRaises(ValidationError):
            self._ladder(("0", "stand_in", give), duty="signature")
        policy = self._ladder(("0", "stand_in", give), duty="task")
        with self.assertRaises(ValidationError):
            policy.duty = "review"
