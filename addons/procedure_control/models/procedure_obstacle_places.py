from odoo import api, fields, models


class ProcedureObstacle(models.Model):
    _inherit = "procedure.obstacle"

    @api.model
    def _open_raise(self, place):
        """The dialog that reports an obstacle met at `place`."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report an obstacle"),
            "res_model": "procedure.obstacle.raise",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_model": place._name, "default_res_id": place.id},
        }

    @api.model
    def _count_by(self, name, records):
        """{record: obstacles not settled that this reader may see}."""
        groups = self._read_group(
            [(name, "in", records.ids), ("state", "!=", "closed")], [name], ["__count"]
        )
        return dict(groups)


class ProcedureTask(models.Model):
    """Obstacles met at a task, and the buttons that report and list them."""

    _inherit = "procedure.task"

    obstacle_ids = fields.One2many("procedure.obstacle", "task_id", copy=False)
    obstacle_count = fields.Integer(
        string="Obstacles", compute="_compute_obstacle_count"
    )

    @api.depends("obstacle_ids.state")
    def _compute_obstacle_count(self):
        counts = self.env["procedure.obstacle"]._count_by("task_id", self)
        for task in self:
            task.obstacle_count = counts.get(task._origin, 0)

    def action_open_obstacle(self):
        self.ensure_one()
        return self.env["procedure.obstacle"]._open_raise(self)


class ProcedureCase(models.Model):
    _inherit = "procedure.case"

    obstacle_ids = fields.One2many("procedure.obstacle", "case_id", copy=False)
    obstacle_count = fields.Integer(
        string="Obstacles", compute="_compute_obstacle_count"
    )

    @api.depends("obstacle_ids.state")
    def _compute_obstacle_count(self):
        counts = self.env["procedure.obstacle"]._count_by("case_id", self)
        for case in self:
            case.obstacle_count = counts.get(case._origin, 0)

    def action_open_obstacle(self):
        self.ensure_one()
        return self.env["procedure.obstacle"]._open_raise(self)


class ProcedureDocument(models.Model):
    _inherit = "procedure.document"

    obstacle_ids = fields.One2many("procedure.obstacle", "document_id", copy=False)
    obstacle_count = fields.Integer(
        string="Obstacles", compute="_compute_obstacle_count"
    )

    @api.depends("obstacle_ids.state")
    def _compute_obstacle_count(self):
        counts = self.env["procedure.obstacle"]._count_by("document_id", self)
        for document in self:
            document.obstacle_count = counts.get(document._origin, 0)

    def action_open_obstacle(self):
        self.ensure_one()
        return self.env["procedure.obstacle"]._open_raise(self)
