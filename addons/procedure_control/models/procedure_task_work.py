from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import planning
from ..engine.duration import DurationError, make


class ProcedureTask(models.Model):
    """How a task becomes ready, is completed, and is judged."""

    _inherit = "procedure.task"

    # --- ready -----------------------------------------------------------------------

    def _make_ready(self, at, times):
        """Give planned tasks to who holds their roles now, due from now on.

        :param times: {agency: WorkingTime} of every agency of these tasks
        """
        if not self:
            return
        tasks = self.sudo()  # the engine hands work to people its caller may not see
        assignees = tasks._assignees(at)
        ladders = self.env["procedure.escalation.policy"]._for(tasks)
        for case, of_case in tasks.grouped("case_id").items():
            plan = case._plan(times, {k: t.company_id for k, t in case._current().items()})
            for task in of_case:
                values = task._ready_values(plan, assignees[task], at, times)
                task.write(values | {"policy_id": ladders[task].id})
        tasks._mirror()
        tasks._plan_calls(times)
        self.env["procedure.event"]._log(
            "task.ready",
            tasks,
            at=at,
            values=lambda task: {
                "step": task.label or "",
                "name": task.name,
                "assignee": task.user_id.name or "",
                "by": assignees[task].by,
                "due": fields.Datetime.to_string(task.due_at) or "",
            },
        )

    def _ready_values(self, plan, assignee, at, times):
        due = self._own_due(plan, at)
        seconds = times[self.company_id].seconds_between(at, due.at) if due.at else 0
        return {
            "state": "ready",
            "ready_at": at,
            "user_id": assignee.user_id or False,
            "stand_in_id": assignee.stand_in_id or False,
            "department_id": assignee.department_id or False,
            "role_id": self.step_id.role_id.id,
            "due_at": due.at or False,
            "due_derivation": due.derivation,
            "allowed_minutes": seconds // 60,
        }

    def _own_due(self, plan, ready_at):
        """The own due of this occurrence: a return gets what is left, not the whole."""
        key = self.case_id.revision_id._runtime().step_keys[self.step_id.id]
        of_phase = self.case_id.task_ids.filtered(
            lambda t: t.step_id.phase_id == self.step_id.phase_id and t.ready_at
        )
        begun = min(of_phase.mapped("ready_at"), default=None)
        if self.occurrence == 1:
            return planning.own_due(plan, key, ready_at, first_ready=begun)
        earlier = self.case_id.task_ids.filtered(
            lambda t: t.step_id == self.step_id and t.occurrence < self.occurrence
        )
        return planning.return_due(
            plan,
            key,
            ready_at,
            floor=make(self.company_id.procedure_return_floor or "1", "day"),
            spent=[(t.ready_at, t.done_at) for t in earlier if t.ready_at and t.done_at],
            first_ready=begun,
        )

    # --- completed -------------------------------------------------------------------

    def action_complete(
        self,
        choice=False,
        reason=False,
        checked=(),
        document_number=False,
        attachment_ids=(),
        assignments=(),
    ):
        """Complete tasks: the one act behind every button, inbox and API call.

        :param choice: "next", or the id of an outcome (as text or number); may be
            left out only where the step has no outcomes
        :param reason: required by outcomes that say so
        :param checked: the lines of the step's checklist that are done
        :param document_number: required where the step says so
        :param attachment_ids: files handed in, attached to the case
        :param assignments: dicts (`step_id`, `user_id`, `agency_id`,
            `duration_value`, `duration_unit`) for later steps this doer decides on
        :raises AccessError: who neither owns the task nor stands in
        :raises UserError: not ready, no choice, or required evidence missing
        """
        self._check_may_complete()
        evidence = {
            "choice": str(choice) if choice else False,
            "reason": (reason or "").strip(),
            "checked": list(checked or ()),
            "document_number": (document_number or "").strip(),
            "attachment_ids": list(attachment_ids or ()),
            "assignments": list(assignments or ()),
        }
        self._complete(evidence, fields.Datetime.now())
        return True

    def _complete_from_activity(self, feedback, attachment_ids):
        """The same act, called by Odoo's own *Mark done*."""
        self.action_complete(reason=feedback, attachment_ids=attachment_ids or ())

    def _check_may_complete(self):
        for task in self.sudo():  # the link itself decides, not what he may read
            if self.env.user in (task.user_id | task.stand_in_id):
                continue
            if task.state == "done":
                raise UserError(task._already_done_message())
            raise AccessError(
                self.env._(
                    "%(task)s belongs to %(owner)s. Only its owner or his recorded "
                    "stand-in completes it.",
                    task=task.display_name,
                    owner=task.user_id.name or self.env._("nobody yet"),
                )
            )

    def _already_done_message(self):
        return self.env._(
            "%(task)s was already completed by %(who)s at %(when)s.",
            task=self.display_name,
            who=self.done_by_id.name or "",
            when=fields.Datetime.to_string(self.case_id._local(self.done_at))
            if self.done_at
            else "",
        )

    def _complete(self, evidence, at, user=None):
        """End these tasks at `at` with the same evidence and move their cases on."""
        doer = user or self.env.user
        tasks = self.sudo()  # permitted by the public act; staff cannot write tasks
        tasks.case_id._lock()
        tasks.invalidate_recordset(["state"])
        for task in tasks:
            task._check_can_end(evidence)
        times = tasks.case_id._working_times(at)
        notes = {}
        for task in tasks:
            outcome = task._outcome(evidence["choice"])
            task._apply_assignments(evidence["assignments"])
            task.write(task._done_values(evidence, outcome, doer, at, times))
            task._attach(evidence["attachment_ids"])
            notes[task] = outcome
        tasks._close_mirror(evidence["reason"])
        self.env["procedure.event"]._log(
            "task.completed",
            tasks,
            at=at,
            reason=evidence["reason"] or None,
            in_name_of=tasks.user_id if len(tasks.user_id) == 1 and doer != tasks.user_id else None,
            values=lambda task: {
                "step": task.label or "",
                "name": task.name,
                "outcome": notes[task].name or "",
                "verdict": task.verdict or "",
                "late_minutes": task.late_minutes,
                "document_number": task.document_number or "",
                "checked": evidence["checked"],
            },
        )
        for task in tasks:
            task.case_id._advance(task, notes[task], at, times)
        tasks._post_completion(notes, evidence["reason"], doer)

    def _check_can_end(self, evidence):
        """Refuse, in words, what the step does not allow or what lacks."""
        if self.state in ("done", "sent_back"):
            raise UserError(self._already_done_message())
        if self.state != "ready":
            raise UserError(
                self.env._(
                    "%(task)s cannot be completed now: it is %(state)s.",
                    task=self.display_name,
                    state=self._state_label().lower(),
                )
            )
        choices = self._completion_choices()
        if len(choices) > 1 and not evidence["choice"]:
            raise UserError(
                self.env._(
                    "%(task)s has several outcomes: %(choices)s. Open the task and "
                    "choose one; nothing is done until you do.",
                    task=self.display_name,
                    choices=", ".join(choice["name"] for choice in choices),
                )
            )
        outcome = self._outcome(evidence["choice"])
        lacking = []
        if outcome.needs_reason and not evidence["reason"]:
            lacking.append(self.env._("a reason"))
        if outcome.kind not in ("back", "end_refused", "end_terminated"):
            lacking += self._lacking_evidence(evidence)
        if lacking:
            raise UserError(
                self.env._(
                    "%(task)s is not complete yet. Still lacking: %(what)s.",
                    task=self.display_name,
                    what=", ".join(lacking),
                )
            )

    def _lacking_evidence(self, evidence):
        step = self.step_id
        lacking = []
        for line in step._checklist_lines():
            if line not in evidence["checked"]:
                lacking.append(self.env._('"%(line)s" on the checklist', line=line))
        if step.needs_file and not evidence["attachment_ids"]:
            lacking.append(self.env._("a file"))
        if step.needs_number and not evidence["document_number"]:
            lacking.append(self.env._("a document number"))
        given = {row["step_id"]: row for row in evidence["assignments"]}
        for wanted in self._completion_assignments():
            row = given.get(wanted["step_id"], {})
            if wanted.get("chooses_owner") and not row.get("user_id"):
                lacking.append(
                    self.env._("who does %(step)s", step=wanted["step_name"])
                )
            if wanted.get("chooses_time") and not row.get("duration_unit"):
                lacking.append(
                    self.env._("the time of %(step)s", step=wanted["step_name"])
                )
        return lacking

    def _outcome(self, choice):
        """The outcome chosen; empty for the unnamed next step."""
        choices = [row["choice"] for row in self._completion_choices()]
        if not choice and len(choices) == 1:
            choice = choices[0]
        if str(choice) not in choices:
            raise UserError(
                self.env._("This is not an outcome of %(task)s.", task=self.display_name)
            )
        if choice == "next":
            return self.env["procedure.outcome"].sudo()
        return self.step_id.outcome_ids.filtered(lambda o: str(o.id) == str(choice))

    def _done_values(self, evidence, outcome, doer, at, times):
        time = times[self.company_id]
        used = time.seconds_between(self.ready_at, at)
        values = {
            "state": "sent_back" if outcome.kind == "back" else "done",
            "done_at": at,
            "started_at": self.started_at or at,
            "done_by_id": doer.id,
            "outcome_id": outcome.id,
            "reason": evidence["reason"],
            "document_number": evidence["document_number"],
            "checklist_done": evidence["checked"],
            "used_minutes": used // 60,
            "next_check_at": False,
        }
        if self.due_at:
            # People are judged on their own due by the minute, whatever its unit.
            late = time.seconds_between(self.due_at, at)
            values["verdict"] = "late" if late >= 60 else "early" if late <= -60 else "on_time"
            values["late_minutes"] = max(0, late // 60)
            values["saved_minutes"] = max(0, -late // 60)
        return values

    def _attach(self, attachment_ids):
        """Hang handed-in files on the case, so that whoever works on it sees them."""
        if not attachment_ids:
            return
        files = self.env["ir.attachment"].sudo(False).browse(attachment_ids)
        files.check_access("read")
        # His own uploads of the dialog; from here on they belong to the case.
        files.sudo().write({"res_model": "procedure.case", "res_id": self.case_id.id})

    def _stop(self, state, at):
        """End tasks that nobody completed: not arisen, cancelled, skipped."""
        if not self:
            return
        self.sudo().write({"state": state, "next_check_at": False, "done_at": at})
        self._close_mirror(False)
        self.env["procedure.event"]._log(f"task.{state}", self, at=at)

    def _replan(self, plan, at, times):
        """New due times after the clock stood; what was ready is ready again."""
        for task in self.sudo():  # as in _make_ready
            key = task.case_id.revision_id._runtime().step_keys[task.step_id.id]
            planned = plan.steps.get(key)
            values = {"planned_due_at": planned.planned_due if planned else False}
            if task.state == "paused":
                due = task._own_due(plan, task.ready_at)
                values.update(
                    state="ready",
                    due_at=due.at or False,
                    due_derivation=due.derivation,
                    clock_generation=task.clock_generation + 1,
                )
            task.write(values)
        again = self.filtered(lambda t: t.state == "ready").sudo()
        again._mirror_due()
        again._plan_calls(times)

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _apply_assignments(self, assignments):
        """Put the doer's decisions on the later tasks they are about."""
        allowed = {row["step_id"]: row for row in self._completion_assignments()}
        for row in assignments:
            wanted = allowed.get(row.get("step_id"))
            if not wanted:
                continue
            later = self.case_id.task_ids.filtered(
                lambda t, s=row["step_id"]: t.step_id.id == s and t.state == "planned"
            )
            values = {}
            if wanted.get("chooses_owner") and row.get("user_id"):
                if row["user_id"] not in wanted["candidate_ids"][0][2]:
                    raise UserError(self.env._("The person chosen does not hold the role."))
                values["user_id"] = row["user_id"]
            if wanted.get("chooses_agency") and row.get("agency_id"):
                values["company_id"] = row["agency_id"]
                self.case_id.agency_ids |= self.env["res.company"].browse(row["agency_id"])
            if wanted.get("chooses_time") and row.get("duration_unit"):
                values.update(self._given_time(row))
            if values:
                later.write(values)

    def _given_time(self, row):
        try:
            duration = make(row.get("duration_value") or "", row["duration_unit"])
        except DurationError as error:
            raise UserError(
                self.env._(
                    '"%(text)s" is not a time: write a number such as 3 or 0,5, and '
                    "its unit.",
                    text=row.get("duration_value") or "",
                )
            ) from error
        return {
            "given_duration_value": format(duration.value, "f") if duration.value else "",
            "given_duration_unit": duration.unit.value,
        }
