from odoo import models

from ..models.procedure_case_paper_list import PAPERS


class PaperOfLine(models.AbstractModel):
    """The papers chosen in the dialog of a case, one after the other."""

    _name = "report.procedure_control.paper_of_line"
    _description = "Papers of a case"

    def _render_pdf(self, docids):
        lines = self.env["procedure.case.print.line"].browse(docids)
        lines.check_access("read")
        reports = self.env["ir.actions.report"]
        files = []
        for line in lines:
            # By its kind: a client that names a report or another case gets neither.
            case = line.print_id.case_id
            model = case._paper_model(line.kind).with_context(
                procedure_paper_source=line.source
            )
            values = model._get_report_values(case.ids)
            papers = [one["paper"] for one in values["papers"]]
            files.append(reports._paper_pdf(PAPERS[line.kind], papers, {}))
        return files
