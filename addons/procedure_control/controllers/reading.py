from odoo import http

from .answers import stream_export


class ReadingController(http.Controller):
    @http.route(
        "/procedure_control/reading/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def reading(self, export_id, **_kwargs):
        """The spreadsheet the dialog with this id asks for, as its user sees it."""
        return stream_export("procedure.reading.export", export_id)
