from functools import partial

from odoo import models
from odoo.fields import Domain

RUNG = "procedure_control.mail_activity_type_escalation"


class MailActivity(models.Model):
    """The activity of a late step says whose it is: to his line first, as the step."""

    _inherit = "mail.activity"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation != "read" or self.env.su or not self:
            return result
        refused, why = result or (self.browse(), None)
        hidden = (self - refused)._naming_the_late()
        if not hidden:
            return result
        error = partial(self.env["ir.rule"]._make_access_error, operation, hidden)
        return refused | hidden, why or error

    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if self.env.su:
            return super()._search(domain, offset, limit, order, **kwargs)
        if not kwargs.get("bypass_access"):
            query = super()._search(domain, offset, limit, order, **kwargs)
            found = self.browse(query)
            hidden = found._naming_the_late()
            return (found - hidden)._as_query(order) if hidden else query
        # A case is sought by its activities, whose own access is not asked then.
        domain = Domain(domain)
        if any(map(self._names_others, domain.iter_conditions())):
            steps = self.env["procedure.task"]
            domain &= Domain("procedure_task_id", "=", False) | Domain(
                "procedure_task_id", "any!", ~steps._hidden_domain()
            )
        return super()._search(domain, offset, limit, order, **kwargs)

    def _names_others(self, condition):
        """Whether a condition asks for people other than who searches."""
        if condition.field_expr.partition(".")[0] != "user_id":
            return False
        own = condition.operator in ("=", "in") and condition.value in (
            self.env.uid,
            [self.env.uid],
        )
        return not own

    def _naming_the_late(self):
        """Of these activities, those that name who is late to others than his line.

        The step's own, which is his, and what a rung of its ladder asks of others.
        """
        mine = self.env.user
        # Whose they are decides; what they are about stays behind its walls.
        others = self.sudo().filtered(lambda one: one.user_id != mine)
        steps = {one: one.procedure_task_id for one in others if one.procedure_task_id}
        steps |= others._steps_of_rungs()
        of_all = self.env["procedure.task"].union(*steps.values())
        hidden = of_all.sudo(False)._name_hidden()
        return self.browse([one.id for one, some in steps.items() if some & hidden])

    def _steps_of_rungs(self):
        """{activity: steps} of those by which a rung told somebody of a late step."""
        kind = self.env.ref(RUNG, raise_if_not_found=False)
        told = self.filtered(
            lambda one: (
                one.res_model == "procedure.case" and one.activity_type_id == kind
            )
        )
        if not told:
            return {}
        firings = self.env["procedure.escalation"].search(  # as sudo, like these
            [("case_id", "in", told.mapped("res_id")), ("activity_id", "in", told.ids)]
        )
        of_activity = firings.grouped("activity_id")
        return {one: of_activity[one].task_id for one in told if one in of_activity}
