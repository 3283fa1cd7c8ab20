"""The verification finds what was altered behind the application, and names it."""

import base64
import hashlib

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.content import Form
from .test_seal import SealCommon


class VerifyCommon(SealCommon):
    with_paper = True

    def verify(self, anchors=()):
        self.env.flush_all()
        verification = self.env["procedure.verification"]._start("command", anchors)
        verification._advance(600)
        self.assertNotEqual(verification.state, "running")
        return verification

    def found(self, anchors=()):
        """[(kind, what it is about)] of the breaks of a verification."""
        breaks = self.verify(anchors).finding_ids.filtered(lambda f: f.grade == "break")
        return [(f.kind, f.position or f.event_number or f.res_id) for f in breaks]

    def last_seals(self, count):
        return self.env["procedure.seal"].search(
            [("company_id", "=", self.company.id)], order="position desc", limit=count
        )


@tagged("post_install", "-at_install")
class TestVerifyChain(VerifyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.seal_all()

    def test_whole(self):
        verification = self.verify()
        self.assertEqual(
            (verification.state, verification.finding_ids.mapped("text")), ("whole", [])
        )
        self.assertEqual(
            verification.seal_count, self.env["procedure.seal"].search_count([])
        )
        self.assertGreater(verification.revision_count, 0)
        self.assertGreater(verification.decision_count, 0)
        self.assertEqual(verification.progress, 100)
        # Itself it leaves a trace, which is sealed like any other.
        events = self.env["procedure.event"].search(
            [("kind", "=", "trail.verified"), ("res_id", "=", verification.id)]
        )
        self.assertEqual(len(events), 1)

    def test_an_event_changed(self):
        """Proves: 21 CFR 11.10(a); 21 CFR 11.10(e)."""
        last, before = self.last_seals(2)
        for column, value in (
            ("user_id", self.staff.id),
            ("occurred_at", "2020-01-01"),
            ("recorded_at", "2020-01-01"),
            ("kind", "forged"),
            ("payload_version", 9),
            ("res_id", 0),
        ):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    f"UPDATE procedure_event SET {column} = %s WHERE id = %s",
                    value,
                    before.event_id,
                )
                breaks = self.found()
                self.assertIn(("link", before.position), breaks)
                self.assertNotIn(("link", last.position), breaks)
                savepoint.rollback()

    def test_the_text_of_an_event_changed_or_deleted(self):
        seal = self.last_seals(1)
        body = "UPDATE procedure_event_payload SET body = body || ' ' WHERE event_id=%s"
        gone = "DELETE FROM procedure_event_payload WHERE event_id = %s"
        for query, kind in ((body, "text_changed"), (gone, "text_missing")):
            with self.subTest(kind), self.env.cr.savepoint() as savepoint:
                self.sql(query, seal.event_id)
                self.assertIn((kind, seal.position), self.found())
                savepoint.rollback()

    def test_an_event_deleted(self):
        seal = self.last_seals(2)[1]
        event = seal.event_id
        self.sql("DELETE FROM procedure_event_payload WHERE event_id = %s", event)
        self.sql("DELETE FROM procedure_event WHERE id = %s", event)
        self.assertIn(("event_missing", seal.position), self.found())

    def test_two_events_swapped(self):
        last, before = self.last_seals(2)
        one, two = last.event_id, before.event_id
        self.sql("UPDATE procedure_seal SET event_id = -1 WHERE id = %s", last.id)
        self.sql(
            "UPDATE procedure_seal SET event_id = %s WHERE id = %s", one, before.id
        )
        self.sql("UPDATE procedure_seal SET event_id = %s WHERE id = %s", two, last.id)
        breaks = self.found()
        self.assertIn(("link", before.position), breaks)
        self.assertIn(("link", last.position), breaks)

    def test_an_event_inserted_past_the_queue(self):
        self.sql(
            "INSERT INTO procedure_event (kind, user_id, model, res_id, occurred_at,"
            " payload_hash, payload_version) VALUES ('forged', 1, 'res.users', 1,"
            " now(), 'x', 1)"
        )
        self.env.cr.execute("SELECT max(id) FROM procedure_event")
        [event] = self.env.cr.fetchone()
        self.assertIn(("unsealed", event), self.found())

    def test_an_entry_inserted_between_and_one_cut_out(self):
        last, before = self.last_seals(2)
        with self.env.cr.savepoint() as savepoint:
            event, position = before.event_id, last.position
            self.sql("DELETE FROM procedure_seal WHERE id = %s", before.id)
            breaks = self.found()
            self.assertIn(("gap", position), breaks)
            self.assertIn(("link", position), breaks)
            self.assertIn(("unsealed", event), breaks)
            savepoint.rollback()
        self.env.cr.execute("SELECT max(id) FROM procedure_event")
        [event] = self.env.cr.fetchone()
        self.sql(
            "UPDATE procedure_seal SET position = position + 1 WHERE id = %s", last.id
        )
        self.sql(
            "INSERT INTO procedure_seal (company_id, position, event_id, version, hash)"
            " VALUES (%s, %s, %s, 1, %s)",
            self.company.id,
            before.position + 1,
            event + 1,
            "0" * 64,
        )
        self.assertIn(("event_missing", before.position + 1), self.found())

    def test_the_end_cut_off(self):
        last = self.last_seals(1)
        position, event = last.position, last.event_id
        self.sql("DELETE FROM procedure_seal WHERE id = %s", last.id)
        breaks = self.found()
        self.assertIn(("head", position - 1), breaks)
        self.assertIn(("unsealed", event), breaks)

    def test_a_chain_made_anew_is_told_by_the_head_noted_outside(self):
        """Whoever owns the database can make a whole new chain; not the printed one."""
        head = self.seals._head(self.company)
        anchor = (head["position"], head["hash"])
        self.assertFalse(self.found([anchor]))
        first = self.env["procedure.seal"].search(
            [("company_id", "=", self.company.id)], order="position", limit=1
        )
        event = first.event_id
        self.sql("UPDATE procedure_event SET kind = 'forged' WHERE id = %s", event)
        self.sql("DELETE FROM procedure_seal")
        self.sql("DELETE FROM procedure_seal_head")
        self.seals._queue_unsealed()
        self.seal_all()
        self.assertFalse(self.found(), "it looks whole from inside")
        self.assertEqual(self.found([anchor]), [("anchor", head["position"])])

    def test_left_behind(self):
        document = self.make_document()
        self.assertFalse(self.found(), "a minute is no delay")
        event = self.env["procedure.event"].search(
            [("res_id", "=", document.id), ("model", "=", document._name)], limit=1
        )
        self.sql(
            "UPDATE procedure_event SET recorded_at = recorded_at - interval '16 min'"
            " WHERE id = %s",
            event.id,
        )
        verification = self.verify()
        self.assertEqual(verification.state, "whole", "nothing was altered")
        finding = verification.finding_ids
        self.assertEqual(
            (finding.kind, finding.grade, finding.event_number),
            ("waiting", "note", event.id),
        )

    def test_deleted_before_it_was_sealed(self):
        document = self.make_document()
        event = self.env["procedure.event"].search(
            [("res_id", "=", document.id), ("model", "=", document._name)], limit=1
        )
        number = event.id
        self.sql("DELETE FROM procedure_event_payload WHERE event_id = %s", number)
        self.sql("DELETE FROM procedure_event WHERE id = %s", number)
        self.assertIn(("queue_lost", number), self.found())

    def test_a_trigger_switched_off_and_a_function_emptied(self):
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "ALTER TABLE procedure_event DISABLE TRIGGER procedure_event_queued"
            )
            self.assertEqual([kind for kind, _id in self.found()], ["guard"])
            savepoint.rollback()
        self.env.cr.execute(
            "CREATE OR REPLACE FUNCTION procedure_event_refuse() RETURNS trigger AS"
            " 'BEGIN RETURN NEW; END' LANGUAGE plpgsql"
        )
        self.assertEqual([kind for kind, _id in self.found()], ["guard"])

    def test_what_life_brings_keeps_it_whole(self):
        """Contacts merged, people archived, an addon that adds fields."""
        other = self.env["res.partner"].create({"name": "Kép"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.signer.partner_id | other).ids, self.signer.partner_id)
        self.signer2.action_archive()
        # A field that another addon adds has a column, here one with a default too.
        self.env.cr.execute(
            "ALTER TABLE procedure_event ADD COLUMN x_later varchar DEFAULT 'x';"
            " ALTER TABLE procedure_seal ADD COLUMN x_later varchar DEFAULT 'x'"
        )
        self.role.name = "Chuyên viên chính"
        self.seal_all()
        verification = self.verify()
        self.assertEqual(verification.state, "whole")
        notes = verification.finding_ids
        self.assertEqual(set(notes.mapped("kind")), {"renamed"})
        self.assertIn("Chuyên viên chính", notes[0].text)

    def test_alarm_and_first_break(self):
        seal = self.last_seals(1)
        self.sql(
            "UPDATE procedure_event SET kind = 'forged' WHERE id = %s", seal.event_id
        )
        verification = self.verify()
        self.assertEqual(verification.state, "broken")
        self.assertIn(str(seal.position), verification.first_break)
        for user, told in ((self.quality, True), (self.auditor, True), (self.staff, 0)):
            activities = self.env["mail.activity"].search(
                [("user_id", "=", user.id), ("summary", "=", "The trail does not hold")]
            )
            self.assertEqual(len(activities), int(told), user.login)


@tagged("post_install", "-at_install")
class TestVerifyContent(VerifyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_revision()
        cls.seal_all()

    def only(self):
        breaks = self.verify().finding_ids.filtered(lambda f: f.grade == "break")
        self.assertEqual(len(breaks), 1, breaks.mapped("text"))
        return breaks

    def test_the_text_of_a_step_altered(self):
        """Proves: 21 CFR 11.10(a)."""
        step = self.revision.step_ids[1]
        self.sql("UPDATE procedure_step SET name = 'Forged' WHERE id = %s", step.id)
        finding = self.only()
        self.assertEqual(
            (finding.kind, finding.model, finding.res_id),
            ("content", "procedure.revision", self.revision.id),
        )
        self.assertEqual(finding.field_path, "steps[2 B2 Ký].name")
        self.assertEqual((finding.signed, finding.found), ("Ký", "Forged"))
        self.assertIn(self.revision.display_name, finding.text)

    def test_a_section_a_limit_and_a_link_altered(self):
        section = self.revision.section_ids[:1]
        step = self.revision.step_ids[:1]
        for query, args, path in (
            (
                "UPDATE procedure_section SET body = '<p>Forged</p>' WHERE id = %s",
                [section.id],
                "sections[1 1 Mục đích].body",
            ),
            (
                "UPDATE procedure_revision SET limit_value = '9' WHERE id = %s",
                [self.revision.id],
                "limit.value",
            ),
            (
                "UPDATE procedure_step SET role_id = %s WHERE id = %s",
                [self.head_role.id, step.id],
                "steps[1 B1 Soạn].role",
            ),
        ):
            with self.subTest(path), self.env.cr.savepoint() as savepoint:
                self.sql(query, *args)
                self.assertEqual(self.only().field_path, path)
                savepoint.rollback()

    def test_a_step_deleted(self):
        step = self.revision.step_ids[-1]
        self.sql("DELETE FROM procedure_step WHERE id = %s", step.id)
        finding = self.only()
        self.assertEqual((finding.kind, finding.found), ("content", "null"))
        self.assertEqual(finding.field_path, "steps[3 B3 Trả kết quả]")

    def test_stored_bytes_altered_with_and_without_their_fingerprint(self):
        round_ = self.revision.round_ids
        forged = round_._bytes() + b" "
        with self.env.cr.savepoint() as savepoint:
            self.sql(
                "UPDATE procedure_round SET content_bytes = %s WHERE id = %s",
                base64.b64encode(forged),
                round_.id,
            )
            self.assertEqual(self.only().kind, "bytes")
            savepoint.rollback()
        # All of it altered to fit: the sealed event still knows what was submitted.
        fingerprint = f"$1${hashlib.sha256(forged).hexdigest()}"
        fingerprint = round_.fingerprint[:3] + fingerprint[3:]
        self.sql(
            "UPDATE procedure_round SET content_bytes = %s, fingerprint = %s"
            " WHERE id = %s",
            base64.b64encode(forged),
            fingerprint,
            round_.id,
        )
        for table, column in (("decision", "revision_id"), ("revision", "id")):
            self.sql(
                f"UPDATE procedure_{table} SET fingerprint = %s WHERE {column} = %s",
                fingerprint,
                self.revision.id,
            )
        kinds = [kind for kind, _id in self.found()]
        self.assertEqual(kinds, ["witness", "decision_witness"])

    def test_a_state_that_nothing_tells_of(self):
        draft = self.make_draft(code="V.01")
        self.seal_all()
        self.sql(
            "UPDATE procedure_revision SET state = 'effective' WHERE id = %s", draft.id
        )
        kinds = [kind for kind, _id in self.found()]
        self.assertEqual(kinds, ["state", "unsigned"])

    def test_a_decision_altered_or_made_up(self):
        decision = self.revision.round_ids.request_ids.decision_ids
        with self.env.cr.savepoint() as savepoint:
            self.sql(
                "UPDATE procedure_decision SET body_sha256 = 'forged' WHERE id = %s",
                decision.id,
            )
            finding = self.only()
            self.assertEqual(finding.kind, "decision")
            self.assertIn("body_sha256", finding.field_path)
            savepoint.rollback()
        for column, value in (("user_id", self.signer2.id), ("meaning", "reject")):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    f"UPDATE procedure_decision SET {column} = %s WHERE id = %s",
                    value,
                    decision.id,
                )
                self.assertEqual(self.only().kind, "decision_witness")
                savepoint.rollback()

    def test_a_file_altered_or_gone(self):
        content = self.make_content(
            forms=(Form("f1", "BM.V", "Phiếu"), Form("f2", "BM.V2", "Tờ"))
        )
        revision = self.make_draft(content=content, code="V.02")
        form = revision.form_ids[:1]
        form.write({"file": base64.b64encode(b"blank"), "filename": "blank.docx"})
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.seal_all()
        self.assertFalse(self.found())
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "procedure.form"),
                ("res_id", "=", form.id),
                ("res_field", "=", "file"),
            ]
        )
        with self.env.cr.savepoint() as savepoint:
            self.sql(
                "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'other'"
                " WHERE id = %s",
                attachment.id,
            )
            finding = self.only()
            self.assertEqual((finding.kind, finding.res_id), ("file", form.id))
            self.assertIn("blank.docx", finding.text)
            savepoint.rollback()
        self.sql("DELETE FROM ir_attachment WHERE id = %s", attachment.id)
        self.assertEqual(self.only().kind, "file_missing")

    def test_a_digest_altered_together_with_the_file_is_found_in_the_bytes(self):
        form = self.revision.form_ids[:1]
        self.sql(
            "UPDATE procedure_form SET sha256 = %s WHERE id = %s", "0" * 64, form.id
        )
        kinds = [kind for kind, _id in self.found()]
        self.assertIn("content", kinds)

    def test_readers_see_findings_of_their_agencies(self):
        step = self.revision.step_ids[1]
        self.sql("UPDATE procedure_step SET name = 'Forged' WHERE id = %s", step.id)
        finding = self.only()
        self.assertEqual(finding.company_id, self.company)
        self.assertTrue(finding.with_user(self.auditor).text)
        far = self.make_user("far", "officer", company=self.elsewhere)
        with self.assertRaises(AccessError):
            finding.with_user(far).read(["found"])
