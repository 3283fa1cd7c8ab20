from odoo import api, fields, models
from odoo.fields import Domain

STATES = [
    ("sent", "Handed over"),
    ("received", "File received"),
    ("refused", "Given back"),
]


class ProcedureHandoverLine(models.Model):
    """One file on a hand-over list: who took it, when, or why it went back."""

    _name = "procedure.handover.line"
    _description = "File handed over"
    _inherit = ["procedure.evidence"]
    _order = "handover_id desc, sequence, id"
    _rec_names_search = ["case_name", "handover_id.name"]

    handover_id = fields.Many2one(
        "procedure.handover",
        string="Hand-over list",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    sequence = fields.Integer(string="No.", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="From agency",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    to_company_id = fields.Many2one(
        "res.company",
        string="To agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    to_department_id = fields.Many2one(
        "hr.department", string="To department", readonly=True, ondelete="restrict"
    )
    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    case_name = fields.Char(string="Number of the case", readonly=True, index="trigram")
    subject = fields.Char(related="case_id.subject")
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True, ondelete="restrict"
    )
    task_id = fields.Many2one(
        "procedure.task",
        string="Step handed over",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    next_task_id = fields.Many2one(
        "procedure.task",
        string="Step it is handed to",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    next_name = fields.Char(string="Next step", readonly=True)
    next_user_id = fields.Many2one(
        "res.users", string="Now with", compute="_compute_next_user_id"
    )
    handed_by_id = fields.Many2one(related="handover_id.handed_by_id", store=True)
    handed_at = fields.Datetime(related="handover_id.handed_at", store=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    received_by_id = fields.Many2one(
        "res.users", string="Settled by", readonly=True, ondelete="restrict"
    )
    received_by_name = fields.Char(string="Name of who settled it", readonly=True)
    received_at = fields.Datetime(string="Confirmed on", readonly=True)
    return_reason_id = fields.Many2one(
        "procedure.return.reason",
        string="Why it went back",
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    reason = fields.Text(string="In words", readonly=True)
    can_confirm = fields.Boolean(
        compute="_compute_can_confirm", search="_search_can_confirm"
    )

    # A step is handed over once: two lists made at once conflict here.
    _next_task_uniq = models.UniqueIndex(
        "(next_task_id)", "This file is on a hand-over list already."
    )
    _open_idx = models.Index("(to_company_id, handed_at) WHERE state = 'sent'")

    @api.depends("case_name", "handover_id.name")
    def _compute_display_name(self):
        for line in self:
            # Whoever reads the line may read which list it is on.
            number = line.sudo().handover_id.name
            line.display_name = " – ".join(filter(None, (line.case_name, number)))

    # Not on the task's own fields: every write of a task would look for its lines.
    @api.depends("next_task_id")
    @api.depends_context("uid")
    def _compute_next_user_id(self):
        # The two sides may know who has it now, whatever else of the case; but who is
        # late is told in his line first.
        tasks = self.sudo().next_task_id
        hidden = tasks.sudo(False)._name_hidden()
        for line in self:
            task = line.sudo().next_task_id
            line.next_user_id = task.user_id if task not in hidden else False

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        allowed = self.filtered(lambda line: line.state == "sent")._confirmable()
        for line in self:
            line.can_confirm = line in allowed

    def _search_can_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_to_confirm()
        return domain if True in value else ~domain

    def _domain_to_confirm(self):
        """Open files that the user may confirm, as `_confirmable` says."""
        user = self.env.user
        mine = Domain("next_task_id.user_id", "=", user.id)
        mine |= Domain("next_task_id.stand_in_id", "=", user.id)
        mine |= Domain("to_department_id", "in", self._receiving_departments().ids)
        return (
            Domain("state", "=", "sent")
            & Domain("handed_by_id", "!=", user.id)
            & Domain("to_company_id", "in", user.company_ids.ids)
            & mine
        )

    def _confirmable(self):
        """Those of these files that the user may confirm, settled or not.

        Who owns the next step or stands in for its owner, who works in the department
        it went to, and who manages that department; never who handed it over.
        """
        user = self.env.user
        departments = self._receiving_departments() if self else self.to_department_id
        lines = self.sudo()  # only which of them comes out
        return lines.filtered(
            lambda line: (
                line.handed_by_id != user
                and line.to_company_id in user.company_ids
                and (
                    user in (line.next_task_id.user_id | line.next_task_id.stand_in_id)
                    or line.to_department_id & departments
                )
            )
        ).sudo(False)

    def _receiving_departments(self):
        """Departments for which the user confirms: his own, and those he manages."""
        user = self.env.user
        domain = Domain("member_ids.user_id", "=", user.id)
        if user.has_group("procedure_control.group_manager"):
            # As far as hr.department's _procedure_managed_by goes.
            for up in ("", "parent_id.", "parent_id.parent_id."):
                domain |= Domain(f"{up}manager_id.user_id", "=", user.id)
                domain |= Domain(f"{up}procedure_manager_ids", "=", user.id)
        # Where one works is a fact, whatever one may read of departments.
        return self.env["hr.department"].sudo().search(domain)
