"""HTML to PDF by WeasyPrint, with nothing fetched but what the paper itself owns.

Loaded only when something is printed: a server without Pango still starts.
"""

import re
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# A host that cannot exist (RFC 2606): relative addresses get a place to stand on.
BASE_URL = "https://paper.invalid/"

_ADDON = Path(__file__).resolve().parent.parent
_STATIC_PREFIX = f"/{_ADDON.name}/static/src/print/"
_STATIC_ROOT = _ADDON / "static" / "src" / "print"
_ATTACHMENT = re.compile(r"/web/(?:image|content)/(\d+)(?:-[0-9a-zA-Z]+)?(?:/.*)?")
_MIMETYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml"}


class PaperFetcher(URLFetcher):
    """Serves data: addresses, this addon's print files and the paper's own images.

    Everything else raises ValueError, which WeasyPrint turns into a missing image.

    :param load_image: attachment id → (bytes, mimetype), or None when it is not one of
        the paper's own or not the user's to read.
    """

    def __init__(self, load_image=None):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._load_image = load_image

    def fetch(self, url, headers=None):
        if url.lower().startswith("data:"):
            return super().fetch(url, headers)
        if not url.startswith(BASE_URL):
            raise ValueError("A paper fetches nothing from outside itself")
        path = unquote(urlsplit(url).path)
        if path.startswith(_STATIC_PREFIX):
            return self._fetch_static(url, path.removeprefix(_STATIC_PREFIX))
        if match := _ATTACHMENT.fullmatch(path):
            found = self._load_image and self._load_image(int(match[1]))
            if found:
                raw, mimetype = found
                return URLFetcherResponse(url, raw, {"Content-Type": mimetype})
        raise ValueError("This address is not part of the paper")

    def _fetch_static(self, url, name):
        file = (_STATIC_ROOT / name).resolve()
        mimetype = _MIMETYPES.get(file.suffix)
        if not file.is_relative_to(_STATIC_ROOT) or not mimetype:
            raise ValueError("This address is not part of the paper")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": mimetype})


# Loading the machine's fonts and reading our sheet costs as much as a short paper:
# once per process. Pango is not safe to use from two threads of it.
_lock = threading.Lock()
_loaded = {}


def _fonts_and_sheet():
    if not _loaded:
        fonts = FontConfiguration()
        sheet = CSS(
            url=f"{BASE_URL.rstrip('/')}{_STATIC_PREFIX}paper.css",
            url_fetcher=PaperFetcher(),
            font_config=fonts,
        )
        _loaded.update(fonts=fonts, sheet=sheet)
    return _loaded["fonts"], _loaded["sheet"]


def write_pdf(pages, load_image=None):
    """One PDF of several HTML documents, each counting its own pages.

    :param pages: list of HTML texts, at least one
    :rtype: bytes
    """
    fetcher = PaperFetcher(load_image)
    with _lock:
        fonts, sheet = _fonts_and_sheet()
        documents = [
            HTML(string=page, base_url=BASE_URL, url_fetcher=fetcher).render(
                stylesheets=[sheet], font_config=fonts
            )
            for page in pages
        ]
        first = documents[0]
        return first.copy([p for d in documents for p in d.pages]).write_pdf()
