# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from odoo import api, models

from ..interchange import case_sheet
from ..interchange.case_sheet_words import heads
from ..interchange.finding import Finding
from .file_words import words_in


class ProcedureCaseImportWords(models.AbstractModel):
    """What stands against a line that does not fit, and how to mend it, in words."""

    _name = "procedure.case.import.words"
    _description = "Wording of findings about cases brought in"

    @api.model
    def _explain(self, code, column="", values=None):
        """(what, how to mend) in the reader's language.

        :param code: a code of `interchange.case_sheet`, or of this addon's own checks
        :param column: key of the column, worded as its head
        :param values: what the texts name
        """
        own = self._texts().get(code)
        if own:
            named = _Named(values or {})
            return own[0] % named, own[1] % named
        finding = Finding(code, column=column, values=values or {})
        return case_sheet.explain(finding, words_in(self.env.lang))

    @api.model
    def _column(self, key):
        """The head of a column as the reader knows it."""
        return heads(words_in(self.env.lang)).get(key, key)

    @api.model
    def _texts(self):
        _ = self.env._
        return {
            "unchanged": (
                _("Already registered as %(number)s: nothing changes."),
                _("Nothing need be done."),
            ),
            "unknown_agency": (
                _("No agency you work for has the code “%(value)s”."),
                _("Use the agency code from the sheet of choices."),
            ),
            "unknown_procedure": (
                _("%(agency)s has no procedure with the code “%(value)s”."),
                _("Use the procedure code from the sheet of choices."),
            ),
            "ambiguous_procedure": (
                _("Several procedures of %(agency)s have the code “%(value)s”."),
                _("Use the document code instead of the national one."),
            ),
            "no_revision": (
                _("%(procedure)s was not in force on %(date)s."),
                _("Check the date, or enter the case under the procedure in force."),
            ),
            "unknown_variant": (
                _("“%(value)s” is not a variant of %(procedure)s as in force then."),
                _("Choose from: %(choices)s."),
            ),
            "future_receipt": (
                _("It would have been received in the future."),
                _("Correct the time of receipt."),
            ),
            "past_receipt": (
                _("Only a quality officer enters a past receipt."),
                _("Leave the time out, or ask a quality officer."),
            ),
            "not_at_desk": (
                _(
                    "Dossiers of administrative procedures are received at the "
                    "one-stop desk."
                ),
                _("Hand this one over to it."),
            ),
            "unknown_key": (
                _("“%(value)s” is not a column of the case sheet."),
                _("Leave it out."),
            ),
            "not_a_row": (_("This is not a row with named values."), ""),
            "not_a_moment": (
                _("“%(value)s” is not a moment."),
                _(
                    "Write it as 2026-10-05 02:00:00 (UTC), or with an offset: "
                    "2026-10-05T09:00:00+07:00."
                ),
            ),
            "refused": ("%(message)s", ""),
        }


class _Named(dict):
    """A value a text names and the finding lacks reads as nothing."""

    def __missing__(self, key):
        return ""
