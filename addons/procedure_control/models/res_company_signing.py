from odoo import fields, models


class ResCompany(models.Model):
    """How people of an agency sign."""

    _inherit = "res.company"

    procedure_sign_without_credential = fields.Selection(
        [
            ("refuse", "Refuse to sign"),
            ("record", "Sign; the signature says: session only"),
        ],
        string="Signer without a password or passkey",
        required=True,
        default="refuse",
        help="People who log in through single sign-on alone have neither. What they "
        "sign then rests on their session, and every print says so.",
    )
    procedure_sign_each = fields.Selection(
        [
            ("batch", "Once for all that are signed together"),
            ("document", "For each document"),
        ],
        string="Password at signing",
        required=True,
        default="batch",
    )
