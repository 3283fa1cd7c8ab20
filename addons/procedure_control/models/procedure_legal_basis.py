from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProcedureLegalBasis(models.Model):
    """A law, decree, circular or decision with its dates of validity."""

    _name = "procedure.legal.basis"
    _description = "Legal basis"
    _order = "date_from desc, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Number", required=True)
    name = fields.Char(string="Title", required=True)
    issuer = fields.Char()
    date_from = fields.Date(string="In force from")
    date_to = fields.Date(string="In force until")
    replaced_by_id = fields.Many2one(
        "procedure.legal.basis", string="Replaced by", ondelete="restrict"
    )

    _code_uniq = models.UniqueIndex("(code)", "This legal basis is already entered.")
    _dates_check = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A legal basis comes into force before it ends.",
    )

    affected_document_ids = fields.Many2many(
        "procedure.document",
        string="Procedures that rest on it",
        compute="_compute_affected_document_ids",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for basis in self:
            basis.display_name = f"{basis.code} {basis.name}"

    @api.depends_context("uid")
    def _compute_affected_document_ids(self):
        revisions = self.env["procedure.revision"].search(
            [
                ("legal_basis_ids", "in", self.ids),
                ("state", "in", ("draft", "in_review", "approved", "effective")),
            ]
        )
        for basis in self:
            citing = revisions.filtered(lambda r, b=basis: b in r.legal_basis_ids)
            basis.affected_document_ids = citing.document_id

    @api.constrains("replaced_by_id")
    def _check_replaced_by(self):
        if self._has_cycle("replaced_by_id"):
            raise ValidationError(self.env._("A legal basis cannot replace itself."))
