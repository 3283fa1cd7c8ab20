from dataclasses import replace

from odoo import Command, models
from odoo.exceptions import UserError

from ..engine.moving import Landing, Obstacle, land
from ..engine.reroute import BEGUN, OPEN

#: States in which a case has a clock that another revision can set.
MOVABLE = ("running", "paused")


class ProcedureCase(models.Model):
    """How a running case is moved to another revision: only by a signed plan."""

    _inherit = "procedure.case"

    # --- where it lands ---------------------------------------------------------------
    def _landing(self, revision, steps, variants):
        """`engine.moving.Landing` of this case under a revision past draft.

        :param steps: {procedure.step id: id of its counterpart}
        :param variants: {procedure.variant id: id of its counterpart}
        """
        self.ensure_one()
        if self.state not in MOVABLE or revision == self.revision_id:
            return Landing(obstacles=(Obstacle("state"),))
        old, new = self.revision_id._runtime(), revision._runtime()
        newest = self._newest()
        mapping = {
            old.step_keys[here]: new.step_keys[there]
            for here, there in steps.items()
            if here in old.step_keys and there in new.step_keys
        }
        there = ""
        if self.variant_id:
            there = new.variant_keys.get(variants.get(self.variant_id.id))
        landing = land(
            old.content,
            new.content,
            self._variant_key(),
            there,
            self._states(newest),
            mapping,
            {
                key: tuple(tasks.mapped("state"))
                for key, tasks in newest.items()
                if tasks[0].asking_company_id
            },
        )
        elsewhere = () if landing.obstacles else self._elsewhere(newest, new, mapping)
        if elsewhere:
            return Landing(obstacles=(Obstacle("agency", elsewhere),))
        return landing

    def _elsewhere(self, newest, new, mapping):
        """Keys of steps in hand that another agency does by the new revision."""
        found = []
        for key, tasks in newest.items():
            task = tasks[:1]
            if task.state not in BEGUN or task.asking_company_id:
                continue
            step = task.step_id.browse(new.step_ids[mapping[key]])
            agency = task.company_id
            if step.agency_mode == "fixed":
                agency = step.agency_id or agency
            elif step.agency_mode == "receiving":
                agency = self.company_id
            if agency != task.company_id:
                found.append(key)
        return tuple(found)

    # --- the move ---------------------------------------------------------------------
    def _move_to(self, revision, steps, variants, reason, at):
        """Let these cases run under another revision from now on.

        What is in hand keeps its row, its owner, its activity and what has fired; what
        ended stays as it was done. Pauses, extensions and questions go on.

        :param steps: {procedure.step id: id of its counterpart}, of any old revision
        :param variants: {procedure.variant id: id of its counterpart}
        :return: {case: `engine.moving.Landing`}
        :raises UserError: one of them cannot be moved by this mapping
        """
        self._lock()
        cases = self.sudo()  # permitted by the signed plan; nobody may write cases
        cases.invalidate_recordset(["state"])
        cases._close_silent(at)
        landings = {case: case._landing(revision, steps, variants) for case in cases}
        for case, landing in landings.items():
            if landing.obstacles:
                raise UserError(case._why_not_moved(landing))
        before = {case: (case.revision_id, case.due_at) for case in cases}
        given = cases._extended_limits(cases._working_times(at))
        cases._drop(landings, at)
        cases._take_over(revision, steps, variants)
        times = cases._working_times(at)
        plans = cases._moved_plans(given, times)
        cases._add_steps(landings, plans, at)
        cases._rederive_moved(plans, reason, at, times)
        cases._put_to_work(landings, plans, at, times)
        self.env["procedure.event"]._log(
            "case.moved",
            self,
            at=at,
            reason=reason,
            values=lambda case: case.sudo()._told_of_move(*before[case.sudo()]),
        )
        return landings

    def _told_of_move(self, revision, due):
        return {
            "from": revision.display_name,
            "to": self.revision_id.display_name,
            "fingerprint": self.revision_id.fingerprint or "",
            "old_due": due,
            "new_due": self.due_at,
        }

    def _drop(self, landings, at):
        """End the planned steps that the new revision does not walk."""
        left = self.task_ids.browse()
        for case, landing in landings.items():
            newest = case._newest() if landing.dropped else {}
            for key in landing.dropped:
                left |= newest[key].filtered(lambda t: t.state in OPEN)
        left._stop("not_arisen", at)

    def _take_over(self, revision, steps, variants):
        """Point these cases and their tasks at the new revision."""
        runtime = revision._runtime()
        for case in self.with_context(tracking_disable=True):
            variant = case.variant_id.browse(variants.get(case.variant_id.id, False))
            agencies = case._fixed_agencies(revision, variant.id)
            case.write(
                {
                    "revision_id": revision.id,
                    "variant_id": variant.id,
                    "agency_ids": [Command.link(agency.id) for agency in agencies],
                }
            )
        revision.step_ids.mapped("agency_mode")
        for case in self:
            order = {
                step.key: (number, step)
                for number, step in enumerate(
                    runtime.content.steps_of(case._variant_key()), 1
                )
            }
            for task in case.task_ids:
                there = task.step_id.browse(steps.get(task.step_id.id, False))
                if there:
                    place = order.get(runtime.step_keys[there.id])
                    task.write(task._taken_over_values(there, place))

    def _moved_plans(self, given, times):
        """{case: Plan} under the new revision; what was promised later stays.

        A clock that stands is reckoned as when it stopped: it goes on by itself later.

        :param given: {case: limit that its extended due amounts to}
        """
        plans = self._plans(times)
        for case in self:
            stood = [(start, end) for start, end in case._pauses() if end]
            if case.state == "paused":
                plans[case] = plans[case].with_pauses(stood)
            if case in given:
                due = plans[case].case_due.at
                promised = case._limit_due(times, given[case], stood)
                if due and promised.at and promised.at > due:
                    plans[case] = replace(plans[case], case_due=promised)
        return plans

    def _add_steps(self, landings, plans, at):
        """Lay out what had no place before; what lies behind the case is passed."""
        agencies, rows = self._step_agencies(), []
        for case, landing in landings.items():
            if not landing.new:
                continue
            content = case.revision_id._runtime().content
            for order, step in enumerate(content.steps_of(case._variant_key()), 1):
                if step.key in landing.new:
                    planned = plans[case].steps[step.key]
                    agency = agencies[case][step.key]
                    rows.append(case._task_values(step, order, agency, planned))
        self.env["procedure.task"]._make(rows)
        passed = self.task_ids.browse()
        for case, landing in landings.items():
            newest = case._newest() if landing.passed else {}
            passed = passed.union(*(newest[key] for key in landing.passed))
        passed._stop("not_arisen", at)

    def _rederive_moved(self, plans, reason, at, times):
        """Due times of the case and of its steps; those that wait go on waiting."""
        self._set_dues(plans, reason, at)
        tasks = self.task_ids
        tasks.filtered(lambda t: t.state == "planned")._lay_out_moved(plans)
        begun = tasks.filtered(lambda t: t.state in BEGUN)
        begun._move_dues(plans, reason, at, times)
        # By the new content a rung may have another moment though the due is the same.
        begun.filtered(lambda t: t.state == "ready")._plan_calls(times)
        begun.filtered(lambda t: t.state == "paused").next_check_at = False

    def _put_to_work(self, landings, plans, at, times):
        """Steps that are done together with what is in hand are ready with it."""
        opened_by, ready = {}, self.task_ids.browse()
        for case, landing in landings.items():
            if not landing.ready:
                continue
            newest = case._newest()
            ready = ready.union(*(newest[key] for key in landing.ready))
            begun = case.task_ids.filtered(lambda t: t.state in BEGUN)
            opened_by[case] = begun[:1].opened_by_id
        ready._make_ready(at, times, plans, opened_by)
        waiting = ready.filtered(
            lambda t: (
                t.state == "ready"
                and t.case_id.state == "paused"
                and t.step_id.kind != "wait"
            )
        )
        waiting.write({"state": "paused", "next_check_at": False})


class ProcedureTask(models.Model):
    """What of a task is another under another revision."""

    _inherit = "procedure.task"

    def _taken_over_values(self, step, place):
        """
        :param step: procedure.step, its counterpart
        :param place: (number on the path, engine.content.Step), None beside the path
        """
        values = {"step_id": step.id}
        if place:
            values["sequence"] = place[0]
        if self.state not in OPEN:
            ended_as = self.done_under_step_id or self.step_id
            return values | {"done_under_step_id": ended_as.id}
        if not place:
            return values
        content = place[1]
        values |= {
            "label": content.label,
            "name": content.name,
            "counted": content.counted,
        }
        if self.state == "planned":
            values["company_id"] = self._agency_under(step).id
        elif self.activity_id and (content.label, content.name) != (
            self.label,
            self.name,
        ):
            # The mirror says what its task is; a user may not write it.
            summary = " ".join(filter(None, (content.label, content.name)))
            self.activity_id.sudo().summary = summary
        return values

    def _agency_under(self, step):
        """Where a planned step is done; an agency that was chosen stays."""
        if step.agency_mode == "fixed" and step.agency_id:
            return step.agency_id
        if step.agency_mode == "chosen" and self.step_id.agency_mode == "chosen":
            return self.company_id
        return self.case_id.company_id

    def _lay_out_moved(self, plans):
        for task in self:
            planned = plans[task.case_id].steps.get(task._step_key())
            task.write(
                {
                    "scheduled_ready_at": planned and planned.scheduled_ready,
                    "planned_due_at": planned and planned.planned_due,
                }
            )
