from odoo import fields, models
from odoo.tools import SQL
from psycopg2 import Binary

#: Bytes of a painted sheet kept in one row.
PIECE = 1 << 20


class ProcedureExportChunk(models.Model):
    """Rows of a snapshot and bytes of painted sheets, until the file is put together.

    In the database: another server of the same house may go on with the work. Nobody
    has a right to them. `data` holds plain bytes and is read and written by SQL alone.
    """

    _name = "procedure.export.chunk"
    _description = "Rows of a spreadsheet under way"
    _log_access = False

    export_id = fields.Many2one("procedure.export", required=True, ondelete="cascade")
    source = fields.Char(required=True)
    sequence = fields.Integer(required=True)
    rows = fields.Integer()
    data = fields.Binary(attachment=False, required=True)

    _place_uniq = models.UniqueIndex("(export_id, source, sequence)")


class Stored:
    """Chunks of one export, as `reporting.snapshot.Chunks` asks for them.

    ``look`` is called with the number of rows at each chunk that goes by.
    """

    def __init__(self, cr, export_id, look=lambda rows=0: None):
        self.cr, self.export_id, self.look = cr, export_id, look
        self.numbers = {}

    def put(self, source, rows, chunk):
        number = self.numbers.get(source, 0)
        self.cr.execute(
            SQL(
                "INSERT INTO procedure_export_chunk (export_id, source, sequence, rows,"
                " data) VALUES (%s, %s, %s, %s, %s)",
                self.export_id,
                source,
                number,
                rows,
                Binary(chunk),
            ),
            log_exceptions=False,  # what it says of itself holds the whole chunk
        )
        self.numbers[source] = number + 1
        self.look(rows)

    def get(self, source):
        number = 0
        while (chunk := self._read(source, number)) is not None:
            yield chunk
            self.look()
            number += 1

    def _read(self, source, number):
        self.cr.execute(
            SQL(
                "SELECT data FROM procedure_export_chunk"
                " WHERE export_id = %s AND source = %s AND sequence = %s",
                self.export_id,
                source,
                number,
            )
        )
        found = self.cr.fetchone()
        return bytes(found[0]) if found else None

    def put_file(self, source, path):
        """Keep the file at ``path``, a piece at a time."""
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                self.put(source, 0, piece)

    def get_file(self, source, path):
        """Write what `put_file` kept to ``path``."""
        with open(path, "wb") as file:
            for piece in self.get(source):
                file.write(piece)

    def forget(self, source=None):
        """Throw away what is kept, all of it or of one source."""
        one = SQL(" AND source = %s", source) if source else SQL("")
        self.cr.execute(
            SQL(
                "DELETE FROM procedure_export_chunk WHERE export_id = %s%s",
                self.export_id,
                one,
            )
        )
