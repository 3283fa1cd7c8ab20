from datetime import timedelta

import pytz
from odoo import fields, models
from odoo.fields import Domain

from ..reporting.rows import NEVER_RECEIVED

BATCH = 1000
#: A period is local to each agency, an index knows UTC: what lies this near its ends
#: is read and then judged on the agency's own wall clock.
MARGIN = timedelta(days=1)

MINUTE_UNITS = ("minute", "hour", "at_once")


class ProcedureComplianceRows(models.AbstractModel):
    """Cases of a period as plain rows: exactly those that the user may see.

    Rows come from the user's own searches, a batch at a time, so that memory does not
    grow with the number of cases.
    """

    _name = "procedure.compliance.rows"
    _description = "Rows of the compliance spreadsheet"

    def _batches(self, model, domain, order_field, names):
        """Recordsets of at most `BATCH`, each forgotten when the next one is asked for.

        They continue after the last row read instead of by an offset, which would read
        everything before it again.
        """
        records_of, scope = self.env[model], Domain(domain)
        while True:
            records = records_of.search_fetch(
                scope, names, limit=BATCH, order=f"{order_field}, id"
            )
            if not records:
                return
            moment, last_id = records[-1][order_field], records[-1].id
            yield records
            records.invalidate_recordset(flush=False)
            if len(records) < BATCH:
                return
            after = Domain(order_field, ">", moment)
            same = Domain(order_field, "=", moment) & Domain("id", ">", last_id)
            scope = Domain(domain) & (after | same)

    def _clocks(self):
        """{agency id: its time zone}, for the agencies of the user's rows."""
        # A time zone is no secret, and agencies above may be out of the user's sight.
        companies = self.env["res.company"].sudo().search([("id", "!=", False)])
        return {
            company.id: pytz.timezone(calendar.tz or "UTC")
            for company, calendar in companies._procedure_calendar().items()
        }

    def _titles(self):
        """{revision id: what its procedure was called by it}, of those renamed since.

        A case runs by its revision to its end, and is listed under that title.
        """
        # Whoever sees a case sees by what it runs.
        revisions = self.env["procedure.revision"].sudo()
        in_force = Domain("effective_at", "!=", False)
        renaming = revisions.search_fetch(
            in_force & Domain("title", "!=", False), ["document_id"]
        )
        if not renaming:
            return {}
        concerned = Domain("document_id", "in", renaming.document_id.ids)
        titles = {}
        for revision in revisions.search(in_force & concerned):
            # One that names nothing was submitted with the title of its day.
            submitted = revision._paper_round()
            title = revision.title or (submitted and submitted._content().title)
            titles[revision.id] = title or ""
        return titles

    def _case_domain(self, options):
        """Cases that may stand in the period; `reporting` decides on the local day."""
        first, last = options.period.start - MARGIN, options.period.end + MARGIN
        open_or_later = [
            Domain(name, "=", False) | Domain(name, ">=", first)
            for name in ("result_at", "ended_at")
        ]
        return Domain.AND(
            [
                Domain("received_at", "<", last),
                Domain("state", "not in", list(NEVER_RECEIVED)),
                Domain("company_id", "in", options.companies.ids),
                self._chosen_domain(options),
                *open_or_later,
            ]
        )

    def _chosen_domain(self, options, document="document_id"):
        """What of fields, departments and kinds was asked for, and of documents.

        :param document: the field that names the document
        """
        domain = Domain.TRUE
        if options.documents:
            domain &= Domain(document, "in", options.documents.ids)
        if options.fields:
            domain &= Domain("field_id", "child_of", options.fields.ids)
        if options.departments:
            domain &= Domain("department_id", "child_of", options.departments.ids)
        if options.kinds:
            domain &= Domain("kind", "in", list(options.kinds))
        return domain


def local(at, zone):
    """A naive UTC datetime on a wall clock, naive; False and None give None."""
    if not at:
        return None
    aware = pytz.utc.localize(fields.Datetime.to_datetime(at)).astimezone(zone)
    return aware.replace(tzinfo=None)


def utc(moment, zone):
    """A naive local moment as naive UTC."""
    return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
