from odoo import api, fields, models


class ProcedureCaseChoice(models.AbstractModel):
    """What every dialog asks that lets a case in: which procedure, where, by what way.

    The choice is of what is in force when the case is received.
    """

    _name = "procedure.case.choice"
    _description = "Choice of a procedure"

    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        domain="[('revision_ids.state', '=', 'effective'),"
        " '|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(related="document_id.kind")
    revision_id = fields.Many2one("procedure.revision", compute="_compute_revision_id")
    has_variants = fields.Boolean(compute="_compute_revision_id")
    variant_id = fields.Many2one(
        "procedure.variant", domain="[('revision_id', '=', revision_id)]"
    )

    def _receipt_moment(self):
        """When the case is received, naive UTC, as far as the dialog says so."""
        return fields.Datetime.now()

    @api.depends("document_id")
    def _compute_revision_id(self):
        nothing = self.env["procedure.revision"]
        for at, some in self.grouped(lambda one: one._receipt_moment()).items():
            in_force = some.document_id._revision_in_force(at)
            for one in some:
                one.revision_id = in_force.get(one.document_id) or nothing
                one.has_variants = bool(one.revision_id.sudo().variant_ids)  # or no
