from odoo import models


class ProcedureCase(models.Model):
    """Where the screens of a case lead."""

    _inherit = "procedure.case"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Who works on a case is told by his activity and digest; following would
        # send him everybody's notes, and costs queries per person.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _ready_task_of(self, user):
        """The task of this case that this user can complete now, the earliest due."""
        self.ensure_one()
        # What he may complete does not depend on what else he may read.
        tasks = self.sudo().task_ids.filtered(
            lambda t: t.state == "ready" and user in (t.user_id | t.stand_in_id)
        )
        return tasks.sorted(lambda t: (not t.due_at, t.due_at or t.ready_at))[:1].sudo(
            False
        )

    def action_complete_my_task(self):
        """Open the dialog of one's own ready task of this case."""
        return self._ready_task_of(self.env.user).action_open_completion()

    def _act_dialog(self, act):
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": dict(
                self.env["procedure.case.act"]
                ._fields["act"]
                ._description_selection(self.env)
            )[act],
            "res_model": "procedure.case.act",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id, "default_act": act},
        }

    def action_open_supplement(self):
        return self._act_dialog("request_supplement")

    def action_open_supplement_received(self):
        return self._act_dialog("supplement_received")

    def action_open_refuse(self):
        return self._act_dialog("refuse")

    def action_open_terminate(self):
        return self._act_dialog("terminate")

    def action_open_withdraw(self):
        return self._act_dialog("withdraw")

    def action_open_extend(self):
        return self._act_dialog("extend")

    def action_open_refuse_intake(self):
        return self._act_dialog("refuse_intake")

    def _print_intake_paper(self):
        """The paper the requester leaves with: receipt, or what is lacking."""
        self.ensure_one()
        paper = (
            "procedure_control.report_supplement"
            if self.state == "intake"
            else "procedure_control.report_receipt"
        )
        return self.env.ref(paper).report_action(self)
