from markupsafe import Markup
from odoo import api, models

from .procedure_role_resolve import Assignee, Place

#: Answers of a role that name somebody to go on with a step.
SOMEBODY = ("holder", "pool", "substitute")


class ProcedureDuty(models.AbstractModel):
    _inherit = "procedure.duty"

    @api.model
    def _hand_over_to(self, pairs, at):
        """Steps of cases alone are given away: signatures, reviews, obstacles never."""
        result = super()._hand_over_to(pairs, at)
        steps = [
            (duty, level)
            for duty, level in pairs
            if level.how == "reassign"
            and duty._name == "procedure.task"
            and duty.state == "ready"
        ]
        return result | self.env["procedure.task"]._given_by(steps, at)


class ProcedureTask(models.Model):
    """A rung gives a step to the stand-in, or to the next of the role's pool.

    Where there is neither, and where the rung names who stands above, he is asked to
    choose: nothing moves by itself.
    """

    _inherit = "procedure.task"

    @api.model
    def _given_by(self, pairs, at):
        """{(task, rung): Assignee} of those for whom somebody else is found."""
        found, asked = {}, []
        for task, level in pairs:
            stand_in = task._able(task.stand_in_id) - task.user_id
            if level.recipient == "stand_in" and stand_in:
                found[task, level] = Assignee(
                    stand_in.id, None, task.department_id.id or None, "reassigned"
                )
            elif level.recipient in ("stand_in", "role"):
                asked.append((task, level))
        found |= self._next_of_roles(asked, at)
        # Who is away gets nothing; neither does who had it, through a delegation.
        owners = {task: owner for (task, _level), owner in found.items()}
        able = self._standing_in(owners, at)
        return {
            pair: able[pair[0]]
            for pair in found
            if able[pair[0]].user_id not in (None, pair[0].user_id.id)
        }

    def _next_of_roles(self, pairs, at):
        """{(task, rung): Assignee} of the next of a role; one resolve for each date."""
        result = {}
        by_day = {}
        for task, level in pairs:
            day = task.company_id._procedure_local_date(at)
            by_day.setdefault(day, []).append((task, level))
        for day, some in by_day.items():
            places = [task._place_without_owner(level) for task, level in some]
            answers = self.env["procedure.role"]._resolve(places, day)
            for pair, owner in zip(some, answers, strict=True):
                if owner.by in SOMEBODY and owner.user_id:
                    result[pair] = owner._replace(by="reassigned")
        return result

    def _place_without_owner(self, level):
        place = self._place()
        role = level.role_id.id if level.recipient == "role" else False
        return Place(
            role or place.role_id,
            *place[1:4],
            place.excluded | {self.user_id.id},
        )


class ProcedureEscalation(models.Model):
    _inherit = "procedure.escalation"

    def _hand_on(self, owners, at):
        """Move these steps; who had them is told, and the case keeps a note of it.

        :param owners: {firing: Assignee}, firings of how "reassign"
        """
        result = super()._hand_on(owners, at)
        tasks = {firing.task_id: firing for firing in owners if firing.task_id}
        before = {task: task.user_id for task in tasks}
        steps = self.env["procedure.task"].union(*tasks)
        steps.sudo().case_id._lock()  # the sweep moves what its user may not write
        for level, some in (
            self.browse().union(*tasks.values()).grouped("level_id").items()
        ):
            steps.browse(some.task_id.ids)._move(
                {firing.task_id: owners[firing] for firing in some},
                # The rung is configuration; its name is told with the move.
                self.env._("by the ladder: %(rung)s", rung=level.sudo().name),
                at,
            )
        self._tell_former(before)
        return result

    def _tell_former(self, before):
        """A mail to each who had these tasks, and a note on their cases."""
        mails = []
        for user, some in _by_user(before).items():
            words = self._in_words_of(user)
            if user.sudo().procedure_mail != "none" and user.sudo().email:  # his own
                mails.append(words._mail_values(user, words._gone_lines(some)))
        self.env["mail.mail"].sudo().create(mails)  # by the job, in nobody's name
        notes = {}
        for task in before:
            notes.setdefault(task.case_id.id, []).append(
                self.env._(
                    "%(step)s went on to %(who)s by the ladder.",
                    step=task._in_words(),
                    who=task.user_id.name,
                )
            )
        bodies = {id_: Markup("<br/>").join(lines) for id_, lines in notes.items()}
        cases = self.env["procedure.case"].sudo().browse(bodies)  # the job's own note
        cases._message_log_batch(bodies=bodies)

    def _gone_lines(self, tasks):
        return [
            self.env._(
                "%(case)s, %(step)s is no longer yours: %(who)s goes on with it.",
                case=task.case_id.name,
                step=task._in_words(),
                who=task.user_id.name,
            )
            for task in tasks
        ]


def _by_user(before):
    groups = {}
    for task, user in before.items():
        if user:
            groups.setdefault(user, []).append(task)
    return groups
