import time

from odoo import fields, models
from odoo.tools import SQL
from psycopg2.errors import SerializationFailure

#: Seconds between two looks at whether the file is still wanted.
PAUSE = 1.0


class Cancelled(Exception):
    """Who asked for the file wants it no longer."""


class ProcedureExportPulse(models.Model):
    """What the job and the screen tell each other while the job holds the export.

    A row of its own, written on cursors of its own: the job's transaction is one
    snapshot and neither shows how far it is nor sees that it should stop.
    """

    _name = "procedure.export.pulse"
    _description = "How far a spreadsheet is"
    _log_access = False

    export_id = fields.Many2one("procedure.export", required=True, ondelete="cascade")
    unit = fields.Char()
    tries = fields.Integer()
    rows = fields.Integer()
    cancel_asked = fields.Boolean()

    _export_uniq = models.UniqueIndex("(export_id)")


class Watch:
    """The job's side of a pulse, on a cursor of its own."""

    def __init__(self, export):
        self.registry, self.export_id = export.env.registry, export.id
        self.rows, self.looked_at = 0, 0.0

    def begin(self, unit):
        """How often this piece of work was begun without coming to an end.

        :raises Cancelled:
        """
        return self._write(
            SQL(
                "tries = CASE WHEN unit = %s THEN tries + 1 ELSE 1 END, unit = %s,"
                " rows = 0",
                unit,
                unit,
            )
        )

    def look(self, rows=0):
        """Say how many more rows went by; at most one query a second.

        :raises Cancelled:
        """
        self.rows += rows
        if time.monotonic() - self.looked_at >= PAUSE:
            self._write(SQL("rows = GREATEST(rows, %s)", self.rows))

    def _write(self, changes):
        query = SQL(
            "UPDATE procedure_export_pulse SET %s WHERE export_id = %s"
            " RETURNING tries, cancel_asked",
            changes,
            self.export_id,
        )
        for _again in range(3):
            try:
                with self.registry.cursor() as cr:
                    cr.execute(query, log_exceptions=False)
                    found = cr.fetchone()
                break
            except SerializationFailure:  # somebody cancels at this very moment
                continue
        else:
            return 0
        self.looked_at = time.monotonic()
        if not found or found[1]:
            raise Cancelled
        return found[0]
