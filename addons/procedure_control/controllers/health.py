import json

from odoo import http
from odoo.http import request


class HealthController(http.Controller):
    @http.route(
        "/procedure_control/health",
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def health(self):
        """Whether reminders go out and the trail is sealed, for the machine room.

        HTTP 200 while both do, 503 after a quarter of an hour of silence or with an
        event that has waited so long to be sealed. It says nothing else, since nobody
        has logged in.
        """
        last, silent = request.env["procedure.job"]._silent()
        sealed, unsealed = request.env["procedure.job"]._sealing()
        body = {
            "status": "fail" if silent or unsealed else "pass",
            "silent": silent,
            "last_sweep": _instant(last),
            "unsealed": unsealed,
            "last_sealing": _instant(sealed),
        }
        return request.make_response(
            json.dumps(body),
            headers=[
                ("Content-Type", "application/json"),
                ("Cache-Control", "no-store"),
            ],
            status=503 if silent or unsealed else 200,
        )


def _instant(at):
    return at.isoformat(timespec="seconds") + "Z" if at else None
