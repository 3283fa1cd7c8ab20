from odoo import models


class PaperComparison(models.AbstractModel):
    """What changes between two revisions, as printed.

    Two revisions of one procedure are compared with each other, the later against the
    earlier; any other one against what it replaces.
    """

    _name = "report.procedure_control.paper_comparison"
    _description = "Printed comparison"
    _inherit = ["procedure.paper"]

    def _get_report_values(self, docids, data=None):
        revisions = self.env["procedure.revision"].browse(docids)
        revisions.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "procedure.revision",
            "papers": [
                {"paper": self._paper_values(new, old)}
                for new, old in _pairs(revisions)
            ],
            "images_of": {},
        }

    def _paper_values(self, new, old):
        # The clock may be that of an agency above, which the reader need not see.
        printed_on = self.sudo()._now_local(new.sudo().company_id)
        return {
            "language": (self.env.lang or "vi")[:2],
            "title": new.document_id.display_name,
            "printed_on": f"{printed_on:%d/%m/%Y %H:%M}",
            "printed_by": self.env.user.name,
            "body": new._comparison_html(old),
        }


def _pairs(revisions):
    """(newer, older) of two revisions of one procedure, else each with None."""
    if len(revisions) == 2 and len(revisions.document_id) == 1:
        older, newer = revisions.sorted(
            lambda r: (r.issue_number, r.amendment_number, r.id)
        )
        return [(newer, older)]
    return [(revision, None) for revision in revisions]
