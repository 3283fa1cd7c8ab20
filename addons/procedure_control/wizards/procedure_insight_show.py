from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date, formatLang

from ..engine.insight_figures import percent, quantile, throughput
from ..models.plain_domain import plain
from ..models.procedure_compliance_rows import local

#: Rows of a long table that are shown; the rest is counted in its note.
SHOWN = 25


class ProcedureInsight(models.TransientModel):
    """The page as plain tables; each figure says which records it counts."""

    _inherit = "procedure.insight"

    def _figures(self):
        """`{"note", "cards", "sections", "scope"}` for the browser, or `{"error"}`."""
        try:
            scope = self._scope()
            study = self._study(scope)
        except AccessError:
            raise
        except UserError as error:
            return {"error": str(error)}
        steps = self._step_rows(scope.domain)
        sections = [
            self._effect_section(scope),
            self._throughput_section(scope, study),
            self._causes_section(scope, steps),
            self._steps_section(scope, steps),
            self._returns_section(scope),
            self._paths_section(scope, study),
            self._conformance_section(study),
        ]
        return {
            "scope": {
                "date_from": str(scope.first),
                "date_to": str(scope.last),
                "document_id": scope.document.id,
                "company_ids": scope.companies.ids,
            },
            "note": self.env._(
                "Cases read: %(count)s, those that ended from %(first)s to %(last)s "
                "and that you may see. Times are working hours of the agency; "
                "corrections of issued results are left out.",
                count=len(study.cases),
                first=format_date(self.env, scope.first),
                last=format_date(self.env, scope.last),
            ),
            "cards": self._cards(scope, study),
            "sections": [section for section in sections if section],
        }

    # --- cells ------------------------------------------------------------------------

    def _hours(self, minutes):
        if minutes is None:
            return "–"
        return formatLang(self.env, minutes / 60, digits=1)

    def _share(self, share):
        if share is None:
            return "–"
        return f"{formatLang(self.env, share, digits=2)} %"

    def _tile(self, value, domain=None, model="procedure.case", **more):
        """A figure; `domain` or `key` of what it counts, `bar` its length of 100."""
        cell = {"value": str(value), **more}
        if domain is not None:
            cell |= {"model": model, "domain": plain(domain)}
        return cell

    def _of_tasks(self, value, scope, domain, **more):
        of_cases = Domain("case_id", "any", scope.domain)
        return self._tile(value, of_cases & domain, "procedure.task", **more)

    def _bar(self, value, greatest):
        return round(100 * value / greatest) if greatest else 0

    def _section(self, key, title, heads, rows, note=""):
        shown = rows[:SHOWN]
        if len(rows) > SHOWN:
            more = self.env._("%(count)s more are not shown.", count=len(rows) - SHOWN)
            note = f"{note} {more}".strip()
        return {"key": key, "title": title, "heads": heads, "rows": shown, "note": note}

    # --- the page from above ----------------------------------------------------------

    def _cards(self, scope, study):
        env, leads = self.env, sorted(study.leads.values())
        verdicts = self._verdicts(study)
        judged = verdicts.total()
        reworked = {
            case
            for path in study.paths
            if any(state == "s" for *_step, state in path.steps)
            for case in path.cases
        }
        deviating = self._deviating(study)
        return [
            self._tile(
                len(study.cases), scope.domain, label=env._("Cases ended"), name="cases"
            ),
            self._tile(
                self._hours(quantile(leads, 0.5)),
                scope.domain & Domain("result_at", "!=", False),
                label=env._("Receipt to result, half of them within (h)"),
                name="lead",
            ),
            self._tile(
                self._hours(quantile(leads, 0.9)),
                label=env._("Nine of ten within (h)"),
                key=["slow", ""],
                name="slow",
            ),
            self._tile(
                self._share(percent(judged - verdicts["late"], judged)),
                scope.domain & Domain("verdict", "=", "late"),
                label=env._("Early or on time"),
                name="in_time",
            ),
            self._tile(
                self._share(percent(len(reworked), len(study.cases))),
                scope.domain & Domain("task_ids.state", "=", "sent_back"),
                label=env._("With work sent back"),
                name="rework",
            ),
            self._tile(
                self._share(percent(len(study.judged - deviating), len(study.judged))),
                label=env._("Kept to the revision"),
                key=["deviating", ""],
                name="conformance",
            ),
        ]

    def _throughput_section(self, scope, study):
        ended = [
            local(row.result_at or row.ended_at, scope.zone).date()
            for row in study.cases.values()
        ]
        buckets = throughput(ended, scope.first, scope.last)
        greatest = max((bucket.count for bucket in buckets), default=0)
        rows = []
        for one in buckets[-SHOWN:]:
            first = self._moment(one.first, scope.zone)
            after = self._moment(
                one.last.fromordinal(one.last.toordinal() + 1), scope.zone
            )
            domain = scope.domain & self._ended_domain(first, after)
            days = " – ".join(format_date(self.env, d) for d in (one.first, one.last))
            bar = self._bar(one.count, greatest)
            rows.append([self._tile(days), self._tile(one.count, domain, bar=bar)])
        return self._section(
            "throughput",
            self.env._("Throughput"),
            [self.env._("Days"), self.env._("Cases ended")],
            rows,
        )
