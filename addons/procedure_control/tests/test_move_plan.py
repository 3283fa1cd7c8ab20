from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from ..engine.content import Limit
from ..models import procedure_move_sign
from .case_common import local, shown
from .test_case_move import MoveCommon

NOW = local("2026-10-07 09:00")


class PlanCommon(MoveCommon):
    """Three cases of five days, a revision of four, and who plans and who signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("mv-quality", "procedure_control.group_quality_manager")
        cls.startClassPatcher(freeze_time(NOW))
        cls.document = cls._procedure("QT.PL", cls._rows("1", "3"), limit=("5", "day"))
        cls.old = cls.document.effective_revision_id

    @classmethod
    def _rows(cls, *lengths):
        return [
            cls._step(1, "B1", "clerk", lengths[0]),
            cls._step(2, "B2", "expert", lengths[1]),
            cls._step(3, "B3", "head", "1"),
        ]

    def _cases(self, count=3):
        return self.env["procedure.case"].union(
            *(self._receive(self.document, "2026-10-05 08:00") for _n in range(count))
        )

    def _shorter(self):
        return self._revise(self.document, self._rows("1", "2"), limit=("4", "day"))

    def _plan(self, new, user=None):
        action = new.with_user(user or self.officer).action_plan_move()
        self.assertEqual(action["res_model"], "procedure.move")
        plan = self.env["procedure.move"].browse(action["res_id"])
        plan.with_user(user or self.officer).write({"reason": "Rút ngắn thời hạn"})
        return plan

    def _sign(self, plan, user=None):
        user = user or self.manager
        mine = plan.with_user(user)
        mine.action_open_signature()
        proof = {"type": "password", "login": user.login, "password": user.login}
        mine.action_sign(plan.fingerprint, proof)
        return plan.decision_ids

    def _line(self, plan, case):
        return plan.line_ids.filtered(lambda line: line.case_id == case)


@tagged("post_install", "-at_install")
class TestMovePlan(PlanCommon):
    """Previewed, signed, carried out; what cannot be mapped stays."""

    def test_without_a_plan_every_case_finishes_as_it_began(self):
        case, new = self._cases(1), self._shorter()
        self.assertEqual(case.revision_id, self.old)
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(new.with_user(self.officer).earlier_case_count, 1)
        self._finish(case, "B1", "2026-10-07 08:00")
        self.assertEqual(case.revision_id, self.old)

    def test_who_puts_it_into_force_sees_what_runs_on(self):
        self._cases(2)
        draft = self.document._new_draft("Rút ngắn")
        self.assertEqual(draft.earlier_case_count, 0, "a draft moves nobody")
        # As its signature leaves it where a day is planned.
        draft.sudo()._set_guarded({"state": "approved"})
        self.assertEqual(draft.with_user(self.officer).earlier_case_count, 2)

    def test_a_preview_tells_and_moves_nothing(self):
        cases = self._cases(3)
        self._finish(cases[0], "B1", "2026-10-06 08:00")
        new = self._shorter()
        plan = self._plan(new)
        self.env.flush_all()
        tables = (
            "procedure_event",
            "procedure_due",
            "procedure_task",
            "mail_activity",
            "mail_message",
        )
        before = [self._count(table) for table in tables]
        plan.with_user(self.officer).action_preview()
        self.assertEqual([self._count(table) for table in tables], before)
        self.assertEqual(cases.revision_id, self.old)
        self.assertEqual({shown(c.due_at) for c in cases}, {"2026-10-12 17:00"})
        line = self._line(plan, cases[0])
        self.assertEqual(line.choice, "move")
        self.assertEqual(shown(line.old_due), "2026-10-12 17:00")
        self.assertEqual(shown(line.new_due), "2026-10-09 17:00")
        self.assertIn("B2", line.landing)
        (row,) = line.steps
        self.assertEqual(row["who"], self.expert.name)
        self.assertEqual(
            (row["old_due"], row["new_due"]),
            (
                str(local("2026-10-08 17:00")),
                str(local("2026-10-07 17:00")),
            ),
        )
        self.assertIn("08/10/2026 17:00 → 07/10/2026 17:00", line.steps_text)

    def _count(self, table):
        self.env.flush_all()
        self.env.cr.execute(f"SELECT COUNT(*) FROM {table}")
        return self.env.cr.fetchone()[0]

    def test_what_the_preview_said_is_what_happens(self):
        cases = self._cases(3)
        self._finish(cases[0], "B1", "2026-10-06 08:00")
        plan = self._plan(self._shorter())
        said = {
            line.case_id: (line.new_due, [row["new_due"] for row in line.steps])
            for line in plan.line_ids
        }
        self._sign(plan)
        self.assertEqual(plan.state, "done")
        for case in cases:
            begun = case.task_ids.filtered(lambda t: t.state == "ready")
            found = (case.due_at, [str(task.due_at) for task in begun])
            self.assertEqual(found, said[case])
        self.assertEqual(set(plan.line_ids.mapped("state")), {"moved"})

    def test_a_case_says_under_what_it_runs_and_ran(self):
        case = self._cases(1)
        new = self._shorter()
        self._sign(self._plan(new))
        told = case.with_user(self.clerk).revision_history
        self.assertIn("07/10/2026 09:00", told)
        self.assertIn(new.display_name, told)
        self.assertIn(self.old.display_name, told)

    def test_what_cannot_be_mapped_stays_unless_the_mapping_is_completed(self):
        cases = self._cases(2)
        self._finish(cases[0], "B1", "2026-10-06 08:00")
        new = self._revise(
            self.document,
            [
                self._step(1, "B1", "clerk", "1"),
                self._step(2, "C7", "expert", "1", name="Hoàn toàn khác"),
                self._step(3, "B3", "head", "1"),
            ],
            limit=("3", "day"),
        )
        plan = self._plan(new)
        stuck = self._line(plan, cases[0])
        self.assertEqual(stuck.choice, "keep")
        self.assertIn("B2", stuck.obstacle)
        self.assertTrue(stuck.reason)
        self.assertFalse(stuck.new_due)
        row = plan.step_ids.filtered(lambda r: r.old_label == "B2")
        self.assertEqual((row.new_step_id.id, row.in_hand_count), (False, 1))
        mine = row.with_user(self.officer)
        mine.new_step_id = new.step_ids.filtered(lambda s: s.label == "C7")
        plan.with_user(self.officer).action_preview()
        self.assertFalse(stuck.obstacle)
        self.assertTrue(stuck.new_due)
        stuck.with_user(self.officer).choice = "move"
        self._sign(plan)
        self.assertEqual(cases.revision_id, new)
        self.assertEqual(self._ready(cases[0]), ["C7"])

    def test_two_steps_do_not_become_one(self):
        self._cases(1)
        new = self._shorter()
        plan = self._plan(new)
        mine = plan.step_ids.with_user(self.officer)
        mine[0].new_step_id = mine[1].new_step_id
        with self.assertRaisesRegex(UserError, "not for two"):
            plan.with_user(self.officer).action_preview()

    def test_moved_kept_and_stopped_by_one_signature(self):
        cases = self._cases(3)
        plan = self._plan(self._shorter())
        kept, stopped = (self._line(plan, c).with_user(self.officer) for c in cases[1:])
        kept.write({"choice": "keep", "reason": "Đã hẹn ngày trả"})
        stopped.write({"choice": "stop", "reason": "Không còn thẩm quyền"})
        decision = self._sign(plan)
        self.assertEqual(
            [self._line(plan, case).state for case in cases],
            ["moved", "kept", "stopping"],
        )
        self.assertEqual(cases[1].revision_id, self.old)
        self.assertEqual(shown(cases[1].due_at), "2026-10-12 17:00")
        # Nothing is ended without a written notice: somebody is asked to.
        self.assertEqual(cases[2].state, "running")
        asked = cases[2].activity_ids.filtered(
            lambda a: (
                a.activity_type_id
                == self.env.ref("procedure_control.mail_activity_type_stop")
            )
        )
        self.assertEqual(asked.user_id, self.clerk)
        cases[2].with_user(self.officer)._end_by(
            "terminated", "Đã thông báo", local("2026-10-07 10:00")
        )
        self.assertFalse(asked.active)
        self.assertEqual(decision.signer_name, self.manager.name)
        self.assertEqual(decision.credential, "password")
        self.assertTrue(decision._bytes_intact())
        signed = decision._list_content().decode()
        for word in ("Rút ngắn thời hạn", "Đã hẹn ngày trả", cases[0].name):
            self.assertIn(word, signed)

    def test_the_plan_on_paper(self):
        cases = self._cases(2)
        plan = self._plan(self._shorter())
        self._line(plan, cases[1]).with_user(self.officer).write(
            {"choice": "keep", "reason": "Đã hẹn <b>ngày</b> trả"}
        )
        decision = self._sign(plan)
        self.assertEqual(decision.fingerprint, plan.fingerprint)
        paper = self.env["report.procedure_control.paper_move"]
        values = paper._get_report_values(plan.ids)["papers"][0]["paper"]
        self.assertEqual(
            [(case["old_due"], case["new_due"]) for case in values["cases"]],
            [("17:00 12/10/2026", "17:00 09/10/2026"), ("17:00 12/10/2026", "–")],
        )
        pdf, kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_weasyprint_pdf("procedure_control.paper_move", plan.ids)
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    # --- who ------------------------------------------------------------------------
    def test_who_prepared_it_does_not_sign_it(self):
        self._cases(1)
        plan = self._plan(self._shorter(), self.manager)
        with self.assertRaisesRegex(AccessError, "prepared"):
            self._sign(plan)
        self.assertEqual(plan.state, "draft")

    def test_who_approved_the_revision_may_sign(self):
        """He need neither answer for quality nor read the cases."""
        case = self._cases(1)
        content = self._content_of_new()
        by_author = self.document.with_user(self.author)
        draft = by_author._new_draft("Rút ngắn", content=content).with_env(self.env)
        draft._issue(
            self.author,
            self.signer,
            local("2026-10-06 09:00"),
            local("2026-10-06 15:00"),
            local("2026-10-07 00:00"),
        )
        self.assertEqual(draft.state, "effective")
        plan = self._plan(draft)
        self.assertIsNone(plan.with_user(self.signer)._why_not_sign())
        self._sign(plan, self.signer)
        self.assertEqual(case.revision_id, draft)

    def _content_of_new(self):
        old = self.document.effective_revision_id
        return replace(
            old._runtime().content,
            limit=Limit("4", "day"),
            steps=tuple(self._rows("1", "2")),
        )

    def test_a_quality_officer_does_not_sign(self):
        self._cases(1)
        plan = self._plan(self._shorter())
        other = self._user("mv-officer2", "procedure_control.group_quality_officer")
        with self.assertRaisesRegex(AccessError, "quality manager"):
            self._sign(plan, other)

    def test_who_has_a_step_in_hand_does_not_sign(self):
        case = self._cases(1)
        plan = self._plan(self._shorter())
        self._task(case, "B1").user_id = self.manager
        with self.assertRaisesRegex(AccessError, "in hand"):
            self._sign(plan)
        self._line(plan, case).with_user(self.officer).write(
            {"choice": "keep", "reason": "x"}
        )
        self.assertFalse(plan.with_user(self.manager)._why_not_sign())

    # --- what is signed is what was seen --------------------------------------------
    def test_what_has_gone_on_since_is_looked_at_again(self):
        case = self._cases(2)[0]
        plan = self._plan(self._shorter())
        seen = plan.fingerprint
        self._finish(case, "B1", "2026-10-07 08:30")
        proof = {
            "type": "password",
            "login": self.manager.login,
            "password": self.manager.login,
        }
        mine = plan.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Look at it again"):
            mine.action_sign(seen, proof)
        self.assertEqual(plan.state, "draft")
        self._sign(plan)
        self.assertEqual(plan.state, "done")

    def test_a_line_changed_behind_the_signer(self):
        case = self._cases(2)[0]
        plan = self._plan(self._shorter())
        mine = plan.with_user(self.manager)
        mine.action_open_signature()
        seen = plan.fingerprint
        self._line(plan, case).with_user(self.officer).write(
            {"choice": "stop", "reason": "x"}
        )
        proof = {
            "type": "password",
            "login": self.manager.login,
            "password": self.manager.login,
        }
        with self.assertRaisesRegex(UserError, "Look at it again"):
            mine.action_sign(seen, proof)

    def test_reasons_are_needed(self):
        case = self._cases(2)[0]
        plan = self._plan(self._shorter())
        plan.with_user(self.officer).reason = " "
        with self.assertRaisesRegex(UserError, "why these cases"):
            self._sign(plan)
        plan.with_user(self.officer).reason = "Rút ngắn"
        self._line(plan, case).with_user(self.officer).choice = "keep"
        with self.assertRaisesRegex(UserError, "why it stays"):
            self._sign(plan)

    def test_a_plan_by_which_all_stay_is_none(self):
        self._cases(2)
        plan = self._plan(self._shorter())
        plan.line_ids.with_user(self.officer).write({"choice": "keep", "reason": "x"})
        with self.assertRaisesRegex(UserError, "nothing to sign"):
            self._sign(plan)

    def test_signed_is_signed(self):
        self._cases(1)
        plan = self._plan(self._shorter())
        self._sign(plan)
        for record, vals in (
            (plan, {"reason": "khác"}),
            (plan.line_ids, {"choice": "keep"}),
            (plan.step_ids, {"new_step_id": False}),
        ):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.with_user(self.officer).write(vals)
        for act in ("action_preview", "action_cancel"):
            with self.subTest(act), self.assertRaises(UserError):
                getattr(plan.with_user(self.officer), act)()

    def test_a_case_is_in_one_plan_at_a_time(self):
        self._cases(1)
        new = self._shorter()
        plan = self._plan(new)
        with self.assertRaisesRegex(UserError, "No case is left"):
            self._plan(new)
        plan.with_user(self.officer).action_cancel()
        self.assertEqual(plan.state, "cancelled")
        self.assertTrue(self._plan(new).line_ids)

    # --- long plans -----------------------------------------------------------------
    def _job(self):
        cron = self.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda *a, **kw: 60):
            self.env["procedure.move"]._cron_move()

    def test_a_long_plan_is_carried_out_by_the_job(self):
        cases = self._cases(3)
        plan = self._plan(self._shorter())
        with patch.object(procedure_move_sign, "AT_ONCE", 1):
            self._sign(plan)
        self.assertEqual((plan.state, plan.left_count), ("signed", 3))
        self.assertEqual(cases.revision_id, self.old)
        self._job()
        self.assertEqual((plan.state, plan.progress), ("done", 100.0))
        self.assertNotIn(self.old, cases.revision_id)
        history = cases.due_ids.filtered(lambda d: d.reason == "Rút ngắn thời hạn")
        self.assertEqual(history.user_id, self.manager, "in the name of who signed")

    def test_one_that_cannot_be_moved_any_more_leaves_the_others(self):
        cases = self._cases(3)
        plan = self._plan(self._shorter())
        with patch.object(procedure_move_sign, "AT_ONCE", 1):
            self._sign(plan)
        cases[1].with_user(self.officer)._end_by("withdrawn", "Rút hồ sơ", NOW)
        with mute_logger("odoo.addons.procedure_control.models.procedure_job"):
            self._job()
        self.assertEqual(plan.state, "done")
        self.assertEqual(
            [self._line(plan, case).state for case in cases],
            ["moved", "failed", "moved"],
        )
        self.assertIn("cannot be moved", self._line(plan, cases[1]).error)
        self.assertEqual(cases[1].revision_id, self.old)

    def test_one_that_ended_since_is_not_asked_to_be_stopped(self):
        cases = self._cases(2)
        plan = self._plan(self._shorter())
        plan.line_ids.sudo().write({"choice": "stop", "reason": "Hết hiệu lực"})
        with patch.object(procedure_move_sign, "AT_ONCE", 1):
            self._sign(plan)
        cases[0].with_user(self.officer)._end_by("withdrawn", "Rút hồ sơ", NOW)
        self._job()
        self.assertEqual(
            [self._line(plan, case).state for case in cases], ["kept", "stopping"]
        )
        self.assertEqual(cases.mapped("stop_asked"), [False, True])

    def test_one_that_somebody_is_at_is_moved_later(self):
        """Two at the same row is no fault of the case: it is tried again."""
        cases = self._cases(3)
        plan = self._plan(self._shorter())
        with patch.object(procedure_move_sign, "AT_ONCE", 1):
            self._sign(plan)
        lines, met = self.registry["procedure.move.line"], []
        move = lines._move

        def meets(some, plan, at):
            if cases[1] in some.case_id and len(met) < 3:
                met.append(len(some))
                raise SerializationFailure
            return move(some, plan, at)

        with patch.object(lines, "_move", meets):
            self._job()
        self.assertEqual((met[0], len(met)), (3, 3))
        self.assertEqual(plan.line_ids.mapped("state"), ["moved"] * 3)
        self.assertEqual((plan.state, plan.failed_count), ("done", 0))

    def test_a_signature_that_meets_somebody_is_done_again_as_a_whole(self):
        self._cases(2)
        plan = self._plan(self._shorter())
        lines = self.registry["procedure.move.line"]
        with (
            patch.object(lines, "_move", side_effect=SerializationFailure),
            self.assertRaises(SerializationFailure),
            self.cr.savepoint(),
        ):
            self._sign(plan)
        self.assertEqual(plan.state, "draft")

    def test_queries_of_a_preview_do_not_grow_with_the_cases(self):
        counts = []
        for count in (3, 10):
            document = self._procedure(
                f"QT.PQ{count}", self._rows("1", "3"), limit=("5", "day")
            )
            for _n in range(count):
                self._receive(document, "2026-10-05 08:00")
            new = self._revise(document, self._rows("1", "2"), limit=("4", "day"))
            plan = self._plan(new)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.with_user(self.officer).action_preview()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 7, 3, counts)


@tagged("post_install", "-at_install")
class TestMoveDecided(MoveCommon):
    """Six cases of a decision that was entered late: five are moved, one stays."""

    BETWEEN = (
        ("2026-11-19 09:00", "2026-12-04 17:00", "2026-12-02 17:00"),
        ("2026-11-19 14:00", "2026-12-04 17:00", "2026-12-02 17:00"),
        ("2026-11-20 08:30", "2026-12-07 17:00", "2026-12-03 17:00"),
        ("2026-11-20 14:30", "2026-12-07 17:00", "2026-12-03 17:00"),
        ("2026-11-23 10:00", "2026-12-08 17:00", "2026-12-04 17:00"),
        ("2026-11-25 08:15", "2026-12-09 17:00", "2026-12-07 17:00"),
    )

    def test_five_moved_one_kept(self):
        document = self._qt_gd_02()
        cases = (
            self.env["procedure.case"]
            .union(
                *(
                    self._receive(document, at, requester_name="Đỗ Văn Khải")
                    for at, _old, _new in self.BETWEEN
                )
            )
            .sorted("received_at")
        )
        manager = self._user("mv-decided", "procedure_control.group_quality_manager")
        row = self._step
        with freeze_time(local("2026-11-25 09:00")):
            new = self._revise(
                document,
                [
                    row(1, "B1", "clerk", unit="not_counted"),
                    row(2, "B2", "courier", "0.5"),
                    row(3, "B3", "head", "0.5"),
                    row(4, "B4", "expert", "5"),
                    row(5, "B5", "head", "0.5"),
                    row(6, "B6", "leader", "1"),
                    row(7, "B7", "registry", "0.5"),
                    row(8, "B8", "clerk", unit="not_counted"),
                ],
                at="2026-11-19 00:00",
                limit=("8", "day"),
            )
            lines = new.effect_case_ids.sorted("received_at")
            if not lines:
                new._list_cases_since(local("2026-11-25 09:00"))
                lines = new.effect_case_ids.sorted("received_at")
            self.assertEqual(
                [(shown(li.old_due), shown(li.new_due)) for li in lines],
                [(old, then) for _at, old, then in self.BETWEEN],
            )
            choices = {line.id: {"choice": "move"} for line in lines[:5]}
            choices[lines[5].id] = {"choice": "keep", "reason": "Đã hẹn"}
            lines.with_user(self.officer)._decide(
                choices, local("2026-11-25 09:30"), "password"
            )
            self.assertNotIn(new, cases.revision_id, "nothing moves by itself")
            action = new.with_user(self.officer).action_plan_decided()
            plan = self.env["procedure.move"].browse(action["res_id"])
            self.assertEqual(plan.line_ids.case_id, cases[:5])
            plan.with_user(self.officer).reason = "Theo quyết định ký ngày 19/11"
            mine = plan.with_user(manager)
            mine.action_open_signature()
            mine.action_sign(
                plan.fingerprint,
                {
                    "type": "password",
                    "login": manager.login,
                    "password": manager.login,
                },
            )
        self.assertEqual(
            [shown(case.due_at) for case in cases],
            [then for _at, _old, then in self.BETWEEN[:5]] + [self.BETWEEN[5][1]],
        )
        self.assertEqual(cases[:5].revision_id, new)
        self.assertNotEqual(cases[5].revision_id, new)
        self.assertEqual(lines.mapped("state"), ["moved"] * 5 + ["kept"])
        self.assertFalse(
            new._cases_since({new: new.effective_at}).keys() & set(cases[:5])
        )
