from odoo import http

from .answers import stream_export


class TrailController(http.Controller):
    @http.route(
        "/procedure_control/trail/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def trail(self, export_id, **_kwargs):
        """The spreadsheet the dialog with this id asks for, as its user sees it."""
        return stream_export("procedure.trail.export", export_id)
