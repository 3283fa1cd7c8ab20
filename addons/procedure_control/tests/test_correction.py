from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, mute_logger
from psycopg2 import IntegrityError

from ..engine.content import Limit, Outcome, Variant
from .case_common import CaseCommon, local, shown

WRONG = "Tên trên kết quả ghi sai chữ đệm"


class CorrectionCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("corr-expert")
        cls.manager = cls._user("corr-manager", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.manager)
        cls._hold("corr", cls.expert, department=cls.section)
        cls.document = cls._procedure(
            "QT.KQ",
            [cls._step(1, "B1", "corr", "1"), cls._step(2, "B2", "corr", "1")],
            limit=("2", "day"),
            variants=(
                Variant("v1", "Khẩn", True, Limit("1", "day")),
                Variant("v2", "Thường"),
            ),
        )
        cls.plain = cls.document.revision_ids.variant_ids[1]
        cls.mending = cls._procedure(
            "QT.SAI", [cls._step(1, "S1", "corr", "1")], limit=("1", "day")
        )

    def _closed(self, received="2026-10-05 08:00", done="2026-10-06 10:00", **values):
        values = {"variant_id": self.plain.id, "requester_name": "Bà Mai", **values}
        case = self._receive(self.document, received, **values)
        self._finish(case, "B1", done)
        self._finish(case, "B2", done)
        self.assertEqual(case.state, "closed")
        return case

    def _correct(
        self, case, at="2026-10-09 09:00", kind="correction", cause="own", **how
    ):
        user = how.pop("user", self.officer)
        with freeze_time(local(at)):
            case_id = (
                case.with_user(user)
                .with_company(self.agency)
                .action_start_correction(kind, cause, how.pop("reason", WRONG), **how)
            )
        case.invalidate_recordset()
        return self.env["procedure.case"].browse(case_id)

    def _end(self, correction, at="2026-10-12 09:00"):
        own = correction.document_id == self.document
        for label in ("B1", "B2") if own else ("S1",):
            self._finish(correction, label, at)
        return correction

    def _row(self, case):
        """The row of a case as the database holds it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT md5(c::text), to_jsonb(c) FROM procedure_case c WHERE id = %s",
                case.id,
            )
        )
        return self.env.cr.fetchone()

    def _events(self, case):
        found = self.env["procedure.event"].search(
            [("model", "=", "procedure.case"), ("res_id", "=", case.id)], order="id"
        )
        return [kind for kind in found.mapped("kind") if "correct" in kind] + [
            kind for kind in found.mapped("kind") if kind == "case.recalled"
        ]


@tagged("post_install", "-at_install")
class TestCorrection(CorrectionCommon):
    """An issued result turns out wrong: a linked case, the first one untouched."""

    def test_found_three_days_after_closing(self):
        case = self._closed(subject="Giám định")
        before = self._row(case)
        correction = self._correct(case)
        self.assertEqual(correction.corrects_id, case)
        self.assertEqual(correction.start_source, "correction")
        self.assertEqual(
            (
                correction.correction_kind,
                correction.correction_cause,
                correction.correction_reason,
                correction.correction_after_days,
            ),
            ("correction", "own", WRONG, 3),
        )
        self.assertEqual(correction.corrected_document_id, self.document)
        self.assertEqual(correction.corrected_department_id, self.section)
        self.assertEqual(correction.requester_name, "Bà Mai")
        self.assertIn(case.name, correction.subject)
        self.assertEqual(correction.variant_id, self.plain)
        self.assertEqual(shown(correction.received_at), "2026-10-09 09:00")
        self.assertEqual(shown(correction.due_at), "2026-10-13 17:00")
        self.assertEqual(case.correction_mark, "correcting")
        self.assertIn(correction.name, case.correction_text)
        self._finish(correction, "B1", "2026-10-12 09:00")
        self.assertEqual(case.correction_mark, "correcting")
        self._finish(correction, "B2", "2026-10-12 10:00")
        case.invalidate_recordset()
        self.assertEqual(case.correction_mark, "corrected")
        self.assertIn("12/10/2026", case.correction_text)
        self.assertEqual(self._row(case), before, "not one column of it has changed")
        self.assertEqual(
            self._events(case), ["case.correction_started", "case.corrected"]
        )

    def test_a_recall_is_marked_as_such(self):
        case = self._closed()
        correction = self._correct(case, kind="recall", cause="law")
        self.assertEqual(case.correction_mark, "recalling")
        self._end(correction)
        case.invalidate_recordset()
        self.assertEqual(case.correction_mark, "recalled")
        self.assertEqual(self._events(case)[-1], "case.recalled")

    def test_one_that_came_to_nothing_leaves_no_mark(self):
        case = self._closed()
        first = self._correct(case)
        first._end_by("terminated", "Kết quả đúng", local("2026-10-09 15:00"))
        case.invalidate_recordset()
        self.assertFalse(case.correction_mark)
        self.assertEqual(self._events(case)[-1], "case.correction_void")
        second = self._correct(case, at="2026-10-12 09:00")
        self.assertEqual(case.correction_mark, "correcting")
        self.assertEqual(case.correction_count, 2)
        self.assertEqual(second.correction_after_days, 6)

    def test_several_at_once_are_refused(self):
        case = self._closed()
        first = self._correct(case)
        with self.assertRaisesRegex(UserError, f"already: {first.name}"):
            self._correct(case, kind="recall")
        self._end(first)
        with self.assertRaisesRegex(UserError, f"replaced by {first.name}"):
            self._correct(case)
        # Whoever is quicker: the database lets only one in.
        other = self._receive(self.document, "2026-10-09 09:00")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            other.write(
                {
                    "corrects_id": case.id,
                    "correction_kind": "correction",
                    "correction_cause": "own",
                    "correction_reason": "x",
                }
            )
            other.flush_recordset()

    def test_a_correction_is_corrected_and_the_chain_is_shown(self):
        case = self._closed()
        first = self._end(self._correct(case))
        second = self._correct(first, at="2026-10-14 09:00", cause="requester")
        chain = f"{case.name} → {first.name} → {second.name}"
        for link in case | first | second:
            link.invalidate_recordset()
            self.assertEqual(link.correction_chain, chain)
        self.assertEqual(
            (case.correction_mark, first.correction_mark), ("corrected", "correcting")
        )
        self.assertFalse(self._closed().correction_chain)

    def test_work_taken_up_again_takes_the_mark_back(self):
        """Sent back from beyond its result: the correction is not right either."""
        document = self._procedure(
            "QT.TRA",
            [
                self._step(1, "S1", "corr", "1"),
                self._step(2, "S2", "corr", "1", is_result=True),
                self._step(
                    3,
                    "S3",
                    "corr",
                    unit="not_counted",
                    outcomes=(Outcome("Trả lại", "back", "s1", True),),
                ),
            ],
            limit=("2", "day"),
        )
        case = self._closed()
        correction = self._correct(case, document_id=document.id)
        self._finish(correction, "S1", "2026-10-09 10:00")
        self._finish(correction, "S2", "2026-10-09 11:00")
        case.invalidate_recordset()
        self.assertEqual(correction.state, "result_ready")
        self.assertEqual(case.correction_mark, "corrected")
        back = self._task(correction, "S3").step_id.outcome_ids
        self._finish(
            correction, "S3", "2026-10-09 14:00", choice=str(back.id), reason="x"
        )
        case.invalidate_recordset()
        self.assertEqual(correction.state, "running")
        self.assertEqual(case.correction_mark, "correcting")
        self.assertEqual(self._events(case)[-1], "case.correction_reopened")

    def test_by_the_procedure_of_the_settings(self):
        self.agency.procedure_correction_document_id = self.mending
        case = self._closed()
        correction = self._correct(case)
        self.assertEqual(correction.document_id, self.mending)
        self.assertFalse(correction.variant_id)
        self.assertEqual(correction.corrected_document_id, self.document)
        other = self._correct(self._closed(), document_id=self.document.id)
        self.assertEqual(other.document_id, self.document)

    def test_the_dialog(self):
        self.agency.procedure_correction_document_id = self.mending
        case = self._closed()
        with freeze_time(local("2026-10-09 09:00")):
            action = (
                case.with_user(self.officer)
                .with_company(self.agency)
                .action_open_correction()
            )
            dialogs = self.env[action["res_model"]].with_user(self.officer)
            dialogs = dialogs.with_company(self.agency).with_context(
                **action["context"]
            )
            with Form(dialogs) as form:
                self.assertEqual(form.document_id, self.mending)
                form.kind = "recall"
                form.cause = "own"
                form.reason = WRONG
            opened = form.save().action_confirm()
        correction = self.env["procedure.case"].browse(opened["res_id"])
        self.assertEqual(correction.corrects_id, case)
        self.assertEqual(correction.correction_kind, "recall")

    # --- what is refused --------------------------------------------------------------

    def test_only_an_issued_result(self):
        running = self._receive(self.document, "2026-10-05 08:00")
        withdrawn = self._receive(self.document, "2026-10-05 08:00")
        withdrawn._end_by("withdrawn", "r", local("2026-10-05 09:00"))
        for case in running | withdrawn:
            with self.assertRaisesRegex(UserError, "no result that was issued"):
                self._correct(case)

    def test_what_must_be_said(self):
        case = self._closed()
        for how in (
            {"kind": "other"},
            {"cause": "nobody"},
            {"cause": False},
            {"reason": "  "},
            {"reason": ["x"]},
            {"document_id": "x"},
            {"document_id": [self.document.id]},
            {"document_id": 10**8},
        ):
            with self.subTest(how), self.assertRaises(UserError):
                self._correct(case, **how)
        other = self.env["res.company"].create({"name": "Sở khác"})
        elsewhere = self.mending.copy({"code": "QT.XA", "company_id": other.id})
        with self.assertRaises(AccessError):
            self._correct(case, document_id=elsewhere.id)
        self.agency.procedure_correction_document_id = elsewhere
        with self.assertRaisesRegex(UserError, "does not apply"):
            self._correct(case)
        self.assertFalse(case.correction_ids)

    def test_who_may(self):
        case = self._closed()
        case.received_by_id = self.officer
        with self.assertRaisesRegex(AccessError, "may have its result corrected"):
            self._correct(case, user=self.expert)
        self.assertFalse(case.with_user(self.expert).can_correct)
        self.assertTrue(case.with_user(self.manager).can_correct)
        correction = self._correct(case, user=self.manager)
        self.assertEqual(correction.received_by_id, self.manager)
        mine = self._closed()
        mine.received_by_id = self.expert
        self.assertEqual(self._correct(mine, user=self.expert).corrects_id, mine)

    # --- where it is seen -------------------------------------------------------------

    def test_the_search_finds_each_mark(self):
        plain = self._closed()
        marks = {}
        for mark, kind, ended in (
            ("correcting", "correction", False),
            ("corrected", "correction", True),
            ("recalling", "recall", False),
            ("recalled", "recall", True),
        ):
            case = self._closed()
            correction = self._correct(case, kind=kind)
            if ended:
                self._end(correction)
            marks[mark] = case
        void = self._closed()
        self._correct(void)._end_by("withdrawn", "r", local("2026-10-09 15:00"))
        everything = plain | void | self.env["procedure.case"].union(*marks.values())
        search = self.env["procedure.case"].search
        for mark, case in marks.items():
            found = search(
                [("correction_mark", "=", mark), ("id", "in", everything.ids)]
            )
            self.assertEqual(found, case, mark)
        found = search([("correction_mark", "=", False), ("id", "in", everything.ids)])
        self.assertEqual(found, plain | void)
        found = search([("correction_mark", "!=", False), ("id", "in", everything.ids)])
        self.assertEqual(len(found), 4)

    def test_who_sees_the_case_sees_the_mark(self):
        """He worked on the first one, not on its correction."""
        case = self._closed()
        other = self._user("corr-other")
        self._hold("mend", other)
        document = self._procedure(
            "QT.KHAC", [self._step(1, "S1", "mend", "1")], limit=("1", "day")
        )
        correction = self._correct(case, document_id=document.id)
        case.invalidate_recordset()
        seen = case.with_user(self.expert)
        self.assertEqual(seen.correction_mark, "correcting")
        self.assertIn(correction.name, seen.correction_text)
        with self.assertRaises(AccessError):
            correction.with_user(self.expert).read(["correction_reason"])

    def test_a_list_costs_the_same_whatever_its_length(self):
        cases = self.env["procedure.case"]
        for _number in range(8):
            case = self._closed()
            self._correct(case)
            cases |= case

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.officer).read(["correction_mark", "name"])
            return self.env.cr.sql_log_count - before

        queries(cases)
        self.assertEqual(queries(cases[:2]), queries(cases))
