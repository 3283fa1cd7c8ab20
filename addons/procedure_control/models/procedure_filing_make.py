import os
import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..reporting import filing, ii06a, ii06a_sheet, internal_work, painter
from ..reporting.snapshot import InFolder, Snapshot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ProcedureFiling(models.Model):
    """How a period is filed: the file and what it rests on, from the same rows."""

    _inherit = "procedure.filing"

    @api.model
    def _file(self, options, reason="", at=None):
        """File a period.

        :param options: `Options` of the whole of its agencies
        :param at: naive UTC, when; now if it is left out
        :raises UserError: the period is not over, is filed already without a reason
            for one more edition, or would be of a part of its agencies alone
        """
        self._check_fileable(options, reason)
        compliance = self.env["procedure.compliance"]
        scope = compliance._scope(options)
        with tempfile.TemporaryDirectory(prefix="procedure_filing_") as folder:
            snapshot = Snapshot(InFolder(folder))
            compliance._gather(options, scope, snapshot)
            path = os.path.join(folder, "filed.xlsx")
            try:
                painter.paint(path, compliance._book(snapshot, scope))
            except ii06a.IdentityError as error:
                raise UserError(compliance._not_re_added(error)) from error
            with open(path, "rb") as file:
                data = file.read()
            return self._keep(options.companies, scope, snapshot, data, reason, at)

    @api.model
    def _check_fileable(self, options, reason=""):
        env, companies = self.env, options.companies
        self._check_may_file(companies)
        if options.as_of < options.period.end:
            raise UserError(
                env._(
                    "This period is not over: it ends on %(day)s. It is filed after "
                    "that day.",
                    day=options.period.last.strftime("%d/%m/%Y"),
                )
            )
        if options.requesters:
            raise UserError(env._("A filed report holds no requesters' names."))
        if (
            options.documents
            or options.fields
            or options.departments
            or options.kinds
            or options.sheets
        ):
            raise UserError(
                env._(
                    "A filed report is of the whole agency: leave procedures, fields "
                    "of work, departments, kinds and sheets empty."
                )
            )
        before = self._filed(companies, options.period)
        if before and not (reason or "").strip():
            raise UserError(
                env._(
                    "This period was filed by %(user)s on %(day)s. Give the reason why "
                    "it is reported once more; the earlier report stays.",
                    user=before.filed_by_name,
                    day=fields.Datetime.context_timestamp(
                        self, before.filed_at
                    ).strftime("%d/%m/%Y"),
                )
            )

    @api.model
    def _key_of(self, companies, period):
        agencies = ",".join(map(str, sorted(companies.ids)))
        return f"{period.first}|{period.last}|{agencies}"

    @api.model
    def _filed(self, companies, period):
        """The newest filing of exactly these agencies and dates, if there is one."""
        key = self._key_of(companies, period)
        # That it was filed is told to whoever may file.
        return self.sudo().search([("key", "=", key)], order="edition desc", limit=1)

    @api.model
    def _keep(self, companies, scope, snapshot, data, reason="", at=None):
        """Lock a spreadsheet and the rows it was painted from.

        :param data: the bytes of the file
        :param snapshot: its rows; where the cases stood is kept, without names
        """
        before, at = self._filed(companies, scope.period), at or fields.Datetime.now()
        cases = filing.pack(filing.placed(snapshot.rows("cases"), scope))
        filed = self._record(
            [
                {
                    "key": self._key_of(companies, scope.period),
                    "edition": before.edition + 1,
                    "company_id": companies[:1].id,
                    "company_ids": [Command.set(companies.ids)],
                    "period": scope.period_text,
                    "date_from": scope.period.first,
                    "date_to": scope.period.last,
                    "language": scope.language,
                    "parameters": scope.to_json(),
                    "figures": self._figures_of(snapshot, scope),
                    "case_count": sum(1 for _row in filing.unpack(cases)),
                    "trail_head": scope.trail_head,
                    "reason": (reason or "").strip() or False,
                    "filed_by_id": self.env.uid,
                    "filed_by_name": self.env.user.name,
                    "filed_at": at,
                }
            ]
        )
        filed._store(data, cases, scope)
        [event] = self.env["procedure.event"]._log(
            "compliance.filed",
            filed,
            at=at,
            reason=reason or None,
            values={
                "period": [str(scope.period.first), str(scope.period.last)],
                "agencies": companies.ids,
                "edition": filed.edition,
                "sha256": filed.sha256,
                "cases_sha256": filed.cases_sha256,
                "total": filed.figures["statutory"]["total"],
                "trail_head": scope.trail_head,
            },
        )
        filed._note({"event_id": event})
        return filed.with_env(self.env)

    def _store(self, data, cases, scope):
        name = f"{scope.period.first:%Y%m%d}-{scope.period.last:%Y%m%d}"
        attachments = self.env["ir.attachment"]
        [file], [sha256] = attachments._store_signed(
            [(self, f"II.06a {self.company_id.name} {name}.xlsx", data)], XLSX
        )
        [kept], [cases_sha256] = attachments._store_signed(
            [(self, f"{name}.cases", cases)], "application/zlib"
        )
        self._note(
            {
                "attachment_id": file.id,
                "sha256": sha256,
                "cases_attachment_id": kept.id,
                "cases_sha256": cases_sha256,
            }
        )

    def _figures_of(self, snapshot, scope):
        internal = internal_work.figures(
            snapshot.rows("cases"),
            scope.period,
            layout=scope.layout,
            as_of=scope.as_of,
            keep_ids=False,
        )
        return {
            "statutory": filing.figures(ii06a_sheet.report(snapshot, scope)),
            "internal": filing.figures(internal),
        }
