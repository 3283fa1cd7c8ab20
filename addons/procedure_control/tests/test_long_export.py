"""A long spreadsheet: of one moment, sheet by sheet, whole or not at all."""

import errno
import hashlib
import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import (
    procedure_export,
    procedure_export_file,
    procedure_export_paint,
    procedure_export_run,
)
from ..models.procedure_export_chunk import Stored
from ..reporting.ii06a import IdentityError
from .export_common import ExportCase, Killed
from .test_compliance_export import NOW, OCTOBER, local

RUN_LOG = "odoo.addons.procedure_control.models.procedure_export_run"


def cells(book):
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLongExport(ExportCase):
    def test_it_is_the_file_that_is_downloaded_at_once(self):
        export = self._ask()
        self.assertEqual((export.state, export.user_id), ("waiting", self.officer))
        self.assertEqual(export.progress, 0)
        self._job()
        self.assertEqual((export.state, export.error), ("done", False))
        self.assertEqual(export.progress, 100)
        at_once = self._file(self._wizard())
        self.assertEqual(cells(self._book(export)), cells(at_once))
        self.assertEqual(self._figures(self._book(export)), OCTOBER)
        data = self._bytes(export)
        self.assertEqual(export.sha256, hashlib.sha256(data).hexdigest())
        self.assertEqual(export.size, len(data))
        # What it was painted from is gone; the file hangs on one part.
        self.assertEqual(self._kept(export), (0, 1))

    def test_the_trail_tells_of_it_once(self):
        events = self.env["procedure.event"]
        before = events.search_count([("kind", "=", "compliance.exported")])
        export = self._ask()
        self._job()
        self._job()
        event = events.search([("kind", "=", "compliance.exported")], limit=1)
        self.assertEqual(
            events.search_count([("kind", "=", "compliance.exported")]), before + 1
        )
        self.assertEqual(event.user_id, self.officer)
        self.assertIn(export.sha256, event.payload_ids.body)

    def test_rows_are_those_of_one_moment(self):
        export = self._ask()
        self._until(export, "painting")
        self.late._end_by("withdrawn", "r", local("2026-10-06 09:00"))
        type(self).take(self.document, "2026-10-06 09:00")
        self._until(export, "done")
        self.assertEqual(self._figures(self._book(export)), OCTOBER)

    def test_who_asked_gets_an_activity_that_ends_by_downloading(self):
        export = self._ask(self.head)
        self._job()
        activity = export.activity_id
        self.assertEqual(activity.user_id, self.head)
        self.assertIn("ready", activity.summary)
        self.assertIn(f"/procedure_control/export/{export.id}", activity.note)
        self.assertEqual(
            export.with_user(self.head)._taken(), export.sudo().attachment_id
        )
        self.assertFalse(activity.active)

    def test_a_manager_gets_what_he_may_see(self):
        export = self._ask(self.head)
        self._job()
        mine = self._file(self._wizard(self.head))
        self.assertEqual(cells(self._book(export)), cells(mine))
        self.assertNotEqual(self._figures(self._book(export)), OCTOBER)
        for other in (self.officer, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                export.with_user(other).action_download()

    # --- few or many ------------------------------------------------------------------

    def test_few_rows_are_downloaded_at_once(self):
        wizard = self._wizard()
        self.assertEqual(wizard.action_export()["tag"], "procedure_control_download")
        with patch.object(procedure_export, "AT_ONCE", 9):
            action = wizard.action_export()
        self.assertEqual(action["res_model"], "procedure.export")
        # Counted under the reader's own rules.
        few = self._wizard(self.head)
        counted = self.env["procedure.export"].with_user(self.head)._count_up_to
        seen = counted(few._options(), 1000)
        self.assertLess(seen, self._all_rows())
        with patch.object(procedure_export, "AT_ONCE", seen):
            self.assertEqual(few.action_export()["tag"], "procedure_control_download")

    def _all_rows(self):
        wizard = self._wizard()
        exports = self.env["procedure.export"].with_user(self.officer)
        return exports._count_up_to(wizard._options(), 1000)

    def test_nobody_fills_the_job_alone(self):
        for _number in range(procedure_export.OPEN_AT_ONCE):
            self._ask()
        with self.assertRaises(UserError):
            self._ask()
        self._ask(self.head)

    # --- killed, cancelled, refused ---------------------------------------------------

    def _killing(self, at_key):
        """Patch so that the server dies while it paints the sheets of one kind."""
        origin = procedure_export_paint.painter.paint_sheets

        def paint(folder, sheets, book, before=(), **how):
            if self._painting_key == at_key:
                next(iter(sheets))
                raise Killed
            return origin(folder, sheets, book, before, **how)

        return patch.object(procedure_export_paint.painter, "paint_sheets", paint)

    def test_a_killed_run_goes_on_with_the_next_sheet(self):
        export = self._ask()
        self._until(export, "painting")
        self._piece(export, 2)
        parts = export.part_ids
        before = [(part.id, part.sha256, self._part_bytes(part)) for part in parts]
        self.assertEqual(len(before), 2)
        self._painting_key = export.sheet_keys[2]
        with self._killing(self._painting_key), self._temporary_files():
            with self.assertRaises(Killed):
                self._piece(export)
        self.env.invalidate_all()
        self.assertEqual((export.state, len(export.part_ids)), ("painting", 2))
        self.assertEqual(export.sheets_done, 2)
        rows = self._rows_bytes(export)
        self._piece(export)
        after = [
            (part.id, part.sha256, self._part_bytes(part))
            for part in export.part_ids[:2]
        ]
        self.assertEqual(after, before, "what was painted is not painted again")
        self.assertEqual(self._rows_bytes(export), rows, "nor gathered again")
        self._until(export, "done")
        self.assertEqual(cells(self._book(export)), cells(self._file(self._wizard())))

    def _part_bytes(self, part):
        stored = Stored(self.env.cr, part.export_id.id)
        names = [name for painted in part._painted() for name in painted.files]
        return [b"".join(stored.get(f"file/{name}")) for name in names]

    def _rows_bytes(self, export):
        stored = Stored(self.env.cr, export.id)
        return [list(stored.get(source)) for source in sorted(export.counts)]

    def test_a_run_killed_while_gathering_leaves_no_rows(self):
        export = self._ask()
        self._until(export, "gathering")
        with (
            patch.object(self.registry["procedure.export"], "_read_by", self._dying),
            self.assertRaises(Killed),
        ):
            self._piece(export)
        self.env.invalidate_all()
        self.assertEqual((export.state, self._kept(export)), ("gathering", (0, 0)))
        self._until(export, "done")

    @staticmethod
    def _dying(*_args):
        raise Killed

    def test_what_ended_the_server_each_time_is_given_up(self):
        """That a real death is counted is shown on real connections, elsewhere."""
        export = self._ask()
        self._until(export, "gathering")
        export._pulse().write(
            {"unit": "gathering", "tries": procedure_export_run.TRIES}
        )
        self._piece(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("shorter period", export.error)
        export.with_user(self.officer).action_try_again()
        self.assertEqual(export.state, "waiting")
        self._until(export, "done")

    def test_cancelled_while_it_waits_or_between_sheets(self):
        for state in ("waiting", "painting", "assembling"):
            export = self._ask()
            self._until(export, state)
            self.assertFalse(export.with_user(self.head).can_cancel)
            export.with_user(self.officer).action_cancel()
            self.assertEqual(export.state, "cancelled", state)
            self.assertEqual(self._kept(export), (0, 0))
            self._job()
            self.assertEqual((export.state, export.size), ("cancelled", 0))
            self.assertFalse(export.activity_id, "who cancelled knows it")

    def test_cancelled_in_the_middle_of_a_piece(self):
        for state, method in (("gathering", "put"), ("painting", "get")):
            export = self._ask()
            self._until(export, state)
            with patch.object(Stored, method, self._cancelling(export, method)):
                self._piece(export)
            self.assertEqual(export.state, "cancelled", state)
            self.assertEqual(self._kept(export), (0, 0), state)

    def _cancelling(self, export, method):
        """The asker cancels while the job holds the export and reads or stores rows."""
        origin = getattr(Stored, method)

        def cancel(stored, *args):
            with self.registry.cursor() as cr:
                pulses = self.env(cr=cr)["procedure.export.pulse"]
                pulses.search([("export_id", "=", export.id)]).cancel_asked = True
            return origin(stored, *args)

        return cancel

    # --- what goes wrong --------------------------------------------------------------

    def test_a_full_disk_leaves_nothing_and_can_be_tried_again(self):
        export = self._ask()
        self._until(export, "painting")
        self._piece(export)
        kept = self._kept(export)
        full = OSError(errno.ENOSPC, "No space left on device")

        def paint(folder, sheets, book, before=(), **how):
            with open(os.path.join(folder, "half"), "wb") as file:
                file.write(b"half a sheet")
            raise full

        with (
            patch.object(procedure_export_paint.painter, "paint_sheets", paint),
            self._temporary_files(),
        ):
            self._piece(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("disk", export.error)
        self.assertEqual(self._kept(export), kept, "for another try")
        activity = export.activity_id
        self.assertEqual(activity.user_id, self.officer)
        self.assertIn("could not be made", activity.summary)
        with self.assertRaises(AccessError):
            export.with_user(self.head).action_try_again()
        export.with_user(self.officer).action_try_again()
        self.assertFalse(activity.active)
        self.assertEqual(export.state, "painting")
        self._until(export, "done")
        self.assertEqual(self._figures(self._book(export)), OCTOBER)

    def test_a_disk_that_fills_with_the_file_leaves_no_half_file(self):
        export = self._ask()
        self._until(export, "assembling")
        store = self.env["ir.attachment"]._full_path("")
        before = self._files_in(store)
        full = OSError(errno.ENOSPC, "No space left on device")
        with (
            patch.object(procedure_export_file.os, "fsync", side_effect=full),
            self._temporary_files(),
        ):
            self._piece(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("disk", export.error)
        self.assertFalse(export.attachment_id)
        self.assertEqual(self._files_in(store), before)
        export.with_user(self.officer).action_try_again()
        self.assertEqual(export.state, "assembling")
        self._until(export, "done")
        self.assertEqual(self._figures(self._book(export)), OCTOBER)

    def _files_in(self, folder):
        return sorted(
            os.path.join(where, name)
            for where, _folders, names in os.walk(folder)
            for name in names
        )

    def test_figures_that_do_not_re_add_make_no_file(self):
        export = self._ask()
        self._until(export, "painting")
        with patch.object(
            procedure_export_paint.painter,
            "paint_sheets",
            side_effect=IdentityError("Giám định", "(3) = (4) + (5)", 7, 6),
        ):
            self._piece(export)
        self.assertEqual(export.state, "failed")
        self.assertIn("7 ≠ 6", export.error)

    def test_what_nobody_foresaw_stands_in_the_log(self):
        export, other = self._ask(), self._ask(self.head)
        self._until(export, "painting")
        origin = procedure_export_paint.painter.paint_sheets
        broken = iter([ValueError("broken")])

        def paint(*args, **how):
            for error in broken:
                raise error
            return origin(*args, **how)

        with (
            patch.object(procedure_export_paint.painter, "paint_sheets", paint),
            self.assertLogs(RUN_LOG, "ERROR"),
        ):
            self._job()
        self.assertEqual((export.state, other.state), ("failed", "done"))
        self.assertNotIn("broken", export.error)

    # --- rights are those of the day --------------------------------------------------

    def test_who_is_demoted_meanwhile_gets_nothing(self):
        for state in ("waiting", "painting", "assembling"):
            export = self._ask(self.head)
            self._until(export, state)
            manager = self.env.ref("procedure_control.group_manager")
            self.head.group_ids -= manager
            self._job()
            self.assertEqual(export.state, "failed", state)
            self.assertFalse(export.attachment_id)
            self.head.group_ids |= manager

    def test_who_is_demoted_afterwards_cannot_take_it(self):
        export = self._ask(self.officer, with_requesters=True)
        self._job()
        export.with_user(self.officer)._check_may_have_file()
        officer = self.env.ref("procedure_control.group_quality_officer")
        manager = self.env.ref("procedure_control.group_manager")
        self.officer.group_ids = [(3, officer.id), (4, manager.id)]
        with self.assertRaises(AccessError):
            export.with_user(self.officer)._check_may_have_file()

    def test_who_left_an_agency_or_the_house_gets_nothing(self):
        export = self._ask()
        other = self.env["res.company"].create({"name": "Sở khác"})
        self.officer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self._job()
        self.assertEqual(export.state, "failed")
        self.officer.write(
            {"company_ids": [(6, 0, self.agency.ids)], "company_id": self.agency.id}
        )
        export = self._ask()
        self.officer.active = False
        self._job()
        self.assertEqual(export.state, "failed")
        self.assertFalse(export.activity_id)

    # --- cleaning ---------------------------------------------------------------------

    def test_files_go_after_the_days_set(self):
        export, failed = self._ask(), self._ask()
        self._until(failed, "painting")
        self._until(export, "done")
        with self._server() as env:
            env["procedure.export"].browse(failed.id)._end("failed", "x")
        attachment = export.attachment_id
        self.agency.procedure_export_days = 10
        now = fields.Datetime.now()
        for days, there in ((9, True), (11, False)):
            with freeze_time(now + timedelta(days=days)):
                self.env["procedure.export"]._gc_exports()
            self.env.invalidate_all()
            self.assertEqual(bool(attachment.exists()), there)
            self.assertEqual(bool(self._kept(failed)[0]), there)
        self.assertTrue(export.exists().expired)
        self.assertEqual(self._kept(export), (0, 0))
        with self.assertRaises(UserError):
            export.with_user(self.officer).action_download()

    # --- cost -------------------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_queries_do_not_grow_with_the_rows(self):
        counts = []
        for more in (1, 40):
            for _number in range(more):
                type(self).take(self.document, "2026-10-07 09:00")
            export = self._ask()
            self._until(export, "gathering")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._until(export, "done")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 15, counts)
