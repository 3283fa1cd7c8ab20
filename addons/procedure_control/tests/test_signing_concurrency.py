"""Failures stay when the call that failed is rolled back; guesses at once all count."""

import secrets
import threading
from unittest.mock import patch

from odoo import api
from odoo.exceptions import AccessDenied, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from ..models.procedure_signing_failure import TRIES


@tagged("post_install", "-at_install")
class TestSigningConcurrency(BaseCase):
    """On cursors of its own, as in production; what it commits stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The test itself holds the lock that the threads' environments ask for.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.word = secrets.token_hex(4)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create({"name": f"Ký {self.word}"})
            self.login = f"signer-{self.word}"
            self.user_id = new_test_user(
                env,
                self.login,
                groups="procedure_control.group_signer",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            ).id
            self.company_id = company.id

    def attempt(self, password):
        """One call that fails and is rolled back, or what it answers."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {})
            company = env["res.company"].browse(self.company_id)
            credential = {"type": "password", "password": password}
            try:
                return env["procedure.signing"]._authenticate(credential, company)
            except UserError as error:
                cr.rollback()
                return error

    def numbers(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT number FROM procedure_signing_failure"
                " WHERE user_id = %s ORDER BY id",
                [self.user_id],
            )
            return [row[0] for row in cr.fetchall()]

    def test_a_failure_stays_when_its_call_is_rolled_back(self):
        for number in range(1, TRIES + 1):
            self.assertIsInstance(self.attempt("sai"), AccessDenied)
            self.assertEqual(self.numbers(), list(range(1, number + 1)))
        locked = self.attempt(self.login)
        self.assertIsInstance(locked, UserError)
        self.assertNotIsInstance(locked, AccessDenied)

    def test_guesses_sent_all_at_once_are_counted_one_by_one(self):
        answers = []
        start = threading.Barrier(12)

        def run():
            start.wait(timeout=30)
            answers.append(self.attempt("sai"))

        threads = [threading.Thread(target=run) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual(self.numbers(), list(range(1, TRIES + 1)))
        tried = [a for a in answers if isinstance(a, AccessDenied)]
        self.assertEqual((len(answers), len(tried)), (12, TRIES))

    def test_the_attempt_leaves_no_lock_behind(self):
        self.attempt("sai")
        self.assertEqual(self.attempt(self.login), "password")
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE locktype = 'advisory' AND objid = %s",
                [self.user_id],
            )
            self.assertEqual(cr.fetchone()[0], 0)
