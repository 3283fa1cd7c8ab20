from odoo import fields, models

from .procedure_role_resolve import Assignee


class ProcedureTask(models.Model):
    """Whose task it is by right while somebody else has it."""

    _inherit = "procedure.task"

    assigned_by = fields.Char(
        readonly=True,
        copy=False,
        help="How it came to who has it: by his role, as one of a pool, by name…",
    )
    principal_id = fields.Many2one(
        "res.users",
        string="In place of",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who is away, and gets it back if it is not done when he returns.",
    )
    delegation_id = fields.Many2one(
        "procedure.delegation", readonly=True, copy=False, ondelete="restrict"
    )

    _principal_idx = models.Index("(principal_id) WHERE principal_id IS NOT NULL")
    _delegation_idx = models.Index("(delegation_id) WHERE delegation_id IS NOT NULL")

    def _ready_values(self, plan, assignee, at, times):
        values = super()._ready_values(plan, assignee, at, times)
        return values | self._assigned_values(assignee)

    def _assigned_values(self, assignee):
        """What a task keeps of how it came to who has it."""
        values = {
            "assigned_by": assignee.by,
            "principal_id": assignee.principal_id or False,
            "delegation_id": assignee.delegation_id or False,
        }
        if assignee.pool:
            values["pool_user_ids"] = [fields.Command.set(assignee.pool)]
        return values

    def _standing_in(self, owners, at, without=None):
        """{task: Assignee} with whoever is away replaced by who acts for him then.

        Of several delegates the one with the fewest open tasks. Somebody away with
        nobody able to act for him keeps his task: the ladder tells his head.
        """
        absences = self.env["procedure.delegation"]._absences(at)
        if not absences:
            return owners
        users = self.env["res.users"].sudo()  # who can act is asked, whoever asks
        away = {user for user, _company in absences} | set(
            without.ids if without else ()
        )
        delegates = users.browse({d for of in absences.values() for d, _id in of})
        load = self.env["procedure.role"]._open_load(delegates)
        result = {}
        for task, owner in owners.items():
            acting = [
                (user, delegation)
                for user, delegation in absences.get(
                    (owner.user_id, task.company_id.id), ()
                )
                if task._able(users.browse(user)) and user not in away
            ]
            if not acting:
                result[task] = owner
                continue
            user, delegation = min(acting, key=lambda one: (load[one[0]], one[1]))
            load[user] += 1
            result[task] = owner._replace(
                user_id=user,
                stand_in_id=owner.stand_in_id if owner.stand_in_id != user else None,
                # What was somebody else's already goes back to him alone.
                principal_id=owner.principal_id or owner.user_id,
                delegation_id=owner.delegation_id or delegation,
            )
        return result

    def _taken_over(self, delegation):
        """`Assignee`: the delegate, as this delegation names him for this task."""
        kept = self._kept_by(delegation.delegate_id)
        return kept._replace(
            principal_id=kept.principal_id or delegation.user_id.id,
            delegation_id=kept.delegation_id or delegation.id,
        )

    def _returned(self, at, without=None):
        """{task: Assignee}: tasks of who was away, as things stand at `at`.

        To him if he is there; to who acts for him if he is away again; else, as for
        tasks of nobody, by role.
        """
        gone = without or self.env["res.users"]
        back, by_role = {}, self.browse()
        for task in self:
            principal = task._able(task.principal_id) - gone
            if principal:
                back[task] = task._kept_by(principal)._replace(
                    principal_id=None, delegation_id=None
                )
            else:
                by_role |= task
        back.update(by_role._role_assignees(at, without=gone))
        return self._standing_in(back, at, without=gone)

    def _kept_by(self, user):
        """`Assignee`: this user, all else of the task as it is."""
        stand_in = self.stand_in_id - user
        return Assignee(
            user.id,
            stand_in.id or None,
            self.department_id.id or None,
            self.assigned_by or "named",
            principal_id=(self.principal_id - user).id or None,
            delegation_id=self.delegation_id.id or None,
        )
