"""What tests of long spreadsheets share: asking, and single pieces of the work."""

import io
import os
import tempfile
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID
from openpyxl import load_workbook

from ..models import procedure_export_pulse
from .test_compliance_export import ComplianceCase


class Killed(BaseException):
    """The server is gone: nothing in the program answers to this."""


class ExportCase(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody else's work: the job looks at everything in the database.
        cls.env["procedure.export"].search([]).unlink()
        cls.env["procedure.export.schedule"].search([]).unlink()

    def setUp(self):
        super().setUp()
        exports = self.registry["procedure.export"]
        # One connection serves all cursors of a test: rows are read where they are
        # stored.
        for target, name, value in (
            (exports, "_has_replica", lambda export: False),
            # The clock stands still in these tests: look at every chunk.
            (procedure_export_pulse, "PAUSE", -1.0),
        ):
            patcher = patch.object(target, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _ask(self, user=None, **values):
        action = self._wizard(user, **values).action_in_background()
        self.assertEqual(action["res_model"], "procedure.export")
        return self.env["procedure.export"].browse(action["res_id"])

    @contextmanager
    def _server(self):
        """An environment of the job on a cursor of its own, which it may commit."""
        with self._test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr, user=SUPERUSER_ID, context={})

    @contextmanager
    def _test_mode(self):
        if type(self)._registry_patched:
            self.env.flush_all()
            yield
            self.env.invalidate_all()
        else:
            with self.enter_registry_test_mode():
                yield

    def _job(self, name="ir_cron_export"):
        with self._test_mode():
            self.env.ref(f"procedure_control.{name}").method_direct_trigger()

    def _piece(self, export, count=1):
        """So many pieces of the work on it, each in a transaction of its own."""
        for _number in range(count):
            with self._server() as env:
                env["procedure.export"].browse(export.id)._work()

    def _until(self, export, state):
        for _number in range(60):
            if export.state == state:
                return
            self._piece(export)
        self.fail(f"{export.state}, not {state}: {export.error}")

    def _kept(self, export):
        """(chunks, parts) that the work left in the database."""
        self.env.flush_all()
        return tuple(
            self.env[f"procedure.export.{name}"].search_count(
                [("export_id", "=", export.id)]
            )
            for name in ("chunk", "part")
        )

    def _bytes(self, export):
        return export.attachment_id.with_context(bin_size=False).raw

    def _book(self, export):
        return load_workbook(io.BytesIO(self._bytes(export)), data_only=True)

    @contextmanager
    def _temporary_files(self):
        """A folder for all temporary files, which must be empty at the end."""
        with tempfile.TemporaryDirectory() as folder:
            with patch.object(tempfile, "tempdir", folder):
                yield folder
            self.assertEqual(os.listdir(folder), [])
