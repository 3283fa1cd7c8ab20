from odoo import api, fields, models

from ..models.procedure_late_entry import KINDS


class ProcedureLateEntryAct(models.TransientModel):
    """Asks what happened in a case earlier, when, and on what paper that rests."""

    _name = "procedure.late.entry.act"
    _description = "Record after the fact"
    _inherit = ["procedure.dialog"]

    case_id = fields.Many2one("procedure.case", required=True, ondelete="cascade")
    state = fields.Selection(related="case_id.state")
    kind = fields.Selection(
        [kind for kind in KINDS if kind[0] != "receipt"],
        string="What happened",
        required=True,
        default="pause",
    )
    happened_at = fields.Datetime(string="When")
    ended_at = fields.Datetime(
        string="Supplement came", help="Empty: it has not come yet."
    )
    reason = fields.Text(string="Why it is recorded only now")
    missing = fields.Text(string="What is lacking")
    revision_id = fields.Many2one(related="case_id.revision_id")
    present_variant_id = fields.Many2one(related="case_id.variant_id")
    variant_id = fields.Many2one(
        "procedure.variant",
        string="New variant",
        domain="[('revision_id', '=', revision_id), ('id', '!=', present_variant_id)]",
    )
    due_at = fields.Datetime(related="case_id.due_at", string="Due now")
    new_due_at = fields.Datetime(string="New due time")
    component_ids = fields.Many2many(
        "procedure.case.component",
        string="Papers that came",
        domain="[('case_id', '=', case_id), ('is_received', '=', False)]",
    )
    paper_number = fields.Char(string="Number of the paper")
    paper_date = fields.Date(string="Date of the paper")
    file = fields.Binary(string="Paper")
    filename = fields.Char(string="File name")
    hint = fields.Char(compute="_compute_hint")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_hint(self):
        hints = {
            "pause": self.env._(
                "The due times follow. What was escalated meanwhile stays."
            ),
            "variant": self.env._("Steps that it adds become ready now."),
            "due": self.env._("The verdict is taken by the new due time."),
        }
        for dialog in self:
            dialog.hint = hints.get(dialog.kind, False)

    def action_confirm(self):
        self.ensure_one()
        paper = {
            "number": self.paper_number,
            "date": self.paper_date,
            "file": self.with_context(bin_size=False).file,
            "filename": self.filename,
        }
        rest = (self.happened_at, self.reason, paper)
        case = self.case_id
        if self.kind == "pause":
            case.action_pause_late(self.missing, *rest, ended_at=self.ended_at)
        elif self.kind == "resume":
            case.action_resume_late(*rest)
        elif self.kind == "variant":
            case.action_change_variant_late(self.variant_id.id, *rest)
        elif self.kind == "due":
            case.action_extend_late(self.new_due_at, *rest)
        else:
            case.action_papers_late(self.component_ids.ids, *rest)
        return {"type": "ir.actions.act_window_close"}
