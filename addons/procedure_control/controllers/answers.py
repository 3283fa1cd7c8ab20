import json
import os

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request
from odoo.tools.misc import html_escape
from werkzeug.wsgi import wrap_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def stream_file(path, name, mimetype=XLSX):
    """A response that sends the finished file at ``path`` and forgets it.

    The file loses its name at once: whether it is sent to its end or the reader goes
    away, nothing of it stays on the disk.
    """
    source = open(path, "rb")
    size = os.fstat(source.fileno()).st_size
    os.unlink(path)
    response = request.make_response(
        wrap_file(request.httprequest.environ, source),
        headers=[
            ("Content-Type", mimetype),
            ("Content-Length", size),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ],
    )
    response.direct_passthrough = True
    response.call_on_close(source.close)
    return response


def refuse(error):
    """Odoo's serialised error, which the web client shows as the server's sentence."""
    if isinstance(error, AccessError):
        status = 403
    elif isinstance(error, MissingError):
        status = 404
    elif isinstance(error, UserError):
        status = 422
    else:
        status = 500
    body = {
        "code": 0,
        "message": "Odoo Server Error",
        "data": http.serialize_exception(error),
    }
    return request.make_response(html_escape(json.dumps(body)), status=status)
