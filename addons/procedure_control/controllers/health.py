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
        """Whether reminders still go out, for the monitoring of the machine room.

        HTTP 200 while the sweep runs, 503 after a quarter of an hour of silence. It
        says nothing else, since nobody has logged in.
        """
        last, silent = request.env["procedure.job"]._silent()
        body = {
            "status": "fail" if silent else "pass",
            "silent": silent,
            "last_sweep": last.isoformat(timespec="seconds") + "Z" if last else None,
        }
        return request.make_response(
            json.dumps(body),
            headers=[
                ("Content-Type", "application/json"),
                ("Cache-Control", "no-store"),
            ],
            status=503 if silent else 200,
        )
