from odoo import api, fields, models


class ProcedureEscalation(models.Model):
    _inherit = "procedure.escalation"

    obstacle_id = fields.Many2one(
        "procedure.obstacle", ondelete="restrict", index="btree_not_null"
    )

    _one_duty = models.Constraint(
        "CHECK(num_nonnulls(task_id, request_id, review_id, obstacle_id) = 1)",
        "An escalation belongs to exactly one duty.",
    )
    _obstacle_uniq = models.UniqueIndex("(obstacle_id, level_id, generation, repeat)")

    @api.model
    def _links(self):
        return (*super()._links(), "obstacle_id")


class ProcedureEscalationPolicy(models.Model):
    _inherit = "procedure.escalation.policy"

    duty = fields.Selection(selection_add=[("obstacle", "Obstacles")])


class ProcedureDuty(models.AbstractModel):
    _inherit = "procedure.duty"

    @api.model
    def _swept_models(self):
        return [*super()._swept_models(), "procedure.obstacle"]
