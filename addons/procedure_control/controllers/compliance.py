from odoo import http

from .answers import stream_export


class ComplianceController(http.Controller):
    @http.route(
        "/procedure_control/compliance/<int:export_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def compliance(self, export_id, **_kwargs):
        """The spreadsheet the dialog with this id asks for, as its user sees it."""
        return stream_export("procedure.compliance.export", export_id)
