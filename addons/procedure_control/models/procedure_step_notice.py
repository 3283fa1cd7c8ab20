from odoo import models


class ProcedureStep(models.Model):
    """A step as the people concerned read it."""

    _inherit = "procedure.step"

    def _doers(self, agencies, holders, fields_of_work):
        """Ids of the users whose step it is in these agencies.

        :param holders: as `procedure.role._holders_at` returns them
        """
        self.ensure_one()
        if self.owner_mode == "user":
            return set(self.user_id.ids)
        places = self.agency_id if self.agency_mode == "fixed" else agencies
        # Who holds a role is told to himself alone.
        nobody = self.env["procedure.role.holder"].sudo()
        found = set()
        for place in places:
            pool = self.role_id._most_specific(
                holders.get((self.role_id.id, place.id), nobody),
                fields_of_work,
            )
            found.update(pool.user_id.ids)
        return found

    def _same_in(self, older):
        """The step of an older revision that this one was, empty for a new one."""
        steps = older.step_ids
        for same in (
            steps.filtered(lambda s: (s.label, s.name) == (self.label, self.name)),
            steps.filtered(lambda s: s.name == self.name),
            steps.filtered(lambda s: s.label and s.label == self.label),
        ):
            if same:
                return same[:1]
        return steps[:0]

    def _time_words(self, env):
        """Its own time in the language of `env`."""
        words = env["procedure.wording"]._deadline_words()
        if self.time_mode == "phase":
            return words["phase"]
        if self.time_mode == "set":
            return env._("set by the doer of an earlier step")
        unit = self.duration_unit
        if self.time_mode == "none" or unit == "not_counted" or not unit:
            return env._("not counted")
        value = self.duration_value or ""
        if words["decimal_comma"]:
            value = value.replace(".", ",")
        return words[f"limit_{unit}"].format(value=value)
