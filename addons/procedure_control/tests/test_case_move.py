from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.content import Content, Limit, Phase, Ref, Variant
from .case_common import CaseCommon, local, shown


class MoveCommon(CaseCommon):
    """A procedure, cases of it, and the revision that they are moved to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("mv-clerk")
        cls.expert = cls._user("mv-expert")
        cls.head = cls._user("mv-head", "procedure_control.group_manager")
        cls.section = cls._department("Phòng Nghiệp vụ", head=cls.head)
        for code, user in (
            ("clerk", cls.clerk),
            ("expert", cls.expert),
            ("head", cls.head),
        ):
            cls._hold(code, user, department=cls.section)

    @classmethod
    def _revise(cls, document, steps, at="2026-10-07 00:00", limit=None, **values):
        """The next revision of a procedure, in force since a local time."""
        old = document.effective_revision_id
        content = Content(
            code=document.code,
            title=document.title,
            kind=document.kind,
            language="vi",
            issue_number=old.issue_number + 1,
            amendment_number=0,
            limit=Limit(*limit) if limit else None,
            steps=tuple(steps),
            **values,
        )
        by_author = document.with_user(cls.author)
        draft = by_author._new_draft("Rút ngắn", content=content).with_env(cls.env)
        cls._adopt(draft, local(at))
        assert old.state == "superseded"
        return draft

    def _same(self, old, new, skip=(), **pairs):
        """{old step id: new step id} by label; `pairs` where they differ."""
        by_label = {step.label: step.id for step in new.step_ids}
        return {
            step.id: by_label[pairs.get(step.label, step.label)]
            for step in old.step_ids
            if step.label not in skip and pairs.get(step.label, step.label) in by_label
        }

    def _move(self, case, new, at, skip=(), variants=None, **pairs):
        steps = self._same(case.revision_id, new, skip, **pairs)
        case.with_user(self.officer)._move_to(
            new, steps, variants or {}, "Rút ngắn thời hạn", local(at)
        )

    def _states(self, case):
        return {task.label: task.state for task in case.task_ids.sorted("occurrence")}

    def assertNotMoved(self, case, new, words, **options):
        before = (case.revision_id, case.due_at, self._states(case))
        with self.assertRaisesRegex(UserError, words):
            self._move(case, new, "2026-10-08 09:00", **options)
        self.assertEqual((case.revision_id, case.due_at, self._states(case)), before)


@tagged("post_install", "-at_install")
class TestCaseMove(MoveCommon):
    """A case that goes on under another revision, with the same people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steps = [
            cls._step(1, "B1", "clerk", "1"),
            cls._step(2, "B2", "expert", "3"),
            cls._step(3, "B3", "head", "1"),
        ]
        cls.document = cls._procedure("QT.MV", cls.steps, limit=("5", "day"))
        cls.old = cls.document.effective_revision_id

    def _shorter(self, **values):
        steps = [
            self._step(1, "B1", "clerk", "1"),
            self._step(2, "B2", "expert", "2"),
            self._step(3, "B3", "head", "1"),
        ]
        return self._revise(self.document, steps, limit=("4", "day"), **values)

    def _case(self, at="2026-10-05 08:00"):
        return self._receive(self.document, at)

    def test_what_is_in_hand_stays_in_hand_and_is_due_anew(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        done, task = self._task(case, "B1"), self._task(case, "B2")
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(shown(task.due_at), "2026-10-08 17:00")
        row, activity, owner = task.id, task.activity_id, task.user_id
        judged = (done.verdict, done.due_at, done.name, done.late_minutes)
        new = self._shorter()
        self._move(case, new, "2026-10-07 09:00")
        task = self._task(case, "B2")
        self.assertEqual(case.revision_id, new)
        self.assertEqual((task.id, task.activity_id), (row, activity))
        self.assertEqual((task.user_id, task.state), (owner, "ready"))
        self.assertEqual(task.step_id.revision_id, new)
        self.assertFalse(task.done_under_step_id, "it has not ended")
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00")
        self.assertEqual(shown(task.due_at), "2026-10-07 17:00")
        self.assertEqual(activity.date_deadline, local("2026-10-07 17:00").date())
        # What was done stays as it was done.
        self.assertEqual(
            (done.verdict, done.due_at, done.name, done.late_minutes), judged
        )
        self.assertEqual(done.done_under_step_id.revision_id, self.old)
        self.assertEqual(done.step_id.revision_id, new)

    def test_due_times_of_before_are_kept_with_the_reason(self):
        case = self._case()
        self._move(case, self._shorter(), "2026-10-07 09:00")
        history = case.due_ids.sorted("id")
        self.assertEqual(
            [(shown(due.due_at), due.reason) for due in history],
            [
                ("2026-10-12 17:00", "received"),
                ("2026-10-09 17:00", "Rút ngắn thời hạn"),
            ],
        )
        self.assertEqual(history[-1].user_id, self.officer)
        self.assertTrue(history[-1].derivation)

    def test_the_trail_tells_both_revisions(self):
        case = self._case()
        self._move(case, self._shorter(), "2026-10-07 09:00")
        event = self.env["procedure.event"].search(
            [("kind", "=", "case.moved"), ("res_id", "=", case.id)]
        )
        self.assertEqual(len(event), 1)
        self.assertEqual(event.user_id, self.officer)

    def test_it_goes_on_to_its_end_and_its_account_adds_up(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 10:00")
        self._move(case, self._shorter(), "2026-10-07 09:00")
        self._finish(case, "B2", "2026-10-08 16:00")
        self._finish(case, "B3", "2026-10-12 09:00")
        self.assertEqual((case.state, case.verdict), ("closed", "late"))
        self.assertEqual(
            case.overrun_minutes,
            case.step_overrun_minutes
            - case.step_saved_minutes
            + case.uncounted_minutes
            + case.plan_minus_limit_minutes,
        )
        self.assertEqual(case.overrun_minutes, 60)

    def test_a_step_can_be_sent_back_over_the_move(self):
        """What is walked again is walked by the revision of now."""
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._move(case, self._shorter(), "2026-10-07 09:00")
        case._send_back(
            self._task(case, "B2"),
            self._task(case, "B1"),
            local("2026-10-07 10:00"),
            "Thiếu",
            self.env.ref("procedure_control.procedure_return_reason_content"),
        )
        self.assertEqual(self._ready(case), ["B1"])
        again = self._task(case, "B1")
        self.assertEqual(again.occurrence, 2)
        self.assertEqual(again.step_id.revision_id, case.revision_id)
        self.assertFalse(again.done_under_step_id)

    def test_steps_added_ahead_are_walked_and_behind_are_not(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        new = self._revise(
            self.document,
            [
                self._step(1, "A0", "clerk", "1"),
                self._step(2, "B1", "clerk", "1"),
                self._step(3, "B2", "expert", "2"),
                self._step(4, "B2a", "head", "1"),
                self._step(5, "B3", "head", "1"),
            ],
            limit=("6", "day"),
        )
        self._move(case, new, "2026-10-07 09:00")
        self.assertEqual(
            self._states(case),
            {
                "A0": "not_arisen",
                "B1": "done",
                "B2": "ready",
                "B2a": "planned",
                "B3": "planned",
            },
        )
        labels = case.task_ids.sorted("sequence").mapped("label")
        self.assertEqual(labels, ["A0", "B1", "B2", "B2a", "B3"])
        for label in ("B2", "B2a", "B3"):
            self._finish(case, label)
        self.assertEqual((case.state, case.verdict), ("closed", "early"))

    def test_a_planned_step_that_is_gone_falls_away(self):
        case = self._case()
        new = self._revise(
            self.document,
            self.steps[:1] + [self._step(2, "B3", "head", "1")],
            limit=("3", "day"),
        )
        self._move(case, new, "2026-10-07 09:00")
        self.assertEqual(self._states(case)["B2"], "not_arisen")
        self.assertEqual(self._task(case, "B2").step_id.revision_id, self.old)
        self._finish(case, "B1", "2026-10-07 10:00")
        self.assertEqual(self._ready(case), ["B3"])
        self._finish(case, "B3", "2026-10-07 11:00")
        self.assertEqual(case.state, "closed")
        drawn = case._flow_picture("vi", self.env.tz)
        self.assertNotIn("B2", drawn.svg("x").split("B3")[0].split("B1")[-1])

    def test_moved_twice(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        self._move(case, self._shorter(), "2026-10-07 09:00")
        self._finish(case, "B2", "2026-10-07 10:00")
        newest = self._revise(
            self.document, self.steps, at="2026-10-08 00:00", limit=("7", "day")
        )
        self._move(case, newest, "2026-10-08 09:00")
        self.assertEqual(self._ready(case), ["B3"])
        self.assertEqual(shown(case.due_at), "2026-10-14 17:00")
        first, second = self._task(case, "B1"), self._task(case, "B2")
        self.assertEqual(first.done_under_step_id.revision_id, self.old)
        self.assertNotIn(
            second.done_under_step_id.revision_id, self.old | case.revision_id
        )
        self._finish(case, "B3", "2026-10-08 11:00")
        self.assertEqual(case.state, "closed")

    # --- the ladder -------------------------------------------------------------------
    def test_sla_still_fires_after_the_move_to_another_version(self):
        """Elsewhere a task moved to version 2 lost its timer: it was never overdue."""
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        new = self._shorter()
        self._move(case, new, "2026-10-07 09:00")
        task = self._task(case, "B2")
        self.assertTrue(task.next_check_at)
        self.assertLessEqual(task.next_check_at, task.due_at)
        before = task.escalation_ids
        task._sweep(local("2026-10-08 09:00"))
        after_due = task.escalation_ids - before
        self.assertTrue(after_due, "the deadline of the new revision calls")
        task._sweep(local("2026-10-12 09:00"))
        self.assertGreater(len(task.escalation_ids), len(after_due))

    def test_rungs_that_called_for_the_same_due_do_not_call_again(self):
        case = self._case()
        task = self._task(case, "B1")
        task._sweep(local("2026-10-07 09:00"))
        fired = task.escalation_ids
        self.assertTrue(fired, "B1 was due on 06/10")
        new = self._shorter()  # B1 has its day there, too
        self._move(case, new, "2026-10-07 10:00")
        self.assertEqual(shown(task.due_at), "2026-10-05 17:00")
        task._sweep(local("2026-10-07 11:00"))
        self.assertEqual(task.escalation_ids, fired)

    # --- the clock --------------------------------------------------------------------
    def test_a_clock_that_stands_goes_on_standing(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        case.with_user(self.officer)._pause(
            "supplement", False, "Bản sao", local("2026-10-06 10:00")
        )
        self._move(case, self._shorter(), "2026-10-07 09:00")
        task = self._task(case, "B2")
        self.assertEqual((case.state, task.state), ("paused", "paused"))
        self.assertFalse(task.next_check_at)
        self.assertEqual(shown(case.due_at), "2026-10-09 17:00", "as when it stopped")
        self.assertEqual(len(case.pause_ids), 1)
        case.with_user(self.officer)._resume("Đã bổ sung", local("2026-10-08 10:00"))
        self.assertEqual(case.state, "running")
        # Two working days stood from 06/10 10:00 to 08/10 10:00.
        self.assertEqual(shown(case.due_at), "2026-10-13 17:00")
        self.assertEqual(self._task(case, "B2").state, "ready")
        self.assertTrue(self._task(case, "B2").next_check_at)

    def test_a_pause_that_is_over_counts_there_too(self):
        case = self._case()
        case.with_user(self.officer)._pause(
            "supplement", False, "Bản sao", local("2026-10-06 10:00")
        )
        case.with_user(self.officer)._resume("Đã có", local("2026-10-07 10:00"))
        self._move(case, self._shorter(), "2026-10-07 11:00")
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")

    def test_what_was_promised_later_stays(self):
        case = self._case()
        case._extend(local("2026-10-14 17:00"), "Xác minh", local("2026-10-06 09:00"))
        self._move(case, self._shorter(), "2026-10-07 09:00")
        self.assertEqual(shown(case.due_at), "2026-10-14 17:00")
        self.assertEqual(shown(case.first_due_at), "2026-10-09 17:00")
        self.assertEqual(case.extension_count, 1)

    # --- what cannot be mapped --------------------------------------------------------
    def test_a_step_in_hand_that_is_gone_keeps_the_case_where_it_is(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        new = self._revise(
            self.document,
            [self._step(1, "B1", "clerk", "1"), self._step(2, "B3", "head", "1")],
            limit=("2", "day"),
        )
        self.assertNotMoved(case, new, "B2 .* no counterpart")
        # Mapped to what it has become, it goes.
        self._move(case, new, "2026-10-08 09:00", B2="B3", skip=("B3",))
        self.assertEqual(self._ready(case), ["B3"])

    def test_another_agency(self):
        branch = self.env["res.company"].create(
            {"name": "Trung tâm", "procedure_code": "TTX", "parent_id": self.agency.id}
        )
        case = self._case()
        new = self._revise(
            self.document,
            [
                self._step(
                    1,
                    "B1",
                    "clerk",
                    "1",
                    agency_mode="fixed",
                    agency=Ref("TTX", branch.name),
                ),
                *self.steps[1:],
            ],
            limit=("5", "day"),
        )
        self.assertNotMoved(case, new, "another agency")

    def test_its_result_is_ready(self):
        case = self._case()
        for label, at in (("B1", "06"), ("B2", "07"), ("B3", "08")):
            self._finish(case, label, f"2026-10-{at} 08:00")
        new = self._shorter()
        self.assertNotMoved(case, new, "cannot be moved")

    def test_a_variant_that_is_called_otherwise(self):
        document = self._procedure(
            "QT.MVV",
            self.steps,
            limit=("5", "day"),
            variants=(Variant("v1", "Khẩn", True, Limit("3", "day")),),
        )
        urgent = document.effective_revision_id.variant_ids
        case = self._receive(document, "2026-10-05 08:00", variant_id=urgent.id)
        new = self._revise(
            document,
            self.steps,
            limit=("5", "day"),
            variants=(Variant("v1", "Hỏa tốc", True, Limit("2", "day")),),
        )
        self.assertNotMoved(case, new, "variant .Khẩn. has no counterpart")
        there = {urgent.id: new.variant_ids.id}
        self._move(case, new, "2026-10-06 09:00", variants=there)
        self.assertEqual(case.variant_id, new.variant_ids)
        self.assertEqual(shown(case.due_at), "2026-10-07 17:00")

    # --- blocks -----------------------------------------------------------------------
    def test_a_block_takes_in_what_joins_it(self):
        case = self._case()
        self._finish(case, "B1", "2026-10-06 08:00")
        block = Phase("p1", "1", "Cùng làm", "together")
        new = self._revise(
            self.document,
            [
                self._step(1, "B1", "clerk", "1"),
                self._step(2, "B2", "expert", "2", phase="p1"),
                self._step(3, "B2b", "clerk", "1", phase="p1"),
                self._step(4, "B3", "head", "1"),
            ],
            limit=("5", "day"),
            phases=(block,),
        )
        self._move(case, new, "2026-10-07 09:00")
        self.assertEqual(self._ready(case), ["B2", "B2b"])
        joined = self._task(case, "B2b")
        self.assertEqual(joined.user_id, self.clerk)
        self.assertEqual(joined.opened_by_id, self._task(case, "B1"))
        self._finish(case, "B2", "2026-10-07 10:00")
        self.assertEqual(self._ready(case), ["B2b"], "both are waited for")
        self._finish(case, "B2b", "2026-10-07 11:00")
        self._finish(case, "B3", "2026-10-07 12:00")
        self.assertEqual(case.state, "closed")

    # --- cost -------------------------------------------------------------------------
    def test_queries_do_not_grow_with_the_cases(self):
        new_steps = [
            self._step(1, "B1", "clerk", "1"),
            self._step(2, "B2", "expert", "2"),
            self._step(3, "B3", "head", "1"),
        ]
        few = self.env["procedure.case"].union(*(self._case() for _n in range(3)))
        many = self.env["procedure.case"].union(*(self._case() for _n in range(13)))
        new = self._revise(self.document, new_steps, limit=("4", "day"))
        steps = self._same(self.old, new)
        counts = []
        for cases in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.officer)._move_to(
                new, steps, {}, "Rút ngắn", local("2026-10-07 09:00")
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 10, 2, counts)
        self.assertEqual(set(many.mapped("revision_id.id")), {new.id})
