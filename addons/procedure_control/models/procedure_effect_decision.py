import base64
import hashlib
import json

from odoo import fields, models


class ProcedureEffectDecision(models.Model):
    """What quality decided, in one signed act, of the cases of a past effect."""

    _name = "procedure.effect.decision"
    _description = "Decision on cases of a past effect"
    _inherit = ["procedure.evidence"]
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
    user_id = fields.Many2one(
        "res.users",
        string="Signed by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    signer_name = fields.Char(required=True, readonly=True)
    signer_title = fields.Char(readonly=True)
    credential = fields.Selection(
        [
            ("password", "Password"),
            ("passkey", "Passkey"),
            ("session", "Session only"),
        ],
        string="Proved by",
        readonly=True,
    )
    decided_at = fields.Datetime(string="Decided", required=True, readonly=True)
    list_bytes = fields.Binary(string="Signed list", attachment=False, readonly=True)
    fingerprint = fields.Char(
        string="Fingerprint of the list (SHA-256)", required=True, readonly=True
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
        user = self.env.user
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
        data = json.dumps(
            rows,
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=str,
        ).encode()
        moved = sum(row["choice"] == "move" for row in rows)
        # A signer need not read his own employee record.
        employee = user.sudo().employee_id
        return self._record(
            [
                {
                    "user_id": user.id,
                    "signer_name": user.name,
                    "signer_title": employee.job_title or employee.job_id.name or False,
                    "credential": proof,
                    "decided_at": at,
                    "list_bytes": base64.b64encode(data),
                    "fingerprint": hashlib.sha256(data).hexdigest(),
                    "move_count": moved,
                    "keep_count": len(rows) - moved,
                    "company_ids": [fields.Command.set(lines.company_id.ids)],
                }
            ]
        ).with_env(self.env)

    def _list_content(self):
        self.ensure_one()
        # Whoever verifies the list need not belong to the agencies of its cases.
        stored = self.sudo().with_context(bin_size=False).list_bytes
        return base64.b64decode(stored or b"")

    def _bytes_intact(self):
        """Whether the stored list still has the fingerprint that was signed."""
        return hashlib.sha256(self._list_content()).hexdigest() == self.fingerprint

    def _verified_files(self):
        for decision in self:
            data = decision._list_content()
            yield decision, decision.display_name, decision.fingerprint, data or None
