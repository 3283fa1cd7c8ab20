from odoo import api, fields, models
from odoo.exceptions import AccessError


class ProcedureCase(models.Model):
    """Receipts entered with their true time, when the system was not at hand."""

    _inherit = "procedure.case"

    @api.model
    def action_receive_late(self, vals_list, received_at, reason, paper):
        """Take in cases that were received on paper, at the moment it says.

        They run by the revision that was in force then, and are due by that moment.

        :param vals_list: as `action_receive` takes it
        :param received_at: naive UTC, the same for all
        :param paper: dict with `number`, `date`, `file` (Base64), `filename`: the
            receipt, or the list of receipts, written then
        :return: ids of the cases in the order given
        :raises AccessError: neither quality nor manager of the department that receives
        :raises UserError: without paper, in the future, no revision in force then
        """
        self._check_may_receive(vals_list)
        self._check_requesters(vals_list)
        self._check_may_receive_late(vals_list)
        reason, paper = self._reason(reason), self._late_paper(paper)
        now = fields.Datetime.now()
        at = self.browse()._happened(received_at, now)
        cases = self._receive(vals_list, at)
        cases._record_late("receipt", at, now, reason, paper, {})
        return cases.ids

    def _check_may_receive_late(self, vals_list):
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            return
        documents = self.env["procedure.document"].browse(
            {vals["document_id"] for vals in vals_list}
        )
        # Whose desk it is decides, whatever he may read of departments.
        departments = self.env["hr.department"].sudo()
        desks = departments.browse(
            {
                department_id
                for department_id in self._receiving_departments(
                    vals_list, documents, user
                )
                if department_id
            }
        )
        heads = user.has_group("procedure_control.group_manager") and all(
            desk._procedure_managed_by(user) for desk in desks
        )
        if not (desks and heads):
            raise AccessError(
                self.env._(
                    "Only the manager of the department that receives or a quality "
                    "officer may enter a receipt with another time."
                )
            )
