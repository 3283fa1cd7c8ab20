from odoo import models

#: Part of the file → (its longest source, the model of its rows, their domain).
LONG = {
    "readings": ("readings", "procedure.acknowledgement", "_reading_domain"),
    "escalations": ("escalations", "procedure.escalation", "_escalation_domain"),
    "event_extract": ("events", "procedure.event", "_event_domain"),
}


class ProcedureComplianceRows(models.AbstractModel):
    """A file may be long by its evidence alone: the trail has most rows of all."""

    _inherit = "procedure.compliance.rows"

    def _count(self, options, most):
        counts = super()._count(options, most)
        for part, (source, model, domain) in LONG.items():
            if not options.sheets or part in options.sheets:
                counts[source] = self.env[model].search_count(
                    getattr(self, domain)(options), limit=most + 1
                )
        return counts
