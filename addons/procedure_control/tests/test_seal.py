"""The sealer: order, roots, rollback, several at once, killed."""

import secrets
from contextlib import closing, contextmanager
from threading import Barrier, Thread
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError, OperationalError

from ..engine import chain
from ..models.procedure_seal import CANONICAL
from .common import ProcedureCommon, ProcedureRpcCommon

GUARDED = (
    "procedure_event",
    "procedure_event_payload",
    "procedure_seal",
    "procedure_decision",
)
REFUSED = ("AccessError", "UserError", "ValidationError")


class SealCommon(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seals = cls.env["procedure.seal"]
        cls.seal_all()

    @classmethod
    def seal_all(cls):
        while cls.seals._seal():
            pass
        cls.env.invalidate_all()

    def sql(self, query, *args):
        """Run as the database's owner would, with the triggers off."""
        self.env.flush_all()
        for switch in ("DISABLE", "ENABLE"):
            for table in GUARDED:
                self.env.cr.execute(f"ALTER TABLE {table} {switch} TRIGGER USER")
            if switch == "DISABLE":
                self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def queue(self):
        self.env.cr.execute("SELECT event_id FROM procedure_event_queue ORDER BY 1")
        return [row[0] for row in self.env.cr.fetchall()]


@tagged("post_install", "-at_install")
class TestSeal(SealCommon):
    def test_python_and_database_read_an_event_alike(self):
        """Otherwise only the database could verify what the database holds."""
        revision = self.make_revision()
        self.env.cr.execute(SQL("SELECT %s, e.* FROM procedure_event e", CANONICAL))
        names = [column.name for column in self.env.cr.description]
        rows = self.env.cr.fetchall()
        self.assertGreater(len(rows), 5)
        for row in rows:
            event = dict(zip(names[1:], row[1:], strict=True))
            self.assertEqual(chain.canonical(event), row[0])
        self.assertTrue(revision)

    def test_everything_waiting_is_sealed_once_in_order(self):
        before = self.seals._head(self.company)["position"]
        self.make_revision()
        waiting = self.queue()
        self.assertGreater(len(waiting), 3)
        self.seal_all()
        self.assertFalse(self.queue())
        seals = self.seals.search([("event_id", "in", waiting)], order="id")
        self.assertEqual(seals.mapped("event_id"), waiting)
        mine = seals.filtered(lambda s: s.company_id == self.company)
        self.assertEqual(
            mine.mapped("position"),
            list(range(before + 1, before + 1 + len(mine))),
        )
        head = self.seals._head(self.company)
        self.assertEqual(head["position"], mine[-1].position)
        self.assertEqual(head["hash"], mine[-1].hash)
        self.assertTrue(head["at"] and mine[-1].sealed_at)
        self.assertEqual(self.seals._seal(), 0, "nothing left")

    def test_in_batches_the_chain_is_the_same(self):
        self.make_revision()
        count = len(self.queue())
        sealed = []
        while number := self.seals._seal(limit=3):
            sealed.append(number)
        self.assertEqual(sum(sealed), count)
        self.assertGreater(len(sealed), 1)

    def test_a_branch_is_sealed_in_the_chain_of_its_root(self):
        branch = self.env["res.company"].create(
            {"name": "Chi nhánh", "parent_id": self.company.id}
        )
        self.env["procedure.event"]._log("test.branch", branch)
        self.env["procedure.event"]._log("test.shared", self.type)
        self.env["procedure.event"]._log("test.other", self.elsewhere)
        self.seal_all()
        for model, company in (
            (branch, self.company),
            (self.type, self.env["res.company"]),
            (self.elsewhere, self.elsewhere),
        ):
            event = self.env["procedure.event"].search(
                [("model", "=", model._name), ("res_id", "=", model.id)],
                order="id desc",
                limit=1,
            )
            seal = self.seals.search([("event_id", "=", event.id)])
            self.assertEqual(seal.company_id, company)
        self.assertEqual(self.seals._head(branch), self.seals._head(self.company))

    def test_what_is_rolled_back_is_not_sealed(self):
        queued = self.queue()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.make_document()
            raise ZeroDivisionError
        self.assertEqual(self.queue(), queued)
        head = self.seals._head(self.company)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.make_document()
            self.seal_all()
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(self.seals._head(self.company), head)

    def test_the_database_refuses_to_change_seals(self):
        self.make_document()
        self.seal_all()
        for query in (
            "UPDATE procedure_seal SET hash = 'forged'",
            "DELETE FROM procedure_seal",
            "TRUNCATE procedure_seal",
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_the_job_leaves_its_mark_and_the_waiting_is_told(self):
        self.make_document()
        count, since = self.seals._waiting()
        self.assertTrue(count and since)
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_seal").method_direct_trigger()
        self.assertEqual(self.seals._waiting(), (0, None))
        job = self.env["procedure.job"].search([("key", "=", "seal")])
        self.assertTrue(job.last_run_at)

    def test_events_of_before_are_queued_by_an_update(self):
        self.make_document()
        queued = self.queue()
        self.env.cr.execute("DELETE FROM procedure_event_queue")
        self.assertEqual(self.seals._queue_unsealed(), len(queued))
        self.assertEqual(self.queue(), queued)
        self.seal_all()
        self.assertEqual(self.seals._queue_unsealed(), 0)

    def test_the_head_is_mailed_outside_and_printed_on_exports(self):
        with self.assertRaises(ValidationError):
            self.company.procedure_trail_mail = "nobody"
        self.company.procedure_trail_mail = "audit@example.com, archive@example.com"
        self.make_document()
        with self.enter_registry_test_mode():
            self.env.ref("procedure_control.ir_cron_send_heads").method_direct_trigger()
        self.env.invalidate_all()
        sent = self.env["procedure.event"].search([("kind", "=", "trail.head_sent")])
        self.assertEqual(sent.company_id, self.company)
        head = self.seals.search(
            [("company_id", "=", self.company.id)], order="position desc", limit=1
        )
        line = f"{head.position}:{head.hash}"
        self.assertIn(line, sent.body)
        mail = self.env["mail.mail"].search([("body_html", "like", line)])
        self.assertEqual(mail.email_to, "audit@example.com, archive@example.com")
        self.seal_all()
        head = self.seals._head(self.company)
        request = self.env["procedure.compliance.export"].create(
            {"company_ids": [Command.set(self.company.ids)]}
        )
        scope = self.env["procedure.compliance"]._scope(request._options())
        self.assertIn("{position}:{hash}".format(**head), scope.produced)


@tagged("post_install", "-at_install")
class TestSealRights(ProcedureRpcCommon):
    def test_nobody_writes_over_rpc(self):
        self.make_document()
        while self.env["procedure.seal"]._seal():
            pass
        verification = self.env["procedure.verification"]._start("cron")
        self.env.flush_all()
        seal = self.env["procedure.seal"].search([], limit=1)
        head = self.env["procedure.seal.head"].search([], limit=1)
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        for user in (self.author, self.officer, self.quality, self.auditor, admin):
            for record, vals in (
                (seal, {"hash": "forged"}),
                (head, {"hash": "forged"}),
                (verification, {"state": "whole"}),
            ):
                for method, args in (
                    ("write", [record.ids, vals]),
                    ("unlink", [record.ids]),
                    ("create", [[vals]]),
                    ("copy", [record.ids]),
                    ("web_save", [record.ids, vals, {}]),
                ):
                    _result, error = self.call(user, record._name, method, *args)
                    self.assertIn(error, REFUSED, (user.login, record._name, method))

    def test_quality_and_auditors_read_and_verify_nobody_else(self):
        for user, allowed in (
            (self.officer, True),
            (self.quality, True),
            (self.auditor, True),
            (self.manager, False),
            (self.author, False),
            (self.signer, False),
            (self.staff, False),
        ):
            with self.subTest(user=user.login):
                _rows, error = self.call(user, "procedure.seal", "search_read", [])
                self.assertEqual(error is None, allowed)
                action, error = self.call(
                    user, "procedure.verification", "action_verify", []
                )
                self.assertEqual(error is None, allowed)
                if not allowed:
                    continue
                more, steps = True, 0
                while more and steps < 100:
                    more, error = self.call(
                        user,
                        "procedure.verification",
                        "action_turn",
                        [action["res_id"]],
                    )
                    self.assertFalse(error)
                    steps += 1
                done = self.env["procedure.verification"].browse(action["res_id"])
                self.assertNotEqual(done.state, "running")

    def test_the_chain_of_another_agency_is_not_read(self):
        self.env["procedure.event"]._log("test.other", self.elsewhere)
        while self.env["procedure.seal"]._seal():
            pass
        domain = [("company_id", "=", self.elsewhere.id)]
        for model in ("procedure.seal", "procedure.seal.head"):
            rows, error = self.call(self.officer, model, "search_read", domain)
            self.assertEqual((rows, error), ([], None), model)
            self.assertTrue(self.env[model].search(domain))

    def test_the_sealer_is_private(self):
        for method in ("_seal", "_cron_seal", "_queue_unsealed", "_lock_heads"):
            _result, error = self.call(self.quality, "procedure.seal", method)
            self.assertTrue(error, method)


@tagged("post_install", "-at_install")
class TestSealConcurrency(BaseCase):
    """Writers and sealers on connections of their own; what they do is committed."""

    test_sequence = 1000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # Whoever runs the tests holds the lock of all registries for their whole time.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.kind = f"test.{secrets.token_hex(4)}"
        cls._drain()

    @classmethod
    @contextmanager
    def _session(cls):
        with closing(cls.registry.cursor()) as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _drain(cls):
        with cls._session() as env:
            while env["procedure.seal"]._seal():
                env.cr.commit()

    def _write(self, env, count):
        env["procedure.event"]._log(self.kind, env.company, values={"n": count})

    def _numbers(self, env):
        """Numbers of the events of this test: all, and those sealed."""
        events = env["procedure.event"].search([("kind", "=", self.kind)]).ids
        seals = env["procedure.seal"].search([("event_id", "in", events)])
        return sorted(events), sorted(seals.mapped("event_id"))

    def _whole(self, env):
        verification = env["procedure.verification"]._start("command")
        verification._advance(600)
        kinds = verification.finding_ids.filtered(
            lambda f: f.kind in ("link", "gap", "head", "unsealed", "event_missing")
        )
        self.assertFalse(kinds.mapped("text"))
        env.cr.rollback()

    def _at_once(self, *calls):
        barrier, errors = Barrier(len(calls)), []

        def session(call):
            with self._session() as env:
                env.cr.execute("SELECT 1")  # the snapshot of the transaction is taken
                barrier.wait(timeout=30)
                try:
                    call(env)
                except OperationalError as error:
                    errors.append(error)

        threads = [Thread(target=session, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return errors

    def test_four_writers_and_two_sealers_never_collide(self):
        def writer(env):
            for number in range(25):
                self._write(env, number)
                env.cr.commit()

        def sealer(env):
            for _turn in range(30):
                env["procedure.seal"]._seal(limit=7)
                env.cr.commit()

        errors = self._at_once(*[writer] * 4, sealer, sealer)
        self.assertFalse(errors, "serialization conflicts")
        self._drain()
        with self._session() as env:
            events, sealed = self._numbers(env)
            self.assertGreaterEqual(len(events), 100)
            self.assertEqual(events, sealed)
            self._whole(env)

    def test_a_second_sealer_leaves_and_a_killed_one_leaves_nothing(self):
        with self._session() as env:
            self._write(env, 1)
            env.cr.commit()
        with self._session() as killed, self._session() as second:
            self.assertGreater(killed["procedure.seal"]._seal(), 0)
            self.assertIsNone(second["procedure.seal"]._seal(), "at work already")
            second.cr.rollback()
            # A writer does not wait for either of them.
            with self._session() as writer:
                writer.cr.execute("SET LOCAL lock_timeout = '1s'")
                self._write(writer, 2)
                writer.cr.commit()
            # Its process ends: the server rolls back what it had begun.
            killed.cr.rollback()
            self.assertGreater(second["procedure.seal"]._seal(), 1)
            second.cr.commit()
        with self._session() as env:
            events, sealed = self._numbers(env)
            self.assertEqual(events, sealed)
            self._whole(env)

    def test_a_sealer_whose_view_is_old_leaves(self):
        """Sealed meanwhile by another one, committed: no position is given twice."""
        with self._session() as env:
            self._write(env, 1)
            env.cr.commit()
        with self._session() as late, self._session() as first:
            late.cr.execute("SELECT count(*) FROM procedure_event")
            self.assertGreater(first["procedure.seal"]._seal(), 0)
            first.cr.commit()
            self.assertIsNone(late["procedure.seal"]._seal())
            late.cr.commit()
            self.assertEqual(late["procedure.seal"]._seal(), 0)
        with self._session() as env:
            self._whole(env)
