from odoo import api, models

from ..engine.deadline import limit_due
from ..engine.duration import make
from .procedure_duty_sweep import BATCH


class ProcedureObstacle(models.Model):
    """Whose turn it is: the owner until he has answered, then who reported it."""

    _inherit = "procedure.obstacle"

    def _ask(self, at):
        """Ask whoever answers for the procedure, due in the agency's working days."""
        for obstacle in self:
            obstacle.write(
                {
                    "asked_at": at,
                    "user_id": obstacle._answerer().id,
                    **obstacle._due_values(at),
                }
            )
        self._mirror()
        self._give_ladder(self._times_around(at))

    def _answerer(self):
        """The owner; who reported it himself asks the head, then quality."""
        document, agency = self.document_id, self.company_id
        others = document.department_id._procedure_head(
            other_than=self.raised_by_id, agency=agency
        )
        for user in [*document.owner_id, *others, *agency._procedure_quality()]:
            if user.active and agency in user.company_ids and user != self.raised_by_id:
                return user
        return document.owner_id.filtered("active")

    def _due_values(self, at):
        """When an answer is due, and how that was derived."""
        company = self.company_id
        times = company._procedure_times_around(self._local_date(at))[company]
        due = limit_due(times, at, make(company.procedure_obstacle_days, "day"))
        return {"due_at": due.at, "due_derivation": due.derivation}

    def _mirror(self):
        """One activity each, for who is asked."""
        asked = self.filtered(lambda o: o.state == "open" and o.user_id.active)
        self._put_in_inbox(
            {obstacle: obstacle.user_id for obstacle in asked},
            lambda obstacle: obstacle._local_date(obstacle.due_at),
            lambda obstacle: obstacle.env._(
                "Answer: %(obstacle)s", obstacle=obstacle.display_name
            ),
        )

    def _tell_reporter(self, at):
        """Ask who reported it to read the answer, and to say whether it helps."""
        obstacles = self.sudo()  # their mirrors are the engine's
        self._put_in_inbox(
            {o: o.raised_by_id for o in obstacles if o.raised_by_id.active},
            lambda obstacle: obstacle._local_date(at),
            lambda obstacle: obstacle.env._(
                "Answered: %(obstacle)s", obstacle=obstacle.display_name
            ),
        )

    def _put_in_inbox(self, users, day, words):
        kind = self.env.ref("procedure_control.mail_activity_type_obstacle")
        model_id = self.env["ir.model"]._get_id(self._name)
        activities = self.env["mail.activity"]._procedure_mirror(
            [
                {
                    "res_model_id": model_id,
                    "res_id": obstacle.id,
                    "res_name": obstacle.display_name,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": day(obstacle),
                    "summary": words(obstacle.with_context(lang=user.lang)),
                    "automated": True,
                }
                for obstacle, user in users.items()
            ]
        )
        for obstacle, activity in zip(users, activities, strict=True):
            # His next digest tells him as well.
            obstacle.write({"activity_id": activity.id, "announced_at": False})

    def _turn_of(self):
        """Whose turn it is: who is asked, or who reported what was answered."""
        self.ensure_one()
        return self.raised_by_id if self.state == "answered" else self.user_id

    @api.model
    def _to_tell(self):
        """Obstacles that wait for somebody whom no digest has told yet."""
        return self.sudo().search(  # a background job tells everybody his own
            [
                ("state", "in", ("open", "answered")),
                ("activity_id", "!=", False),
                ("announced_at", "=", False),
            ],
            order="id",
        )

    # --- the sweep --------------------------------------------------------------------

    @api.model
    def _sweep_due(self, now):
        self._heal()
        return super()._sweep_due(now)

    @api.model
    def _heal(self):
        """Open obstacles whose owner left, or that lost their activity, ask anew."""
        lost = self.sudo().search(  # the job sees every agency
            [
                ("state", "=", "open"),
                "|",
                ("activity_id", "=", False),
                ("user_id.active", "=", False),
            ],
            order="job_failures, id",
            limit=BATCH,
        )
        self.env["procedure.job"]._divide(
            lost,
            lambda some: some._ask_present_owner(),
            lambda obstacle, error: obstacle._note_failure(error),
        )

    def _ask_present_owner(self):
        for obstacle in self:
            if not obstacle.user_id.active:
                obstacle.user_id = obstacle._answerer()
        self.activity_id._procedure_close()
        self._mirror()

    @api.model
    def _pending_in_inbox(self, activities):
        """Of these activities, those that only an act on the obstacle ends."""
        ours = activities.filtered(lambda a: a.res_model == self._name)
        if not ours:
            return ours
        # Whether or not the user may read the obstacle.
        mirrors = self.sudo().search(
            [("activity_id", "in", ours.ids), ("state", "!=", "closed")]
        )
        return ours & mirrors.activity_id.sudo(False)
