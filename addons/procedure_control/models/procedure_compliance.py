# The texts are translated before they are filled in.
# pylint: disable=translation-not-lazy
from dataclasses import dataclass
from datetime import datetime

import pytz
from odoo import fields, models
from odoo.exceptions import UserError

from ..reporting import ii06a, ii06a_sheet, internal_work, late_steps, painter, register
from ..reporting.layouts import dates_text, layout_on, period_text
from ..reporting.period import Period
from ..reporting.sheets import Book, Cover, Spoken
from .file_words import words_in
from .procedure_compliance_rows import local

LANGUAGES = {"vi": "vi_VN", "en": "en_US"}


@dataclass(frozen=True)
class Options:
    """What one compliance spreadsheet is made from.

    ``companies``, ``documents`` and ``fields`` are recordsets (the last two may be
    empty: all); ``by`` one or two keys of `reporting.ii06a.GROUPS`; ``taken_at`` naive
    UTC and ``as_of`` the same moment on the wall clock of the first agency.
    """

    period: Period
    companies: object
    documents: object
    fields: object
    language: str
    by: tuple[str, ...]
    supplement_column: int
    requesters: bool
    receiver: str
    as_of: datetime

    @property
    def until(self):
        """The moment at which open cases are judged, local."""
        return min(self.period.end, self.as_of)

    def until_utc(self, zone):
        return zone.localize(self.until).astimezone(pytz.utc).replace(tzinfo=None)


class ProcedureCompliance(models.AbstractModel):
    """Makes the compliance spreadsheet of what its reader may see."""

    _name = "procedure.compliance"
    _description = "Compliance spreadsheet"

    def _now_at(self, company):
        """The wall clock of an agency, naive."""
        # A time zone is no secret.
        calendar = company.sudo()._procedure_calendar()[company.sudo()]
        return local(fields.Datetime.now(), pytz.timezone(calendar.tz or "UTC"))

    def _write(self, path, options):
        """Paint the file at ``path``; returns the cases its statutory sheet counts.

        :raises UserError: figures that do not re-add; nothing is left at ``path``
        """
        try:
            report, book = self._book(options)
            painter.paint(path, book)
        except ii06a.IdentityError as error:
            raise UserError(
                self.env._(
                    "The figures of the spreadsheet do not re-add, so it was not "
                    "made: %(error)s",
                    error=str(error),
                )
            ) from error
        return report.total.counts[3]

    def _book(self, options):
        rows, words = (
            self.env["procedure.compliance.rows"],
            words_in(LANGUAGES[options.language]),
        )
        say = Spoken(words)
        layout = layout_on(options.period.last).choosing(options.supplement_column)
        how = {"layout": layout, "as_of": options.as_of, "keep_ids": False}
        report = ii06a.build(
            rows._case_rows(options, statutory=True),
            options.period,
            by=options.by,
            **how,
        )
        internal = internal_work.figures(
            rows._case_rows(options, statutory=False), options.period, **how
        )
        cover = self._cover(options, say)
        parts = {"period": options.period, "cover": cover}
        sheets = [
            ii06a_sheet.sheet(
                report,
                language=options.language,
                agency=self._agency_names(options, say),
                receiver=options.receiver,
                scope=cover.scope,
            ),
            register.sheet(
                rows._case_rows(options, statutory=True),
                words,
                layout=layout,
                as_of=options.as_of,
                requesters=options.requesters,
                **parts,
            ),
            *late_steps.sheets(rows._step_rows(options), words, **parts),
            internal_work.summary(internal, words, cover=cover),
            internal_work.sheet(
                rows._case_rows(options, statutory=False),
                words,
                requesters=options.requesters,
                **parts,
            ),
        ]
        return report, Book(
            title=say._("Compliance spreadsheet"),
            sheets=sheets,
            subject=f"{period_text(layout, options.period, options.language)} "
            f"{dates_text(layout, options.period, options.language)}",
            author=self.env.user.name,
            company=self._agency_names(options, say),
            created=options.as_of,
            words=words,
        )

    def _agency_names(self, options, say):
        """Two agencies by name; of more, whose summary it is and how many they are."""
        companies = options.companies
        if len(companies) <= 2:
            return ", ".join(companies.mapped("name"))
        first = self.env.company if self.env.company in companies else companies[:1]
        text = say._("%(agency)s and %(count)s more agencies")
        return text % {"agency": first.name, "count": len(companies) - 1}

    def _cover(self, options, say):
        produced = say._("Made by %(user)s at %(moment)s") % {
            "user": self.env.user.name,
            "moment": options.as_of.strftime("%H:%M %d/%m/%Y"),
        }
        # Whoever keeps the file can tell later whether the trail was rewritten.
        head = self.env["procedure.seal"]._head(options.companies[:1])
        if head["hash"]:
            sealed = say._("audit trail sealed up to %(position)s:%(hash)s") % head
            produced = f"{produced} · {sealed}"
        return Cover(
            agency=self._agency_names(options, say),
            scope=self._scope(say),
            produced=produced,
        )

    def _scope(self, say):
        """Whose rows these are, where the reader may not see all of the agencies."""
        user = self.env.user
        if user.has_groups(
            "procedure_control.group_quality_officer,procedure_control.group_auditor"
        ):
            return ""
        text = say._("Only the cases and steps that %(user)s may see")
        return text % {"user": user.name}
