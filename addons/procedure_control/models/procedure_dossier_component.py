from odoo import fields, models


class ProcedureDossierComponent(models.Model):
    """One paper that the dossier holds."""

    _name = "procedure.dossier.component"
    _description = "Dossier component"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "name": "name",
        "originals": "originals",
        "copies": "copies",
        "required": "required",
        "form_id": "form",
        "variant_ids": "variants",
    }
    _content_links = (
        "form_id",
        "variant_ids",
    )

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    originals = fields.Integer(default=1)
    copies = fields.Integer()
    required = fields.Boolean(default=True)
    form_id = fields.Many2one("procedure.form", ondelete="restrict")
    variant_ids = fields.Many2many(
        "procedure.variant",
        "procedure_component_variant_rel",
        "component_id",
        "variant_id",
        string="Only for variants",
        ondelete="restrict",
    )
