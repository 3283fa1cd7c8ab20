import re

from odoo import models
from odoo.fields import Domain

#: What of a firing tells who was late.
LATE = "late_user_id"


class ProcedureEscalation(models.Model):
    """Whoever a rung told as the holder of a role need not be told whose step it is."""

    _inherit = "procedure.escalation"

    def _late_hidden(self):
        """Of these firings, those of steps whose people the reader is not told."""
        if self.env.su:
            return self.browse()
        # What they are of is theirs to know; whose it is, is asked of the step.
        hidden = self.sudo().task_id.sudo(False)._name_hidden()
        return self.sudo().filtered(lambda f: f.task_id & hidden).sudo(False)

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if LATE in fnames and (hidden := self._late_hidden()):
            ids = set(hidden.ids)
            for row in rows:
                if row["id"] in ids:
                    row[LATE] = False
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        asks = any(path and path[0].partition(".")[0] == LATE for path in fields)
        known = self - self._late_hidden() if asks else self
        export = super(ProcedureEscalation, known)._export_rows
        return export(fields, _is_toplevel_call=_is_toplevel_call)

    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        domain = Domain(domain)
        asked = [c.field_expr for c in domain.iter_conditions()]
        if not self.env.su and _names(*asked, order or ""):
            domain &= self._late_known_domain()
        return super()._search(
            domain, offset=offset, limit=limit, order=order, **kwargs
        )

    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        compared = [term[0] for term in having if isinstance(term, (list, tuple))]
        asked = (*groupby, *aggregates, *compared, order or "")
        if not self.env.su and _names(*asked):
            domain = Domain(domain) & self._late_known_domain()
        return super()._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )

    def _late_known_domain(self):
        """Firings of which the reader may know who was late."""
        hidden = self.env["procedure.task"]._hidden_domain()
        return Domain("task_id", "=", False) | Domain("task_id", "any!", ~hidden)


def _names(*specs):
    return any(LATE in re.findall(r"\w+", spec) for spec in specs)
