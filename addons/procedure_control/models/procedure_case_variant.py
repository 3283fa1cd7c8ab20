from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.paths import variants_to_walk
from ..engine.reroute import BEGUN, OPEN, RerouteError, reroute


class ProcedureCase(models.Model):
    """A case found to be of another variant, or more urgent, than at intake."""

    _inherit = "procedure.case"

    def action_change_variant(self, variant_id, reason):
        """Hold this case to another variant: its limit, its path, its papers.

        :param variant_id: of its revision; False for the ordinary case, where it exists
        :raises AccessError: who has the work in hand, and who neither received the case
            nor manages it nor answers for quality
        :raises UserError: not running, no other variant, nothing left to do by it
        """
        self.ensure_one()
        self._check_may_change_variant()
        self._change_variant(variant_id, self._reason(reason), fields.Datetime.now())

    def _check_may_change_variant(self):
        self.check_access("read")
        user = self.env.user
        # Whether he works on it does not depend on what else he may read.
        at_work = self.sudo().task_ids.filtered(lambda task: task.state in BEGUN)
        if user in (at_work.user_id | at_work.stand_in_id | at_work.principal_id):
            raise AccessError(
                self.env._(
                    "You have %(case)s in hand: somebody else decides of which "
                    "variant it is.",
                    case=self.name,
                )
            )
        if user != self.received_by_id and not self._manages(self):
            raise AccessError(
                self.env._(
                    "Only who received %(case)s, its manager or a quality officer may "
                    "change its variant.",
                    case=self.name,
                )
            )

    def _change_variant(self, variant_id, reason, at):
        self._lock()
        self._close_silent(at)
        case = self.sudo()  # permitted by the public act; staff cannot write cases
        if case.state != "running":
            raise UserError(
                self.env._("The clock of %(case)s is not running.", case=case.name)
            )
        variant = case.variant_id.browse(variant_id or False)
        change = case._reroute_to(variant)
        named = {"from": case.variant_id.name or "", "to": variant.name or ""}
        given = case._extended_limits(case._working_times(at))
        agencies = case._fixed_agencies(case.revision_id, variant.id)
        case.write(
            {
                "variant_id": variant.id,
                "agency_ids": [fields.Command.link(agency.id) for agency in agencies],
            }
        )
        times = case._working_times(at)
        plans = case._plans_with(given, times)
        last = case.task_ids.filtered("done_at").sorted("done_at")[-1:]
        ready = case._walk(change, plans[case], at)
        case._rederive(plans, reason, at, times)
        ready._make_ready(at, times, plans, opened_by={case: last})
        case._ask_for_papers(at)
        self.env["procedure.event"]._log(
            "case.variant_changed", self, at=at, values=named, reason=reason
        )

    def _reroute_to(self, variant):
        """`engine.reroute.Reroute` of this case to another variant of its revision."""
        self._variant(self.revision_id, variant.id)
        runtime = self.revision_id._runtime()
        key = runtime.variant_keys.get(variant.id, "")
        if key not in variants_to_walk(runtime.content):
            raise UserError(
                self.env._("Every case of this procedure is of one of its variants.")
            )
        if variant == self.variant_id:
            raise UserError(
                self.env._("%(case)s is of that variant already.", case=self.name)
            )
        states = self._states(self._newest())
        try:
            return reroute(runtime.content, self._variant_key(), key, states)
        except RerouteError as error:
            raise UserError(
                self.env._(
                    "By that variant nothing of %(case)s is left to do before its "
                    "result. Complete the steps of the present one.",
                    case=self.name,
                )
            ) from error

    def _plans_with(self, given, times):
        """Plans of this case; an extension that was promised stays where it is later.

        :param given: {case: limit that its extended due amounts to}
        """
        plans = self._plans(times)
        if given:
            promised = self._plans(times, given)
            due, later = plans[self].case_due.at, promised[self].case_due.at
            if due and later and later > due:
                return promised
        return plans

    def _walk(self, change, plan, at):
        """Lay out the tasks of the new path; returns those to be put to work."""
        runtime = self.revision_id._runtime()
        newest, agencies = self._newest(), self._step_agencies()[self]
        open_ = self.task_ids.browse().union(
            *(newest[key] for key in change.leave if key in newest)
        )
        open_.filtered(lambda t: t.state == "planned")._stop("not_arisen", at)
        open_.filtered(lambda t: t.state in BEGUN)._stop("cancelled", at)
        steps = dict(enumerate(runtime.content.steps_of(self._variant_key()), 1))
        rows = [newest[key][:1]._again_values() for key in change.again]
        rows += [
            self._task_values(step, order, agencies[step.key], plan.steps[step.key])
            for order, step in steps.items()
            if step.key in change.new
        ]
        self.env["procedure.task"]._make(rows)
        newest = self._newest()
        for order, step in steps.items():
            newest[step.key].filtered(lambda t, n=order: t.sequence != n).write(
                {"sequence": order}
            )
        passed = [newest[key] for key in change.new if key in change.leave]
        self.task_ids.browse().union(*passed)._stop("not_arisen", at)
        ready = self.task_ids.browse().union(*(newest[key] for key in change.ready))
        return ready.filtered(lambda task: task.state in OPEN)

    def _ask_for_papers(self, at):
        """Papers that the variant asks for in addition lack until they come."""
        asked = set(self.component_ids.mapped("name"))
        rows = self._component_rows(set(self._papers().ids), at)
        self.env["procedure.case.component"]._make(
            [row for row in rows if row["name"] not in asked]
        )
