from odoo import http
from odoo.http import request

from .answers import stream_built


class CaseSheetController(http.Controller):
    @http.route(
        "/procedure_control/case_sheet", type="http", auth="user", methods=["POST"]
    )
    def case_sheet(self, **_kwargs):
        """The empty sheet by which cases come in, with the user's own choices."""
        return stream_built(self._write)

    @staticmethod
    def _write(path):
        request.env["procedure.case.import"]._write_template(path)
        return request.env._("Cases from another system") + ".xlsx"
