from datetime import datetime

from odoo import api, fields, models

from ..reporting.filing import fact_words
from ..reporting.labels import labels
from .file_words import words_in
from .procedure_event_display import ACTS


class ProcedureFilingChange(models.Model):
    """One case that stands elsewhere than when its period was filed, and by which act.

    The act is kept in words as well: whoever reads the filing need not read the trail.
    Without an act nobody said that he changed it: that is for an auditor to look at.
    """

    _name = "procedure.filing.change"
    _description = "Case changed after filing"
    _inherit = ["procedure.evidence"]
    _order = "check_id desc, case_number, id"

    check_id = fields.Many2one(
        "procedure.filing.check", required=True, readonly=True, ondelete="restrict"
    )
    case_id = fields.Many2one("procedure.case", readonly=True, ondelete="restrict")
    case_number = fields.Char(string="Number of the case", required=True, readonly=True)
    what = fields.Selection(
        [
            ("came", "Not in the report then"),
            ("left", "No longer in the report"),
            ("moved", "Stands elsewhere"),
        ],
        required=True,
        readonly=True,
    )
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    event_id = fields.Many2one("procedure.event", readonly=True, ondelete="restrict")
    act = fields.Selection(ACTS, string="Caused by", readonly=True)
    done_by_name = fields.Char(string="Done by", readonly=True)
    done_at = fields.Datetime(string="Recorded", readonly=True)
    reason = fields.Text(readonly=True)
    before_words = fields.Char(string="As filed", compute="_compute_words")
    after_words = fields.Char(string="Now", compute="_compute_words")

    _check_idx = models.Index("(check_id, id)")

    @api.depends("before", "after")
    @api.depends_context("lang")
    def _compute_words(self):
        words = words_in(self.env.lang or "en_US")
        names, texts = fact_words(words), labels(words)
        for change in self:
            change.before_words = self._told(change.before, names, texts)
            change.after_words = self._told(change.after, names, texts)

    def _told(self, facts, names, texts):
        """*Result: column: 8 · Ended: 10:00 09/07/2026* of the facts that differ."""
        if not facts:
            return self.env._("Not counted")
        parts = []
        for name, value in facts.items():
            shown = texts.get(name, {}).get(value, value)
            if value and name.endswith("_at"):
                moment = datetime.fromisoformat(value)
                shown = moment.strftime("%H:%M %d/%m/%Y")
            parts.append(f"{names.get(name, name)}: {shown or '—'}")
        return " · ".join(parts)

    @api.depends("case_number")
    def _compute_display_name(self):
        for change in self:
            change.display_name = change.case_number

    def action_open_case(self):
        """The case behind the line, if its reader may see it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "procedure.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }
