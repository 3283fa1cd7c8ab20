from odoo import api, fields, models
from odoo.fields import Domain

from ..reporting import workbook
from ..reporting.sheet_names import sheet_names
from .file_words import words_in


class ProcedureComplianceSheet(models.Model):
    """One part of the compliance spreadsheet, to be chosen by its name.

    The list is the program's own, see `reporting.workbook.KINDS`; nobody edits it.
    """

    _name = "procedure.compliance.sheet"
    _description = "Sheet of the compliance spreadsheet"
    _order = "sequence, id"
    _rec_name = "name"

    key = fields.Char(required=True, readonly=True)
    name = fields.Char(compute="_compute_name", search="_search_name")
    sequence = fields.Integer(readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "Each sheet is in the list once.")

    @api.depends("key")
    @api.depends_context("lang")
    def _compute_name(self):
        names = sheet_names(words_in(self.env.lang))
        for sheet in self:
            sheet.name = names.get(sheet.key, sheet.key)

    @api.model
    def _search_name(self, operator, value):
        # A dozen of them: read rather than asked of the database.
        sheets = self.search([("key", "!=", False)])
        return Domain(
            "id", "in", sheets.filtered_domain([("name", operator, value)]).ids
        )

    @api.model
    def _take_from_program(self):
        """The list is that of the program installed: told at every update."""
        keys = [kind.key for kind in workbook.KINDS]
        sheets = self.search([("key", "!=", False)])
        sheets.filtered(lambda sheet: sheet.key not in keys).unlink()
        known = {sheet.key: sheet for sheet in sheets.exists()}
        missing = [key for key in keys if key not in known]
        for sheet in self.create([{"key": key} for key in missing]):
            known[sheet.key] = sheet
        for number, key in enumerate(keys, 1):
            if known[key].sequence != number:
                known[key].sequence = number
