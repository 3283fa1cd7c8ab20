from odoo import api, fields, models


class MailActivity(models.Model):
    """Activities that only an act of ours ends open its dialog instead of a tick."""

    _inherit = "mail.activity"

    procedure_door = fields.Boolean(compute="_compute_procedure_door")

    @api.depends("res_model", "procedure_task_id")
    def _compute_procedure_door(self):
        self.procedure_door = False
        for activities in self._procedure_doors().values():
            activities.procedure_door = True

    def _procedure_doors(self):
        """{name of the method that opens the dialog: activities that end by it}.

        Activities of other models cost no query here.
        """
        # The link itself decides, whether or not the reader may read the task.
        tasks = self.filtered(lambda a: a.sudo().procedure_task_id)
        obstacles = self.env["procedure.obstacle"]
        return {
            "action_open_task_completion": tasks,
            "action_open_signature": (self - tasks)._procedure_asked_by(
                "procedure.signature.request", "pending"
            ),
            "action_open_review": (self - tasks)._procedure_asked_by(
                "procedure.review", "open"
            ),
            "action_open_obstacle": obstacles._pending_in_inbox(self - tasks),
        }

    def action_open_procedure_door(self):
        """The dialog whose act ends this activity; False when it has ended already."""
        self.ensure_one()
        for method, activities in self._procedure_doors().items():
            if self in activities:
                return getattr(self, method)()
        return False

    def action_open_signature(self):
        """The signing dialog of the revision that this activity is about."""
        self.ensure_one()
        return self.env["procedure.revision"].browse(self.res_id).action_sign()

    def action_open_review(self):
        """The dialog in which the review of this activity is decided."""
        self.ensure_one()
        review = self.env["procedure.review"].search([("activity_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide the review"),
            "res_model": "procedure.review.act",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_review_id": review.id},
        }

    def action_open_obstacle(self):
        """The dialog in which the obstacle of this activity is answered or settled."""
        self.ensure_one()
        return self.env["procedure.obstacle"].browse(self.res_id).action_open_act()

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + ["procedure_door"]
