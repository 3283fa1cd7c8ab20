from dataclasses import replace

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..reporting import filing
from ..reporting.ii06a import COLUMNS
from ..reporting.scope import Scope
from ..reporting.snapshot import InMemory, Snapshot
from .procedure_compliance import Options

#: The acts that change where a case stood at the end of a past period, the most telling
#: first; of one kind the newest counts.
TELLING = (
    "case.recorded_late",
    "case.result_withdrawn",
    "case.correction_started",
    "case.disposed",
    "case.restarted",
    "case.extended",
    "case.variant_changed",
    "case.moved",
    "case.pinned_anew",
    "case.received",
)


class ProcedureFiling(models.Model):
    """A filed period told again from today's rows."""

    _inherit = "procedure.filing"

    comparison = fields.Html(
        string="Filed and today", compute="_compute_comparison", sanitize=False
    )

    @api.depends("figures", "check_ids")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for filed in self:
            filed.comparison = filed._figures_table()

    def action_compare(self):
        """Tell the period again from today's rows, by the parameters it was filed with.

        Leaves a comparison with each case that stands elsewhere, and the act that
        caused it.
        """
        for filed in self:
            filed.check_access("read")
            filed._check_may_file(filed.company_ids)
            filed._compare()
        return True

    def _compare(self):
        self.ensure_one()
        allowed = self.env.companies | self.company_ids
        reader = self.with_context(allowed_company_ids=allowed.ids)
        options, scope = reader._options_filed()
        snapshot = Snapshot(InMemory())
        self.env.flush_all()  # as in `procedure.compliance._gather`
        rows = reader.env["procedure.compliance.rows"]
        snapshot.write("cases", rows._rows_cases(options))
        try:
            # A file of the filing, which he may read; nobody reaches it by itself.
            before = list(filing.unpack(self.sudo().cases_attachment_id.raw or b""))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The cases as filed can no longer be read: the stored file was "
                    "changed or is gone. Verify the trail."
                )
            ) from error
        changes = filing.changes(before, filing.placed(snapshot.rows("cases"), scope))
        check = self.env["procedure.filing.check"]._record(
            [
                {
                    "filing_id": self.id,
                    "checked_at": fields.Datetime.now(),
                    "checked_by_id": self.env.uid,
                    "checked_by_name": self.env.user.name,
                    "figures": reader._figures_of(snapshot, scope),
                    "change_count": len(changes),
                }
            ]
        )
        causes = self._causes(changes)
        # A case that is gone is told by its number.
        cases = self.env["procedure.case"].sudo().browse(c.id for c in changes)
        known = set(cases.exists().ids)
        self.env["procedure.filing.change"]._record(
            [self._change_row(check, change, causes, known) for change in changes]
        )
        self.env["procedure.event"]._log(
            "compliance.compared", self, values={"changed": len(changes)}
        )
        self.invalidate_recordset(["check_ids"])
        return check

    def _options_filed(self):
        """(`Options`, `Scope`) as filed, told now."""
        scope = Scope.from_json(self.parameters)
        now = self.env["procedure.compliance"]._now_at(self.company_id)
        options = Options(
            period=scope.period,
            companies=self.company_ids,
            documents=self.env["procedure.document"],
            fields=self.env["procedure.field"],
            language=scope.language,
            by=scope.by,
            supplement_column=scope.supplement_column,
            requesters=False,
            receiver=scope.receiver,
            as_of=now,
            departments=self.env["hr.department"],
        )
        return options, replace(scope, as_of=now)

    def _change_row(self, check, change, causes, known):
        cause = causes.get(change.id, {})
        return {
            "check_id": check.id,
            "case_id": change.id in known and change.id,
            "case_number": change.number,
            "what": self._how_changed(change),
            "before": self._facts(change.before, change.facts),
            "after": self._facts(change.after, change.facts),
            **cause,
        }

    def _how_changed(self, change):
        if not change.before:
            return "came"
        return "moved" if change.after else "left"

    def _facts(self, placed, names):
        return placed and {name: getattr(placed, name) for name in names}

    def _causes(self, changes):
        """{case id: which act after the filing made it stand elsewhere}.

        An act on the case is looked for first, then one on its procedure: a procedure
        that moves to another field of work takes its cases along.
        """
        ids = [change.id for change in changes]
        # What was done to a case of his own report is told to who may file it.
        events = self.env["procedure.event"].sudo()
        after = [("id", ">", self.event_id.id)]
        found = {}
        acts = events.search_fetch(
            [("case_id", "in", ids), *after], ["kind", "case_id"], order="id desc"
        )
        for case, of_case in acts.grouped("case_id").items():
            found[case.id] = min(of_case, key=self._how_telling)
        cases = (
            self.env["procedure.case"]
            .sudo()  # as above
            .search_fetch(
                [("id", "in", [i for i in ids if i not in found])], ["document_id"]
            )
        )
        kinds = events.search_fetch(
            [
                ("document_id", "in", cases.document_id.ids),
                ("kind", "=", "document.changed"),
                *after,
            ],
            ["document_id"],
            order="id",
        )
        newest = {event.document_id: event for event in kinds}
        found |= {
            case.id: newest[case.document_id]
            for case in cases
            if case.document_id in newest
        }
        return {
            case_id: {
                "event_id": event.id,
                "act": event.act,
                "done_by_name": event.user_id.name,
                "done_at": event.recorded_at,
                "reason": event.reason,
            }
            for case_id, event in found.items()
        }

    def _how_telling(self, event):
        place = TELLING.index(event.kind) if event.kind in TELLING else len(TELLING)
        return place, event.kind.startswith("task."), -event.id

    # --- showing ----------------------------------------------------------------------

    def _figures_table(self):
        """The figures as filed and as told last, column by column, as a table."""
        self.ensure_one()
        check = self.last_check_id
        rows = Markup().join(
            self._figures_row(name, kind, check)
            for kind, name in (
                ("statutory", self.env._("Form II.06a")),
                ("internal", self.env._("Internal work")),
            )
        )
        heads = Markup().join(
            Markup(
                '<th class="text-end">{}<div class="small text-muted">{}</div></th>'
            ).format(column, text)
            for column, text in self._column_words().items()
        )
        return Markup(
            '<table class="table table-sm o_procedure_filing_figures"><thead><tr><th/>'
            "{}</tr></thead><tbody>{}</tbody></table>"
        ).format(heads, rows)

    def _column_words(self):
        layout = Scope.from_json(self.parameters).layout
        language = "vi" if (self.env.lang or "").startswith("vi") else "en"
        heads = {
            head.column + 1: head.text(language) for head in layout.heads if head.row
        }
        return {column: heads.get(column, "") for column in COLUMNS}

    def _figures_row(self, name, kind, check):
        then = self.figures[kind]["total"]
        lines = [(name, then, "")]
        if check:
            now = check.figures[kind]["total"]
            lines.append((self.env._("Today"), now, "text-muted"))
            if now != then:
                moved = [b - a for a, b in zip(then, now, strict=True)]
                lines.append((self.env._("Difference"), moved, "text-danger"))
        return Markup().join(
            Markup('<tr class="{}"><th>{}</th>{}</tr>').format(
                look,
                head,
                Markup().join(
                    Markup('<td class="text-end">{}</td>').format(value)
                    for value in values
                ),
            )
            for head, values, look in lines
        )
