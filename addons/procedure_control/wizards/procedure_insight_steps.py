from odoo import models
from odoo.fields import Domain

from ..engine.insight_figures import percent, ranked


class ProcedureInsight(models.TransientModel):
    """Steps on the page: where time went, and what was done again."""

    _inherit = "procedure.insight"

    def _causes_section(self, scope, steps):
        """Where working time went, by cause, and the step that took most of it."""
        env = self.env
        names = {
            "own_waiting": env._("Own waiting"),
            "own_working": env._("Own working"),
            "paused": env._("Clock stood"),
            "other": env._("At another agency"),
        }
        codes = self._codes(scope, steps)
        own = Domain("other_agency", "!=", True)
        domains = {
            "own_waiting": own & Domain("waiting_minutes", ">", 0),
            "own_working": own & Domain("working_minutes", ">", 0),
            "paused": Domain("paused_minutes", ">", 0),
            "other": Domain("other_agency", "=", True),
        }
        ended = Domain("done_at", "!=", False)
        rows = []
        for cause in ranked({k: sum(getattr(s, k) for s in steps) for k in names}):
            most = max(steps, key=lambda s, k=cause.key: getattr(s, k), default=None)
            taken = getattr(most, cause.key) if most else 0
            row = [
                self._tile(names[cause.key]),
                self._of_tasks(
                    self._hours(cause.minutes),
                    scope,
                    ended & domains[cause.key],
                    bar=round(cause.share or 0),
                )
                if cause.minutes
                else self._tile(self._hours(0)),
                self._tile(self._share(cause.share)),
                self._tile(self._step_name(most, codes) if taken else "–"),
            ]
            if taken:
                of_step = ended & domains[cause.key] & self._step_domain(most)
                row.append(self._of_tasks(self._hours(taken), scope, of_step))
            else:
                row.append(self._tile("–"))
            rows.append(row)
        return self._section(
            "causes",
            env._("Bottlenecks by cause"),
            [
                env._("Cause"),
                env._("Hours"),
                env._("Share"),
                env._("Most of it at"),
                env._("Hours there"),
            ],
            rows,
            env._("Hours of steps done together are added up."),
        )

    def _codes(self, scope, rows):
        """{id of a procedure: its code and a colon}; nothing where one is chosen."""
        if scope.document:
            return {}
        # What a case is a case of is told to who sees it.
        documents = self.env["procedure.document"].sudo()
        documents = documents.browse({row.document_id for row in rows})
        return {document.id: f"{document.code}: " for document in documents}

    def _step_name(self, row, codes):
        words = " ".join(filter(None, (row.label, row.name)))
        return f"{codes.get(row.document_id, '')}{words}"

    def _step_domain(self, row):
        """Occurrences of this step, whatever revision it stands in."""
        domain = Domain("document_id", "=", row.document_id)
        for name in ("label", "name"):
            value = getattr(row, name)
            domain &= Domain(name, "=", value or False)
        return domain

    def _steps_section(self, scope, steps):
        env, ended = self.env, Domain("done_at", "!=", False)
        codes = self._codes(scope, steps)
        late_minutes = sum(step.late_minutes for step in steps)
        greatest = max((step.waiting + step.working for step in steps), default=0)
        rows = []
        for step in steps:
            here = ended & self._step_domain(step)
            late = here & Domain("verdict", "=", "late")
            total = step.waiting + step.working
            rows.append(
                [
                    self._tile(self._step_name(step, codes)),
                    self._of_tasks(step.count, scope, here),
                    *(self._tile(self._hours(at)) for at in step.waiting_at),
                    *(self._tile(self._hours(at)) for at in step.working_at),
                    self._of_tasks(
                        self._hours(total), scope, here, bar=self._bar(total, greatest)
                    ),
                    self._of_tasks(step.late, scope, late),
                    self._tile(self._share(percent(step.late_minutes, late_minutes))),
                ]
            )
        return self._section(
            "steps",
            env._("Waiting and working per step"),
            [
                env._("Step"),
                env._("Ended"),
                env._("Waiting, half (h)"),
                env._("nine of ten (h)"),
                env._("Working, half (h)"),
                env._("nine of ten (h)"),
                env._("Hours in all"),
                env._("Late"),
                env._("Share of lateness"),
            ],
            rows,
        )

    def _returns_section(self, scope):
        env, found = self.env, self._return_rows(scope.domain)
        codes = self._codes(scope, found)
        reasons = env["procedure.return.reason"].browse(
            {row.reason_id for row in found if row.reason_id}
        )
        names = {reason.id: reason.name for reason in reasons}
        greatest = max((row.count for row in found), default=0)
        rows = []
        for row in found:
            to = " ".join(filter(None, (row.to_label, row.to_name))) or "–"
            bar = self._bar(row.count, greatest)
            rows.append(
                [
                    self._tile(self._step_name(row, codes)),
                    self._tile(to),
                    self._tile(names.get(row.reason_id, "–")),
                    self._tile(row.count, key=["return", *row.key], bar=bar),
                    self._tile(len(row.cases), key=["return_cases", *row.key]),
                    self._tile(self._hours(row.added)),
                ]
            )
        return self._section(
            "returns",
            env._("Rework"),
            [
                env._("Sent back from"),
                env._("To"),
                env._("Because"),
                env._("Times"),
                env._("Cases"),
                env._("Hours added"),
            ],
            rows,
            env._(
                "Added are the hours of the steps done again until the step that sent "
                "back has ended once more."
            ),
        )
