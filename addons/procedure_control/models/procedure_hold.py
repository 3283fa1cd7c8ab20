# pylint: disable=method-required-super
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

ALLOWED = ("document_id", "case_id", "reason")


class ProcedureHold(models.Model):
    """A legal hold: nothing of a procedure, or of a case, is disposed of meanwhile."""

    _name = "procedure.hold"
    _description = "Hold"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        ondelete="restrict",
        index=True,
        help="Holds its revisions and every case on them.",
    )
    case_id = fields.Many2one("procedure.case", ondelete="restrict", index=True)
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(required=True, help="Who asked for it, and by what right.")
    granted_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, ondelete="restrict"
    )
    granted_at = fields.Datetime(string="Entered on", readonly=True)
    revoked_at = fields.Datetime(string="Lifted on", readonly=True)
    revoked_by_id = fields.Many2one(
        "res.users", string="Lifted by", readonly=True, ondelete="restrict"
    )

    _one_check = models.Constraint(
        "CHECK(num_nonnulls(document_id, case_id) = 1)",
        "A hold is on a procedure or on a case.",
    )

    @api.depends("document_id", "case_id")
    def _compute_display_name(self):
        for hold in self:
            held = hold.document_id or hold.case_id
            hold.display_name = self.env._("Hold: %(name)s", name=held.display_name)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        rows = []
        for vals in vals_list:
            row = {k: v for k, v in vals.items() if k in ALLOWED}
            if bool(row.get("document_id")) == bool(row.get("case_id")):
                raise ValidationError(
                    self.env._("A hold is on a procedure or on a case.")
                )
            if not (row.get("reason") or "").strip():
                raise ValidationError(self.env._("A hold needs a reason."))
            held = self.env["procedure.document"].browse(row.get("document_id") or [])
            held = held or self.env["procedure.case"].browse(row.get("case_id"))
            held.check_access("read")
            row["company_id"] = held.company_id.id
            row["granted_by_id"] = self.env.uid
            row["granted_at"] = fields.Datetime.now()
            rows.append(row)
        holds = self._record(rows).with_env(self.env)
        for hold in holds:
            self.env["procedure.event"]._log("hold.entered", hold, reason=hold.reason)
        return holds

    def action_revoke(self):
        """Lift these holds now; only a quality manager does."""
        self.check_access("write")
        if any(hold.revoked_at for hold in self):
            raise UserError(self.env._("This hold has been lifted already."))
        self._note({"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid})
        self.env["procedure.event"]._log("hold.lifted", self)

    @api.model
    def _held(self, cases, revisions):
        """(cases, revisions) of these that a hold keeps."""
        documents = cases.document_id | revisions.document_id
        domain = Domain("revoked_at", "=", False) & (
            Domain("case_id", "in", cases.ids)
            | Domain("document_id", "in", documents.ids)
        )
        holds = self.sudo().search(domain)  # a hold binds whoever may see it
        held = holds.document_id
        return (
            cases.filtered(
                lambda c: c.sudo().document_id in held or c.sudo() in holds.case_id
            ),  # as just above
            revisions.filtered(lambda r: r.sudo().document_id in held),  # as above
        )
