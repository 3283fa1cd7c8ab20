import hashlib
import os
import tempfile

from odoo import models

from ..reporting import painter, workbook
from ..reporting.painter_part import Part
from ..reporting.scope import Scope
from ..reporting.snapshot import Snapshot
from .file_words import words_in
from .procedure_compliance import LANGUAGES
from .procedure_export_chunk import Stored


class ProcedureExport(models.Model):
    """How sheets are painted from what was gathered: nobody's rights are needed."""

    _inherit = "procedure.export"

    def _stored(self, watch):
        return Stored(self.env.cr, self.id, watch.look)

    def _snapshot(self, watch):
        return Snapshot(self._stored(watch), self.counts or {})

    def _scope(self):
        return Scope.from_json(self.scope)

    def _paint_next(self, watch):
        """Paint the sheets of the next kind and keep them; the last makes way."""
        scope, done = self._scope(), len(self.part_ids)
        key = self.sheet_keys[done]
        kind = next(kind for kind in workbook.painting_order(scope) if kind.key == key)
        words = words_in(LANGUAGES[scope.language])
        with tempfile.TemporaryDirectory(prefix="procedure_sheet_") as folder:
            painted = painter.paint_sheets(
                folder,
                kind.build(self._snapshot(watch), scope, words),
                workbook.about(scope, words),
                [part for record in self.part_ids for part in record._painted()],
            )
            self._keep_part(key, done, painted, folder, watch)
        if done + 1 == len(self.sheet_keys):
            self.state = "assembling"

    def _keep_part(self, key, sequence, painted, folder, watch):
        stored, size, seen = self._stored(watch), 0, hashlib.sha256()
        for path in self._files(painted, folder):
            source = self._source(path)
            stored.forget(source)
            stored.put_file(source, path)
            size += os.path.getsize(path)
            with open(path, "rb") as file:
                seen.update(hashlib.file_digest(file, "sha256").digest())
        self.env["procedure.export.part"].create(
            {
                "export_id": self.id,
                "sequence": sequence,
                "key": key,
                "about": [part.to_json() for part in painted],
                "size": size,
                "sha256": seen.hexdigest(),
            }
        )

    def _assemble(self, folder, path, watch):
        """Put the kept sheets together at ``path``, in the order of the tabs."""
        scope, stored = self._scope(), self._stored(watch)
        by_kind = {record.key: record._painted() for record in self.part_ids}
        painted = [part for kind in workbook.kinds(scope) for part in by_kind[kind.key]]
        for kept in self._files(painted, folder):
            stored.get_file(self._source(kept), kept)
        words = words_in(LANGUAGES[scope.language])
        painter.assemble(path, workbook.about(scope, words), painted, folder)

    @staticmethod
    def _files(painted, folder):
        return [os.path.join(folder, name) for part in painted for name in part.files]

    @staticmethod
    def _source(path):
        return f"file/{os.path.basename(path)}"


class ProcedureExportPart(models.Model):
    _inherit = "procedure.export.part"

    def _painted(self):
        """`Part`s of this kind, in the order of their tabs."""
        return [Part.from_json(values) for values in self.about]
