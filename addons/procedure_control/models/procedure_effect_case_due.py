from datetime import timedelta

from odoo import fields, models

from ..engine import planning
from ..engine.duration import Duration, Unit
from .procedure_case_clock import DAYS_AFTER, DAYS_BEFORE, duration_of


class ProcedureCase(models.Model):
    """When a case would be due under another revision; nothing of it moves."""

    _inherit = "procedure.case"

    def _dues_under(self, revision_of):
        """{case: `engine.deadline.Due` under that revision from its receipt}.

        None where the case's variant does not exist there. An extension that the case
        was given is not carried over: whoever decides sees both times.

        :param revision_of: {case: procedure.revision past draft}
        """
        if not self:
            return {}
        revisions = self.env["procedure.revision"].union(*revision_of.values()).sudo()
        contents = revisions._content()  # frozen, and not yet in the cache of cases
        agencies = self._agencies() | revisions.step_ids.agency_id
        moments = [case.received_at for case in self] + [fields.Datetime.now()]
        times = agencies._procedure_working_time(
            min(moments).date() - timedelta(days=DAYS_BEFORE),
            max(moments).date() + timedelta(days=DAYS_AFTER),
        )
        return {
            case: case._due_under(revision_of[case].sudo(), contents, times)
            for case in self.sudo()  # other agencies of the path may be out of sight
        }

    def _due_under(self, revision, contents, times):
        content = contents[revision]
        name = self.variant_id.name
        variant = next((v for v in content.variants if v.name == name), None)
        if name and variant is None:
            return None
        records = dict(
            zip((s.key for s in content.steps), revision.step_ids, strict=True)
        )
        steps = [
            planning.StepTime(
                key=step.key,
                order=order,
                duration=_own_time(step),
                phase=step.phase or None,
                counted=step.counted,
                time=times[self._agency_under(records[step.key])],
                kind=step.kind,
            )
            for order, step in enumerate(
                content.steps_of(variant.key if variant else "")
            )
        ]
        phases = [
            planning.PhaseTime(phase.key, phase.mode, duration_of(phase.limit))
            for phase in content.phases
        ]
        limit = variant.limit if variant else None
        plan = planning.plan(
            self.received_at,
            duration_of(limit or content.committed or content.limit),
            times[self.company_id],
            steps,
            phases,
            cutoff=self._cutoff(),
            pauses=self._pauses(),
            at_once_minutes=self.company_id.procedure_at_once_minutes,
        )
        return plan.case_due

    def _agency_under(self, step):
        fixed = step.agency_mode == "fixed" and step.agency_id
        return fixed or self.company_id


def _own_time(step):
    if step.time_mode in ("phase", "set"):
        return None
    if step.time_mode == "none" or not step.duration:
        return Duration(None, Unit.NOT_COUNTED)
    return duration_of(step.duration)
