from odoo.tests import tagged

from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestDigest(CaseCommon):
    """One mail per person at 08:30 and 13:30, and nothing twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("worker", email="worker@example.com", lang="en_US")
        cls._hold("work", cls.worker)
        cls.document = cls._procedure(
            "QT.TH", [cls._step(1, "B1", "work", "3")], limit=("3", "day")
        )

    def _send(self, at):
        before = self.env["mail.mail"].search([])
        self.env["procedure.digest"]._send(local(at))
        mails = self.env["mail.mail"].search([]) - before
        return mails.filtered(lambda m: "worker@example.com" in (m.email_to or ""))

    def test_many_tasks_make_one_mail(self):
        for _number in range(3):
            self._receive(self.document, "2026-10-05 09:00")
        self.assertFalse(self._send("2026-10-05 13:15"), "not before the set time")
        mail = self._send("2026-10-05 13:30")
        self.assertEqual(len(mail), 1)
        self.assertIn("3 new tasks", mail.subject)
        self.assertFalse(self._send("2026-10-05 13:45"), "nothing is announced twice")

    def test_missed_time_is_made_up_once(self):
        """The server stood at 08:30 and is back at 09:00."""
        self._receive(self.document, "2026-10-05 16:00")
        self.assertEqual(len(self._send("2026-10-06 09:00")), 1)
        self.assertFalse(self._send("2026-10-06 13:30"))

    def test_who_wants_no_mail_gets_none(self):
        self.worker.procedure_mail = "none"
        self._receive(self.document, "2026-10-05 09:00")
        self.assertFalse(self._send("2026-10-05 13:30"))

    def test_reminders_are_in_the_digest(self):
        task = self._receive(self.document, "2026-10-05 09:00").task_ids
        self._send("2026-10-05 13:30")
        task._fire(local("2026-10-08 10:00"))
        mail = self._send("2026-10-08 13:30")
        self.assertEqual(len(mail), 1)
        self.assertIn("Reminder at due", mail.body_html)
