"""Which ladder a duty gets: the narrowest place wins, and steps are followed."""

from dataclasses import replace

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..engine.content import Phase
from .ladder_common import LadderCommon, local


@tagged("post_install", "-at_install")
class TestEscalationPlaces(LadderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls._department("Văn phòng", head=cls.chief)
        cls.section.parent_id = cls.office
        cls.document = cls._procedure("QT.BAC", cls._steps(), **cls._rest())

    @classmethod
    def _steps(cls, second="Thẩm định hồ sơ"):
        return [
            cls._step(1, "B1", "ld", "1", name="Tiếp nhận", phase="p1"),
            cls._step(2, "B2", "ld", "1", name=second, phase="p2"),
            cls._step(3, "B3", "ld", "1", name="Trả kết quả", phase="p2"),
        ]

    @classmethod
    def _rest(cls):
        return {
            "limit": ("3", "day"),
            "phases": (Phase("p1", "I", "Nhận"), Phase("p2", "II", "Giải quyết")),
        }

    def _tasks(self):
        case = self._receive(self.document, "2026-10-05 08:00")
        for label in ("B1", "B2"):
            self._finish(case, label)
        return {task.label: task for task in case.task_ids}

    def _ladder_of(self, label="B2"):
        return self._tasks()[label].policy_id.name

    def test_the_narrowest_place_wins(self):
        """Each ladder added is narrower than all before it."""
        document, effective = self.document, self.document.effective_revision_id
        step = effective.step_ids.filtered(lambda s: s.label == "B2")
        places = (
            ("company", {}),
            ("head office", {"department_id": self.office.id}),
            ("section", {"department_id": self.section.id}),
            ("procedure", {"document_id": document.id, "company_id": False}),
            ("procedure here", {"document_id": document.id}),
            (
                "procedure in the section",
                {"document_id": document.id, "department_id": self.section.id},
            ),
            (
                "phase",
                {
                    "document_id": document.id,
                    "phase_id": step.phase_id.id,
                    "company_id": False,
                },
            ),
            (
                "step",
                {"document_id": document.id, "step_id": step.id, "company_id": False},
            ),
            (
                "step as a task",
                {
                    "document_id": document.id,
                    "step_id": step.id,
                    "company_id": False,
                    "duty": "task",
                },
            ),
        )
        for name, values in places:
            self._ladder(("0", "head"), name=name, **values)
            with self.subTest(name):
                self.assertEqual(self._ladder_of(), name)
        others = self._tasks()
        self.assertEqual(others["B3"].policy_id.name, "phase")
        self.assertEqual(others["B1"].policy_id.name, "procedure in the section")

    def test_a_ladder_for_another_kind_of_duty_is_none(self):
        self._ladder(("0", "head"), name="signatures", duty="signature")
        self.assertNotEqual(self._ladder_of(), "signatures")

    def test_of_two_alike_the_first_in_order(self):
        self._ladder(("0", "head"), name="later", sequence=5)
        self._ladder(("0", "head"), name="first", sequence=3)
        self.assertEqual(self._ladder_of(), "first")

    def _amended(self, steps):
        """The procedure amended, in force since 01/02/2026."""
        old = self.document.effective_revision_id
        content = replace(
            old._runtime().content, steps=tuple(steps), amendment_number=1
        )
        by_author = self.document.with_user(self.author)
        draft = by_author._new_draft("Sửa", content=content).with_env(self.env)
        self._adopt(draft, local("2026-02-01 08:00"))
        return draft

    def _of_step(self, label="B2"):
        effective = self.document.effective_revision_id
        return self._ladder(
            ("0", "head"),
            name="step",
            document_id=self.document.id,
            step_id=effective.step_ids.filtered(lambda s: s.label == label).id,
        )

    def test_it_follows_its_step_to_the_next_revision(self):
        policy = self._of_step()
        steps = self._steps()
        self._amended(
            [
                steps[0],
                self._step(2, "B2", "ld", "1", name="Kiểm tra", phase="p2"),
                self._step(3, "B3", "ld", "1", name="Thẩm định hồ sơ", phase="p2"),
            ]
        )
        self.assertFalse(policy.lost)
        case = self._receive(self.document, "2026-10-05 08:00")
        for label in ("B1", "B2"):
            self._finish(case, label)
        of = {task.label: task.policy_id.name for task in case.task_ids}
        self.assertEqual(of["B3"], "step", "the same work, one further down")
        self.assertNotEqual(of["B2"], "step")

    def test_a_ladder_whose_step_is_gone_is_shown(self):
        policy = self._of_step()
        policies = self.env["procedure.escalation.policy"]
        self.assertNotIn(policy, policies.search([("lost", "=", True)]))
        steps = self._steps()
        self._amended([steps[0], steps[2]])
        policy.invalidate_recordset(["lost"])
        self.assertTrue(policy.lost)
        self.assertIn(policy, policies.search([("lost", "=", True)]))
        self.assertTrue(policy.active, "nothing is lost silently")
        case = self._receive(self.document, "2026-10-05 08:00")
        self.assertNotIn("step", case.task_ids.policy_id.mapped("name"))

    def test_only_steps_of_its_procedure_that_were_signed(self):
        other = self._procedure("QT.KHAC", self._steps(), **self._rest())
        with self.assertRaises(ValidationError):
            self._ladder(
                ("0", "head"),
                document_id=self.document.id,
                step_id=other.effective_revision_id.step_ids[:1].id,
            )
        with self.assertRaises(ValidationError):
            self._ladder(
                ("0", "head"),
                document_id=other.id,
                step_id=other.effective_revision_id.step_ids[:1].id,
                duty="review",
            )

    def test_an_obstacle_met_at_a_step_has_the_ladder_of_that_step(self):
        self._ladder(
            ("0", "head"),
            name="obstacles there",
            document_id=self.document.id,
            step_id=self.document.effective_revision_id.step_ids[1].id,
            duty="obstacle",
        )
        tasks = self._tasks()
        obstacles = self.env["procedure.obstacle"].with_user(self.clerk)
        at = local("2026-10-07 09:00")
        for label, name in (("B2", "obstacles there"), ("B3", "Default ladder")):
            obstacle = obstacles._raise(tasks[label], "x", at).sudo()
            self.assertEqual(obstacle.policy_id.with_context(lang="en_US").name, name)

    def test_one_batch_costs_no_query_for_each_ladder_or_task(self):
        counts = []
        for number in (2, 12):
            for _n in range(number):
                self._of_step()
            case = self._receive(self.document, "2026-10-05 08:00")
            tasks = self.env["procedure.task"].browse(case.task_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            tasks.mapped("step_id.revision_id.step_ids.name")
            tasks.mapped("company_id.name")
            before = self.env.cr.sql_log_count
            self.env["procedure.escalation.policy"]._for(tasks)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 6, counts)
