"""A package against the schemas of ECMA-376 and the rules the Open XML SDK checks."""

from __future__ import annotations

from pathlib import Path

from openxml_audit import FileFormat, OpenXmlValidator


def complaints(path: Path | str) -> list[str]:
    """What a validator finds wrong with a spreadsheet: part, place and rule of each.

    Texts inside the cells instead of in a table of their own are as the schemas have
    it; that Excel would move them when it saves is a remark, not an error.
    """
    validator = OpenXmlValidator(FileFormat.OFFICE_2019, security_validation=True)
    found = validator.validate(str(path))
    return [
        f"{error.part_uri} {error.path}: {error.description}"
        for error in found.errors
        if error.severity.name == "ERROR"
    ]
