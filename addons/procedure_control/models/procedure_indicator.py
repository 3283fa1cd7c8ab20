from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..reporting.indicators import COMPUTED, target_text

#: What of an indicator decides whether it is met.
DECIDING = ("kind", "measure", "comparison", "target", "unit", "company_id", "active")


class ProcedureIndicator(models.Model):
    """A target of the agency: what is measured, and what it has to reach."""

    _name = "procedure.indicator"
    _description = "Indicator"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("computed", "Computed from the cases"),
            ("entered", "Entered by quality"),
        ],
        required=True,
        default="entered",
    )
    measure = fields.Selection(
        [("in_time", "Dossiers ended early or on time (%)")],
        string="Computed as",
        help="From the same figures as form II.06a: (8 + 9) / 7.",
    )
    comparison = fields.Selection(
        [
            ("least", "At least (≥)"),
            ("most", "At most (≤)"),
            ("rank", "Rank, 1 is best (≤)"),
        ],
        required=True,
        default="least",
    )
    target = fields.Float(digits=(16, 2), required=True)
    unit = fields.Char(default="%", help="Printed behind the figure; empty for a rank.")
    target_text = fields.Char(string="Target to reach", compute="_compute_target_text")
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: a target of every agency.",
    )
    description = fields.Text(string="What it measures", translate=True)
    value_ids = fields.One2many("procedure.indicator.value", "indicator_id")
    value_count = fields.Integer(compute="_compute_value_count")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "An agency has each indicator once.",
    )

    @api.depends("comparison", "target", "unit")
    @api.depends_context("lang")
    def _compute_target_text(self):
        language = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        point = language.decimal_point or "."
        for indicator in self:
            indicator.target_text = target_text(
                indicator.comparison,
                f"{indicator.target:.2f}",
                indicator.unit or "",
                point,
            )

    @api.depends("value_ids")
    def _compute_value_count(self):
        found = self.env["procedure.indicator.value"]._read_group(
            [("indicator_id", "in", self.ids)], ["indicator_id"], ["__count"]
        )
        counts = {indicator.id: count for indicator, count in found}
        for indicator in self:
            indicator.value_count = counts.get(indicator.id, 0)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.code} {indicator.name}"

    @api.constrains("kind", "measure", "value_ids")
    def _check_kind(self):
        for indicator in self:
            if (indicator.kind == COMPUTED) != bool(indicator.measure):
                raise ValidationError(
                    self.env._(
                        "Say what a computed indicator is computed as; one that is "
                        "entered is computed as nothing."
                    )
                )
            # Of any agency, whoever's values the user may read.
            if indicator.kind == COMPUTED and indicator.sudo().value_ids:
                raise ValidationError(
                    self.env._("Nothing is entered for a computed indicator.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        indicators = super().create(vals_list)
        self.env["procedure.event"]._log(
            "indicator.set", indicators, values=lambda one: one._deciding()
        )
        return indicators

    def write(self, vals):
        result = super().write(vals)
        self.check_access("write")  # for the agency that it is of now, too
        if set(DECIDING).intersection(vals):
            self.env["procedure.event"]._log(
                "indicator.set", self, values=lambda one: one._deciding()
            )
        return result

    def _deciding(self):
        return {
            "code": self.code,
            "target": target_text(
                self.comparison, f"{self.target:.2f}", self.unit or ""
            ),
            "active": self.active,
        }

    def action_open_values(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_indicator_value_action"
        )
        return action | {
            "domain": [("indicator_id", "=", self.id)],
            "context": {"default_indicator_id": self.id},
        }
