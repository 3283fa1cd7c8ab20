from odoo import api, fields, models


class ProcedureSampleLine(models.Model):
    """One case of a sample, and the digest that put it there."""

    _name = "procedure.sample.line"
    _description = "Case of a sample"
    _inherit = ["procedure.evidence"]
    _order = "sample_id desc, sequence"

    sample_id = fields.Many2one(
        "procedure.sample",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    sequence = fields.Integer(string="No.", readonly=True, aggregator=None)
    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    case_number = fields.Char(string="Number", required=True, readonly=True)
    digest = fields.Char(
        string="SHA-256 of seed and number", required=True, readonly=True
    )
    state = fields.Selection(related="case_id.state", related_sudo=False)
    received_at = fields.Datetime(related="case_id.received_at", related_sudo=False)
    due_at = fields.Datetime(related="case_id.due_at", related_sudo=False)
    ended_at = fields.Datetime(related="case_id.ended_at", related_sudo=False)
    verdict = fields.Selection(related="case_id.verdict", related_sudo=False)
    records = fields.Char(compute="_compute_records")

    @api.depends("case_number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.case_number

    @api.depends("case_id")
    @api.depends_context("lang", "uid")
    def _compute_records(self):
        """How much is kept of each case, in words; three queries for all."""
        counts = {}
        for model, domain in (
            ("procedure.task", [("state", "=", "done")]),
            ("procedure.case.component", []),
            ("procedure.event", []),
        ):
            groups = self.env[model]._read_group(
                [("case_id", "in", self.case_id.ids), *domain],
                ["case_id"],
                ["__count"],
            )
            counts[model] = {case.id: count for case, count in groups}
        for line in self:
            line.records = self.env._(
                "%(steps)s steps done, %(papers)s papers, %(events)s events",
                steps=counts["procedure.task"].get(line.case_id.id, 0),
                papers=counts["procedure.case.component"].get(line.case_id.id, 0),
                events=counts["procedure.event"].get(line.case_id.id, 0),
            )

    def action_open_case(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "procedure.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def action_open_trail(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_event_action"
        )
        return action | {"context": {"search_default_case_id": self.case_id.id}}
