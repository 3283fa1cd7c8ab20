"""On real connections: a run that dies, two runs, a cancel that waits for nobody."""

import secrets
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import procedure_export_paint, procedure_export_pulse
from ..models.procedure_export_run import TRIES


@tagged("post_install", "-at_install")
class TestExportKill(BaseCase):
    """An empty period makes a whole file: its sheets are enough for what is tried.

    What it commits stays, but for the exports: the database is the test's.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.patch(procedure_export_pulse, "PAUSE", -1.0)
        word = secrets.token_hex(4)
        with self._env() as env:
            env["procedure.export"].search([]).unlink()
            company = env["res.company"].create({"name": f"Mất điện {word}"})
            self.user_id = new_test_user(
                env,
                f"officer-{word}",
                groups="procedure_control.group_quality_officer",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            ).id
            request = self._requests(env).create({"language": "en"})
            self.export_id = (
                env["procedure.export"].with_env(request.env)._ask(request).id
            )
        self.addCleanup(self._forget)

    def _requests(self, env):
        user = env["res.users"].browse(self.user_id)
        requests = env["procedure.compliance.export"].with_user(user)
        return requests.with_context(allowed_company_ids=user.company_ids.ids)

    def _forget(self):
        with self._env() as env:
            env["procedure.export"].browse(self.export_id).unlink()

    @contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _export(self, env):
        return env["procedure.export"].browse(self.export_id)

    def _until(self, state):
        for _number in range(60):
            with self._env() as env:
                if self._export(env).state == state:
                    return
                self._export(env)._work()
        self.fail(state)

    def _seen(self):
        """(state, [(part, hash)], chunks) as anybody sees them now."""
        with self._env() as env:
            export = self._export(env)
            return (
                export.state,
                [(part.key, part.sha256) for part in export.part_ids],
                env["procedure.export.chunk"].search_count(
                    [("export_id", "=", self.export_id)]
                ),
            )

    def _cut(self, cr):
        """End the server's side of a connection, as a kill or a cut cable does."""
        with self.registry.cursor() as killer:
            killer.execute(
                "SELECT pg_terminate_backend(%s)", [cr._cnx.get_backend_pid()]
            )

    def _die_while(self, patcher):
        """A piece of work during which the connection of the job is cut."""
        model = "odoo.addons.procedure_control.models.procedure_"
        logs = ("odoo.sql_db", f"{model}job", f"{model}export_run")
        with mute_logger(*logs), patcher:
            self.job = self.registry.cursor()
            env = api.Environment(self.job, SUPERUSER_ID, {})
            with self.assertRaises(psycopg2.Error):
                self._export(env)._work()
                self.job.commit()
            self.job.close()

    def test_killed_while_a_sheet_is_painted(self):
        self._until("painting")
        with self._env() as env:
            self._export(env)._work()
        before = self._seen()
        self.assertEqual((before[0], len(before[1])), ("painting", 1))
        origin = procedure_export_paint.painter.paint_sheets

        def paint(*args, **how):
            painted = origin(*args, **how)
            self._cut(self.job)
            return painted

        self._die_while(
            patch.object(procedure_export_paint.painter, "paint_sheets", paint)
        )
        self.assertEqual(self._seen(), before, "as the last sheet left it")
        with self._env() as env:
            pulse = self._export(env)._pulse()
            self.assertEqual(pulse.tries, 1, "and that it was begun is known")
        self._until("done")
        self.assertEqual(self._seen()[2], 0)

    def test_killed_again_and_again_while_rows_are_gathered(self):
        self._until("gathering")
        rows = self.registry["procedure.compliance"]
        origin = rows._gather

        def gather(compliance, *args):
            origin(compliance, *args)
            self._cut(self.job)

        for number in range(TRIES):
            self._die_while(patch.object(rows, "_gather", gather))
            self.assertEqual(self._seen(), ("gathering", [], 0), number)
        with self._env() as env:
            self._export(env)._work()
            self.assertEqual(self._export(env).state, "failed")

    def test_a_cancel_waits_for_nobody_and_stops_the_work(self):
        self._until("painting")
        origin = procedure_export_paint.painter.paint_sheets

        def paint(*args, **how):
            with self._env() as env:
                # As over HTTP, while the job holds the row of the export.
                self._requests(env).env.cr.execute("SET LOCAL lock_timeout = '2s'")
                mine = self._requests(env).env["procedure.export"]
                mine.browse(self.export_id).action_cancel()
            with self._env() as env:
                self.assertTrue(self._export(env).cancel_asked)
                self.assertEqual(self._export(env).state, "painting")
            return origin(*args, **how)

        with (
            patch.object(procedure_export_paint.painter, "paint_sheets", paint),
            self._env() as env,
        ):
            env["procedure.export"]._cron_exports()
        self.assertEqual(self._seen(), ("cancelled", [], 0))

    def test_two_runs_do_not_do_the_same_work(self):
        self._until("painting")
        domain = [("id", "=", self.export_id)]
        with self._env() as one, self._env() as two:
            held = one["procedure.job"]._lock_next(
                one["procedure.export"], domain, "id", 1
            )
            self.assertEqual(held.id, self.export_id)
            two["procedure.export"]._cron_exports()
        state, parts, _chunks = self._seen()
        self.assertEqual((state, parts), ("painting", []))

    def test_a_whole_run_of_the_job(self):
        with self._env() as env:
            env["procedure.export"]._cron_exports()
        with self._env() as env:
            export = self._export(env)
            self.assertEqual((export.state, export.error), ("done", False))
            self.assertTrue(export.attachment_id.raw.startswith(b"PK"))

    # --- on a replica -----------------------------------------------------------------

    def _replica(self):
        """Cursors that are asked for reading alone may not write."""
        origin = self.registry.cursor

        def cursor(readonly=False):
            cr = origin()
            if readonly:
                cr.execute("SET TRANSACTION READ ONLY")
                self.read_on.append(cr)
            return cr

        self.read_on = []
        return patch.object(self.registry, "cursor", cursor)

    def test_rows_are_read_on_a_replica_in_one_transaction(self):
        self._until("gathering")
        exports = self.registry["procedure.export"]
        rows = self.registry["procedure.compliance.rows"]
        origin, read = rows._rows_cases, []

        def of_cases(records, options):
            read.append((records.env.cr, options.companies.env.cr))
            return origin(records, options)

        with (
            self._replica(),
            patch.object(exports, "_has_replica", lambda export: True),
            patch.object(rows, "_rows_cases", of_cases),
            self._env() as env,
        ):
            self._export(env)._work()
        [replica] = self.read_on
        self.assertEqual(read, [(replica, replica)])
        self.assertEqual(self._seen()[0], "painting")
        self._until("done")

    def test_what_must_write_is_read_on_the_main_server(self):
        self._until("gathering")
        exports = self.registry["procedure.export"]
        rows = self.registry["procedure.compliance"]
        origin, tried = rows._gather, []

        def gather(compliance, *args):
            tried.append(compliance.env.cr in self.read_on)
            compliance.env.cr.execute("UPDATE procedure_export SET error = NULL")
            return origin(compliance, *args)

        with (
            self._replica(),
            patch.object(exports, "_has_replica", lambda export: True),
            patch.object(rows, "_gather", gather),
            mute_logger("odoo.sql_db"),
            self._env() as env,
        ):
            self._export(env)._work()
        self.assertEqual(tried, [True, False])
        self.assertEqual(self._seen()[0], "painting")
