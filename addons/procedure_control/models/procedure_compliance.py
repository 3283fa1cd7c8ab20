# The texts are translated before they are filled in.
# pylint: disable=translation-not-lazy
import tempfile
from dataclasses import dataclass
from datetime import datetime

import pytz
from odoo import fields, models
from odoo.exceptions import UserError

from ..reporting import ii06a, ii06a_sheet, painter, workbook
from ..reporting.labels import labels
from ..reporting.period import Period
from ..reporting.scope import Scope
from ..reporting.sheet_names import sheet_names
from ..reporting.sheets import Spoken
from ..reporting.snapshot import InFolder, Snapshot
from .file_words import words_in
from .procedure_compliance_rows import local, utc

#: Names of what was chosen that stand on the cover.
NAMED = 20
LANGUAGES = {"vi": "vi_VN", "en": "en_US"}


@dataclass(frozen=True)
class Options:
    """What one compliance spreadsheet is made from.

    ``companies``, ``documents``, ``fields`` and ``departments`` are recordsets (all but
    the first may be empty: all); ``kinds`` keys of a case's kind, empty for all; ``by``
    one or two keys of `reporting.ii06a.GROUPS`; ``sheets`` keys of
    `reporting.workbook.KINDS`, empty for all; ``as_of`` the moment at which the rows
    are taken, on the wall clock of the first agency, naive.
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
    departments: object = ()
    kinds: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def until(self):
        """The moment at which open cases are judged, local."""
        return min(self.period.end, self.as_of)

    def until_utc(self, zone):
        return utc(self.until, zone)


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
        """Gather and paint the file at ``path`` in one go.

        :return: how many cases its statutory sheet counts
        :raises UserError: figures that do not re-add; nothing is left at ``path``
        """
        scope = self._scope(options)
        with tempfile.TemporaryDirectory(prefix="procedure_rows_") as folder:
            snapshot = Snapshot(InFolder(folder))
            self._gather(options, scope, snapshot)
            try:
                painter.paint(path, self._book(snapshot, scope))
                return ii06a_sheet.report(snapshot, scope).total.counts[3]
            except ii06a.IdentityError as error:
                raise UserError(self._not_re_added(error)) from error

    def _not_re_added(self, error):
        return self.env._(
            "The figures of the spreadsheet do not re-add, so it was not "
            "made: %(error)s",
            error=str(error),
        )

    def _gather(self, options, scope, snapshot):
        """Read every source of the file once, under the reader's own rules."""
        # Batches are forgotten once read: nothing unwritten may be among them.
        self.env.flush_all()
        rows = self.env["procedure.compliance.rows"]
        for source in workbook.sources(scope):
            snapshot.write(source, getattr(rows, f"_rows_{source}")(options))

    def _book(self, snapshot, scope):
        """The file as sheets; needs no rights: all it shows is in the snapshot."""
        return workbook.book(snapshot, scope, words_in(LANGUAGES[scope.language]))

    def _scope(self, options):
        """`Scope`: what the sheets must know besides rows."""
        say = Spoken(words_in(LANGUAGES[options.language]))
        # Whoever keeps the file can tell later whether the trail was rewritten.
        head = self.env["procedure.seal"]._head(options.companies[:1])
        trail_head = "{position}:{hash}".format(**head) if head["hash"] else ""
        return Scope(
            period=options.period,
            as_of=options.as_of,
            language=options.language,
            agency=self._agency_names(options, say),
            agencies=tuple(options.companies.mapped("name")),
            words=self._whose_rows(say),
            produced=self._produced(options, say, trail_head),
            author=self.env.user.name,
            receiver=options.receiver,
            by=options.by,
            supplement_column=options.supplement_column,
            requesters=options.requesters,
            choices=self._choices(options, say),
            sheets=options.sheets,
            trail_head=trail_head,
        )

    def _produced(self, options, say, trail_head):
        produced = say._("Made by %(user)s at %(moment)s") % {
            "user": self.env.user.name,
            "moment": options.as_of.strftime("%H:%M %d/%m/%Y"),
        }
        if not trail_head:
            return produced
        sealed = say._("audit trail sealed up to %(position)s:%(hash)s") % dict(
            zip(("position", "hash"), trail_head.split(":"), strict=True)
        )
        return f"{produced} · {sealed}"

    def _agency_names(self, options, say):
        """Two agencies by name; of more, whose summary it is and how many they are."""
        companies = options.companies
        if len(companies) <= 2:
            return ", ".join(companies.mapped("name"))
        first = self._first_agency(companies)
        text = say._("%(agency)s and %(count)s more agencies")
        return text % {"agency": first.name, "count": len(companies) - 1}

    def _first_agency(self, companies):
        """The one that a file of several is called after: where its reader works."""
        return self.env.company & companies or companies[:1]

    def _choices(self, options, say):
        """What was chosen, as pairs of text for the cover."""
        everything = say._("All")
        kinds = labels(say._)["kind"]
        names = sheet_names(say._)
        departments = options.departments or self.env["hr.department"]
        return (
            (say._("Agencies"), self._listed(options.companies.mapped("name"), say)),
            (
                say._("Departments"),
                self._listed(departments.mapped("name"), say) or everything,
            ),
            (
                say._("Kind of procedure"),
                ", ".join(kinds[key] for key in options.kinds) or everything,
            ),
            (
                say._("Fields of work"),
                self._listed(options.fields.mapped("complete_name"), say) or everything,
            ),
            (
                say._("Procedures"),
                self._listed(options.documents.mapped("code"), say) or everything,
            ),
            (
                say._("Sheets"),
                ", ".join(names.get(key, key) for key in options.sheets) or everything,
            ),
            (
                say._("Waiting for papers counted in column"),
                str(options.supplement_column),
            ),
            (
                say._("Requesters' names"),
                say._("In the file") if options.requesters else say._("Left out"),
            ),
        )

    def _listed(self, names, say):
        """Names in a row, the first of many."""
        if len(names) <= NAMED:
            return ", ".join(names)
        text = say._("%(names)s and %(count)s more")
        shown = ", ".join(names[:NAMED])
        return text % {"names": shown, "count": len(names) - NAMED}

    def _whose_rows(self, say):
        """Whose rows these are, where the reader may not see all of the agencies."""
        user = self.env.user
        if user.has_groups(
            "procedure_control.group_quality_officer,procedure_control.group_auditor"
        ):
            return ""
        text = say._("Only the cases and steps that %(user)s may see")
        return text % {"user": user.name}
