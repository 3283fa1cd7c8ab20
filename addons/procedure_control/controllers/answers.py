import json
import logging
import os
import tempfile

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request
from odoo.tools.misc import html_escape
from werkzeug.wsgi import wrap_file

_logger = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def stream_export(model, export_id):
    """The spreadsheet that the dialog ``export_id`` of ``model`` asks for.

    Its user reads and writes under his own rights. The file is complete before the
    first byte is sent: an error is an error, never half a file.
    """

    def build(path):
        export = request.env[model].browse(export_id)
        if not export.exists():
            raise MissingError(request.env._("Ask for the file once more."))
        return export._build(path)

    return stream_built(build)


def stream_built(build, mimetype=XLSX):
    """A response with the file that ``build(path)`` writes; it returns its name.

    What goes wrong is told as an Odoo error; what nobody foresaw is logged besides.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="procedure_control_") as folder:
            path = os.path.join(folder, "export.xlsx")
            name = build(path)
            return stream_file(path, name, mimetype)
    except (AccessError, MissingError, UserError) as error:
        return refuse(error)
    except Exception as error:
        _logger.exception("A spreadsheet failed")
        return refuse(error)


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
