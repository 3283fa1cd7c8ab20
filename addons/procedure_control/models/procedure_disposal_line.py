from odoo import api, fields, models

from .procedure_sample import READERS


class ProcedureDisposalLine(models.Model):
    """One case or one revision of a disposal, as it was called then."""

    _name = "procedure.disposal.line"
    _description = "Line of a disposal"
    _inherit = ["procedure.evidence"]
    _order = "disposal_id desc, id"

    disposal_id = fields.Many2one(
        "procedure.disposal",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    state = fields.Selection(related="disposal_id.state")
    case_id = fields.Many2one(
        "procedure.case", readonly=True, ondelete="restrict", index=True
    )
    revision_id = fields.Many2one(
        "procedure.revision", readonly=True, ondelete="restrict", index=True
    )
    number = fields.Char(required=True, readonly=True)
    procedure = fields.Char(readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    due_on = fields.Date(string="Kept until", readonly=True)

    _one_check = models.Constraint(
        "CHECK(num_nonnulls(case_id, revision_id) = 1)",
        "A line is about a case or about a revision.",
    )

    @api.depends("number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.number

    @api.model
    def _taken(self, cases, revisions):
        """Lines of live or finished disposals that list one of these."""
        return self.sudo().search(
            [
                ("disposal_id.state", "in", ("proposed", "done")),
                "|",
                ("case_id", "in", cases.ids),
                ("revision_id", "in", revisions.ids),
            ]
        )  # whoever proposed it

    @api.model
    def _disposed_revisions(self, revisions):
        """Those of these whose files an approved disposal has removed."""
        lines = self.sudo().search(
            [("revision_id", "in", revisions.ids), ("disposal_id.state", "=", "done")]
        )  # whoever may see the disposal
        return revisions.browse(lines.revision_id.ids)


class ProcedureCase(models.Model):
    _inherit = "procedure.case"

    disposal_line_ids = fields.One2many(
        "procedure.disposal.line",
        "case_id",
        readonly=True,
        copy=False,
        groups=READERS,
    )


class ProcedureRevision(models.Model):
    _inherit = "procedure.revision"

    disposal_line_ids = fields.One2many(
        "procedure.disposal.line",
        "revision_id",
        readonly=True,
        copy=False,
        groups=READERS,
    )
