import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models

from ..reporting import ii06a_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The part that the finished file hangs on.
FILE = "file"


class ProcedureExport(models.Model):
    """The finished file: kept whole, told of, taken by who asked, removed in time."""

    _inherit = "procedure.export"

    def _put_together(self, watch):
        mine = self._as_asker()
        # Who lost his rights since the rows were gathered gets nothing.
        options = mine._options()
        with tempfile.TemporaryDirectory(prefix="procedure_book_") as folder:
            path = os.path.join(folder, "book.xlsx")
            self._assemble(folder, path, watch)
            with open(path, "rb") as file:
                data = file.read()
        counted = self._statutory_cases(watch)
        watch.look()
        self._lock_period(mine, options, data, watch)
        self._forget_work()
        self._keep_file(data)
        self.write(
            {
                "state": "done",
                "ended_at": fields.Datetime.now(),
                "size": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        )
        mine._log_made(options, counted)
        words = self._in_his_words().env
        link = Markup('<a href="/procedure_control/export/%s">%s</a>')
        self._tell(words._("Your spreadsheet is ready"), link % (self.id, self.name))

    def _statutory_cases(self, watch):
        if "cases" not in (self.counts or ()):  # an empty period has none
            return 0
        report = ii06a_sheet.report(self._snapshot(watch), self._scope())
        return report.total.counts[3]

    def _log_made(self, options, counted):
        """What the trail keeps, in the name of who asked."""
        export = self.sudo()  # how it was made is told beside what was asked
        self.env["procedure.compliance"]._log_made(
            options,
            counted,
            export=export.id,
            sha256=export.sha256,
            scheduled=bool(export.schedule_id),
        )

    # --- the file ---------------------------------------------------------------------

    def _keep_file(self, data):
        """Keep the finished file where nobody has a right but by the download."""
        self._place(data)
        part = self.env["procedure.export.part"].create(
            {"export_id": self.id, "sequence": 0, "key": FILE, "size": len(data)}
        )
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": self.name,
                "raw": data,
                "mimetype": XLSX,
                "res_model": part._name,
                "res_id": part.id,
                "company_id": self.company_id.id,
            }
        )

    def _place(self, data):
        """Put the bytes into the file store whole or not at all.

        Written in place, as Odoo does, half a file would stay under its final name
        when the disk is full or the server is killed, and stand in the way of the next
        try.
        """
        attachments = self.env["ir.attachment"]
        if attachments._storage() != "file":
            return
        checksum = attachments._compute_checksum(data)
        name = f"{checksum[:2]}/{checksum}"
        target = attachments._full_path(name)
        if os.path.isfile(target) and attachments._same_content(data, target):
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            with open(self._draft_path(), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(self._draft_path(), target)
        finally:
            self._forget_draft()
        # Should this transaction not end well, Odoo's own cleaning finds it.
        attachments._mark_for_gc(name)

    def _draft_path(self):
        """One name an export, so that what a killed server left is found again."""
        return self.env["ir.attachment"]._full_path(f"procedure_export_{self.id}")

    def _forget_draft(self):
        if self.env["ir.attachment"]._storage() == "file":
            with suppress(FileNotFoundError):
                os.unlink(self._draft_path())

    # --- who is told ------------------------------------------------------------------

    def _tell(self, summary, note):
        """One activity of who asked; downloading or trying again ends it."""
        self.activity_id._procedure_close()
        if not self.user_id.active:
            return
        kind = self.env.ref("procedure_control.mail_activity_type_export")
        form = Markup('<a href="/odoo/procedure-spreadsheets/%s">%s</a>')
        link = form % (self.id, self._in_his_words().env._("Open"))
        self.activity_id = self.env["mail.activity"]._procedure_mirror(
            [
                {
                    "activity_type_id": kind.id,
                    "user_id": self.user_id.id,
                    "date_deadline": fields.Date.context_today(
                        self.with_context(tz=self.user_id.tz)
                    ),
                    "summary": f"{summary}: {self.display_name}",
                    "note": Markup("<p>%s</p><p>%s</p>") % (note, link),
                    "automated": True,
                }
            ]
        )

    def _taken(self):
        """The file, for the download; its activity has done its work.

        :return: the attachment, as who may read it
        :raises AccessError, UserError: see `_check_may_have_file`
        """
        self._check_may_have_file()
        export = self.sudo()  # checked just above
        export.activity_id._procedure_close()
        return export.attachment_id

    # --- cleaning ---------------------------------------------------------------------

    @api.autovacuum
    def _gc_exports(self):
        """Remove files, and work that nobody took up again, after the days set."""
        exports = self.sudo()  # nobody's act: everybody's files
        now, old = fields.Datetime.now(), exports.browse()
        agencies = self.env["res.company"].sudo().search([("id", "!=", False)])
        for days, of_agencies in agencies.grouped("procedure_export_days").items():
            old |= exports.search(
                [
                    ("expired", "=", False),
                    ("company_id", "in", of_agencies.ids),
                    ("ended_at", "<", now - timedelta(days=days)),
                ],
                limit=1000,
            )
        for export in old:
            export._forget_work()
            export.activity_id._procedure_close()
        old.write({"expired": True, "attachment_id": False})
