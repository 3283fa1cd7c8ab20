from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .procedure_document import KINDS


class ProcedureRoute(models.Model):
    """The stages that a revision passes before it is approved, as data.

    What a round asks is stored with the round: changing a route changes no round.
    """

    _name = "procedure.route"
    _description = "Approval route"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        ondelete="restrict",
        index=True,
        help="For this agency and those below it. Empty: for all.",
    )
    type_id = fields.Many2one(
        "procedure.type", string="Document type", ondelete="restrict"
    )
    field_id = fields.Many2one(
        "procedure.field",
        string="Field of work",
        ondelete="restrict",
        help="For this field and those below it. Empty: for all.",
    )
    kind = fields.Selection(KINDS)
    ends_outside = fields.Boolean(
        string="Signed outside the system",
        help="After the last stage the revision waits until quality enters the "
        "decision that puts it into force.",
    )
    stage_ids = fields.One2many("procedure.route.stage", "route_id", copy=True)

    @api.constrains("stage_ids", "ends_outside")
    def _check_stages(self):
        # One without stages is being entered; nothing is submitted along it yet.
        for route in self.filtered(lambda r: r.stage_ids and not r.ends_outside):
            always = route.stage_ids.filtered(
                lambda s: (
                    s.weight == "required"
                    and s.meaning != "prepare"
                    and not s.skip_when_minor
                )
            )
            if not always:
                raise ValidationError(
                    self.env._(
                        "%(route)s: at least one required stage, beside the "
                        "preparation, must remain for minor changes too.",
                        route=route.name,
                    )
                )

    def _for(self, revisions):
        """{revision: its route}, the most specific that fits: two queries.

        Nearest field of work first, then type, kind and nearest agency; of equals the
        first in order.

        :raises UserError: no route fits
        """
        # Which route applies is not a matter of what the submitter may see.
        routes = self.sudo().search_fetch([])
        # As above.
        known = revisions.sudo()
        result = {}
        for revision, asked in zip(known, revisions, strict=True):
            fitting = [
                (score, -place, route)
                for place, route in enumerate(routes)
                if (score := route._fit(revision.document_id)) is not None
            ]
            if not fitting:
                raise UserError(
                    self.env._(
                        "%(revision)s: no approval route fits it. The quality manager "
                        "enters one in Configuration.",
                        revision=revision.display_name,
                    )
                )
            result[asked] = max(fitting, key=lambda item: item[:2])[2]
        return result

    def _fit(self, document):
        """How specific this route is for a document; None where it does not apply."""
        self.ensure_one()
        if self.kind and self.kind != document.kind:
            return None
        if self.type_id and self.type_id != document.type_id:
            return None
        field = _depth(self.field_id, document.field_id)
        company = _depth(self.company_id, document.company_id)
        if field is None or company is None:
            return None
        return (field, bool(self.type_id), bool(self.kind), company)


def _depth(node, leaf):
    """How deep `node` lies above or at `leaf` in their tree; 0 for none, else None."""
    if not node:
        return 0
    line = [int(part) for part in (leaf.parent_path or "").split("/") if part]
    return line.index(node.id) + 1 if node.id in line else None
