from odoo import fields, models


class ResCompany(models.Model):
    """How often a requester is asked, and a promised date may be moved."""

    _inherit = "res.company"

    procedure_supplements_allowed = fields.Integer(
        string="Supplements allowed",
        default=1,
        help="A dossier asked for more supplements than this counts late in the "
        "figures of Decision 766.",
    )
    procedure_extensions_allowed = fields.Integer(
        string="Extensions allowed",
        default=1,
        help="How often a case may be given a later due time, with an apology.",
    )
    procedure_extension_notice_days = fields.Integer(
        string="Notice of an extension (working days)",
        default=1,
        help="Who works on a case extends it at least so many working days before it "
        "is due; later only its manager or a quality officer may. 0: until it is due.",
    )

    _procedure_supplements_check = models.Constraint(
        "CHECK(procedure_supplements_allowed BETWEEN 0 AND 99)",
        "The number of supplements allowed is between 0 and 99.",
    )
    _procedure_extensions_check = models.Constraint(
        "CHECK(procedure_extensions_allowed BETWEEN 0 AND 99)",
        "The number of extensions allowed is between 0 and 99.",
    )
    _procedure_notice_check = models.Constraint(
        "CHECK(procedure_extension_notice_days BETWEEN 0 AND 60)",
        "The notice of an extension is between 0 and 60 working days.",
    )
