from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .answers import refuse


class ExportController(http.Controller):
    @http.route(
        "/procedure_control/export/<int:export_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def export(self, export_id, **_kwargs):
        """The finished file of this export, for who asked for it alone."""
        export = request.env["procedure.export"].browse(export_id)
        try:
            if not export.exists():
                raise MissingError(request.env._("Ask for the file once more."))
            attachment = export._taken()
            # Sent from the disk: memory does not grow with the file.
            stream = request.env["ir.binary"]._get_stream_from(attachment)
        except (AccessError, MissingError, UserError) as error:
            if request.httprequest.method == "GET":
                raise  # by the link of an activity: Odoo's own page tells it
            return refuse(error)
        response = stream.get_response(as_attachment=True, immutable=False)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
