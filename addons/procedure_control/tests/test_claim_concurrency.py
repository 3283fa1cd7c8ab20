"""Two of a pool press Claim at the same instant: one has the task, one gets words."""

from unittest.mock import patch

from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from . import test_case_concurrency as concurrency


class World(concurrency.World):
    """An agency where four people share a role whose members claim, committed."""

    @classmethod
    def build(cls, env):
        names = super().build(env)
        role = {"pool_rule": "claim"}
        pool = [cls._user(f"pool-{number}") for number in range(4)]
        for user in pool:
            cls._hold("pool", user, role=role)
        document = cls._procedure(f"{cls.stamp}-4", [cls._row(1, "pool")])
        return names | {"pool": [user.id for user in pool], "claim": document.id}


@tagged("post_install", "-at_install")
class TestClaimConcurrency(BaseCase):
    test_sequence = 1000
    _session = concurrency.TestCaseConcurrency.__dict__["_session"]
    _at_once = concurrency.TestCaseConcurrency._at_once
    _receive = concurrency.TestCaseConcurrency._receive

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        with cls._session() as env:
            cls.names = World.build(env)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_claimed_once(self):
        with self._session() as env:
            case_id = self._receive(env, "claim")
            task_id = env["procedure.case"].browse(case_id).task_ids.id

        def claim(env):
            return env["procedure.task"].browse(task_id).action_claim()

        answers = self._at_once(*((uid, claim) for uid in self.names["pool"]))
        self.assertEqual(answers.count(True), 1, answers)
        winner = self.names["pool"][answers.index(True)]
        with self._session() as env:
            task = env["procedure.task"].browse(task_id)
            self.assertEqual(task.user_id.id, winner)
            events = env["procedure.event"].search(
                [("kind", "=", "task.claimed"), ("res_id", "=", task_id)]
            )
            self.assertEqual(len(events), 1)
            for words in answers:
                if words is not True:
                    self.assertTrue(
                        task.user_id.name in words or words == concurrency.BUSY, words
                    )
            task.with_user(winner).action_complete()
