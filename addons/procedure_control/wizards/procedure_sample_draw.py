from odoo import api, fields, models


class ProcedureSampleDraw(models.TransientModel):
    """Asks for a seed, a size and what to draw from."""

    _name = "procedure.sample.draw"
    _description = "Draw a sample of cases"

    revision_id = fields.Many2one(
        "procedure.revision", help="Empty: the cases of an agency in a period."
    )
    company_id = fields.Many2one(
        "res.company",
        string="Receiving agency",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    date_from = fields.Date(string="Received from")
    date_to = fields.Date(string="Received until")
    seed = fields.Char(
        required=True,
        help="Any text. Who draws again with it gets the same cases: the lowest "
        "SHA-256 of seed and case number come first.",
    )
    size = fields.Integer(string="Cases", default=5, required=True)

    @api.depends("seed")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Draw a sample")

    def action_draw(self):
        """Draw, keep the list, show it."""
        self.ensure_one()
        sample = self.env["procedure.sample"]._draw(
            self.seed,
            self.size,
            revision=self.revision_id,
            company=self.company_id,
            date_from=self.date_from,
            date_to=self.date_to,
        )
        return sample._shown()
