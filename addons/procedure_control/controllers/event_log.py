from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from ..wizards.procedure_event_log_export import TYPES
from .answers import stream_built


class EventLogController(http.Controller):
    @http.route(
        "/procedure_control/event_log/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def event_log(self, export_id, **_kwargs):
        """The event log the dialog with this id asks for, as its user sees it."""
        export = request.env["procedure.event.log.export"].browse(export_id)
        own = export.sudo().exists()  # only its format; who may is asked by _build

        def build(path):
            if not own:
                raise MissingError(request.env._("Ask for the file once more."))
            return export._build(path)

        return stream_built(build, TYPES.get(own.file_format, "text/plain"))
