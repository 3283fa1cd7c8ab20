"""The trail cannot be rewritten, by anybody, by any way in."""

import hashlib
import json

from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import AT, ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError"}


@tagged("post_install", "-at_install")
class TestEventTrail(ProcedureRpcCommon):
    def events(self, record):
        return self.env["procedure.event"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def test_every_act_of_a_life_is_told(self):
        """Proves: 21 CFR 11.10(e)."""
        first = self.make_revision()
        second = self.make_draft(document=first.document_id)
        second.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.reject(second, self.signer, "thiếu")
        second.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(second, self.signer)
        self.make_change(first.document_id, act="repeal")
        second.with_user(self.officer).action_repeal("thừa", approver_id=self.signer.id)
        self.approve(second, self.signer)
        self.assertEqual(
            self.events(first).mapped("kind"),
            [
                "revision.created",
                "revision.submitted",
                "revision.approved",
                "revision.effective",
                "revision.superseded",
            ],
        )
        self.assertEqual(
            self.events(second).mapped("kind"),
            [
                "revision.created",
                "revision.submitted",
                "revision.rejected",
                "revision.submitted",
                "revision.approved",
                "revision.effective",
                "revision.repeal_asked",
                "revision.repealed",
            ],
        )
        rejected = self.events(second)[2]
        self.assertEqual(rejected.user_id, self.signer)
        self.assertEqual(rejected.company_id, self.company)
        self.assertEqual(rejected.document_id, first.document_id)
        self.assertEqual(rejected.payload_ids.reason, "thiếu")
        self.assertEqual(rejected.payload_ids.actor_name, self.signer.name)

    def test_hash_queue_and_clocks(self):
        document = self.make_document()
        event_id = self.env["procedure.event"]._log(
            "test.happened", document, at=AT, values={"a": 1}
        )[0]
        event = self.env["procedure.event"].browse(event_id)
        body = event.payload_ids.body
        self.assertEqual(event.payload_hash, hashlib.sha256(body.encode()).hexdigest())
        self.assertEqual(json.loads(body)["values"], {"a": 1})
        self.assertEqual(event.occurred_at, AT)
        self.env.cr.execute("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        now = self.env.cr.fetchone()[0]
        self.assertLess(abs((event.recorded_at - now).total_seconds()), 60)
        self.env.cr.execute(
            "SELECT event_id FROM procedure_event_queue WHERE event_id = %s", [event_id]
        )
        self.assertTrue(self.env.cr.fetchone())

    def test_a_batch_costs_two_inserts(self):
        documents = self.make_document()
        for _number in range(4):
            documents |= self.make_document()
        documents.mapped("display_name")
        for batch in (documents[:1], documents):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["procedure.event"]._log("test.happened", batch)
            self.assertEqual(self.env.cr.sql_log_count - before, 2)

    def test_the_database_refuses(self):
        """Proves: ISO 9001 7.5.3.2 evidence; 21 CFR 11.10(e)."""
        self.make_document()
        for query in (
            "UPDATE procedure_event SET kind = 'forged'",
            "DELETE FROM procedure_event",
            "TRUNCATE procedure_event CASCADE",
            "UPDATE procedure_event_payload SET body = 'forged'",
            "DELETE FROM procedure_event_payload",
            "TRUNCATE procedure_event_payload",
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_decisions_are_inserted_once(self):
        self.make_revision()
        for query in (
            "UPDATE procedure_decision SET meaning = 'reject'",
            "DELETE FROM procedure_decision",
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query)

    def test_nobody_over_rpc(self):
        revision = self.make_revision()
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        round_ = revision.round_ids
        request = round_.request_ids
        evidence = (
            (self.events(revision)[:1], {"kind": "forged"}),
            (self.events(revision)[:1].payload_ids, {"body": "forged"}),
            (round_, {"fingerprint": "forged"}),
            (request, {"state": "void"}),
            (request.decision_ids, {"comment": "forged"}),
        )
        for user in (self.author, self.signer, self.quality, self.auditor, admin):
            for record, vals in evidence:
                with self.subTest(user=user.login, model=record._name):
                    for method, args in (
                        ("write", [record.ids, vals]),
                        ("unlink", [record.ids]),
                        ("create", [[vals]]),
                        ("copy", [record.ids]),
                        ("web_save", [record.ids, vals, {}]),
                    ):
                        _result, error = self.call(user, record._name, method, *args)
                        self.assertIn(error, REFUSED, method)
        for record, vals in evidence:
            name = next(iter(vals))
            self.assertNotEqual(record[name], vals[name])

    def test_the_writer_is_private(self):
        document = self.make_document()
        for model, method in (
            ("procedure.event", "_log"),
            ("procedure.event", "_keyed_hash"),
            ("procedure.round", "_record"),
            ("procedure.decision", "_record"),
            ("procedure.round", "_note"),
        ):
            _result, error = self.call(
                self.quality, model, method, "forged", document.ids
            )
            self.assertTrue(error)

    def test_defaults_do_not_reach_evidence(self):
        revision = self.make_draft()
        context = {
            "default_fingerprint": "forged",
            "default_outcome": "approved",
            "default_closed_at": "2020-01-01 00:00:00",
            "default_stand_in_id": self.staff.id,
            "default_next_check_at": "2020-01-01 00:00:00",
            "default_body_sha256": "forged",
            "default_in_name_of_id": self.staff.id,
        }
        for user, model, field, value in (
            (self.author, "procedure.round", "closed_at", "2020-01-01 00:00:00"),
            (self.author, "procedure.round", "body_sha256", "forged"),
            (self.author, "procedure.signature.request", "stand_in_id", self.staff.id),
            (self.signer, "procedure.decision", "in_name_of_id", self.staff.id),
        ):
            # A user's own default needs no right on the model.
            self.call(user, "ir.default", "set", model, field, value, True)
        _result, error = self.call(
            self.author,
            "procedure.revision",
            "action_submit",
            revision.ids,
            approver_id=self.signer.id,
            context=context,
        )
        self.assertFalse(error)
        round_ = revision.round_ids
        self.assertTrue(round_._bytes_intact())
        self.assertFalse(round_.closed_at or round_.outcome)
        self.assertNotEqual(round_.body_sha256, "forged")
        request = round_.request_ids
        self.assertFalse(request.stand_in_id)
        self.assertNotEqual(request.next_check_at.year, 2020)
        self.look(revision, self.signer)
        _result, error = self.call(
            self.signer,
            "procedure.revision",
            "action_approve",
            revision.ids,
            context={**context, "default_decided_at": "2020-01-01 00:00:00"},
            credential=self.credential(self.signer),
        )
        self.assertFalse(error)
        decision = request.decision_ids
        self.assertEqual(decision.fingerprint, revision.fingerprint)
        self.assertFalse(decision.in_name_of_id)
        self.assertGreater(decision.decided_at.year, 2025)

    def test_people_with_evidence_are_not_deleted(self):
        """Proves: 21 CFR 11.100(a)."""
        self.make_revision()
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        for user in (self.author, self.signer):
            _result, error = self.call(admin, "res.users", "unlink", user.ids)
            self.assertTrue(error)
            self.assertTrue(user.exists())

    def test_merging_contacts_leaves_evidence(self):
        """A merge answers a refused UPDATE by a raw DELETE."""
        revision = self.make_revision()
        count = self.env["procedure.event"].search_count([])
        other = self.env["res.partner"].create({"name": "Kép"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.signer.partner_id | other).ids, self.signer.partner_id)
        self.assertEqual(self.env["procedure.event"].search_count([]), count)
        self.assertEqual(
            revision.round_ids.request_ids.decision_ids.user_id, self.signer
        )

    def test_who_reads_what(self):
        revision = self.make_revision()
        event = self.events(revision).filtered(lambda e: e.user_id == self.author)[:1]

        def reads(user):
            return bool(
                self.env["procedure.event"]
                .with_user(user)
                .search_count([("id", "=", event.id)])
            )

        for user, allowed in (
            (self.author, True),
            (self.colleague, True),
            (self.signer, True),
            (self.officer, True),
            (self.auditor, True),
            (self.staff, False),
            (self.signer2, False),
            (self.stranger, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(reads(user), allowed)
        portal = self.env.ref("base.group_portal")
        outsider = self.env["res.users"].create(
            {
                "name": "Công dân",
                "login": "citizen-procedure-test",
                "password": "citizen-procedure-test",
                "group_ids": [(6, 0, portal.ids)],
            }
        )
        for model in (
            "procedure.event",
            "procedure.round",
            "procedure.decision",
            "procedure.revision",
            "procedure.signature.request",
        ):
            _result, error = self.call(outsider, model, "search_read", [])
            self.assertEqual(error, "AccessError", model)

    def test_equal_texts_have_equal_keyed_hashes(self):
        hashed = self.env["procedure.event"]._keyed_hash
        self.assertEqual(hashed("Nguyễn Văn A "), hashed("nguyễn văn a"))
        self.assertNotEqual(hashed("Nguyễn Văn A"), hashed("Nguyễn Văn B"))
        self.assertNotIn("nguy", hashed("Nguyễn"))

    def test_uninstalling_leaves_no_trigger_behind(self):
        from ..hooks import uninstall_hook

        uninstall_hook(self.env)
        self.env.cr.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'procedure_%'"
            " AND NOT tgisinternal"
        )
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE 'procedure_%'"
        )
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute("SELECT to_regclass('procedure_event_queue')")
        self.assertFalse(self.env.cr.fetchone()[0])

    def test_uninstalling_leaves_no_counter_that_holds_companies(self):
        """Its foreign key would forbid to delete an agency when nothing uses it."""
        from ..hooks import uninstall_hook

        uninstall_hook(self.env)
        self.env.cr.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE confrelid = 'res_company'::regclass"
        )
        tables = {row[0] for row in self.env.cr.fetchall()}
        known = {m._table for m in self.env.values() if not m._abstract}
        known |= {
            field.relation
            for model in self.env.values()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
        self.assertFalse(tables - known, "a table that the ORM does not drop")
