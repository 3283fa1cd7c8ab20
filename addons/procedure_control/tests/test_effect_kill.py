"""The job that puts into force is killed between superseding and making effective."""

import secrets
from datetime import timedelta
from unittest.mock import patch

import psycopg2
from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

EFFECT_LOG = "odoo.addons.procedure_control.models.procedure_revision_effect"
ENDED = ("revision.superseded", "revision.effective")


@tagged("post_install", "-at_install")
class TestEffectKill(BaseCase):
    """On connections of its own: the server's side of one is killed in the middle.

    What it commits stays: evidence is never deleted, and the database is the test's.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        for name, answer in (
            ("procedure.round", {"_store_bodies": lambda rounds: None}),
            ("procedure.revision", {"_store_issued_copies": lambda revisions, at: {}}),
        ):
            # What is printed is tested apart.
            for method, value in answer.items():
                self.patch(self.registry[name], method, value)
        word = secrets.token_hex(4)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            self.build(env, word)

    def build(self, env, word):
        company = env["res.company"].create({"name": f"Mất điện {word}"})
        author, signer = (
            new_test_user(
                env,
                f"{role}-{word}",
                groups=f"procedure_control.{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for role, group in (
                ("author", "group_quality_officer"),
                ("signer", "group_signer"),
            )
        )
        role = env["procedure.role"].create({"name": word, "code": word})
        env["procedure.role.holder"].create(
            {"role_id": role.id, "company_id": company.id, "user_id": author.id}
        )
        documents = (
            env["procedure.document"]
            .with_user(author)
            .create(
                [
                    {
                        "title": f"{word} {number}",
                        "code": f"{word}-{number}",
                        "company_id": company.id,
                        "type_id": env.ref("procedure_control.procedure_type_c").id,
                    }
                    for number in range(3)
                ]
            )
        )
        now = fields.Datetime.now()
        self.first, self.second = [], []
        for days, kept in ((30, self.first), (1, self.second)):
            drafts = documents._new_draft(f"{days}")
            for draft in drafts:
                draft.section_ids.write({"required": False})
                draft.step_ids.unlink()
                draft.write(
                    {
                        "limit_value": "1",
                        "limit_unit": "day",
                        "step_ids": [
                            (
                                0,
                                0,
                                {
                                    "name": f"A{days}",
                                    "role_id": role.id,
                                    "duration_value": "1",
                                },
                            )
                        ],
                    }
                )
            at = now - timedelta(days=days + 3)
            drafts._submit(at, approver_id=signer.id)
            drafts.with_user(signer)._approve(at, put_into_force=False)
            kept += drafts.ids
            if days == 30:
                drafts.with_env(env)._make_effective(at, tell=False)
        day = (now - timedelta(days=1)).date()
        drafts.with_env(env)._set_guarded({"planned_effective_date": day})

    def states(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            revisions = env["procedure.revision"]
            return (
                set(revisions.browse(self.first).mapped("state")),
                set(revisions.browse(self.second).mapped("state")),
            )

    def events(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            found = env["procedure.event"].search(
                [
                    ("model", "=", "procedure.revision"),
                    ("res_id", "in", self.first + self.second),
                    ("kind", "in", ENDED),
                ]
            )
            return sorted((event.kind, event.res_id) for event in found)

    def run_job(self):
        with self.registry.cursor() as job:
            env = api.Environment(job, api.SUPERUSER_ID, {})
            env["procedure.revision"]._cron_make_effective()
            job.commit()

    def test_killed_in_between_nothing_happened_and_the_next_run_does_it_once(self):
        """Proves: 21 CFR 11.10(f)."""
        before = self.events()
        original = self.registry["procedure.revision"]._move
        killed = []

        def kill_before(revisions, to, vals=None):
            """The old ones are superseded and flushed; the power goes here."""
            if to == "effective" and set(revisions.ids) & set(self.second):
                pid = revisions.env.cr._cnx.get_backend_pid()
                with self.registry.cursor() as other:
                    state = revisions.browse(self.first).mapped("state")
                    killed.append(set(state))
                    other.execute("SELECT pg_terminate_backend(%s)", [pid])
            return original(revisions, to, vals)

        with (
            patch.object(self.registry["procedure.revision"], "_move", kill_before),
            mute_logger("odoo.sql_db", EFFECT_LOG),
            self.assertRaises(psycopg2.Error),
        ):
            self.run_job()
        # In the killed transaction they were ended already …
        self.assertEqual(killed[0], {"superseded"})
        # … and to everybody else nothing has happened at all.
        self.assertEqual(self.states(), ({"effective"}, {"approved"}))
        self.assertEqual(self.events(), before)
        self.run_job()
        self.assertEqual(self.states(), ({"superseded"}, {"effective"}))
        self.run_job()
        after = [event for event in self.events() if event not in before]
        self.assertEqual(
            after,
            sorted(
                [("revision.superseded", i) for i in self.first]
                + [("revision.effective", i) for i in self.second]
            ),
        )

    def test_two_at_the_same_instant(self):
        """A second job, on another node, waits for nobody and does nothing twice."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine = api.Environment(one, api.SUPERUSER_ID, {})["procedure.revision"]
            other = api.Environment(two, api.SUPERUSER_ID, {})["procedure.revision"]
            batch = mine.browse(self.second).try_lock_for_update()
            self.assertEqual(len(batch), 3)
            self.assertFalse(other.browse(self.second).try_lock_for_update())
            batch._make_effective_safely(fields.Datetime.now())
            mine.env.flush_all()
            one.commit()
        self.assertEqual(self.states(), ({"superseded"}, {"effective"}))
