"""Two browsers at the same instant: one wins, the other is told or tried again."""

import secrets
import threading

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import SerializationFailure


@tagged("post_install", "-at_install")
class TestRevisionConcurrency(BaseCase):
    """On cursors of its own, since the conflict is between transactions.

    What it commits stays: evidence is never deleted, and the database is the test's.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        word = secrets.token_hex(4)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].create({"name": f"Hai máy {word}"})
            group = "procedure_control.group_"
            self.author_id, self.signer_id = (
                new_test_user(
                    env,
                    f"{role}-{word}",
                    groups=groups,
                    company_id=company.id,
                    company_ids=[(6, 0, company.ids)],
                ).id
                for role, groups in (
                    ("author", f"{group}quality_officer"),
                    ("signer", f"{group}signer"),
                )
            )
            role = env["procedure.role"].create({"name": word, "code": word})
            env["procedure.role.holder"].create(
                {
                    "role_id": role.id,
                    "company_id": company.id,
                    "user_id": self.author_id,
                }
            )
            document = (
                env["procedure.document"]
                .with_user(self.author_id)
                .create(
                    {
                        "title": word,
                        "code": word,
                        "company_id": company.id,
                        "type_id": env.ref("procedure_control.procedure_type_c").id,
                    }
                )
            )
            revision = document._new_draft()
            revision.section_ids.write({"required": False})
            revision.write(
                {
                    "limit_value": "1",
                    "limit_unit": "day",
                    "step_ids": [
                        (0, 0, {"name": "A", "role_id": role.id, "duration_value": "1"})
                    ],
                }
            )
            self.revision_id, self.company_id = revision.id, company.id

    def revision(self, cr, user_id):
        context = {"allowed_company_ids": [self.company_id]}
        env = api.Environment(cr, user_id, context)
        return env["procedure.revision"].browse(self.revision_id)

    def at_once(self, first, second, user_id):
        """Both start from the same state; the error of the second, if any."""
        told = []
        one, two = self.registry.cursor(), self.registry.cursor()
        mine, other = self.revision(one, user_id), self.revision(two, user_id)
        self.assertEqual(mine.state, other.state)

        def run():
            try:
                second(other)
                other.env.flush_all()
                two.commit()
            except SerializationFailure as error:
                told.append(error)
            finally:
                two.close()

        first(mine)
        mine.env.flush_all()
        thread = threading.Thread(target=run)
        with mute_logger("odoo.sql_db"):
            thread.start()
            thread.join(0.5)
            one.commit()
            one.close()
            thread.join(20)
        self.assertFalse(thread.is_alive())
        return told

    def test_each_pair_conflicts(self):
        """Odoo tries the loser again, which then sees what the winner did."""

        def write(revision):
            revision.step_ids.write({"name": "B"})

        def submit(revision):
            revision.action_submit(approver_id=self.signer_id)

        def approve(revision):
            revision._approve(fields.Datetime.now())

        self.assertTrue(self.at_once(write, submit, self.author_id))
        self.assertTrue(self.at_once(submit, write, self.author_id))
        self.assertTrue(self.at_once(approve, approve, self.signer_id))
        with self.registry.cursor() as cr:
            revision = self.revision(cr, self.author_id).sudo()
            self.assertEqual(revision.state, "effective")
            self.assertEqual(revision.step_ids.name, "B")
            self.assertIn('"name":"B"', revision.round_ids._bytes().decode())
            self.assertEqual(len(revision.round_ids.request_ids.decision_ids), 1)

    def test_two_approvers_and_one_rejecter(self):
        """Each sees the round as nobody has answered: the first wins, two try again."""
        signers = self.three_signers()
        with self.registry.cursor() as cr:
            revision = self.revision(cr, self.author_id)
            revision.step_ids.write({"name": "B"})
            revision.action_submit()
        approve = self.approve
        acts = [approve, approve, lambda r: r._reject(fields.Datetime.now(), "no")]
        told = self.all_at_once(list(zip(signers, acts, strict=True)))
        self.assertEqual(len(told), 2)
        with self.registry.cursor() as cr:
            revision = self.revision(cr, self.author_id).sudo()
            self.assertEqual(revision.state, "in_review")
            self.assertEqual(len(revision.round_ids.request_ids.decision_ids), 1)
        for signer, act in list(zip(signers, acts, strict=True))[1:]:
            with self.registry.cursor() as cr:
                act(self.revision(cr, signer))
        with self.registry.cursor() as cr:
            revision = self.revision(cr, self.author_id).sudo()
            self.assertEqual(revision.state, "draft")
            self.assertEqual(revision.round_ids.outcome, "rejected")
            self.assertEqual(
                sorted(revision.round_ids.request_ids.mapped("state")),
                ["approved", "approved", "rejected"],
            )

    @staticmethod
    def approve(revision):
        revision._approve(fields.Datetime.now())

    def three_signers(self):
        """Ids of three signers whom the agency's own route names, all of them."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            company = env["res.company"].browse(self.company_id)
            signers = env["res.users"]
            for number in range(3):
                signers |= new_test_user(
                    env,
                    f"three-{number}-{secrets.token_hex(4)}",
                    groups="procedure_control.group_signer",
                    company_id=company.id,
                    company_ids=[(6, 0, company.ids)],
                )
            stage = {
                "name": "Phê duyệt",
                "mode": "named",
                "user_ids": [(6, 0, signers.ids)],
            }
            env["procedure.route"].create(
                {
                    "name": company.name,
                    "company_id": company.id,
                    "stage_ids": [(0, 0, stage)],
                }
            )
            return signers.ids

    def all_at_once(self, acts):
        """Each starts before any ends; the errors of who comes after the first."""
        told, threads = [], []
        cursors = [self.registry.cursor() for _act in acts]
        revisions = [
            self.revision(cr, user_id)
            for cr, (user_id, _act) in zip(cursors, acts, strict=True)
        ]
        for revision in revisions:
            self.assertEqual(revision.state, "in_review")

        def run(revision, act):
            try:
                act(revision)
                revision.env.flush_all()
                revision.env.cr.commit()
            except SerializationFailure as error:
                told.append(error)
            finally:
                revision.env.cr.close()

        acts[0][1](revisions[0])
        revisions[0].env.flush_all()
        with mute_logger("odoo.sql_db"):
            for revision, (_user_id, act) in zip(revisions[1:], acts[1:], strict=True):
                threads.append(threading.Thread(target=run, args=(revision, act)))
                threads[-1].start()
            threads[-1].join(0.5)
            cursors[0].commit()
            cursors[0].close()
            for thread in threads:
                thread.join(20)
        self.assertFalse(any(thread.is_alive() for thread in threads))
        return told
