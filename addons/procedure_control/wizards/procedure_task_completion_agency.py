from odoo import api, fields, models
from odoo.exceptions import AccessError


class ProcedureTaskCompletionAgency(models.TransientModel):
    """One agency that may be asked at, or do, a later step: a line to tick.

    Lines instead of a list to choose from: they lie beyond the companies that the
    doer may read.
    """

    _name = "procedure.task.completion.agency"
    _description = "Agency to ask when completing a task"
    _order = "completion_id, id"

    completion_id = fields.Many2one(
        "procedure.task.completion", required=True, ondelete="cascade"
    )
    step_id = fields.Many2one("procedure.step", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    name = fields.Char(string="Agency", compute="_compute_name", compute_sudo=True)
    step_name = fields.Char(related="step_id.name", string="Later step")
    is_asked = fields.Boolean(string="Choose")
    is_only = fields.Boolean(readonly=True, help="One agency does this step.")

    @api.depends("company_id")
    def _compute_name(self):
        for line in self:
            line.name = line.company_id.name

    @api.constrains("step_id", "company_id", "completion_id")
    def _check_askable(self):
        # A line shows the name of an agency: only of one that can be asked here.
        now = fields.Datetime.now()
        for line in self.sudo():
            task = line.completion_id.task_id
            decided = {later.step_id: what for later, what in task._decisions().items()}
            what = decided.get(line.step_id, ())
            offered = line.company_id.browse()
            if "agencies" in what:
                offered = task._askable_agencies(line.step_id, now)
            elif "agency" in what:
                offered = task._candidate_agencies(line.step_id, now)
            if line.company_id not in offered:
                raise AccessError(
                    self.env._("This agency is not asked from this task.")
                )
