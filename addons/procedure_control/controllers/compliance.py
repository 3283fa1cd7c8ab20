import logging
import os
import tempfile

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .answers import refuse, stream_file

_logger = logging.getLogger(__name__)


class ComplianceController(http.Controller):
    @http.route(
        "/procedure_control/compliance/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def compliance(self, export_id, **_kwargs):
        """The spreadsheet that the wizard with this id asks for, as its user sees it.

        The file is complete before the first byte is sent: an error is an error, never
        half a file.
        """
        export = request.env["procedure.compliance.export"].browse(export_id)
        try:
            with tempfile.TemporaryDirectory(prefix="procedure_control_") as folder:
                path = os.path.join(folder, "compliance.xlsx")
                if not export.exists():
                    raise MissingError(request.env._("Ask for the file once more."))
                name = export._build(path)
                return stream_file(path, name)
        except (AccessError, MissingError, UserError) as error:
            return refuse(error)
        except Exception as error:
            _logger.exception("The compliance spreadsheet failed")
            return refuse(error)
