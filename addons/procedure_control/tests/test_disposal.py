"""End of life: content goes by an approved disposal alone, rows and events stay."""

import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import IntegrityConstraintViolation

from ..engine.content import Record
from ..models.procedure_disposal_act import CASE_TEXTS, EVIDENCE_TEXTS, PART_TEXTS
from .case_common import CaseRpcCommon, local
from .common import ProcedureCommon

LATER = "2032-01-15 03:00:00"
#: Removed by the file of their own concern, each with its own test.
GOES_ELSEWHERE = {
    "procedure.explanation": ("words", "head_words"),
    "procedure.late.entry": ("reason", "file", "filename"),
    "procedure.obstacle": ("text", "answer"),
}
#: Numbers of cases and papers, and names of officers as they acted: these stay.
NAMES = {
    "case_name",
    "case_number",
    "done_by_name",
    "number",
    "paper_number",
    "given_by_name",
    "recorded_by_name",
    "received_by_name",
    "step_label",
    "step_name",
}
#: Words of the procedure and figures of the engine; nothing of the requester.
STAYS = {
    "procedure.case": {
        "due_derivation",
        "due_unit",
        "external_code",
        "legal_due_derivation",
        "name",
        "origin_model",
        "paper_receipt_number",
    },
    "procedure.case.component": {"name"},
    "procedure.consultation": {"name"},
    "procedure.disposal.line": {"procedure"},
    "procedure.due": {"derivation"},
    "procedure.effect.case": {"new_derivation"},
    "procedure.filing.change": {"after", "before"},
    "procedure.event": {"kind", "model", "payload_hash"},
    "procedure.handover.line": {"next_name"},
    # By what right a case was not disposed of.
    "procedure.hold": {"reason"},
    "procedure.late.entry": {"after", "before", "file_sha256", "receipt_key"},
    "procedure.move.line": {"steps"},
    "procedure.obstacle": {"due_derivation", "job_error"},
    "procedure.sample.line": {"digest"},
    # Why nothing started: it has no case then.
    "procedure.schedule.run": {"error"},
    "procedure.task": {
        "assigned_by",
        "checklist_done",
        "document_number",
        "due_derivation",
        "given_duration_unit",
        "given_duration_value",
        "job_error",
        "label",
        "name",
        "told_level_ids",
    },
}


class DisposalCommon(CaseRpcCommon):
    """A case ended in October 2026, kept five years; an officer and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quality = cls._user("quality", "procedure_control.group_quality_manager")
        cls.auditor = cls._user("auditor", "procedure_control.group_auditor")
        cls.clerk = cls._user("clerk2")
        cls._hold("worker", cls.clerk)
        cls.document = cls._procedure(
            "QT.DISP",
            [cls._step(1, "B1", "worker", "1")],
            limit=("1", "day"),
            retention=3,
            records=(Record("Hồ sơ", "Văn thư", "Tủ 1", "05 năm"),),
        )
        cls.revision = cls.document.revision_ids
        cls.case = cls._receive(
            cls,
            cls.document,
            "2026-10-05 09:00",
            subject="Về việc của ông Trần Văn Mật",
            requester_name="Trần Văn Mật",
            requester_phone="0912345678",
        )
        cls.other = cls._receive(cls, cls.document, "2026-10-05 10:00")
        for case in cls.case | cls.other:
            case._end_by("withdrawn", "Ông Mật rút hồ sơ", local("2026-10-06 09:00"))
        cls.case.message_post(body="Ông Trần Văn Mật gọi điện")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "cccd.txt",
                "raw": b"0912345678",
                "res_model": "procedure.case",
                "res_id": cls.case.id,
            }
        )
        cls.env.flush_all()

    def propose(self, cases=None, revisions=None, user=None, kind="destroy", **kw):
        disposals = self.env["procedure.disposal"].with_user(user or self.officer)
        return disposals._propose(
            self.agency,
            (self.case if cases is None else cases).with_user(user or self.officer),
            (revisions or self.env["procedure.revision"]).with_user(
                user or self.officer
            ),
            kind,
            "Thời hạn bảo quản đã hết",
            **kw,
        )

    def approve(self, disposal, user=None):
        user = user or self.quality
        disposal.with_user(user).action_approve(
            {"type": "password", "login": user.login, "password": user.login}
        )
        self.env.invalidate_all()

    def texts(self, case):
        self.env.cr.execute(
            "SELECT count(*), count(p.id) FROM procedure_event e"
            " LEFT JOIN procedure_event_payload p ON p.event_id = e.id"
            " WHERE e.case_id = %s",
            [case.id],
        )
        return self.env.cr.fetchone()


@tagged("post_install", "-at_install")
class TestDisposal(DisposalCommon):
    def test_what_is_due_is_what_was_kept_long_enough(self):
        due = self.env["procedure.disposal"].with_user(self.officer)._due
        with freeze_time("2031-10-05 03:00:00"):
            self.assertFalse(due(self.agency, local("2031-10-05 10:00"))[0])
        cases, revisions = due(self.agency, local("2031-10-06 10:00"))
        self.assertEqual(cases, self.case | self.other, "five years, not three")
        self.assertFalse(revisions)

    def test_forever_and_unclear_are_never_due(self):
        due = self.env["procedure.disposal"]._due
        for words in ("Vĩnh viễn", "theo quy định"):
            self.env.cr.execute(
                "UPDATE procedure_record SET retention = %s WHERE revision_id = %s",
                [words, self.revision.id],
            )
            self.env.invalidate_all()
            self.assertFalse(due(self.agency, local("2099-01-01 09:00"))[0], words)

    @freeze_time(LATER)
    def test_what_was_asked_answered_and_met_in_the_case_goes_with_it(self):
        task, words = self.case.task_ids, "Của ông Trần Văn Mật"
        opinion = self.env["procedure.consultation"]._make(
            [
                {
                    "name": "B1",
                    "asking_company_id": self.agency.id,
                    "case_id": self.case.id,
                    "task_id": task.id,
                    "company_id": self.agency.id,
                    "asked_at": self.case.received_at,
                    "state": "answered",
                    "answer": "comment",
                    "text": words,
                }
            ]
        )
        obstacle = self.clerk_meets(task, words)
        self.approve(self.propose())
        self.assertFalse(opinion.text)
        self.assertEqual(opinion.answer, "comment", "what it was stays")
        self.assertNotIn("Mật", obstacle.text)
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", obstacle._name), ("res_id", "=", obstacle.id)]
            )
        )

    @freeze_time(LATER)
    def test_words_of_what_hangs_on_the_case_go_with_it(self):
        words, at = "Của ông Trần Văn Mật", self.case.received_at
        apology = self.env["procedure.apology"]._record(
            [
                {
                    "case_id": self.case.id,
                    "due_at": at,
                    "promised_at": at,
                    "reason": words,
                    "given_at": at,
                    "given_by_id": self.clerk.id,
                }
            ]
        )
        batch = self.env["procedure.case.batch"]._make(
            [
                {
                    "document_id": self.document.id,
                    "company_id": self.agency.id,
                    "user_id": self.clerk.id,
                    "asked_at": at,
                    "state": "done",
                }
            ]
        )
        asked = self.env["procedure.case.batch.line"]._make(
            [
                {
                    "batch_id": batch.id,
                    "sequence": 1,
                    "name": words,
                    "state": "started",
                    "case_id": self.case.id,
                }
            ]
        )
        self.case.sudo().write({"correction_reason": words})
        self.approve(self.propose())
        self.assertEqual((apology.reason, asked.name), ("–", False))
        self.assertFalse(self.case.correction_reason)
        self.assertEqual((asked.case_id, asked.state), (self.case, "started"))

    def test_no_words_of_a_case_are_forgotten(self):
        """Whoever adds a text to what hangs on a case says whether it goes."""
        goes = {**PART_TEXTS, **EVIDENCE_TEXTS, **GOES_ELSEWHERE}
        goes["procedure.case"] = CASE_TEXTS
        found = {}
        for name, model in self.env.registry.items():
            case = model._fields.get("case_id")
            own = name == "procedure.case"
            if not name.startswith("procedure.") or not (own or case):
                continue
            if model._abstract or model._transient or not model._auto:
                continue
            if not own and not (case.store and case.comodel_name == "procedure.case"):
                continue
            texts = {
                field.name
                for field in model._fields.values()
                if field.store
                and not field.related
                and field.type in ("char", "text", "html", "json", "binary")
            }
            left = texts - set(goes.get(name, ())) - STAYS.get(name, set()) - NAMES
            if left:
                found[name] = sorted(left)
        self.assertFalse(found)

    def clerk_meets(self, task, words):
        obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.clerk)
            .action_raise("procedure.task", task.id, words)
            .sudo()
        )
        obstacle.message_post(body=words)
        return obstacle

    @freeze_time(LATER)
    def test_content_goes_rows_and_events_stay(self):
        before = self.texts(self.case)
        kept = self.texts(self.other)
        disposal = self.propose()
        self.approve(disposal)
        case = self.case
        self.assertTrue(case.name)
        self.assertEqual(case.state, "withdrawn")
        for name in ("subject", "requester_name", "requester_phone", "end_reason"):
            self.assertFalse(case[name], name)
        self.assertFalse(self.file.exists())
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", "procedure.case"), ("res_id", "=", case.id)]
            )
        )
        events, texts = self.texts(case)
        self.assertEqual((events, texts), (before[0] + 1, 1), "the disposal's own")
        self.assertEqual(disposal.event_count, before[1])
        self.assertEqual(self.texts(self.other), kept, "the other case is untouched")
        self.assertEqual(disposal.state, "done")
        self.assertEqual(disposal.credential, "password")
        self.env.cr.execute(
            "SELECT string_agg(body, ' ') FROM procedure_event_payload p"
            " JOIN procedure_event e ON e.id = p.event_id WHERE e.case_id = %s",
            [case.id],
        )
        self.assertNotIn("Mật", self.env.cr.fetchone()[0])

    @freeze_time(LATER)
    def test_verification_tells_disposed_from_broken(self):
        self.approve(self.propose())
        verify = self.env["procedure.verification"]
        while self.env["procedure.seal"]._seal():
            pass
        done = verify._start("command")
        done._advance(600)
        self.assertEqual((done.state, done.finding_ids.mapped("text")), ("whole", []))
        # The text of another case, taken away by the owner of the database.
        event = self.env["procedure.event"].search(
            [("case_id", "=", self.other.id)], limit=1
        )
        table = "procedure_event_payload"
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(f"DELETE FROM {table} WHERE event_id = %s", [event.id])
        self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        # Listing it afterwards does not help: its case is in no disposal.
        self.env.cr.execute(
            "INSERT INTO procedure_event_disposed SELECT %s, max(id)"
            " FROM procedure_disposal",
            [event.id],
        )
        done = verify._start("command")
        done._advance(600)
        self.assertEqual(done.finding_ids.mapped("kind"), ["text_missing"])

    def test_the_database_refuses_to_delete_a_text_not_listed(self):
        self.env.cr.execute("SELECT min(event_id) FROM procedure_event_payload")
        [event] = self.env.cr.fetchone()
        for query in (
            "DELETE FROM procedure_event_payload WHERE event_id = %s",
            "UPDATE procedure_event_payload SET body = '' WHERE event_id = %s",
        ):
            with (
                self.subTest(query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityConstraintViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [event])

    def test_too_early_or_held_is_refused(self):
        with freeze_time("2028-01-01 03:00:00"), self.assertRaises(UserError):
            self.propose()
        with freeze_time(LATER):
            hold = (
                self.env["procedure.hold"]
                .with_user(self.officer)
                .create({"document_id": self.document.id, "reason": "Khiếu nại"})
            )
            with self.assertRaises(UserError):
                self.propose()
            with self.assertRaises(AccessError):
                hold.action_revoke()
            hold.with_user(self.quality).action_revoke()
            disposal = self.propose()
            # A hold entered after the proposal stops it as well.
            self.env["procedure.hold"].with_user(self.officer).create(
                {"case_id": self.case.id, "reason": "Thanh tra"}
            )
            with self.assertRaises(UserError):
                self.approve(disposal)
            self.assertEqual(disposal.state, "proposed")
            self.assertTrue(self.case.requester_name)

    @freeze_time(LATER)
    def test_nothing_is_listed_twice_and_a_refused_one_is_free(self):
        disposal = self.propose()
        with self.assertRaises(UserError):
            self.propose()
        disposal.with_user(self.quality).action_refuse("chưa có danh mục")
        self.assertTrue(self.case.requester_name)
        self.approve(self.propose())
        with self.assertRaises(UserError):
            self.propose()
        self.assertEqual(
            self.env["procedure.event"].search_count(
                [("kind", "=like", "disposal.%"), ("model", "=", disposal._name)]
            ),
            5,
        )

    @freeze_time(LATER)
    def test_a_hand_over_names_who_takes_it(self):
        with self.assertRaises(UserError):
            self.propose(kind="handover")
        disposal = self.propose(kind="handover", recipient="Lưu trữ lịch sử tỉnh")
        self.assertIn("BB-2032-0001", disposal.name)

    @freeze_time(LATER)
    def test_minutes(self):
        disposal = self.propose()
        self.approve(disposal)
        data, kind = (
            self.env["ir.actions.report"]
            .with_user(self.auditor)
            ._render_weasyprint_pdf("procedure_control.report_disposal", disposal.ids)
        )
        self.assertEqual((kind, data[:4]), ("pdf", b"%PDF"))


@tagged("post_install", "-at_install")
class TestDisposalAttacks(DisposalCommon):
    def test_over_rpc(self):
        with freeze_time(LATER):
            disposal = self.propose()
            own = self.propose(cases=self.other, user=self.quality)
        self.env.flush_all()
        credential = {
            "type": "password",
            "login": self.officer.login,
            "password": self.officer.login,
        }
        mine = {
            "type": "password",
            "login": self.quality.login,
            "password": self.quality.login,
        }
        model = "procedure.disposal"
        for user, record, proof in (
            (self.officer, disposal, credential),  # his own, and no manager
            (self.quality, own, mine),  # her own
            (self.clerk, disposal, credential),
            (self.auditor, disposal, credential),
            # Ten days early by the clock of the server: nothing is due in 2026.
            (self.quality, disposal, mine),
        ):
            self.assertRefused(user, model, "action_approve", record.ids, proof)
        self.assertRefused(self.quality, model, "action_approve", disposal.ids)
        for user in (self.officer, self.quality):
            for args in (
                ("write", disposal.ids, {"state": "done"}),
                ("unlink", disposal.ids),
                ("create", {"name": "x"}),
                ("_carry_out", disposal.ids, "2032-01-01"),
            ):
                self.assertRefused(user, model, *args)
            events = self.env["procedure.event"].search(
                [("case_id", "=", self.case.id)]
            )
            self.assertRefused(
                user, "procedure.event.payload", "unlink", events.payload_ids[:1].ids
            )
        self.assertTrue(self.case.requester_name)
        self.assertEqual(disposal.state, "proposed")
        hold, error = self.call(
            self.officer,
            "procedure.hold",
            "create",
            {"case_id": self.case.id, "reason": "x"},
        )
        self.assertFalse(error)
        hold = hold if isinstance(hold, int) else hold[0]
        self.assertRefused(self.officer, "procedure.hold", "action_revoke", [hold])
        self.assertRefused(self.quality, "procedure.hold", "unlink", [hold])
        self.assertRefused(
            self.quality, "procedure.hold", "write", [hold], {"reason": "y"}
        )


@tagged("post_install", "-at_install")
class TestRevisionDisposal(ProcedureCommon):
    """Of a revision only its files go: what was signed can still be proved."""

    with_paper = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        old = cls.make_draft()
        cls.form = old.form_ids[0]
        cls.form.write({"file": base64.b64encode(b"blank form")})
        old.with_user(cls.author).action_submit(approver_id=cls.signer.id)
        cls.approve(old, cls.signer)
        cls.make_draft(document=old.document_id)._issue(
            cls.author, cls.signer, *[fields.Datetime.now()] * 3
        )
        cls.old = old
        cls.env.flush_all()

    def dispose(self):
        disposal = (
            self.env["procedure.disposal"]
            .with_user(self.officer)
            ._propose(
                self.company,
                self.env["procedure.case"],
                self.old.with_user(self.officer),
                "destroy",
                "hết thời hạn",
            )
        )
        disposal.with_user(self.quality).action_approve(self.credential(self.quality))
        self.env.invalidate_all()
        return disposal

    def test_files_go_and_what_was_signed_is_proved(self):
        self.assertEqual(self.old.state, "superseded")
        self.assertTrue(self.old.round_ids.body_id)
        with self.assertRaises(UserError):
            self.dispose()
        noted, body = self.form.sha256, self.old.round_ids[0].body_sha256
        with freeze_time("2050-01-01 03:00:00"):
            disposal = self.dispose()
            proof = self.env["procedure.verification"].with_user(self.officer)
            proof = proof._start_of(self.old.document_id.with_user(self.officer))
            proof._advance(600)
        self.assertGreaterEqual(disposal.file_count, 2)
        self.assertFalse(self.form.file)
        self.assertFalse(self.old.round_ids.body_id)
        self.assertEqual(self.form.sha256, noted)
        self.assertEqual(self.old.round_ids[0].body_sha256, body)
        self.assertTrue(self.old.step_ids[0].name)
        self.assertEqual((proof.state, proof.finding_ids.mapped("text")), ("whole", []))
        # Files of what is in force stay as guarded as they were.
        live = self.old.document_id.effective_revision_id.round_ids.body_id
        self.assertTrue(live)
        with self.assertRaises(UserError):
            live.sudo().unlink()
