import logging
import os
import tempfile

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .answers import refuse, stream_file

_logger = logging.getLogger(__name__)


class TrailController(http.Controller):
    @http.route(
        "/procedure_control/trail/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def trail(self, export_id, **_kwargs):
        """The spreadsheet the dialog with this id asks for, as its user sees it."""
        export = request.env["procedure.trail.export"].browse(export_id)
        try:
            with tempfile.TemporaryDirectory(prefix="procedure_control_") as folder:
                path = os.path.join(folder, "trail.xlsx")
                if not export.exists():
                    raise MissingError(request.env._("Ask for the file once more."))
                name = export._build(path)
                return stream_file(path, name)
        except (AccessError, MissingError, UserError) as error:
            return refuse(error)
        except Exception as error:
            _logger.exception("The export of the trail failed")
            return refuse(error)
