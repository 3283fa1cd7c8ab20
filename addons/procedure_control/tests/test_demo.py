from odoo import fields
from odoo.tests import TransactionCase, tagged

#: At least so many cases show each situation.
ENOUGH = 8


def situations(agencies, cases, now):
    """{situation: the demonstration's cases in it}."""
    running = cases.filtered(lambda c: c.state == "running" and c.due_at)
    closed = cases.filtered(lambda c: c.state == "closed")
    root = agencies.filtered(lambda c: c.procedure_code == "UBT")
    today = fields.Datetime.context_timestamp(
        root.with_context(tz="Asia/Ho_Chi_Minh"), now
    ).date()
    times = root._procedure_working_time(
        fields.Date.subtract(today, days=5), fields.Date.add(today, days=30)
    )[root]
    # On a day of rest nothing is due: the next working day stands for it.
    day = times.local(times.close_of_business(today)).date()
    of_day = running.filtered(lambda c: times.local(c.due_at).date() == day)
    overdue = running.filtered(lambda c: c.due_at < now) - of_day
    return {
        "waiting at intake": cases.filtered(lambda c: c.state == "intake"),
        "running on time": running - of_day - overdue,
        "due today": of_day,
        "overdue": overdue,
        "paused": cases.filtered(lambda c: c.state == "paused"),
        "second supplement": cases.filtered(lambda c: c.supplement_count > 1),
        "sent back": cases.task_ids.filtered(lambda t: t.state == "sent_back").case_id,
        "refused": cases.filtered(lambda c: c.state == "refused"),
        "terminated": cases.filtered(lambda c: c.state == "terminated"),
        "withdrawn": cases.filtered(lambda c: c.state == "withdrawn"),
        "extended": cases.filtered("extension_count"),
        "early": closed.filtered(lambda c: c.verdict == "early"),
        "on time": closed.filtered(lambda c: c.verdict == "on_time"),
        "late": closed.filtered(lambda c: c.verdict == "late"),
    }


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """A newcomer finds every situation of a case in the demonstration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mails = cls.env["mail.mail"].search_count([])
        cls.env["procedure.demo"]._load()
        cls.agencies = cls.env["res.company"].search(
            [("procedure_code", "in", ("UBT", "TTHCC", "SNV", "SYT", "XHP", "PTM"))]
        )
        cls.cases = cls.env["procedure.case"].search(
            [("company_id", "in", cls.agencies.ids)]
        )
        cls.documents = cls.env["procedure.document"].search(
            [("company_id", "in", cls.agencies.ids)]
        )
        cls.now = fields.Datetime.now()

    def _document(self, code):
        return self.documents.filtered(lambda d: d.code == code)

    # --- procedures -------------------------------------------------------------------
    def test_procedures_are_in_force_but_one(self):
        lacking = self.documents.filtered(lambda d: not d.effective_revision_id)
        self.assertEqual(lacking.mapped("code"), ["QT.ĐĐ.08"])
        self.assertGreaterEqual(len(self.documents), 17)
        # Those of the first day; later ones came by a decision or a change request.
        in_force = self.documents.effective_revision_id.filtered(
            lambda r: (
                not r.issuance_id
                and not r.change_id
                and not r.base_revision_id
                and r.document_id.type_id.layout != "d"
            )
        )
        self.assertGreaterEqual(len(in_force), 15)
        months = [
            (self.now - revision.effective_at).days / 30.4 for revision in in_force
        ]
        self.assertTrue(all(14.5 <= month <= 15.5 for month in months), months)

    def test_they_were_signed_by_somebody_else(self):
        for revision in self.documents.effective_revision_id:
            for decision in revision.decision_ids:
                self.assertNotIn(decision.user_id, revision.contributor_ids)
                self.assertEqual(decision.fingerprint, revision.fingerprint)
            self.assertTrue(all(r._bytes_intact() for r in revision.round_ids))
            if revision.issuance_id:
                continue
            last = revision.decision_ids[-1:]
            self.assertEqual(last.meaning, "approve")
            self.assertLess(last.decided_at, revision.effective_at)

    def test_the_negative_example_names_both_figures(self):
        draft = self._document("QT.ĐĐ.08").open_revision_id
        self.assertEqual(draft.state, "draft")
        blocking = [line["text"] for line in draft.readiness if line["blocks"]]
        self.assertEqual(len(blocking), 1, blocking)
        self.assertIn("12", blocking[0])
        self.assertIn("10", blocking[0])

    def test_revisions_of_one_procedure_in_every_stage(self):
        revisions = self._document("QT.GĐ.01").revision_ids
        states = sorted(revisions.mapped("state"))
        self.assertEqual(states, ["draft", "effective", "superseded"])
        old = revisions.filtered(lambda r: r.state == "superseded")
        new = revisions.filtered(lambda r: r.state == "effective")
        self.assertEqual(old.ended_at, new.effective_at)
        self.assertIn("in_review", self.documents.revision_ids.mapped("state"))

    # --- cases ------------------------------------------------------------------------
    def test_some_three_hundred_cases_everywhere(self):
        self.assertIn(len(self.cases), range(240, 321))
        self.assertEqual(self.cases.company_id, self.agencies)
        self.assertEqual(
            set(self.cases.mapped("kind")),
            {"tthc", "tthc_internal", "internal", "system"},
        )
        received = self.cases.filtered("received_at").mapped("received_at")
        self.assertGreater((self.now - min(received)).days, 400)
        self.assertLessEqual(max(received), self.now)

    def test_enough_of_every_situation(self):
        found = situations(self.agencies, self.cases, self.now)
        counts = {name: len(cases) for name, cases in found.items()}
        few = {name: count for name, count in counts.items() if count < ENOUGH}
        self.assertFalse(few, counts)

    def test_every_open_case_has_somebody_at_work(self):
        for case in self.cases.filtered(lambda c: c.state in ("running", "paused")):
            at_work = case.task_ids.filtered(lambda t: t.state in ("ready", "paused"))
            self.assertTrue(at_work, case.name)
            self.assertTrue(all(task.user_id for task in at_work), case.name)
        ready = self.cases.task_ids.filtered(lambda t: t.state == "ready")
        self.assertTrue(all(task.activity_id.active for task in ready))
        self.assertEqual(
            ready.mapped("user_id.id"), ready.mapped("activity_id.user_id.id")
        )

    def test_the_sweep_met_no_error(self):
        self.assertFalse(self.cases.task_ids.filtered("job_error"))

    def test_nothing_is_told_of_the_future(self):
        for name in ("ready_at", "done_at"):
            moments = [at for at in self.cases.task_ids.mapped(name) if at]
            self.assertLessEqual(max(moments), self.now)

    def test_a_clerk_finds_her_morning(self):
        hoa = self.env["res.users"].search([("login", "=", "hoa")])
        mine = (
            self.env["procedure.task"]
            .with_user(hoa)
            .search([("user_id", "=", hoa.id), ("state", "=", "ready")])
        )
        self.assertGreaterEqual(len(mine), 5)
        self.assertTrue(mine.filtered(lambda t: t.due_at and t.due_at < self.now))
        self.assertTrue(mine.filtered(lambda t: not t.due_at), "no result to hand out")

    # --- reminders and mails ----------------------------------------------------------
    def test_what_is_overdue_has_gone_up_the_line(self):
        a_week = fields.Datetime.subtract(self.now, days=7)
        late = self.cases.task_ids.filtered(
            lambda t: t.state == "ready" and t.due_at and t.due_at < a_week
        )
        for task in late:
            told = task.escalation_ids
            self.assertEqual(
                set(told.mapped("recipient")), {"owner", "head", "leader"}, task.name
            )
            above = told.filtered(lambda f: f.recipient != "owner").user_id
            self.assertNotIn(task.user_id, above)
        self.assertTrue(late)

    def test_no_mail_waits(self):
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)
        self.env["procedure.digest"]._send(self.now)
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)

    # --- days off ---------------------------------------------------------------------
    def test_days_off_of_2026_are_those_of_the_examples(self):
        root = self.agencies.filtered(lambda c: c.procedure_code == "UBT")
        first, last = (
            fields.Date.to_date("2026-01-01"),
            fields.Date.to_date("2026-12-31"),
        )
        times = root._procedure_working_time(first, last)[root]
        off = [
            f"{day:%d/%m}"
            for n in range(365)
            if (day := fields.Date.add(first, days=n)).weekday() < 5
            and not times.is_working_date(day)
        ]
        storm = self.env["resource.calendar.leaves"].search([("name", "like", "bão")])
        off.remove(f"{fields.Datetime.add(storm.date_from, hours=7):%d/%m}")
        tet = [f"{day}/02" for day in range(16, 21)]
        rest = ["27/04", "30/04", "01/05", "31/08", "01/09", "02/09", "24/11"]
        self.assertEqual(off, ["01/01", *tet, *rest])
        self.assertTrue(times.is_working_date(fields.Date.to_date("2026-08-22")))
        sample = self.env["resource.calendar.leaves"].search(
            [("company_id", "=", root.id)]
        )
        self.assertTrue(all("mẫu" in leave.name for leave in sample))

    def test_loading_again_changes_nothing(self):
        self.env["procedure.demo"]._load()
        again = self.env["procedure.case"].search_count(
            [("company_id", "in", self.agencies.ids)]
        )
        self.assertEqual(again, len(self.cases))
