from odoo import fields, models

KINDS = [
    ("tthc", "Administrative procedure"),
    ("tthc_internal", "Internal administrative procedure"),
    ("internal", "Internal work"),
    ("system", "System document (ISO)"),
]


class ProcedureDocument(models.Model):
    """The lasting identity of a procedure; its revisions are what is approved."""

    _name = "procedure.document"
    _description = "Procedure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, id"
    _rec_names_search = ["code", "title", "national_code"]
    _mail_post_access = "read"

    code = fields.Char(required=True, copy=False, index="trigram")
    title = fields.Char(required=True, index="trigram")
    kind = fields.Selection(KINDS, required=True, default="internal")
    type_id = fields.Many2one("procedure.type", required=True, ondelete="restrict")
    field_id = fields.Many2one(
        "procedure.field", string="Field of work", ondelete="restrict", index=True
    )
    national_code = fields.Char(copy=False)
    company_id = fields.Many2one(
        "res.company",
        string="Issuing agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    applying_company_ids = fields.Many2many(
        "res.company",
        "procedure_document_applying_rel",
        "document_id",
        "company_id",
        string="Applying agencies",
        ondelete="restrict",
        help="Issued once, run in each of these with its own holders and calendar.",
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict", index=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    confidentiality = fields.Selection(
        [("public", "Public"), ("internal", "Internal"), ("restricted", "Restricted")],
        required=True,
        default="internal",
    )
    revision_ids = fields.One2many("procedure.revision", "document_id", copy=False)
    effective_revision_id = fields.Many2one(
        "procedure.revision", compute="_compute_effective_revision_id"
    )
    case_ids = fields.One2many("procedure.case", "document_id")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "This code is already used by another procedure."
    )
