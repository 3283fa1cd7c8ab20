"""Writes docs/validation.md: which test proves which clause.

A test says so in its docstring, or its class does for all of it:
``Proves: ISO 9001 7.5.3.2 c; 21 CFR 11.10(e).`` Run by `python tools/validation.py`.
"""

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLAUSES = ROOT / "docs" / "validation_clauses.toml"
PAGE = ROOT / "docs" / "validation.md"
TESTS = (ROOT / "addons" / "procedure_control" / "tests", ROOT / "tests")
_PROVES = re.compile(r"Proves:\s*(.+?)\.(?:\s|$)", re.DOTALL)

HEAD = """# Validation

Which clause is answered by what. A test named here runs on every `./dev test`; it
fails when the behaviour breaks. *By the site* is what no software can do for it.
The installation record (Reporting → Audit trail → Installation record) prints what was
installed where, with the fingerprints of the program's files.

This page is made from the tests: `python tools/validation.py`. Do not edit it.
"""


def standards():
    """The catalogue: list of {key, title, clause: [{number, asks, site?}]}."""
    return tomllib.loads(CLAUSES.read_text())["standard"]


def proofs():
    """{"<standard> <clause>": [(file, test)]} as the docstrings say."""
    found = {}
    for folder in TESTS:
        for path in sorted(folder.rglob("test_*.py")):
            for name, doc in _documented(ast.parse(path.read_text())):
                for said in _PROVES.findall(doc):
                    for clause in " ".join(said.split()).split(";"):
                        place = (str(path.relative_to(ROOT)), name)
                        found.setdefault(clause.strip(), []).append(place)
    return found


def _documented(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, ast.get_docstring(node) or ""
            for child in node.body:
                if isinstance(child, ast.FunctionDef):
                    yield f"{node.name}.{child.name}", ast.get_docstring(child) or ""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, ast.get_docstring(node) or ""


def page():
    """The text of docs/validation.md."""
    proven = proofs()
    lines = [HEAD]
    for standard in standards():
        lines += [f"## {standard['title']}", "", "| clause | asks | answered by |"]
        lines.append("|---|---|---|")
        for clause in standard["clause"]:
            tests = proven.get(f"{standard['key']} {clause['number']}", [])
            answers = [f"`{Path(file).name}` {name}" for file, name in tests]
            if clause.get("site"):
                answers.append(f"*By the site:* {clause['site']}")
            lines.append(
                f"| {clause['number']} | {clause['asks']} | {'<br>'.join(answers)} |"
            )
        lines.append("")
    return "\n".join(lines)


def problems():
    """What is wrong with the catalogue or the docstrings, in words."""
    known, proven = {}, proofs()
    for standard in standards():
        for clause in standard["clause"]:
            known[f"{standard['key']} {clause['number']}"] = clause
    unknown = [
        f"no such clause: {c} in {p[0]}" for c, p in proven.items() if c not in known
    ]
    bare = [c for c, v in known.items() if c not in proven and not v.get("site")]
    return unknown + [f"nothing answers {clause}" for clause in bare]


if __name__ == "__main__":
    PAGE.write_text(page())
    sys.exit("\n".join(problems()) or 0)
