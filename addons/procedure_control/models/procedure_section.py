from odoo import api, fields, models

from ..engine.content import Section
from ..engine.numbering import section_numbers
from .procedure_type_section import KINDS, LEVELS


class ProcedureSection(models.Model):
    _name = "procedure.section"
    _description = "Section"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": None,
        "number": "number",
        "name": "name",
        "body": "body",
        "required": "required",
        "kind": "kind",
        "level": "level",
    }

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char()
    name = fields.Char(help="A clause needs none.")
    kind = fields.Selection(KINDS, required=True, default="text")
    level = fields.Selection(
        LEVELS,
        string="Part of a regulation",
        help="Chapters, articles and clauses are numbered by themselves.",
    )
    printed_number = fields.Char(
        string="Number as printed", compute="_compute_printed_number"
    )
    required = fields.Boolean()
    body = fields.Html(sanitize=True, sanitize_overridable=False)

    _name_check = models.Constraint(
        "CHECK(name IS NOT NULL OR COALESCE(level, '') = 'clause')",
        "A section needs a title, unless it is a clause.",
    )

    @api.depends("number", "level", "revision_id.section_ids.sequence")
    def _compute_printed_number(self):
        numbers = {}
        for revision in self.revision_id:
            sections = revision.section_ids.sorted(lambda s: (s.sequence, s.id))
            parts = [
                Section(s.number or "", "", "", level=s.level or "") for s in sections
            ]
            printed = section_numbers(parts, revision.language)
            numbers.update(zip(sections, printed, strict=True))
        for section in self:
            section.printed_number = numbers.get(section._origin, section.number)

    @api.depends("printed_number", "name")
    def _compute_display_name(self):
        for section in self:
            words = (section.printed_number, section.name)
            section.display_name = " ".join(filter(None, words))
