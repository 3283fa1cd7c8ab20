"""Samples of cases: by seed, kept, told; drawn by an auditor who writes nothing."""

import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .case_common import CaseRpcCommon, local


class AuditCommon(CaseRpcCommon):
    """A procedure with eight cases on it, and an auditor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("auditor", "procedure_control.group_auditor")
        cls.clerk = cls._user("clerk2")
        cls._hold("worker", cls.clerk)
        cls.document = cls._procedure(
            "QT.AUD", [cls._step(1, "B1", "worker", "1")], limit=("1", "day")
        )
        cls.revision = cls.document.revision_ids
        cls.cases = cls.env["procedure.case"]
        for day in range(5, 13):
            cls.cases |= cls._receive(cls, cls.document, f"2026-10-{day:02d} 09:00")

    def draw(self, user=None, **values):
        wizard = (
            self.env["procedure.sample.draw"]
            .with_user(user or self.auditor)
            .create({"revision_id": self.revision.id, "seed": "42", **values})
        )
        return self.env["procedure.sample"].browse(wizard.action_draw()["res_id"])


@tagged("post_install", "-at_install")
class TestSample(AuditCommon):
    def test_the_lowest_digests_in_order_and_the_same_again(self):
        """Proves: ISO 9001 9.2.2 f."""
        sample = self.draw()
        by_hand = sorted(
            self.cases.mapped("name"),
            key=lambda name: hashlib.sha256(f"42{name}".encode()).hexdigest(),
        )
        self.assertEqual(sample.line_ids.mapped("case_number"), by_hand[:5])
        self.assertEqual(sample.population, 8)
        self.assertEqual(
            self.draw().line_ids.mapped("case_number"), by_hand[:5], "once more"
        )
        self.assertEqual(
            sample.with_user(self.auditor)._again(), (by_hand[:5], 8), "and later"
        )
        self.assertNotEqual(
            self.draw(seed="43").line_ids.mapped("case_number"), by_hand[:5]
        )

    def test_of_a_period_in_days_of_the_agency(self):
        sample = self.draw(
            revision_id=False,
            company_id=self.agency.id,
            date_from="2026-10-06",
            date_to="2026-10-07",
            size=20,
        )
        self.assertEqual(sample.line_ids.case_id, self.cases[1:3])
        self.assertEqual(sample.population, 2)

    def test_it_is_told_in_the_trail(self):
        sample = self.draw()
        event = self.env["procedure.event"].search(
            [("kind", "=", "sample.drawn"), ("res_id", "=", sample.id)]
        )
        self.assertEqual(event.user_id, self.auditor)
        self.assertEqual(event.document_id, self.document)
        self.assertIn(sample.line_ids[0].case_number, event.body)

    def test_who_draws_and_what_is_no_sample(self):
        with self.assertRaises(AccessError):
            self.draw(user=self.clerk)
        for values in ({"size": 0}, {"size": 5000}, {"seed": "  "}):
            with self.subTest(values), self.assertRaises(UserError):
                self.draw(**values)
        with self.assertRaises(UserError):
            self.draw(date_from="2030-01-01")

    def test_a_case_of_another_agency_is_not_drawn(self):
        elsewhere = self.env["res.company"].create({"name": "Sở khác"})
        outsider = self._user(
            "outside", "procedure_control.group_auditor", company=elsewhere
        )
        with self.assertRaises(AccessError):
            self.draw(user=outsider)
        sample = self.draw()
        found = self.env["procedure.sample"].with_user(outsider)
        self.assertNotIn(sample, found.search([]))

    def test_attacks_on_a_sample(self):
        sample = self.draw()
        for user in (self.auditor, self.officer):
            self.assertRefused(
                user, "procedure.sample", "write", sample.ids, {"seed": "1"}
            )
            self.assertRefused(user, "procedure.sample", "unlink", sample.ids)
            self.assertRefused(
                user, "procedure.sample.line", "unlink", sample.line_ids[0].ids
            )
            self.assertRefused(
                user,
                "procedure.sample",
                "create",
                {"seed": "1", "size": 1, "company_id": self.agency.id},
            )
        self.assertEqual(sample.seed, "42")


@tagged("post_install", "-at_install")
class TestOnDay(AuditCommon):
    """An auditor's five minutes, alone and read-only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late_reader = cls._user("late_reader")
        rows = (
            (cls.clerk, "2026-08-03 09:00", "2026-08-04 09:00"),
            (cls.late_reader, "2026-08-03 09:00", "2026-08-20 09:00"),
            (cls.author, "2026-09-01 09:00", "2026-09-02 09:00"),
        )
        cls.env["procedure.acknowledgement"]._record(
            [
                {
                    "revision_id": cls.revision.id,
                    "document_id": cls.document.id,
                    "company_id": cls.agency.id,
                    "user_id": user.id,
                    "reader_name": user.name,
                    "state": "read",
                    "reason": "list",
                    "asked_at": local(asked),
                    "read_at": local(read),
                    "fingerprint": cls.revision.fingerprint,
                }
                for user, asked, read in rows
            ]
        )

    def on_day(self, day="2026-08-15", user=None):
        document = self.document.with_user(user or self.auditor)
        action = document.action_on_day()
        wizard = self.env[action["res_model"]].with_user(user or self.auditor)
        wizard = wizard.browse(action["res_id"])
        wizard.day = day
        return wizard

    def test_revision_signatures_and_readers_of_that_day(self):
        wizard = self.on_day()
        self.assertEqual(wizard.revision_id, self.revision)
        self.assertEqual(wizard.decision_ids.mapped("meaning"), ["adopt"])
        self.assertIn("$3$", wizard.decision_ids.manifestation)
        self.assertEqual(wizard.reader_ids.user_id, self.clerk)
        self.assertEqual(wizard.missing_ids.user_id, self.late_reader)
        self.assertEqual(wizard.reading_text, "1 of 2 had read it")
        today = self.on_day(self.env.cr.now().date())
        self.assertEqual(len(today.reader_ids), 3)
        self.assertFalse(self.on_day("2025-12-31").revision_id)

    def test_cases_and_proof(self):
        wizard = self.on_day()
        wizard.action_draw()
        self.assertEqual(len(wizard.line_ids), 5)
        self.assertEqual(wizard.population, 8)
        self.assertIn("events", wizard.line_ids[0].records)
        wizard.action_prove()
        verification = wizard.verification_id.sudo()
        self.assertEqual(
            (verification.state, verification.finding_ids.mapped("text")), ("whole", [])
        )
        self.assertEqual(verification.document_id, self.document)
        self.assertEqual(
            (verification.revision_count, verification.round_count), (1, 1)
        )
        self.assertGreater(verification.seal_count, 8)

    def test_the_proof_finds_what_was_altered_here_and_only_here(self):
        other = self._procedure("QT.OTHER", [self._step(1, "B1", "worker", "1")])
        while self.env["procedure.seal"]._seal():
            pass
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE procedure_step SET name = 'forged' WHERE revision_id = %s",
            [other.revision_ids.id],
        )
        self.env.invalidate_all()
        wizard = self.on_day()
        wizard.action_prove()
        self.assertEqual(wizard.verification_state, "whole")
        self.env.cr.execute(
            "UPDATE procedure_step SET name = 'forged' WHERE revision_id = %s",
            [self.revision.id],
        )
        self.env.invalidate_all()
        wizard.action_prove()
        self.assertEqual(wizard.verification_state, "broken")
        self.assertIn("forged", wizard.first_break)

    def test_a_changed_entry_of_the_procedure_is_named(self):
        while self.env["procedure.seal"]._seal():
            pass
        event = self.env["procedure.event"].search(
            [("document_id", "=", self.document.id)], order="id", limit=1
        )
        for switch in ("DISABLE", "ENABLE"):
            self.env.cr.execute(
                f"ALTER TABLE procedure_event {switch} TRIGGER USER"  # noqa: S608
            )
            if switch == "DISABLE":
                self.env.cr.execute(
                    "UPDATE procedure_event SET kind = 'forged' WHERE id = %s",
                    [event.id],
                )
        self.env.invalidate_all()
        wizard = self.on_day()
        wizard.action_prove()
        self.assertEqual(wizard.verification_state, "broken")
        self.assertIn("link", wizard.verification_id.sudo().finding_ids.mapped("kind"))

    def test_over_rpc_as_the_auditor(self):
        action, error = self.call(
            self.auditor, "procedure.document", "action_on_day", self.document.ids
        )
        self.assertFalse(error)
        ids = [action["res_id"]]
        _ok, error = self.call(self.auditor, action["res_model"], "action_draw", ids)
        self.assertFalse(error)
        _ok, error = self.call(self.auditor, action["res_model"], "action_prove", ids)
        self.assertFalse(error)
        self.assertRefused(
            self.clerk, "procedure.document", "action_on_day", self.document.ids
        )
        self.assertRefused(self.auditor, "procedure.document", "write", [1], {})
        for model, record in (
            ("procedure.document", self.document),
            ("procedure.revision", self.revision),
            ("procedure.case", self.cases[0]),
            ("procedure.task", self.cases[0].task_ids[0]),
        ):
            self.assertRefused(self.auditor, model, "write", record.ids, {"active": 0})
            self.assertRefused(self.auditor, model, "unlink", record.ids)
