"""Back after the jobs stood: one digest a person, one activity a duty, nothing lost."""

import base64

from odoo import Command
from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon, local, shown
from .test_late_entry import LateCommon

SWEEP = "procedure_control.ir_cron_sweep"
DIGEST = "procedure_control.ir_cron_digest"
#: Written by hand while everything was down.
RECEIPTS = (("01/BN", "07:40"), ("02/BN", "08:10"), ("03/BN", "08:25"))


class BackCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody else's work: the jobs below look at everything in the database.
        cls.env["procedure.task"].search([]).write(
            {"next_check_at": False, "announced_at": local("2026-10-01 08:00")}
        )

    def _last_ran(self, at):
        """The jobs ran for the last time at this local time."""
        for key in ("sweep", "digest"):
            self.env["procedure.job"]._ran(key, local(at))
        self.env.flush_all()

    def _run(self, at, *crons):
        """Let these jobs run at a local time; the mails that they made."""
        before = self.env["mail.mail"].search([])
        with freeze_time(local(at)), self.enter_registry_test_mode():
            for cron in crons:
                self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.mail"].search([]) - before

    def _to(self, mails, user):
        return mails.filtered(lambda mail: user.email in (mail.email_to or ""))


@tagged("post_install", "-at_install")
class TestDeadCron(BackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head, cls.leader, cls.clerk = (
            cls._user(f"dc-{who}", email=f"{who}@dead.example.com", lang="en_US")
            for who in ("head", "leader", "clerk")
        )
        section = cls._department("Phòng TCHC", head=cls.head)
        cls._hold("dc", cls.clerk, department=section)
        cls._hold("dc-in-charge", cls.leader, role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.DC", [cls._step(1, "B1", "dc", "4")], limit=("5", "day")
        )
        # 4 working days from Mon 05/10/2026 17:00 end Fri 09/10/2026 17:00.
        cls.cases = cls.env["procedure.case"].union(
            *(cls._receive(cls, cls.document, "2026-10-05 17:00") for _n in range(3))
        )
        cls.tasks = cls.cases.task_ids
        cls.tasks.announced_at = local("2026-10-06 08:30")

    def _fired(self, task):
        return {
            (f.level_id.sequence, f.state, f.user_id): f for f in task.escalation_ids
        }

    def test_three_days(self):
        """They stood from Thursday noon to Tuesday 09:00: all four rungs are due."""
        self._last_ran("2026-10-08 12:00")
        mails = self._run("2026-10-13 09:00", DIGEST, SWEEP)
        nobody = self.env["res.users"]
        for task in self.tasks:
            self.assertEqual(
                set(self._fired(task)),
                {
                    (10, "missed", nobody),  # a day before
                    (20, "delivered", self.clerk),  # at due: the last of his own
                    (30, "missed", nobody),  # the head, at due
                    (40, "delivered", self.leader),  # the highest
                },
            )
            called = task.case_id.activity_ids - task.activity_id
            called = called.filtered(
                lambda a: a.user_id in self.head | self.leader | self.clerk
            )
            self.assertEqual(called.mapped("user_id"), self.leader)
            self.assertEqual(len(called), 1, "one activity a duty")
            missed = task.escalation_ids.filtered(lambda f: f.state == "missed")
            self.assertFalse(missed.filtered("delivered_at"))
            self.assertFalse(missed.filtered("activity_id"))
        self.assertEqual(len(self._to(mails, self.clerk)), 1)
        self.assertEqual(len(self._to(mails, self.leader)), 1)
        self.assertFalse(self._to(mails, self.head))
        self.assertIn("3 reminders", self._to(mails, self.leader).subject)

    def test_whichever_job_comes_first(self):
        """The sweep may come back before the digest, or half an hour later."""
        self._last_ran("2026-10-08 12:00")
        mails = self._run("2026-10-13 09:00", SWEEP, DIGEST)
        for at in ("2026-10-13 09:15", "2026-10-13 09:30", "2026-10-13 13:15"):
            mails += self._run(at, SWEEP, DIGEST)
        for user in (self.clerk, self.leader):
            self.assertEqual(len(self._to(mails, user)), 1, user.login)

    def test_nothing_fires_twice(self):
        self._last_ran("2026-10-08 12:00")
        self._run("2026-10-13 09:00", SWEEP, DIGEST)
        before = self.tasks.escalation_ids
        self._last_ran("2026-10-13 09:00")
        self._run("2026-10-16 09:00", SWEEP, DIGEST)
        self.assertEqual(self.tasks.escalation_ids, before)
        self.assertFalse(any(self.tasks.mapped("next_check_at")))

    def test_missed_rungs_are_in_the_trail(self):
        self._run("2026-10-13 09:00", SWEEP)
        events = self.env["procedure.event"].search(
            [("kind", "=", "task.escalated"), ("res_id", "in", self.tasks.ids)]
        )
        bodies = events.sudo().payload_ids.mapped("body")
        self.assertEqual(len(bodies), 3)
        for body in bodies:
            self.assertEqual(body.count('"state":"missed"'), 2)

    def test_rung_that_calls_again_each_day(self):
        """Three calls were missed, the fourth is told: one activity, one line."""
        self.env["procedure.escalation.policy"].create(
            {
                "name": "Daily",
                "document_id": self.document.id,
                "level_ids": [
                    Command.create(
                        {"name": "Daily", "recipient": "head", "repeat_every": 1}
                    )
                ],
            }
        )
        task = self._receive(self.document, "2026-10-05 17:00").task_ids
        task.announced_at = local("2026-10-06 08:30")
        self._last_ran("2026-10-09 12:00")
        # At due on Friday 17:00, then Monday, Tuesday and Wednesday 17:00.
        mails = self._run("2026-10-15 09:00", SWEEP, DIGEST)
        firings = task.escalation_ids.sorted("moment_at")
        self.assertEqual(
            [(f.repeat, f.state) for f in firings],
            [(0, "missed"), (1, "missed"), (2, "missed"), (3, "delivered")],
        )
        called = (task.case_id.activity_ids - task.activity_id).filtered(
            lambda a: a.user_id == self.head
        )
        self.assertEqual(len(called), 1)
        [mail] = self._to(mails, self.head)
        self.assertIn("1 reminders", mail.subject)
        self.assertEqual(shown(task.next_check_at), "2026-10-16 08:00", "it goes on")

    def test_many_lines_are_one_mail(self):
        vals = {"document_id": self.document.id, "company_id": self.agency.id}
        cases = self.env["procedure.case"].with_user(self.officer)
        cases._receive([vals] * 120, local("2026-10-12 08:00"))
        [mail] = self._to(self._run("2026-10-12 09:00", DIGEST), self.clerk)
        self.assertIn("120 new tasks", mail.subject)
        self.assertIn("and 20 more", mail.body_html)
        self.assertFalse(self._to(self._run("2026-10-12 09:15", DIGEST), self.clerk))


@tagged("post_install", "-at_install")
class TestEverythingDown(BackCommon, LateCommon):
    """A weekend without jobs, and a Monday morning without the server until 09:00."""

    def test_digest_of_0830_goes_at_0900_once(self):
        worker = self._task(self._receive(self.document, "2026-10-09 16:00"), "B1")
        person = worker.user_id
        person.write({"email": "hoa@down.example.com", "lang": "en_US"})
        self._last_ran("2026-10-09 16:30")
        mails = self._run("2026-10-12 09:00", SWEEP, DIGEST)
        [mail] = self._to(mails, person)
        self.assertIn("1 new tasks", mail.subject)
        # What was received on paper before 08:30 is entered now: no second digest.
        scan = base64.b64encode(b"%PDF-1.4 receipts").decode()
        rows = [
            {
                "document_id": self.document.id,
                "company_id": self.agency.id,
                "variant_id": self.plain.id,
                "paper_number": number,
                "received_at": local(f"2026-10-12 {hour}"),
            }
            for number, hour in (
                ("01/BN", "07:40"),
                ("02/BN", "08:10"),
                ("03/BN", "08:25"),
            )
        ]
        with freeze_time(local("2026-10-12 09:10")):
            cases = self.env["procedure.case"].with_company(self.agency)
            ids = cases.with_user(self.officer).action_receive_late(
                rows, None, "Mất điện", {"file": scan, "filename": "bien-nhan.pdf"}
            )
        cases = self.env["procedure.case"].browse(ids)
        self.assertEqual(cases.mapped("entered_late"), [True] * 3)
        later = self._run("2026-10-12 09:15", SWEEP, DIGEST)
        self.assertFalse(self._to(later, person), "nobody gets two of one set time")
        [mail] = self._to(self._run("2026-10-12 13:30", SWEEP, DIGEST), person)
        self.assertIn("3 new tasks", mail.subject)
