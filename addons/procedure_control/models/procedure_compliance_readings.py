from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reporting.reading_matrix import Reading


class ProcedureComplianceRows(models.AbstractModel):
    """Who was asked to read what, as it stood at a moment."""

    _inherit = "procedure.compliance.rows"

    def _reading_domain(self, options):
        """Readings of the documents and departments asked for."""
        domain = Domain("company_id", "in", options.companies.ids)
        if options.departments:
            domain &= Domain("department_id", "child_of", options.departments.ids)
        if options.documents:
            domain &= Domain("document_id", "in", options.documents.ids)
        if options.fields:
            fields_of_work = options.fields.ids
            domain &= Domain("document_id.field_id", "child_of", fields_of_work)
        if options.kinds:
            domain &= Domain("document_id.kind", "in", list(options.kinds))
        return domain

    def _rows_readings(self, options):
        """`Reading` by person, as it stood at the end of the period."""
        domain = self._reading_domain(options)
        for zone, agencies in self._agencies_by_clock().items():
            here = domain & Domain("company_id", "in", agencies)
            lang = self._active_language(options)
            yield from self._readings(here, options.until_utc(zone), lang)

    def _agencies_by_clock(self):
        found = {}
        for company_id, zone in self._clocks().items():
            found.setdefault(zone, []).append(company_id)
        return found

    def _readings(self, domain, moment, lang=None):
        """`Reading` of what the user may see of these, as it stood then.

        :param moment: naive UTC; who had left the list by then, or was asked later,
            is not there, and a reading after it has still to come
        """
        open_then = [
            Domain(name, "=", False) | Domain(name, ">=", moment)
            # What ended before that moment asked nobody any more.
            for name in ("released_at", "revision_id.ended_at")
        ]
        # Archived or not, who was asked then was asked then.
        rows = self.with_context(active_test=False)
        found = rows._select(
            "procedure.acknowledgement",
            Domain.AND([domain, Domain("asked_at", "<", moment), *open_then]),
            lambda tell, _query: self._reading_columns(tell, moment),
            ("user_id",),
            lang=lang,
        )
        return (_reading(values) for values in found)

    def _reading_columns(self, tell, moment):
        clock = self._on_wall_clock(tell("company_id"), self._clocks())
        revision = "revision_id"
        read = SQL("CASE WHEN %(at)s < %(moment)s THEN %(at)s END",
                   at=tell("read_at"), moment=moment)  # fmt: skip
        return [
            tell("user_id"),
            tell("reader_name"),
            tell("department_id.name"),
            tell("document_id"),
            tell("document_id.code"),
            SQL(
                "COALESCE(NULLIF(%s, ''), %s)",
                tell(f"{revision}.title"),
                tell("document_id.title"),
            ),
            tell(f"{revision}.issue_number"),
            tell(f"{revision}.amendment_number"),
            tell("state"),
            clock(tell("asked_at")),
            clock(tell("due_at")),
            clock(read),
            tell("department_id.company_id.name"),
        ]


def _reading(values):
    (
        person, name, department, document, code, title, issue, amendment, state,
        asked, due, read, agency,
    ) = values  # fmt: skip
    # On that day it was still to come, whatever became of it since.
    others = "informed" if state == "informed" else "asked"
    state = "read" if read else others
    return Reading(
        person,
        name or "",
        department or "",
        document,
        code or "",
        title or "",
        f"{issue:02d}.{amendment:02d}",
        state,
        asked,
        due,
        read,
        agency or "",
    )
