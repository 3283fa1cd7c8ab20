from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.deadline import step_verdict


class ProcedureTask(models.Model):
    """How a task is completed, and judged."""

    _inherit = "procedure.task"

    def action_complete(
        self,
        choice=False,
        reason=False,
        checked=(),
        document_number=False,
        attachment_ids=(),
        assignments=(),
        return_reason_id=False,
        answer=False,
    ):
        """Complete tasks: the one act behind every button, inbox and API call.

        :param choice: "next", or the id of an outcome (as text or number); may be
            left out only where the step has no outcomes
        :param reason: required by outcomes that say so
        :param checked: the lines of the step's checklist that are done
        :param document_number: required where the step says so
        :param attachment_ids: files handed in, attached to the case
        :param assignments: dicts (`step_id`, `user_id`, `agency_id`, `agency_ids`,
            `duration_value`, `duration_unit`) for later steps this doer decides on
        :param return_reason_id: a `procedure.return.reason`, required with a reason in
            words by outcomes that send back
        :param answer: "agree", "disagree" or "comment", required of an agency asked
        :raises AccessError: who neither owns the task nor stands in
        :raises UserError: not ready, no choice, or required evidence missing
        """
        self._check_may_complete()
        self._refuse_misshapen(
            choice=choice,
            reason=reason,
            checked=checked,
            document_number=document_number,
            attachment_ids=attachment_ids,
            assignments=assignments,
            return_reason_id=return_reason_id,
            answer=answer,
        )
        evidence = {
            "choice": str(choice) if choice else False,
            "reason": (reason or "").strip(),
            "checked": list(checked or ()),
            "document_number": (document_number or "").strip(),
            "attachment_ids": list(attachment_ids or ()),
            "assignments": list(assignments or ()),
            "return_reason_id": self._known_reason(return_reason_id),
            "answer": answer or False,
        }
        self._check_attachments(evidence["attachment_ids"])
        self._refuse_evidence_for_many(evidence)
        evidence["checked"] = self._ticked(evidence["checked"])
        self._complete(evidence, fields.Datetime.now())
        return True

    def _ticked(self, checked):
        """Of these lines those that are on the checklist; nothing else is kept."""
        if not checked:
            return []
        # What a step asks of its doer, who may not read steps.
        lines = [
            line for step in self.sudo().step_id for line in step._checklist_lines()
        ]
        return [line for line in lines if line in checked]

    def _refuse_evidence_for_many(self, evidence):
        """What is handed in, ticked, answered or decided is one task's alone."""
        if len(set(self.ids)) != len(self):
            raise UserError(self.env._("A task was named twice."))
        if len(self) < 2:
            return
        of_one = ("checked", "document_number", "assignments", "answer")
        # What a step asks of its doer decides, whether or not he may read steps.
        if any(evidence[name] for name in of_one) or (
            evidence["attachment_ids"] and any(self.sudo().step_id.mapped("needs_file"))
        ):
            raise UserError(
                self.env._(
                    "What these tasks ask for is given for each of them: complete "
                    "them one by one."
                )
            )

    def _known_reason(self, return_reason_id):
        """The id of a reason of the short list, False for anything else."""
        if not return_reason_id:
            return False
        reasons = self.env["procedure.return.reason"].sudo()  # a list all may read
        return reasons.browse(int(return_reason_id)).exists().id

    def _complete_from_activity(self, feedback, attachment_ids):
        """The same act, called by Odoo's own *Mark done*."""
        self.action_complete(reason=feedback, attachment_ids=attachment_ids)

    def _check_may_complete(self):
        for task in self.sudo():  # the link itself decides, not what he may read
            if self.env.user in (task.user_id | task.stand_in_id):
                continue
            user = self.env.user
            works_here = not user.share and task.company_id in user.company_ids
            if not works_here and not task.with_env(self.env).has_access("read"):
                # What it is, and whose, is told in its agency and to its readers.
                raise AccessError(
                    self.env._(
                        "Only the owner of a task or his recorded stand-in completes "
                        "it, and this is not yours."
                    )
                )
            if task.state in ("done", "sent_back"):
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
            when=self.case_id._local(self.done_at).strftime("%d/%m/%Y %H:%M"),
        )

    def _complete(self, evidence, at, user=None):
        """End these tasks at `at` with the same evidence and move their cases on."""
        if user and user != self.env.user:
            return self.with_user(user)._complete(evidence, at)
        tasks = self.sudo()  # permitted by the public act; staff cannot write tasks
        tasks.case_id._lock()
        tasks.invalidate_recordset(["state"])
        tasks.case_id._close_silent(at)
        # The steps of the whole path are asked about below: read them together.
        tasks.case_id.task_ids.step_id.mapped("kind")
        for task in tasks:
            task._check_can_end(evidence, at)
        decided = tasks.filtered(
            lambda task: task._apply_decisions(evidence["assignments"], at)
        )
        times = tasks.case_id._working_times(at)
        cases = decided.case_id
        cases._lay_out_anew(cases._plans(times), at, times)
        outcomes = {task: task._outcome(evidence["choice"]) for task in tasks}
        for one_per_case in tasks._rounds():
            # A quorum reached in the round before may have left nothing to do.
            still = one_per_case.filtered(lambda t: t.state == "ready")
            still._complete_round(evidence, outcomes, at, times)
        tasks._post_completion(outcomes, evidence["reason"])

    def _rounds(self):
        """These tasks in recordsets that hold each case at most once."""
        waiting = [list(of_case) for of_case in self.grouped("case_id").values()]
        while waiting:
            yield self.union(*(of_case.pop(0) for of_case in waiting))
            waiting = [of_case for of_case in waiting if of_case]

    def _complete_round(self, evidence, outcomes, at, times):
        for task in self:
            task.write(task._done_values(evidence, outcomes[task], at, times))
            task._attach(evidence["attachment_ids"])
        self._close_mirror(evidence["reason"])
        for owner, of_owner in self.grouped("user_id").items():
            self.env["procedure.event"]._log(
                "task.completed",
                of_owner,
                at=at,
                reason=evidence["reason"] or None,
                in_name_of=owner if owner != self.env.user else None,
                values=lambda task: {
                    "step": task.label or "",
                    "name": task.name,
                    "outcome": outcomes[task].name or "",
                    "verdict": task.verdict or "",
                    "late_minutes": task.late_minutes,
                    "document_number": task.document_number or "",
                    "checked": evidence["checked"],
                    **task._facts_of_answer(),
                },
            )
        waits = self.filtered(lambda t: t.step_id.kind == "wait")
        waits.case_id.filtered(lambda c: c.state == "paused")._resume(
            evidence["reason"], at
        )
        self.case_id._advance(
            {task.case_id: task for task in self},
            outcomes,
            at,
            times,
            evidence["reason"],
        )

    def _end_sent_back(self, reason, return_reason, at, times):
        """End this task by sending its case back; the caller moves the case on."""
        evidence = {"reason": reason, "checked": [], "document_number": ""}
        values = self._done_values(evidence, self.outcome_id.browse(), at, times)
        self.write(
            values | {"state": "sent_back", "return_reason_id": return_reason.id}
        )
        self._close_mirror(reason)
        self.env["procedure.event"]._log(
            "task.sent_back",
            self,
            at=at,
            reason=reason,
            in_name_of=self.user_id if self.user_id != self.env.user else None,
            values=lambda task: {
                "step": task.label or "",
                "name": task.name,
                **task._facts_of_answer(),
            },
        )

    def _facts_of_answer(self):
        """What the trail keeps of a return or of an answer to a question."""
        facts = {}
        if self.return_reason_id:
            facts["return_reason"] = self.return_reason_id.name
        if self.answer:
            facts["answer"] = self.answer
        return facts

    def _done_values(self, evidence, outcome, at, times):
        time = times[self.asking_company_id or self.company_id]
        values = {
            "state": "sent_back" if outcome.kind == "back" else "done",
            "done_at": at,
            "started_at": self.started_at or at,
            "done_by_id": self.env.uid,
            "outcome_id": outcome.id,
            "document_number": evidence["document_number"],
            "checklist_done": evidence["checked"],
            "return_reason_id": outcome.kind == "back"
            and evidence.get("return_reason_id"),
            "used_minutes": time.seconds_between(self.ready_at, at) // 60,
            "next_check_at": False,
        }
        values |= self._words_of(evidence)
        if self.due_at:
            # People are judged on their own due by the minute, whatever its unit.
            late = time.seconds_between(self.due_at, at)
            values["verdict"] = step_verdict(self.due_at, at)
            values["late_minutes"] = max(0, late // 60)
            values["saved_minutes"] = max(0, -late // 60)
        return values
