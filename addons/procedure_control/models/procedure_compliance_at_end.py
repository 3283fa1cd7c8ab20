from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .procedure_compliance_rows import MARGIN, local

#: Whose due it is → its model, what else its rows say, and when it ended.
_OF = {
    "case_id": (
        "procedure.case",
        Domain("task_id", "=", False),
        ("result_at", "ended_at"),
    ),
    "task_id": ("procedure.task", Domain("task_id", "!=", False), ("done_at",)),
}


class ProcedureComplianceRows(models.AbstractModel):
    """How cases and steps stood when a period was over, whatever happened since."""

    _inherit = "procedure.compliance.rows"

    def _pauses_at_end(self, which, options, clocks):
        """{case id: since when in UTC} of clocks that stood at the end.

        Of all cases the reader may see: few stand at one moment.
        """
        end = options.until
        found = self._select(
            "procedure.pause",
            which
            & Domain("date_from", "<", end + MARGIN)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", end - MARGIN)),
            lambda tell, query: [
                tell("case_id"),
                tell("case_id.company_id"),
                tell("date_from"),
                tell("date_to"),
            ],
            ("date_from",),
        )
        result = {}
        for case, agency, date_from, date_to in found:
            first, last = (local(at, clocks[agency]) for at in (date_from, date_to))
            if first < end and not (last and last < end):
                result[case] = date_from
        return result

    def _dues_at_end(self, link, domain, options, clocks):
        """{id: its due in UTC as it stood at the end of a period that is over}.

        What was overdue then stays so, though it was given more time since. Only what
        was still open then, and had its due set at all, is in it.

        :param link: case_id or task_id, of which ``domain`` is
        """
        end = options.period.end
        if options.until < end:
            return {}
        model, whose, endings = _OF[link]
        open_or_later = [
            Domain(name, "=", False) | Domain(name, ">=", end - MARGIN)
            for name in endings
        ]
        records = self.env[model]._search(Domain.AND([domain, *open_or_later]))
        found = self._select(
            "procedure.due",
            whose & Domain(link, "in", records) & Domain("set_at", "<", end + MARGIN),
            lambda tell, query: [
                tell(link),
                tell(f"{link}.company_id"),
                tell("set_at"),
                tell("due_at"),
                SQL(
                    "COALESCE(%s, NULL)",
                    SQL(", ").join(tell(f"{link}.{name}") for name in endings),
                ),
            ],
            ("set_at",),
        )
        result = {}
        for record, agency, set_at, due_at, ended in found:
            zone = clocks[agency]
            ended = local(ended, zone)
            if local(set_at, zone) < end and not (ended and ended < end):
                result[record] = due_at
        return result
