import secrets
from contextlib import contextmanager
from threading import Barrier, Thread
from unittest.mock import patch

from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure

from ..engine.content import Phase
from .case_common import CaseCommon, local

BUSY = "somebody else was faster, five times"
#: Members of the widest join, and how many of them end it at the same instant: more
#: sessions than the pool has connections for would wait for each other for ever.
WIDE, WAVE = 100, 20


class World(CaseCommon):
    """The agency, people and procedures that the sessions meet in, committed.

    Nothing in it is called as other tests call theirs: it stays in the database.
    """

    @classmethod
    def build(cls, env):
        """{name: id} of what the sessions need."""
        cls.env = env
        cls.stamp = secrets.token_hex(4)
        cls._build_agency(f"Sở {cls.stamp}", cls.stamp)
        stand_in = cls._user("stand-in")
        for number in range(1, 5):
            user = cls._user(f"worker-{number}")
            cls._hold(f"w{number}", user, substitute_id=stand_in.id)
        names = {
            "agency": cls.agency.id,
            "officer": cls.officer.id,
            "stand_in": stand_in.id,
            "plain": cls._procedure(
                f"{cls.stamp}-1",
                [cls._row(1, "w1"), cls._row(2, "w2")],
                limit=("2", "day"),
            ).id,
            "block": cls._procedure(
                f"{cls.stamp}-2",
                [cls._row(n, f"w{n}", phase="p1") for n in range(1, 5)]
                + [cls._row(5, "w1")],
                phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
            ).id,
            "wide": cls._procedure(
                f"{cls.stamp}-3",
                [cls._row(n, f"w{n % 4 + 1}", phase="p1") for n in range(1, WIDE + 1)]
                + [cls._row(WIDE + 1, "w1")],
                phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
            ).id,
        }
        return names

    @classmethod
    def _row(cls, number, role, **values):
        return cls._step(number, f"B{number}", f"{cls.stamp}-{role}", "1", **values)

    @classmethod
    def _user(cls, login, *args, **values):
        return super()._user(f"{cls.stamp}-{login}", *args, **values)

    @classmethod
    def _hold(cls, code, *args, **values):
        return super()._hold(f"{cls.stamp}-{code}", *args, **values)


@tagged("post_install", "-at_install")
class TestCaseConcurrency(BaseCase):
    """Several sessions at the same instant, each on its own connection.

    What they do is committed, since only committed transactions meet. Cases are walked
    to their end, so nothing of them is open for whatever looks at the database next.
    """

    test_sequence = 1000

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # Whoever runs the tests holds the lock of all registries for their whole time.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with cls._session() as env:
            cls.names = World.build(env)

    @classmethod
    @contextmanager
    def _session(cls, uid=api.SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, uid, {})

    def _receive(self, env, code):
        """The id of a new case of this procedure, received by the officer."""
        cases = env["procedure.case"].with_user(self.names["officer"])
        vals = {"document_id": self.names[code], "company_id": self.names["agency"]}
        return cases._receive([vals], local("2026-10-05 08:00")).id

    def _started(self, code):
        """(case id, [(task id, owner id)] of its ready tasks)."""
        with self._session() as env:
            case_id = self._receive(env, code)
            return case_id, self._ready(env, case_id)

    def _ready(self, env, case_id):
        tasks = env["procedure.case"].browse(case_id).task_ids
        ready = tasks.filtered(lambda t: t.state == "ready").sorted("sequence")
        return [(task.id, task.user_id.id) for task in ready]

    def _at_once(self, *calls):
        """Run calls in sessions of their own, each retried as the server retries it.

        Each is (user id, function of an environment); returns what each was answered,
        for a refusal its words.
        """
        barrier = Barrier(len(calls))
        answers = [None] * len(calls)

        def session(number, uid, call):
            with self._session(uid) as env:
                env.cr.execute("SELECT 1")  # the snapshot of the transaction is taken
                barrier.wait(timeout=30)
                try:
                    answers[number] = retrying(lambda: call(env), env)
                except UserError as error:
                    answers[number] = str(error)
                except SerializationFailure:  # it lost as often as it is retried
                    answers[number] = BUSY

        threads = [
            Thread(target=session, args=(number, *call))
            for number, call in enumerate(calls)
        ]
        loggers = mute_logger("odoo.sql_db", "odoo.service.model")
        sooner = patch("odoo.service.model.random.uniform", lambda low, high: high / 20)
        with loggers, sooner:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=60)
        return answers

    def _completes(self, task_id, uid, **values):
        return (
            uid,
            lambda env: env["procedure.task"].browse(task_id).action_complete(**values),
        )

    def _finish(self, case_id):
        """Walk the case to its end, so that nothing of it stays open."""
        with self._session() as env:
            while ready := self._ready(env, case_id):
                for task_id, uid in ready:
                    env["procedure.task"].browse(task_id).with_user(
                        uid
                    ).action_complete()
            self.assertEqual(env["procedure.case"].browse(case_id).state, "closed")

    def _count(self, env, kind, task_id):
        return env["procedure.event"].search_count(
            [("kind", "=", kind), ("res_id", "=", task_id)]
        )

    def test_two_browsers_complete_the_same_task(self):
        """One wins; the other is told who did it and when; nothing is done twice."""
        case_id, [(task_id, owner)] = self._started("plain")
        answers = self._at_once(
            self._completes(task_id, owner, reason="một"),
            self._completes(task_id, self.names["stand_in"], reason="hai"),
        )
        self.assertEqual(answers.count(True), 1)
        refusal = next(answer for answer in answers if answer is not True)
        self.assertIn("was already completed by", refusal)
        with self._session() as env:
            task = env["procedure.task"].browse(task_id)
            self.assertEqual(task.state, "done")
            self.assertIn(task.done_by_id.name, refusal)
            self.assertEqual(self._count(env, "task.completed", task_id), 1)
            following = task.case_id.task_ids.filtered(lambda t: t.state == "ready")
            self.assertEqual(following.mapped("label"), ["B2"])
            activities = env["mail.activity"].search(
                [("res_model", "=", "procedure.case"), ("res_id", "=", case_id)]
            )
            self.assertEqual(activities, following.activity_id)
        self._finish(case_id)

    def test_join_completed_by_many_at_once_opens_once(self):
        case_id, members = self._started("block")
        self.assertEqual(len(members), 4)
        answers = self._at_once(*(self._completes(*member) for member in members))
        self.assertEqual(answers, [True] * 4)
        with self._session() as env:
            tasks = env["procedure.case"].browse(case_id).task_ids
            after = tasks.filtered(lambda t: t.label == "B5")
            self.assertEqual(after.mapped("state"), ["ready"])
            self.assertEqual(self._count(env, "task.ready", after.id), 1)
        self._finish(case_id)

    def test_a_hundred_members_of_one_join_open_it_once(self):
        """Twenty sessions at a time, as many as have connections, all at once.

        Every session takes its snapshot before any of them ends anything, so each
        believes that the others are still at work; what they end is retried until it
        sees what the others did.
        """
        case_id, members = self._started("wide")
        self.assertEqual(len(members), WIDE)
        waiting, ended = members, 0
        while waiting:
            wave, rest = waiting[:WAVE], waiting[WAVE:]
            answers = self._at_once(*(self._completes(*one) for one in wave))
            self.assertEqual(set(answers) - {True, BUSY}, set())
            self.assertIn(True, answers)
            ended += answers.count(True)
            # Who lost as often as the server retries presses the button again.
            lost = zip(wave, answers, strict=True)
            waiting = [one for one, answer in lost if answer == BUSY] + rest
        self.assertEqual(ended, WIDE)
        with self._session() as env:
            tasks = env["procedure.case"].browse(case_id).task_ids
            states = tasks.sorted("sequence").mapped("state")
            self.assertEqual(states, ["done"] * WIDE + ["ready"])
            after = tasks.filtered(lambda t: t.state == "ready")
            self.assertEqual(self._count(env, "task.ready", after.id), 1)
            ended = env["procedure.event"].search_count(
                [("kind", "=", "task.completed"), ("res_id", "in", tasks.ids)]
            )
            self.assertEqual(ended, WIDE, "each was ended once")
        self._finish(case_id)

    def test_two_desks_take_different_numbers(self):
        desk = (self.names["officer"], lambda env: self._receive(env, "plain"))
        case_ids = self._at_once(desk, desk, desk)
        with self._session() as env:
            names = env["procedure.case"].browse(case_ids).mapped("name")
            self.assertEqual(len(set(names)), 3)
            numbers = sorted(int(name.rsplit("-", 1)[1]) for name in names)
            self.assertEqual(
                numbers, list(range(numbers[0], numbers[0] + 3)), "no hole"
            )
        for case_id in case_ids:
            self._finish(case_id)
