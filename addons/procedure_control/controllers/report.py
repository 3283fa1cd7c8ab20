import logging
import re

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request
from odoo.tools.safe_eval import safe_eval, time

from .answers import refuse

_logger = logging.getLogger(__name__)


def report_told(report):
    """Whether each print of this report enters the trail."""
    return report.report_name == "procedure_control.paper_controlled"


class PaperController(http.Controller):
    @http.route(
        "/procedure_control/print/<string:report_name>/<string:ids>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def print_paper(self, report_name, ids, **_kwargs):
        """A PDF made by WeasyPrint, as the logged-in user may read its records.

        Errors answer with Odoo's serialised error, so that the web client shows the
        sentence in its own dialog.
        """
        try:
            return self._paper(report_name, self._parse_ids(ids))
        except (AccessError, MissingError, UserError) as error:
            return refuse(error)
        except Exception as error:
            _logger.exception("The report %s failed", report_name)
            return refuse(error)

    def _paper(self, report_name, ids):
        report = request.env["ir.actions.report"]._get_report_from_name(report_name)
        if report.report_type != "weasyprint-pdf":
            raise MissingError(request.env._("There is no such form to print."))
        if report_told(report) and request.httprequest.method != "POST":
            # The trail says who asked for it: a link on some page must not.
            raise AccessError(
                request.env._("Print a controlled copy from the procedure itself.")
            )
        body = request.env["ir.actions.report"]._render(report, ids)[0]
        return request.make_response(
            body,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(body)),
                ("Content-Disposition", content_disposition(self._name(report, ids))),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )

    @staticmethod
    def _parse_ids(ids):
        return [int(part) for part in ids.split(",") if part.isdecimal() and int(part)]

    @staticmethod
    def _name(report, ids):
        name = report.name
        if report.print_report_name and len(ids) == 1:
            name = safe_eval(
                report.print_report_name,
                {"object": request.env[report.model].browse(ids), "time": time},
            )
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() + ".pdf"
