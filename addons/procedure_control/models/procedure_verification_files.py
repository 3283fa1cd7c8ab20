import hashlib

from odoo import models

#: Records of one turn: the files of one are in memory at a time.
BATCH = 20


class ProcedureVerification(models.Model):
    """Stored files against the SHA-256 that was noted when they were stored.

    A model takes part by having a method ``_verified_files(self)`` that yields, for
    each file of `self`, ``(record, name of the file, SHA-256 in hex as noted, bytes or
    None when the file is gone)``; and, if not all of its records have files, a method
    ``_verified_files_domain(self)``.
    """

    _inherit = "procedure.verification"

    def _file_sources(self):
        """[(model, domain)] of the models that have files to verify, by name."""
        sources = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient:
                continue
            if not hasattr(model, "_verified_files"):
                continue
            domain = getattr(model, "_verified_files_domain", list)()
            # Nothing is hidden from a verification.
            shown = model.sudo().with_context(active_test=False, bin_size=False)
            sources.append((shown, domain))
        return sources

    def _verify_files(self, at):
        number, after = at or (0, 0)
        sources = self._file_sources()
        if number >= len(sources):
            return None, {}, []
        model, domain = sources[number]
        records = model.search(
            [("id", ">", after), *domain], order="id", limit=BATCH
        ).with_context(prefetch_fields=False)
        findings = []
        for record in records:
            for owner, name, noted, data in record._verified_files():
                findings += self._verify_file(owner, name, noted, data)
            record.invalidate_recordset()
        if len(records) < BATCH:
            return (number + 1, 0), {"file": len(records)}, findings
        return (number, records[-1].id), {"file": len(records)}, findings

    def _verify_file(self, record, name, noted, data):
        found = hashlib.sha256(data).hexdigest() if data is not None else ""
        if found == (noted or ""):
            return []
        kind = "file" if data is not None else "file_missing"
        return [
            self._about(record, kind, field_path=name, signed=noted or "", found=found)
        ]
