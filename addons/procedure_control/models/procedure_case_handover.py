from odoo import api, fields, models


class ProcedureCase(models.Model):
    """On which hand-over lists a case went from unit to unit."""

    _inherit = "procedure.case"

    handover_line_ids = fields.One2many("procedure.handover.line", "case_id")
    handover_count = fields.Integer(
        string="Hand-overs", compute="_compute_handover_count"
    )

    @api.depends("handover_line_ids")
    def _compute_handover_count(self):
        groups = self.env["procedure.handover.line"]._read_group(
            [("case_id", "in", self.ids)], ["case_id"], ["__count"]
        )
        counts = {case.id: count for case, count in groups}
        for case in self:
            case.handover_count = counts.get(case._origin.id, 0)

    def action_open_handovers(self):
        """When this case went from whom to whom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_handover_line_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {}
        return action
