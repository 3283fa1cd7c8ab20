from odoo import api, fields, models

from .procedure_duty_sweep import BATCH
from .procedure_explanation import WAITING
from .res_company_change import shifted

#: Working days after its due in which a late step is explained.
DAYS = 2


class ProcedureExplanation(models.Model):
    """Who is asked: first who was responsible, then the head of his section."""

    _inherit = "procedure.explanation"

    def _ask(self, tasks, at):
        """Ask whoever was responsible for these late tasks; a fixed number of queries.

        The one index on tasks decides between two that ask at once.

        :param tasks: `procedure.task` without an explanation, as sudo
        """
        deadlines = self._deadlines(tasks, at)
        # One that was withdrawn in the same breath makes room in the index.
        self.flush_model(["state"])
        made = self._make(
            [
                {
                    "task_id": task.id,
                    "case_id": task.case_id.id,
                    "document_id": task.document_id.id,
                    "field_id": task.field_id.id,
                    "company_id": task.company_id.id,
                    "department_id": task.department_id.id,
                    "step_label": task.label,
                    "step_name": task.name,
                    "step_due_at": task.due_at,
                    "state": "asked",
                    # What was late is his who had it then, or who did it.
                    "user_id": (task.done_by_id or task.user_id).id,
                    "asked_at": at,
                    "due_at": deadlines[task],
                }
                for task in tasks
            ]
        )
        for explanation in made:
            explanation.task_id.write(
                {"explanation_id": explanation.id, "named_from": explanation.due_at}
            )
        made._find_heads()
        made._mirror()
        self.env["procedure.event"]._log(
            "explanation.asked",
            made,
            at=at,
            values=lambda e: {
                "step": e.step_label or "",
                "name": e.step_name or "",
                "asked": e.user_id.name or "",
                "by": e.due_at.isoformat(" ") if e.due_at else "",
            },
        )
        return made

    def _deadlines(self, tasks, at):
        """{task: close of business two working days after it was due, naive UTC}."""
        days = {t: t.company_id._procedure_local_date(t.due_at) for t in tasks}
        times = tasks.company_id._procedure_times_around(*days.values())
        found, cached = {}, {}
        for task, day in days.items():
            key = task.company_id, day
            if key not in cached:
                clock = times[task.company_id]
                cached[key] = clock.close_of_business(shifted(clock, day, DAYS))
            found[task] = cached[key]
        return found

    def _find_heads(self):
        """Set who says whether it was so: never the late person himself.

        The head of his section or of one above it, the leader in charge of the field,
        then quality.
        """
        leaders, nobody = self._leaders_in_charge(), self.env["res.users"]
        quality = {agency: agency._procedure_quality() for agency in self.company_id}
        for explanation in self:
            late, agency = explanation._late_people(), explanation.company_id
            section = explanation.department_id
            candidates = [
                section._procedure_head(other_than=late, agency=agency),
                *leaders[explanation],
                *quality[agency],
            ]
            able = (
                user
                for user in candidates
                if user.active and agency in user.company_ids and user not in late
            )
            explanation.head_id = next(able, nobody)

    def _late_people(self):
        task = self.task_id
        return self.user_id | task.user_id | task.done_by_id | task.stand_in_id

    def _leaders_in_charge(self):
        """{explanation: leaders for its field, at its agency or the nearest above}."""
        # Who is in charge is asked, whoever acts; only users come out.
        roles = self.env["procedure.role"].sudo().search([("is_leader", "=", True)])
        places = {e: (e.company_id, e.field_id) for e in self}
        today = fields.Date.context_today(self)
        found = roles._holders_near(set(places.values()), today)(roles)
        return {e: found[place] for e, place in places.items()}

    def _turn_of(self):
        """Whose turn it is: who is asked, then the head."""
        self.ensure_one()
        asked = self.state == "asked" and self.user_id.active
        return self.user_id if asked else self.head_id

    def _mirror(self):
        """One activity each, for whose turn it is."""
        kind = self.env.ref("procedure_control.mail_activity_type_explanation")
        model_id = self.env["ir.model"]._get_id(self._name)
        turns = {e: e._turn_of() for e in self.filtered(lambda e: e.state in WAITING)}
        turns = {e: user for e, user in turns.items() if user.active}
        days = {
            e: e.company_id._procedure_local_date(e.given_at or e.due_at) for e in turns
        }
        activities = self.env["mail.activity"]._procedure_mirror(
            [
                {
                    "res_model_id": model_id,
                    "res_id": explanation.id,
                    "res_name": explanation.display_name,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": days[explanation],
                    "summary": explanation._summary(user),
                    "automated": True,
                }
                for explanation, user in turns.items()
            ]
        )
        for explanation, activity in zip(turns, activities, strict=True):
            explanation.activity_id = activity

    def _summary(self, user):
        told = self.with_context(lang=user.lang or self.env.lang)
        about = " ".join(filter(None, (self.step_label, self.step_name)))
        if self.state == "asked" and user == self.user_id:
            return told.env._("Explain why it was late: %(step)s", step=about)
        return told.env._(
            "Agree or correct: %(step)s of %(person)s",
            step=about,
            person=self.user_id.name or self.department_id.name or "",
        )

    @api.model
    def _heal(self):
        """Explanations that wait and lost their activity ask whose turn it is anew."""
        lost = self.sudo().search(  # the job sees every agency
            [("state", "in", list(WAITING)), ("activity_id", "=", False)],
            order="id desc",
            limit=BATCH,
        )
        job = self.env["procedure.job"]
        job._divide(lost, lambda some: some._ask_anew(), lambda one, error: None)

    def _ask_anew(self):
        self.filtered(lambda e: not e.head_id.active)._find_heads()
        self._mirror()

    @api.model
    def _pending_in_inbox(self, activities):
        """Of these activities, those that only an act on the explanation ends."""
        ours = activities.filtered(lambda a: a.res_model == self._name)
        if not ours:
            return ours
        # Whether or not the user may read the explanation.
        waiting = self.sudo().search(
            [("activity_id", "in", ours.ids), ("state", "in", list(WAITING))]
        )
        return ours & waiting.activity_id.sudo(False)
