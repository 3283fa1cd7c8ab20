from odoo import fields, models


class ProcedureEffectDecision(models.Model):
    """What quality decided, in one signed act, of the cases of a past effect."""

    _name = "procedure.effect.decision"
    _description = "Decision on cases of a past effect"
    _inherit = ["procedure.signed.list"]
    _order = "id desc"
    _log_access = False

    line_ids = fields.One2many(
        "procedure.effect.case", "decision_id", string="Cases", readonly=True
    )
    company_ids = fields.Many2many(
        "res.company",
        "procedure_effect_decision_company_rel",
        "decision_id",
        "company_id",
        string="Agencies",
        ondelete="restrict",
        readonly=True,
    )
    move_count = fields.Integer(string="To be moved", readonly=True)
    keep_count = fields.Integer(string="Kept", readonly=True)

    def _compute_display_name(self):
        for decision in self:
            decision.display_name = self.env._(
                "%(moved)s to be moved, %(kept)s kept (%(name)s)",
                moved=decision.move_count,
                kept=decision.keep_count,
                name=decision.signer_name,
            )

    def _sign(self, lines, choices, at, proof):
        """Keep the list as it was signed, byte for byte."""
        rows = [
            {
                "line": line.id,
                "case": line.case_id.name,
                "revision": line.revision_id.display_name,
                "fingerprint": line.revision_id.fingerprint,
                "old_due": line.old_due,
                "new_due": line.new_due,
                "choice": choices[line.id]["choice"],
                "reason": (choices[line.id].get("reason") or "").strip(),
            }
            for line in lines.sorted("id")
        ]
        moved = sum(row["choice"] == "move" for row in rows)
        return self._record(
            [
                self._signed_values(rows, at, proof)
                | {
                    "move_count": moved,
                    "keep_count": len(rows) - moved,
                    "company_ids": [fields.Command.set(lines.company_id.ids)],
                }
            ]
        ).with_env(self.env)
