"""The words of the case sheet: heads, hints, and what each finding says."""

from __future__ import annotations

from collections.abc import Callable

from .finding import Finding

Words = Callable[[str], str]


def heads(words: Words) -> dict[str, str]:
    _ = words
    return {
        "external_code": _("Dossier code"),
        "procedure_code": _("Procedure code"),
        "agency_code": _("Agency code"),
        "variant": _("Variant"),
        "channel": _("Channel"),
        "received_at": _("Received at"),
        "requester_name": _("Requester"),
        "phone": _("Phone"),
        "email": _("Email"),
        "address": _("Address"),
        "note": _("Note"),
    }


def hints(words: Words) -> dict[str, str]:
    _ = words
    return {
        "external_code": _(
            "Required. The code in the other system; a code already brought in "
            "changes nothing."
        ),
        "procedure_code": _("Required. As on the sheet of choices, typed as text."),
        "agency_code": _("Required. The agency that received the dossier."),
        "variant": _("Only where the procedure has variants."),
        "channel": _("Choose from the list."),
        "received_at": _(
            "Required. dd/mm/yyyy hh:mm, in the agency's own time. The procedure in "
            "force at that moment is followed."
        ),
        "requester_name": _("Who handed the dossier in."),
        "phone": _("Typed as text, so that a leading zero stays."),
        "email": "",
        "address": "",
        "note": "",
    }


def channels(words: Words) -> dict[str, str]:
    _ = words
    return {
        "online": _("Online"),
        "desk": _("At the desk"),
        "post": _("By post"),
    }


def explain(finding: Finding, words: Words) -> tuple[str, str]:
    """What is wrong and how to mend it; an unknown code speaks for itself."""
    what, mend = _texts(words).get(finding.code, (finding.code, ""))
    column = heads(words).get(finding.column, finding.column)
    values = {"column": column, **finding.values}
    return what % _Named(values), mend % _Named(values)


class _Named(dict):
    """A value a text names and the finding lacks reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _texts(words: Words) -> dict[str, tuple[str, str]]:
    return {**_file_texts(words), **_line_texts(words)}


def _file_texts(words: Words) -> dict[str, tuple[str, str]]:
    _ = words
    template = _("Start again from the template and save it as .xlsx.")
    return {
        "not_xlsx": (_("This is not an .xlsx workbook."), template),
        "damaged": (
            _("The file is damaged or was cut short."),
            _("Open it in a spreadsheet program, save it again and send that file."),
        ),
        "old_or_encrypted": (
            _("The file is in an old format or protected by a password."),
            _("Remove the password and save it as .xlsx."),
        ),
        "file_too_large": (
            _("The file is larger than %(megabytes)s MB."),
            _("Split it into several files."),
        ),
        "bomb": (
            _("The file would unpack to more than %(megabytes)s MB."),
            template,
        ),
        "unsafe": (_("The file holds parts that are not safe to open."), template),
        "external_links": (
            _("The file links to other files; the links are not followed."),
            _("Nothing need be done if the values themselves are in the cells."),
        ),
        "no_head": (_("No sheet has the heads of the template."), template),
        "no_lines": (_("There is no line under the heads."), _("Add the cases.")),
        "missing_column": (
            _("The column “%(column)s” is missing."),
            _("Add the column, or start from the template."),
        ),
        "double_column": (
            _("The column “%(column)s” stands there twice."),
            _("Keep one of them."),
        ),
        "too_many_lines": (
            _("The file has more than %(limit)s lines."),
            _("Split it into several files."),
        ),
    }


def _line_texts(words: Words) -> dict[str, tuple[str, str]]:
    _ = words
    as_text = _("Format the column as text and type the value again.")
    as_date = _("Write it as dd/mm/yyyy hh:mm.")
    return {
        "missing_value": (
            _("“%(column)s” is empty."),
            _("Fill it in: without it the case cannot be taken."),
        ),
        "formula": (
            _("“%(column)s” holds a formula."),
            _("Copy the cells and paste them as values."),
        ),
        "error_value": (
            _("“%(column)s” shows the error %(value)s."),
            _("Correct the cell, then paste it as a value."),
        ),
        "not_text": (_("“%(column)s” is not text: %(value)s."), as_text),
        "number_for_text": (
            _("“%(column)s” was typed as a number (%(value)s): zeros may be lost."),
            as_text,
        ),
        "too_long": (
            _("“%(column)s” is longer than %(limit)s characters."),
            _("Shorten it."),
        ),
        "unknown_channel": (
            _("“%(value)s” is not a channel."),
            _("Choose from the list: online, at the desk, by post."),
        ),
        "not_a_date": (_("“%(value)s” is not a date."), as_date),
        "absurd_date": (_("The date %(value)s cannot be right."), as_date),
        "double_line": (
            _("The same dossier code already stands in line %(first)s."),
            _("Remove one of the two lines."),
        ),
    }
