from odoo import api, fields, models


class ProcedureRevision(models.Model):
    """What the screens show of a revision beside its own fields; nothing is stored."""

    _inherit = "procedure.revision"

    state = fields.Selection(group_expand="_expand_states")
    case_count = fields.Integer(compute="_compute_case_count")
    decision_ids = fields.One2many("procedure.decision", "revision_id")

    def _compute_case_count(self):
        counts = dict(
            self.env["procedure.case"]._read_group(
                [("revision_id", "in", self.ids)], ["revision_id"], ["__count"]
            )
        )
        for revision in self:
            revision.case_count = counts.get(revision._origin, 0)

    @api.model
    def _expand_states(self, states, domain):
        """Columns in the order of a revision's life, not of the alphabet."""
        order = [key for key, _label in self._fields["state"].selection]
        shown = {"draft", "in_review", "approved", "effective", *states}
        return [key for key in order if key in shown]

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
