from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..engine.insight_effect import Sample, effect
from ..models.procedure_compliance_rows import local

#: How far back the cases of the revision before are looked at.
BEFORE = timedelta(days=365)


class ProcedureInsight(models.TransientModel):
    """Whether a revision helped: its cases beside those of the one before."""

    _inherit = "procedure.insight"

    def _effect_section(self, scope):
        """The section, False where no procedure is chosen or none came before."""
        pair = self._revisions(scope)
        if not pair:
            return False
        before, after = pair
        since = after.effective_at
        counted = self._counted_domain(scope.companies)
        samples, domains = [], []
        for revision, first in ((before, since - BEFORE), (after, since)):
            of_revision = counted & Domain("revision_id", "=", revision.id)
            ended = of_revision & Domain.OR(
                [
                    Domain("result_at", ">=", first),
                    Domain("result_at", "=", False) & Domain("ended_at", ">=", first),
                ]
            )
            open_ = of_revision & Domain("result_at", "=", False)
            open_ &= Domain("ended_at", "=", False)
            domains.append((ended, open_))
            samples.append(self._sample(ended, open_))
        return self._effect_table(pair, samples, domains, scope)

    def _revisions(self, scope):
        """(the revision before, the revision), or None; only what the reader sees."""
        if not scope.document:
            return None
        after = self.revision_id._origin
        if after.document_id != scope.document or not after.effective_at:
            after = scope.document.effective_revision_id
        if not after.effective_at:
            return None
        before = self.env["procedure.revision"].search(
            [
                ("document_id", "=", scope.document.id),
                ("effective_at", "<", after.effective_at),
                ("id", "!=", after.id),
            ],
            order="effective_at desc, id desc",
            limit=1,
        )
        return (before, after) if before else None

    def _sample(self, ended, open_):
        rows = self._case_rows(ended)
        ids = {row.id for row in rows}
        judged = [row for row in rows if row.verdict]
        return Sample(
            leads=list(self._leads(rows).values()),
            in_time=sum(row.verdict != "late" for row in judged),
            judged=len(judged),
            reworked=len(self._reworked(ended) & ids),
            ended=len(rows),
            running=self.env["procedure.case"].search_count(open_),
        )

    def _effect_table(self, pair, samples, domains, scope):
        env = self.env
        names = {
            "lead": env._("Receipt to result, half within (h)"),
            "in_time": env._("Early or on time"),
            "rework": env._("With work sent back"),
        }
        told = {
            "few": (env._("Too few to tell"), "warning"),
            "same": (env._("No difference shown"), ""),
            "better": (env._("Better"), "success"),
            "worse": (env._("Worse"), "danger"),
        }
        rows = []
        for one in effect(*samples):
            shown = self._hours if one.key == "lead" else self._share
            cells = [self._tile(names[one.key])]
            for figure, (ended, _open) in zip(
                (one.before, one.after), domains, strict=True
            ):
                cells += [
                    self._tile(shown(figure.value)),
                    self._tile(self._between(figure.interval, shown)),
                    self._tile(figure.of, ended & self._of_figure(one.key)),
                ]
            words, tone = told[one.told]
            rows.append([*cells, self._tile(words, tone=tone)])
        running = [self._tile(env._("Still running, in no figure"))]
        for sample, (_ended, open_) in zip(samples, domains, strict=True):
            count = self._tile(sample.running, open_)
            running += [self._tile(""), self._tile(""), count]
        rows.append([*running, self._tile("")])
        before, after = pair
        likely = env._("95 in 100 sure between")
        cases = env._("Cases")
        since = local(after.effective_at, scope.zone).date()
        note = env._(
            "%(after)s, in force since %(since)s, beside %(before)s since the year "
            "before. Of fewer than 30 cases nothing is told. While many still run, "
            "those that have ended are the quick ones.",
            after=after.display_name,
            since=format_date(env, since),
            before=before.display_name,
        )
        heads = [env._("Figure"), env._("Before"), likely, cases]
        heads += [env._("After"), likely, cases, env._("What it tells")]
        title = env._("Effect of the revision")
        return self._section("effect", title, heads, rows, note)

    def _of_figure(self, key):
        """Which of the ended cases a figure is of."""
        return {
            "lead": Domain("result_at", "!=", False),
            "in_time": Domain("verdict", "!=", False),
            "rework": Domain.TRUE,
        }[key]

    def _between(self, interval, shown):
        if not interval:
            return "–"
        return " – ".join(shown(bound) for bound in interval)
