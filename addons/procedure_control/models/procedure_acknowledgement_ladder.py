from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import escalation, outlook
from ..engine.calendar_source import CalendarError

#: Days before its due at which a rung of a reading may stand at the most.
EARLIEST = timedelta(days=120)
#: Days around due times for which calendars are asked.
WINDOW = timedelta(days=120)


@dataclass(frozen=True)
class Reader:
    """A reading as the ladder's line of superiors asks about it."""

    _name = "procedure.acknowledgement"

    user_id: Any
    stand_in_id: Any
    department_id: Any
    company_id: Any
    field: Any

    def _field_of_work(self):
        return self.field


class ProcedureAcknowledgement(models.Model):
    """The ladder of a reading: the one for readings that counts now.

    A reading keeps no ladder and no firings of its own. Its reader's rungs are lines of
    his digest; rungs above him become one activity for each person and revision.
    """

    _inherit = "procedure.acknowledgement"

    _duty_kind = "acknowledgement"
    _escalation_link = ""

    outlook = fields.Html(
        string="What happens if nobody acts",
        compute="_compute_outlook",
        sanitize=False,
        exportable=False,
    )

    def _field_of_work(self):
        return self.document_id.field_id

    def _rungs(self):
        """{row: [(rung, engine.escalation.Level)]} of readings with a due time."""
        rows = self.sudo()  # the ladder binds whoever may read it
        policies = self.env["procedure.escalation.policy"].sudo()._for(rows)
        levels = {
            policy: [
                (level, level._engine_level(place))
                for place, level in enumerate(policy.level_ids)
            ]
            for policy in set(policies.values())
        }
        # Keyed as above: the ladder binds whoever reads.
        return {row: levels[policies[row.sudo()]] for row in self}

    def _reading_calls(self, at, repeated=True):
        """{row: [(rung, [Call])]}: when each rung calls, earliest first in each.

        :param repeated: False for the first call of each rung alone
        """
        due = self.filtered("due_at")
        result = {row: [] for row in self}
        if not due:
            return result
        first = min(due.mapped("asked_at")) - WINDOW
        last = max([at, *due.mapped("due_at")]) + WINDOW
        companies = due.sudo().company_id  # their clock, whoever reads the agency
        times = companies._procedure_working_time(first.date(), last.date())
        for row, rungs in due._rungs().items():
            time = times[row.sudo().company_id]  # as above
            for rung, level in rungs:
                if not repeated:
                    level = replace(level, repeat_every=0)
                try:
                    calls = escalation.calls(
                        [level],
                        row.asked_at,
                        row.due_at,
                        None,
                        time,
                        started=row.opened_at or None,
                    )
                except CalendarError:  # read years later, or never
                    continue
                result[row].append((rung, calls))
        return result

    def _next_reminders(self, at):
        """{row: when its reader is told again after `at`, or False}"""
        result = {}
        for row, rungs in self._reading_calls(at).items():
            moments = [
                call.moment
                for rung, calls in rungs
                if rung.recipient == "owner"
                for call in calls
                if call.moment > at
            ]
            result[row] = min(moments, default=False)
        return result

    def _plan_reminders(self, at):
        """Set when the readers are told again, of those who are asked."""
        asked = self.filtered(lambda row: row.state == "asked")
        reminders = asked._next_reminders(at)
        for moment, rows in asked.grouped(reminders.get).items():
            # A job's own note of what its reader is told.
            rows.sudo().write({"next_check_at": moment})

    @api.model
    def _overdue(self, at, revisions=None):
        """{(who is called, revision): unread rows}: one activity for each.

        The ladder goes up past empty rungs; a reader is never told of himself. Rows
        for which nobody is found are under an empty user.
        """
        ahead = EARLIEST if self._calls_before_due() else timedelta()
        domain = [("state", "=", "asked"), ("due_at", "<", at + ahead)]
        if revisions is not None:
            domain.append(("revision_id", "in", revisions.ids))
        rows = self.sudo().search(domain)  # the ladder goes past departments
        pairs = [
            (row, rung)
            for row, rungs in rows._reading_calls(at, repeated=False).items()
            for rung, calls in rungs
            if rung.recipient != "owner" and calls and calls[0].moment < at
        ]
        called = {}
        for (row, _rung), user in self._readers_line(pairs, at).items():
            key = user, row.revision_id
            called[key] = called.get(key, self.browse().sudo()) | row  # as found
        return called

    def _calls_before_due(self):
        """Whether some ladder calls somebody above a reader before he is late."""
        rungs = self.env["procedure.escalation.level"].sudo()  # binds everybody
        return bool(
            rungs.search_count(
                [
                    ("policy_id.duty", "in", (False, "acknowledgement")),
                    ("recipient", "!=", "owner"),
                    "|",
                    ("offset_value", "=like", "-%"),
                    ("offset_unit", "=", "percent"),
                ],
                limit=1,
            )
        )

    def _readers_line(self, pairs, at):
        """{(row, rung): user}, of the agency in which the reader works."""
        nobody = self.env["res.users"]
        readers = {}
        for row, _rung in pairs:
            row = row.sudo()  # who stands above a reader is asked, whoever asks
            agency = row.department_id.company_id or row.company_id
            readers[row] = Reader(
                row.user_id, nobody, row.department_id, agency, row._field_of_work()
            )
        # Who is told is worked out on what is; only names are shown.
        asked = [(readers[row.sudo()], rung) for row, rung in pairs]
        told = self.env["procedure.duty"].sudo()._recipients_for(asked, at)
        return {pair: told[one] for pair, one in zip(pairs, asked, strict=True)}

    # --- what happens if nobody acts --------------------------------------------------

    @api.depends_context("uid", "lang", "tz")
    def _compute_outlook(self):
        now = fields.Datetime.now()
        rows = self._outlook(now)
        silence = self.env._("Nobody is waited for here now: nothing more happens.")
        for row in self:
            row.outlook = self.env["procedure.outlook"]._rows_html(
                rows[row], "" if row.state == "asked" else silence
            )

    def action_open_outlook(self):
        """Show what happens if this is not read, in a dialog."""
        return self.env["procedure.outlook"]._dialog(self)

    def _outlook(self, at):
        """{row: rows} as `procedure.duty._outlook` gives them."""
        self.check_access("read")
        waiting = self.filtered(lambda row: row.state == "asked")
        calls = waiting._reading_calls(at)
        pairs = [(row, rung) for row, rungs in calls.items() for rung, _calls in rungs]
        who = self._readers_line(pairs, at)
        companies = waiting.sudo().company_id  # their clock, whoever reads the agency
        times = companies._procedure_working_time((at - WINDOW).date(), at.date())
        result = {row: [] for row in self}
        for row, rungs in calls.items():
            time = times[row.sudo().company_id]  # as above
            for rung, some in rungs:
                past = [call for call in some if call.moment < at]
                for plan in outlook.expected(some, {c.key for c in past}, at, time):
                    user = who[row, rung]
                    result[row].append(_row(plan, rung, user, self.env))
                result[row] += [_past(call, rung, who[row, rung]) for call in past[-1:]]
            _only_first_is_next(result[row])
        return result


def _row(plan, rung, user, env):
    duty = env["procedure.duty"]
    return duty._expected_row(plan, rung, user)


def _past(call, rung, user):
    return {
        "rung": rung.name,
        "moment": call.moment,
        "deliver_from": call.moment,
        "who": user.sudo().name or "",  # who is told may be known
        "user_id": user.id,
        "how": "owner" if rung.recipient == "owner" else rung.how,
        "state": "delivered" if user else "nobody",
        "again": "",
    }


def _only_first_is_next(rows):
    """Rungs are looked at one by one: what comes first of all of them is next."""
    rows.sort(key=lambda row: row["moment"])
    coming = [row for row in rows if row["state"] == "next"]
    for row in coming:
        if row["moment"] > coming[0]["moment"]:
            row["state"] = "later"


class ProcedureEscalationLevel(models.Model):
    _inherit = "procedure.escalation.level"

    @api.constrains("how", "policy_id")
    def _check_how_of_readings(self):
        for level in self:
            if level.policy_id.duty == "acknowledgement" and level.how != "activity":
                raise ValidationError(
                    self.env._(
                        'The rung "%(rung)s" stands on a ladder for readings: it is '
                        "told by one activity for each person and revision, and to "
                        "the reader in his digest.",
                        rung=level.name,
                    )
                )
