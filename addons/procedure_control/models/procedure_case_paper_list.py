from odoo import models

#: Kind of a statutory form → the paper of the case that fills it in, in the order in
#: which a case comes by them.
PAPERS = {
    "receipt": "procedure_control.paper_receipt",
    "supplement": "procedure_control.paper_supplement",
    "refusal": "procedure_control.paper_refusal",
    "apology": "procedure_control.paper_extension",
    "termination": "procedure_control.paper_termination",
    "control_slip": "procedure_control.paper_control_slip",
}


class ProcedureCase(models.Model):
    """Which papers of a case exist by now; none of them is stored."""

    _inherit = "procedure.case"

    def _paper_model(self, kind):
        return self.env[f"report.{PAPERS[kind]}"]

    def _paper_kinds(self):
        """The kinds of forms that this case has something to tell in."""
        self.ensure_one()
        # Whether there is such a paper; printing it asks for the right to read.
        case = self.sudo()
        return {kind for kind in PAPERS if case._paper_model(kind)._exists(case)}

    def _papers_so_far(self):
        """Rows of the papers of this case, oldest first.

        :return: list of dicts: kind, source (of a kind that it has several of), title,
            form_code, circular, issued_on
        """
        self.ensure_one()
        self.check_access("read")
        # The paper itself names no less; each print asks for the right to read anew.
        case = self.sudo()
        rows = []
        for kind in PAPERS:
            model = case._paper_model(kind)
            for source, issued_at in model._issues(case):
                issued = model._local(case.company_id, issued_at)
                issued = (issued or model._now_local(case.company_id)).date()
                rows.append(
                    {"kind": kind, "source": source, "issued_on": issued}
                    | model._form_facts(case, issued)
                )
        return sorted(rows, key=lambda row: row["issued_on"])

    def action_open_papers(self):
        """The dialog that lists the papers of this case and prints them."""
        return self.env["procedure.case.print"]._open(self)
