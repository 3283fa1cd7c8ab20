from odoo import api, fields, models
from odoo.exceptions import UserError

#: What quality fills in of a case.
FILLED_IN = frozenset({"choice", "reason"})


class ProcedureMoveLine(models.Model):
    """One case in a plan: what becomes of it, where it lands, due before and after."""

    _name = "procedure.move.line"
    _description = "Case in a plan to move"
    _inherit = ["procedure.made"]
    _order = "move_id, received_at, id"
    _rec_names_search = ["case_name"]

    move_id = fields.Many2one(
        "procedure.move",
        string="Plan",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision",
        string="To revision",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "procedure.case",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    case_name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Receiving agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    old_revision_id = fields.Many2one(
        "procedure.revision",
        string="Runs under",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    effect_case_id = fields.Many2one(
        "procedure.effect.case",
        string="Decided before",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    received_at = fields.Datetime(string="Received", readonly=True)
    choice = fields.Selection(
        [
            ("move", "Is moved"),
            ("keep", "Stays on its revision"),
            ("stop", "Is stopped, with notice"),
        ],
        required=True,
        default="move",
        string="What becomes of it",
    )
    reason = fields.Char(help="Needed where a case stays or is stopped.")
    obstacle = fields.Text(string="What cannot be mapped", readonly=True)
    landing = fields.Text(string="Where it lands", readonly=True)
    old_due = fields.Datetime(string="Due now", readonly=True)
    new_due = fields.Datetime(string="Due if moved", readonly=True)
    steps = fields.Json(
        readonly=True, help="Of each step in hand: who has it, due before and after."
    )
    steps_text = fields.Text(string="Steps in hand", compute="_compute_steps_text")
    state = fields.Selection(
        [
            ("planned", "Not signed yet"),
            ("to_do", "To be done"),
            ("moved", "Has moved"),
            ("kept", "Stays"),
            ("stopping", "To be stopped, with notice"),
            ("failed", "Not moved"),
            ("dropped", "Plan given up"),
        ],
        required=True,
        default="planned",
        readonly=True,
        index=True,
    )
    moved_at = fields.Datetime(string="Moved on", readonly=True)
    error = fields.Text(string="Why it was not moved", readonly=True)

    _case_uniq = models.UniqueIndex(
        "(case_id) WHERE state IN ('planned', 'to_do')",
        "A case is in one plan at a time.",
    )

    @api.depends("case_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.case_name or ""

    @api.depends("steps")
    @api.depends_context("lang", "tz")
    def _compute_steps_text(self):
        for line in self:
            line.steps_text = "\n".join(map(line._step_line, line.steps or []))

    def _step_line(self, row):
        def told(text):
            if not text:
                return self.env._("no due")
            at = fields.Datetime.to_datetime(text)
            # Everybody reads the clock of the agency that received it.
            return self.sudo().case_id._local(at).strftime("%d/%m/%Y %H:%M")

        return self.env._(
            "%(step)s (%(who)s): %(before)s → %(after)s",
            step=row.get("step") or "",
            who=row.get("who") or self.env._("nobody"),
            before=told(row.get("old_due")),
            after=told(row.get("new_due")) if "new_due" in row else "–",
        )

    def write(self, vals):
        if not self.env.su:
            self.move_id._fill_in()
            if not FILLED_IN.issuperset(vals):
                raise UserError(
                    self.env._("Of a case in a plan only what becomes of it is said.")
                )
        return super().write(vals)
