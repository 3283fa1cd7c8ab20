from odoo import fields, models


class ProcedureDuty(models.AbstractModel):
    """What rungs asked of people ends with the duty, and follows who has it."""

    _inherit = "procedure.duty"

    def _close_rungs(self, which=None):
        """Close what rungs asked for about these duties, or those of `which` firings.

        An activity that another rung asks for as well stays.

        :param which: a test of one `procedure.escalation`; all where it is None
        """
        # Others' activities, closed by the act on the duty itself.
        firings = self.sudo().escalation_ids
        ended = firings.filtered(which) if which else firings
        ended._close_calls(but_of=firings - ended)

    def _rungs_follow(self, at):
        """After these duties went to others: rungs name the new owner in their words.

        What had been asked of who has the duty now is asked of who stands above him.
        """
        firings = self.sudo().escalation_ids  # as in `_close_rungs`
        firings = firings.filtered(lambda f: f.activity_id.active)
        if not firings:
            return
        by_activity = firings.grouped("activity_id")
        highest = {a: some._highest() for a, some in by_activity.items()}
        told = firings.browse().union(*highest.values())._recipients(at)
        taken = {(f._duty(), a.user_id): a for a, f in highest.items()}
        climbed = firings.browse()
        for activity, firing in highest.items():
            duty = firing._duty()
            user = activity.user_id
            if firing._is_no_longer_for(user):
                user = told[firing]
                if not user or (duty, user) in taken:
                    activity._procedure_close()
                    continue
                taken[duty, user] = activity
                activity._procedure_quietly().write({"user_id": user.id})
                by_activity[activity].write({"user_id": user.id, "mailed_at": False})
                climbed |= firing
            activity.summary = firing._in_words_of(user)._summary()
        climbed._tell_trail(at)


class ProcedureEscalation(models.Model):
    _inherit = "procedure.escalation"

    def _highest(self):
        """Of rungs that reached one person together, the one that speaks."""
        return max(self, key=lambda f: (f.moment_at, f.level_id.sequence, f.id))

    def _is_no_longer_for(self, user):
        """Whether this rung had called who has the duty now, or stands in for him."""
        duty = self._duty()
        if user == duty.user_id:
            return True
        return user == duty.stand_in_id and self.recipient != "stand_in"


class ProcedureTask(models.Model):
    _inherit = "procedure.task"

    def _move(self, owners, reason, at, kind="task.reassigned"):
        result = super()._move(owners, reason, at, kind=kind)
        self._rungs_follow(at)
        return result


class ProcedureObstacle(models.Model):
    _inherit = "procedure.obstacle"

    def _ask_present_owner(self):
        result = super()._ask_present_owner()
        self._rungs_follow(fields.Datetime.now())
        return result


class ProcedureReview(models.Model):
    _inherit = "procedure.review"

    def _find_owners(self):
        result = super()._find_owners()
        self._rungs_follow(fields.Datetime.now())
        return result

    def action_keep(self, reason):
        result = super().action_keep(reason)
        # Its owner has decided: nobody above him is asked about it any more.
        self._close_rungs()
        return result
