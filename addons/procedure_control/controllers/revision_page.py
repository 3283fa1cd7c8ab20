import re

from odoo import http
from odoo.http import request

from ..reporting.page_words import PAGE

_TOKEN = re.compile(r"[0-9a-f]{32}")
_SHOWN = ("effective", "superseded", "repealed")
_LANGUAGES = {"vi": "vi_VN", "en": "en_US"}


class RevisionPageController(http.Controller):
    """Where the QR code of a printed procedure leads: is this very revision in force?

    Anybody may scan a paper, so the page tells no more than the class of the document
    allows, names no person, and knows nothing of drafts.
    """

    @http.route(
        "/procedure/r/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
    )
    def revision_page(self, token, lang=None, **_kwargs):
        language = self._language(lang)
        self._speak(language)
        revision = self._find(token)
        values = {
            "language": language,
            "words": PAGE[language],
            "page": revision._page_facts(language) if revision else None,
            "opens": self._may_open(revision),
        }
        response = request.render(
            "procedure_control.revision_page",
            values,
            status=200 if revision else 404,
        )
        response.headers.update(
            {
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Robots-Tag": "noindex, nofollow",
            }
        )
        return response

    @staticmethod
    def _find(token):
        """The issued revision of this token: one answer for unknown and for drafts."""
        # The public has no right of its own; what is shown is chosen by `_page_facts`.
        revisions = request.env["procedure.revision"].sudo()
        if not _TOKEN.fullmatch(token):
            return revisions
        return revisions.search(
            [("page_token", "=", token), ("state", "in", _SHOWN)], limit=1
        )

    @staticmethod
    def _may_open(revision):
        """Whether a colleague who is logged in gets a link to the record itself."""
        user = request.env.user
        return bool(
            revision and user._is_internal() and revision.sudo(False).has_access("read")
        )

    @staticmethod
    def _language(asked):
        if asked in PAGE:
            return asked
        best = request.httprequest.accept_languages.best_match(("vi", "en"))
        return best or "vi"

    @staticmethod
    def _speak(language):
        """The frame around the page in the same language, where it is installed."""
        code = _LANGUAGES[language]
        if request.env["res.lang"]._get_data(code=code):
            request.update_context(lang=code)
