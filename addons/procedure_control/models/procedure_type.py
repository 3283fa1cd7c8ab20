from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProcedureType(models.Model):
    """A type of document: its ordered sections, its code pattern, its review."""

    _name = "procedure.type"
    _description = "Document type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Used as {type} in the code pattern.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    layout = fields.Selection(
        [
            ("a", "A: ISO type (symbol, content, forms, records)"),
            ("b", "B: administrative procedure (bases, dossier, process)"),
            ("c", "C: general ISO procedure (purpose, scope, content)"),
            ("d", "D: regulation (chapters, articles, clauses)"),
        ],
        required=True,
        default="a",
    )
    code_pattern = fields.Char(
        default="{type}.{field}.{seq:02d}",
        required=True,
        help="{type}, {field} and {seq} of the document; {seq:02d} pads to two digits.",
    )
    form_code_pattern = fields.Char(
        default="BM.{field}.{seq:02d}.{form:02d}",
        required=True,
        help="Code of a document's own form: also {form}, its number.",
    )
    review_interval = fields.Integer(
        string="Review every (months)", default=24, help="0: never due by itself."
    )
    retention = fields.Integer(string="Retention (years)", default=5)
    section_ids = fields.One2many("procedure.type.section", "type_id", copy=True)
    document_ids = fields.One2many("procedure.document", "type_id")

    _code_uniq = models.UniqueIndex("(code)", "Each document type has its own code.")

    @api.constrains("code_pattern", "form_code_pattern")
    def _check_patterns(self):
        for type_ in self:
            try:
                first, second = type_._code("GĐ", 1), type_._code("GĐ", 2)
                type_._form_code("GĐ", 1, 1)
            except (KeyError, ValueError, IndexError, AttributeError) as error:
                raise ValidationError(
                    self.env._(
                        "%(type)s: a code pattern is made of {type}, {field}, {seq} "
                        "and, for forms, {form}; {seq:02d} pads to two digits.",
                        type=type_.name,
                    )
                ) from error
            if first == second:
                raise ValidationError(
                    self.env._(
                        "%(type)s: the code pattern needs {seq}.", type=type_.name
                    )
                )

    def _code(self, field, seq):
        """The code of the document number `seq` of this type."""
        return self.code_pattern.format(type=self.code, field=field, seq=seq)

    def _form_code(self, field, seq, form):
        """The code of form number `form` of that document."""
        return self.form_code_pattern.format(
            type=self.code, field=field, seq=seq, form=form
        )
