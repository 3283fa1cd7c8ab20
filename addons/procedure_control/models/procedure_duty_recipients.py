from odoo import api, fields, models

#: Who hears of a duty, each above the one before: an empty rung goes one up.
LINE = ("stand_in", "head", "leader", "quality_officer", "quality_manager")
#: From where a rung for a role goes on when nobody holds it.
ABOVE_ROLE = "leader"


class ProcedureDuty(models.AbstractModel):
    """Whom a rung of the ladder calls: a person above, never the late one."""

    _inherit = "procedure.duty"

    def _recipient_of(self, level, at):
        """Whom this rung would call for this duty at `at`; empty where nobody is."""
        self.ensure_one()
        return self._recipients_for([(self, level)], at)[self, level]

    @api.model
    def _recipients_for(self, pairs, at):
        """{(duty, rung): user}, for rungs fired or not; a fixed number of queries.

        The ladder climbs past empty rungs, past the late person and his stand-in, and
        past who has no access to the agency and so would be told of what he cannot
        open. Above everybody stand the agency's quality officer and manager.

        :param pairs: (duty, `procedure.escalation.level`), duties of any kind
        """
        pairs = list(dict.fromkeys(pairs))
        line = _Line(self.env, pairs, at)
        given = self._hand_over_to(pairs, at)
        nobody = self.env["res.users"]
        result = {}
        for duty, level in pairs:
            if level.recipient == "owner":
                result[duty, level] = duty.user_id
            elif (duty, level) in given:
                result[duty, level] = nobody.browse(given[duty, level].user_id)
            else:
                result[duty, level] = next(line.up_from(duty, level), nobody)
        return result

    @api.model
    def _hand_over_to(self, pairs, at):
        """{(duty, rung): Assignee} of rungs that give the duty to somebody else.

        Where nobody is found the rung calls who stands above, to choose. Most kinds of
        duty are never given away by a ladder, signatures above all.
        """
        return {}


class _Line:
    """Who stands above the owners of some duties, read once for all of them."""

    def __init__(self, env, pairs, at):
        places = {(d.company_id, d._field_of_work()) for d, _level in pairs}
        roles = env["procedure.role"].sudo()  # configuration; only users come out
        leaders = roles.search([("is_leader", "=", True)])
        named = roles.union(*(level.role_id for _duty, level in pairs))
        near = (leaders | named)._holders_near(places, fields.Date.to_date(at))
        self.leaders = near(leaders)
        self.of_role = {role: near(role) for role in named}
        officers = env["res.company"]._procedure_quality()
        self.managers = list(env["res.company"]._procedure_quality("manager"))
        self.officers = [user for user in officers if user not in self.managers]

    def up_from(self, duty, level):
        """Users whom the rung may call, nearest first."""
        start = level.recipient
        if start == "role":
            holders = self.of_role.get(level.role_id.sudo(), {})  # as keyed above
            yield from self._able(duty, holders.get(_place(duty), ()))
            start = ABOVE_ROLE
        for place in LINE[LINE.index(start) :]:
            yield from self._at(place, duty)

    def _at(self, place, duty):
        late = duty.user_id | duty.stand_in_id
        agency = duty.company_id
        if place == "stand_in":
            stand_in = duty.stand_in_id - duty.user_id
            if stand_in.active and agency in stand_in.company_ids:
                yield stand_in
        elif place == "head":
            yield from duty.department_id._procedure_head(
                other_than=late, agency=agency
            )
        else:
            users = {
                "leader": self.leaders[_place(duty)],
                "quality_officer": self.officers,
                "quality_manager": self.managers,
            }[place]
            yield from self._able(duty, users)

    def _able(self, duty, users):
        late = duty.user_id | duty.stand_in_id
        return (u for u in users if duty.company_id in u.company_ids and u not in late)


def _place(duty):
    return duty.company_id, duty._field_of_work()
