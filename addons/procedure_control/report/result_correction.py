from odoo import models

from ..reporting.correction_words import LABEL


class PaperCasePath(models.AbstractModel):
    """The printed path says that the result was corrected or recalled."""

    _inherit = "report.procedure_control.paper_case_path"

    def _paper_values(self, case):
        values = super()._paper_values(case)
        language = values["language"]
        said = case._correction_remarks(language)
        facts = [(LABEL[language], remark) for remark in said]
        return values | {"facts": [*values["facts"], *facts]}


class ProcedureRegisterPaper(models.AbstractModel):
    """The printed register marks results that were corrected, and corrections."""

    _inherit = "procedure.register.paper"

    def _chunks(self, dialog):
        told = self.with_context(procedure_register_language=dialog.language)
        return super(ProcedureRegisterPaper, told)._chunks(dialog)

    def _marks(self, case):
        language = self.env.context.get("procedure_register_language", "vi")
        return [*super()._marks(case), *case._correction_remarks(language)]
