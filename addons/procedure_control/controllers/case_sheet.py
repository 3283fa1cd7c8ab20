import os
import tempfile

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .answers import refuse, stream_file


class CaseSheetController(http.Controller):
    @http.route(
        "/procedure_control/case_sheet", type="http", auth="user", methods=["POST"]
    )
    def case_sheet(self, **_kwargs):
        """The empty sheet by which cases come in, with the user's own choices."""
        try:
            with tempfile.TemporaryDirectory(prefix="procedure_control_") as folder:
                path = os.path.join(folder, "sheet.xlsx")
                request.env["procedure.case.import"]._write_template(path)
                name = request.env._("Cases from another system")
                return stream_file(path, f"{name}.xlsx")
        except (AccessError, UserError) as error:
            return refuse(error)
