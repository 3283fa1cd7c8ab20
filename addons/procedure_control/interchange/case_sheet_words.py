"""The words of the case sheet: heads, hints, and what each finding says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .finding import Finding

Words = Callable[[str], str]


@dataclass(frozen=True)
class Spoken:
    """``say._("…")`` calls the words it was given, where the collector of texts for
    translation finds them."""

    _: Words


def heads(words: Words) -> dict[str, str]:
    say = Spoken(words)
    return {
        "external_code": say._("Dossier code"),
        "procedure_code": say._("Procedure code"),
        "agency_code": say._("Agency code"),
        "variant": say._("Variant"),
        "channel": say._("Channel"),
        "received_at": say._("Received at"),
        "requester_name": say._("Requester"),
        "phone": say._("Phone"),
        "email": say._("Email"),
        "address": say._("Address"),
        "note": say._("Note"),
    }


def hints(words: Words) -> dict[str, str]:
    say = Spoken(words)
    return {
        "external_code": say._(
            "Required. The code in the other system; a code already brought in "
            "changes nothing."
        ),
        "procedure_code": say._("Required. As on the sheet of choices, typed as text."),
        "agency_code": say._("Required. The agency that received the dossier."),
        "variant": say._("Only where the procedure has variants."),
        "channel": say._("Choose from the list."),
        "received_at": say._(
            "Required. dd/mm/yyyy hh:mm, in the agency's own time. The procedure in "
            "force at that moment is followed."
        ),
        "requester_name": say._("Who handed the dossier in."),
        "phone": say._("Typed as text, so that a leading zero stays."),
        "email": "",
        "address": "",
        "note": "",
    }


def channels(words: Words) -> dict[str, str]:
    say = Spoken(words)
    return {
        "online": say._("Online"),
        "desk": say._("At the desk"),
        "post": say._("By post"),
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
    say = Spoken(words)
    template = say._("Start again from the template and save it as .xlsx.")
    return {
        "not_xlsx": (say._("This is not an .xlsx workbook."), template),
        "damaged": (
            say._("The file is damaged or was cut short."),
            say._(
                "Open it in a spreadsheet program, save it again and send that file."
            ),
        ),
        "old_or_encrypted": (
            say._("The file is in an old format or protected by a password."),
            say._("Remove the password and save it as .xlsx."),
        ),
        "file_too_large": (
            say._("The file is larger than %(megabytes)s MB."),
            say._("Split it into several files."),
        ),
        "bomb": (
            say._("The file would unpack to more than %(megabytes)s MB."),
            template,
        ),
        "unsafe": (say._("The file holds parts that are not safe to open."), template),
        "external_links": (
            say._("The file links to other files; the links are not followed."),
            say._("Nothing need be done if the values themselves are in the cells."),
        ),
        "no_head": (say._("No sheet has the heads of the template."), template),
        "no_lines": (
            say._("There is no line under the heads."),
            say._("Add the cases."),
        ),
        "missing_column": (
            say._("The column “%(column)s” is missing."),
            say._("Add the column, or start from the template."),
        ),
        "double_column": (
            say._("The column “%(column)s” stands there twice."),
            say._("Keep one of them."),
        ),
        "too_many_lines": (
            say._("The file has more than %(limit)s lines."),
            say._("Split it into several files."),
        ),
    }


def _line_texts(words: Words) -> dict[str, tuple[str, str]]:
    say = Spoken(words)
    as_text = say._("Format the column as text and type the value again.")
    as_date = say._("Write it as dd/mm/yyyy hh:mm.")
    return {
        "missing_value": (
            say._("“%(column)s” is empty."),
            say._("Fill it in: without it the case cannot be taken."),
        ),
        "formula": (
            say._("“%(column)s” holds a formula."),
            say._("Copy the cells and paste them as values."),
        ),
        "error_value": (
            say._("“%(column)s” shows the error %(value)s."),
            say._("Correct the cell, then paste it as a value."),
        ),
        "not_text": (say._("“%(column)s” is not text: %(value)s."), as_text),
        "number_for_text": (
            say._("“%(column)s” was typed as a number (%(value)s): zeros may be lost."),
            as_text,
        ),
        "too_long": (
            say._("“%(column)s” is longer than %(limit)s characters."),
            say._("Shorten it."),
        ),
        "unknown_channel": (
            say._("“%(value)s” is not a channel."),
            say._("Choose from the list: online, at the desk, by post."),
        ),
        "not_a_date": (say._("“%(value)s” is not a date."), as_date),
        "absurd_date": (say._("The date %(value)s cannot be right."), as_date),
        "double_line": (
            say._("The same dossier code already stands in line %(first)s."),
            say._("Remove one of the two lines."),
        ),
    }
