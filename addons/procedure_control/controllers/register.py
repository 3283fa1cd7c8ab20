from odoo import http
from odoo.exceptions import MissingError
from odoo.http import request

from .answers import stream_built


class RegisterController(http.Controller):
    @http.route(
        "/procedure_control/register/<int:dialog_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def register(self, dialog_id, **_kwargs):
        """The register that the dialog with this id asks for, as its user sees it."""

        def build(path):
            dialog = request.env["procedure.register.print"].browse(dialog_id)
            if not dialog.exists():
                raise MissingError(request.env._("Ask for the file once more."))
            return dialog._build(path)

        return stream_built(build, mimetype="application/pdf")
