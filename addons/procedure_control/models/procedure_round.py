import base64

from odoo import fields, models

from ..engine import canonical


class ProcedureRound(models.Model):
    """One submission of a revision: its bytes as stored and what became of it."""

    _name = "procedure.round"
    _description = "Approval round"
    _inherit = ["procedure.evidence"]
    _order = "revision_id, id desc"

    revision_id = fields.Many2one(
        "procedure.revision",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    purpose = fields.Selection(
        [
            ("issue", "Issuance"),
            ("repeal", "Repeal"),
            ("keep", "Kept at review"),
            ("adopt", "Adoption"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    running_cases = fields.Selection(
        [
            ("finish", "Running cases are finished under it"),
            ("stop", "Running cases are to be terminated"),
        ],
        string="Running cases",
        readonly=True,
    )
    # The route as it was at submission: a later change of the route changes no round.
    route_name = fields.Char(string="Route", readonly=True)
    stages = fields.Json(readonly=True)
    ends_outside = fields.Boolean(string="Signed outside the system", readonly=True)
    awaits_issuance = fields.Boolean(
        string="Awaits its issuing decision",
        readonly=True,
        help="Every stage is complete; the decision signed outside is to be entered.",
    )
    # Raised by each act on the round, so that two at the same instant conflict.
    version = fields.Integer(string="Acts on the round", readonly=True)
    content_bytes = fields.Binary(
        attachment=False, readonly=True, groups="procedure_control.group_staff"
    )
    fingerprint = fields.Char(readonly=True)
    body_sha256 = fields.Char(string="SHA-256 of the rendered body", readonly=True)
    submitted_by_id = fields.Many2one(
        "res.users", string="Submitted by", readonly=True, ondelete="restrict"
    )
    submitted_by_name = fields.Char(readonly=True)
    opened_at = fields.Datetime(string="Submitted", readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)
    outcome = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected"), ("void", "Void")],
        string="Outcome of the round",
        readonly=True,
    )
    request_ids = fields.One2many("procedure.signature.request", "round_id")

    _open_uniq = models.UniqueIndex(
        "(revision_id) WHERE closed_at IS NULL", "A revision has one open round."
    )

    def _bytes(self):
        """The canonical bytes as they were submitted."""
        self.ensure_one()
        # Readers of the revision may verify what was signed.
        stored = self.sudo().with_context(bin_size=False).content_bytes
        return base64.b64decode(stored or b"")

    def _content(self):
        """engine.content.Content as it was submitted."""
        return canonical.from_bytes(self._bytes())

    def _bytes_intact(self):
        """Whether the stored bytes still have the fingerprint that was signed."""
        return canonical.fingerprint(self._bytes()) == self.fingerprint

    def _authors(self):
        """Whoever wrote or submitted what this round is about."""
        self.ensure_one()
        # Also those who have left since.
        revision = self.revision_id.with_context(active_test=False)
        return revision.contributor_ids | self.submitted_by_id

    def _close(self, outcome, at):
        self._note({"outcome": outcome, "closed_at": at, "awaits_issuance": False})
        # Before a new round is inserted: the index holds one open round.
        self.flush_recordset(["closed_at"])

    def _take_effect(self, at):
        """What these rounds have approved beside an issuance happens now."""
        keeps = self.filtered(lambda r: r.purpose == "keep")
        for round_ in keeps:
            round_.revision_id.with_env(self.env)._keep(round_, at)
        repeals = self.filtered(lambda r: r.purpose == "repeal")
        if not repeals:
            return
        repeals.revision_id._move("repealed", {"ended_at": at})
        for round_ in repeals:
            self.env["procedure.event"]._log(
                "revision.repealed",
                round_.revision_id,
                at=at,
                reason=round_.reason,
                values={"running_cases": round_.running_cases},
            )
