from odoo import api, fields, models


class ProcedureHandoverSend(models.TransientModel):
    """What goes over to other units in one act, and what stays and why."""

    _name = "procedure.handover.send"
    _description = "Hand over"
    _inherit = ["procedure.dialog"]

    going_ids = fields.One2many(
        "procedure.handover.send.line", "send_id", domain=[("obstacle", "=", False)]
    )
    staying_ids = fields.One2many(
        "procedure.handover.send.line", "send_id", domain=[("obstacle", "!=", False)]
    )
    going_count = fields.Integer(string="Files that go over", readonly=True)
    staying_count = fields.Integer(string="Files that stay", readonly=True)
    list_count = fields.Integer(string="Lists to be made", readonly=True)
    completes = fields.Boolean(readonly=True)

    @api.model
    def _open(self, tasks):
        """A dialog for these tasks, sorted into what goes and what stays."""
        tasks.check_access("read")
        obstacles = tasks._handover_obstacles()
        going = tasks.filtered(lambda task: not obstacles[task])
        open_ = going.filtered(lambda task: task.state == "ready")
        places = open_._places_to_come() | (going - open_)._places_of_followed()
        dialog = self.create(
            {
                "going_count": len(going),
                "staying_count": len(tasks - going),
                "list_count": len({place for task in going for place in places[task]}),
                "completes": bool(open_),
                "going_ids": [
                    fields.Command.create(
                        {
                            "sequence": order,
                            "task_id": task.id,
                            "place": ", ".join(dict.fromkeys(places[task])),
                        }
                    )
                    for order, task in enumerate(going)
                ]
                + [
                    fields.Command.create(
                        {
                            "sequence": order,
                            "task_id": task.id,
                            "obstacle": "; ".join(obstacles[task]),
                        }
                    )
                    for order, task in enumerate(tasks - going)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand over"),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_hand_over(self):
        """Complete what is open of them, make the lists and show them."""
        self.ensure_one()
        made = self.going_ids.task_id.action_hand_over_files()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_handover_action"
        )
        action["context"] = {}
        if len(made) == 1:
            return action | {
                "views": [(False, "form")],
                "res_id": made[0],
                "target": "current",
            }
        return action | {"domain": [("id", "in", made)], "target": "current"}
