"""The page that opens the folder for when the server is down.

One file that needs nothing else: no script, no style sheet, no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

_STYLE = """
body { font: 16px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 62rem;
       padding: 0 1rem; color: #222; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .4rem .5rem; text-align: left;
         vertical-align: top; }
th { font-weight: 600; } ul { margin: .2rem 0 0; padding-left: 1.1rem; }
.warn { background: #fff3cd; padding: .6rem .8rem; border-radius: .3rem; }
"""


@dataclass(frozen=True)
class Row:
    """One procedure in force. Paths are relative, with slashes.

    ``forms`` holds (code, name, path) of each blank form.
    """

    agency: str
    code: str
    title: str
    numbers: str
    since: str
    path: str
    forms: tuple[tuple[str, str, str], ...] = ()


def page(rows: Sequence[Row], made: str) -> str:
    """The whole HTML page; ``made`` is when the folder was written."""
    ordered = sorted(rows, key=lambda row: (row.agency, row.code))
    tables = "".join(
        _table(agency, list(some))
        for agency, some in groupby(ordered, key=lambda row: row.agency)
    )
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Quy trình đang có hiệu lực</title>"
        f"<style>{_STYLE}</style></head><body>"
        "<h1>Quy trình đang có hiệu lực và biểu mẫu trắng<br>"
        "<small>Procedures in force and blank forms</small></h1>"
        f'<p class="warn">Lập lúc {escape(made)}. Chỉ dùng khi hệ thống không truy cập '
        "được; tài liệu có thể đã thay đổi sau thời điểm này.<br>"
        f"Made at {escape(made)}, for when the server is down; documents may have "
        "changed since.</p>"
        f"{tables}</body></html>\n"
    )


def _table(agency: str, rows: Sequence[Row]) -> str:
    lines = "".join(_line(row) for row in rows)
    return (
        f"<h2>{escape(agency)}</h2><table><thead><tr><th>Mã hiệu</th><th>Tên</th>"
        "<th>Lần</th><th>Hiệu lực từ</th></tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )


def _line(row: Row) -> str:
    forms = "".join(
        f"<li>{_link(path, f'{code} {name}')}</li>" for code, name, path in row.forms
    )
    forms = f"<ul>{forms}</ul>" if forms else ""
    return (
        f"<tr><td>{escape(row.code)}</td><td>{_link(row.path, row.title)}{forms}</td>"
        f"<td>{escape(row.numbers)}</td><td>{escape(row.since)}</td></tr>"
    )


def _link(path: str, text: str) -> str:
    return f'<a href="{quote(path)}">{escape(text)}</a>'
