from odoo import api, fields, models

from .procedure_change_effect import OPEN_CASES
from .res_company_change import shifted

#: Working days until a case of a repealed procedure is to be terminated with notice.
STOP_DAYS = 5


class ProcedureCase(models.Model):
    """Cases that still run when their procedure is repealed."""

    _inherit = "procedure.case"

    @api.model
    def _ask_to_terminate(self, documents, at):
        """One activity for who works on each open case of repealed procedures.

        The requester is owed a written notice before processing ends, so nothing is
        terminated by itself; every case has somebody who is to do it.
        """
        if not documents:
            return
        cases = self.sudo().search(  # every open case counts
            [("document_id", "in", documents.ids), ("state", "in", OPEN_CASES)]
        )
        if not cases:
            return
        cases._ask_to_stop(
            at, lambda env: env._("Procedure repealed: terminate with notice")
        )

    def _ask_to_stop(self, at, summary):
        """Ask who has each of these cases to terminate it, after a written notice.

        :param summary: function of an environment in his language → what is asked
        """
        kind = self.env.ref("procedure_control.mail_activity_type_stop")
        model_id = self.env["ir.model"]._get_id(self._name)
        today = fields.Datetime.context_timestamp(self, at).date()
        times = self.company_id._procedure_times_around(today)
        deadlines = {
            company: shifted(of_company, today, STOP_DAYS)
            for company, of_company in times.items()
        }
        vals_list = []
        for case in self:
            user = case._at_work_on_it()
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": case.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": deadlines[case.company_id],
                    "summary": summary(self.with_context(lang=user.lang).env),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _at_work_on_it(self):
        """Who has the case now: of its open steps, else who received it."""
        self.ensure_one()
        at_work = self.task_ids.filtered(
            lambda t: t.state in ("ready", "paused") and t.user_id
        )
        return at_work[:1].user_id or self.received_by_id or self.env.user

    def _conclude(self, state, at, reason=None):
        result = super()._conclude(state, at, reason)
        # Asked of what is to be stopped alone: the usual case costs no query.
        stopped = self.filtered(lambda c: c._is_to_be_stopped())
        if stopped:
            kind = self.env.ref("procedure_control.mail_activity_type_stop")
            asked = self.env["mail.activity"].sudo()  # whoever was asked
            asked.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", stopped.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )._procedure_close()
        return result

    def _is_to_be_stopped(self):
        """Whether somebody may have been asked to terminate this case."""
        self.ensure_one()
        return self.sudo().revision_id.state == "repealed"  # whatever its reader sees
