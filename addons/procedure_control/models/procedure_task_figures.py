from collections import defaultdict
from datetime import datetime, time

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..engine.own_figures import Figures, bounds, sums
from .plain_domain import plain


class ProcedureTask(models.Model):
    """Each person's own figures; a manager's departments come after his own."""

    _inherit = "procedure.task"

    # Who did a step, and when: his own figures are counted by it.
    _done_by_idx = models.Index("(done_by_id, done_at) WHERE done_by_id IS NOT NULL")

    @api.model
    def my_figures(self, period="month"):
        """The current user's figures, then those of the departments he manages.

        A correction of an issued result is work, but in no figure of timeliness.

        :param str period: one of `engine.own_figures.PERIODS`
        :return: dict of `heads` and `rows`; a row has `key` ("me", or the id of a
            department), `name` and `cells`, dicts of `value` (text), `tone`, and
            `model` and `domain` of what it counts
        """
        ended = self._ended_in(period)
        mine = self._my_share() & ended
        own = self._sums_by(mine, None).get(0, Figures())
        count = self._open_counts(mine, self._mine(), None)
        rows = [
            self._figures_row(
                "me", self.env.user.name, own, mine, self._mine(), count[0]
            )
        ]
        departments = self._my_departments()
        if departments:
            theirs = Domain("department_id", "in", departments.ids)
            by_department = self._sums_by(theirs & ended, "department_id")
            count = self._open_counts(theirs & ended, theirs, "department_id")
            for department in departments:
                here = Domain("department_id", "=", department.id)
                rows.append(
                    self._figures_row(
                        department.id,
                        department.name,
                        by_department.get(department.id, Figures()),
                        here & ended,
                        here,
                        count[department.id],
                    )
                )
        env = self.env
        heads = [
            env._("Early or on time"),
            env._("Steps ended"),
            env._("Early"),
            env._("On time"),
            env._("Late"),
        ]
        heads += [env._("To be explained"), env._("Explained"), env._("Overdue now")]
        return {"heads": heads, "rows": rows}

    @api.model
    def my_day(self):
        sections = super().my_day()
        if not self.has_access("read"):
            return sections
        own = self._sums_by(self._my_share() & self._ended_in("month"), None).get(0)
        if own:
            sections.append(
                {
                    "key": "figures",
                    "label": self.env._("In time this month"),
                    "count": self._percent(own.rate),
                    "tone": "warning" if own.late else "success",
                    "action": "procedure_control.procedure_my_figures_action",
                    "context": {},
                }
            )
        return sections

    def _mine(self):
        return Domain("user_id", "=", self.env.uid)

    def _my_share(self):
        """Steps whose verdict is the current user's: who did it, else whose it was."""
        uid = self.env.uid
        return Domain("done_by_id", "=", uid) | (
            Domain("done_by_id", "=", False) & Domain("user_id", "=", uid)
        )

    def _ended_in(self, period):
        zone = self.env.tz
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        try:
            days = bounds(period, now.date())
        except ValueError as error:
            raise UserError(self.env._("There is no such period.")) from error
        first, after = (
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in days
        )
        return Domain.AND(
            [
                Domain("done_at", ">=", first),
                Domain("done_at", "<", after),
                Domain("verdict", "!=", False),
                Domain("case_id.corrects_id", "=", False),
            ]
        )

    def _sums_by(self, domain, name):
        """{id of `name`, or 0: Figures}: one query."""
        groups = self._read_group(
            domain,
            [*([name] if name else []), "verdict"],
            ["__count", "late_minutes:sum"],
        )
        rows = (row if name else (None, *row) for row in groups)
        return sums(
            (key.id if key else 0, verdict, count, minutes or 0)
            for key, verdict, count, minutes in rows
        )

    def _my_departments(self):
        """Departments the current user manages, those right below his own included."""
        user = self.env.user
        if not user.has_group("procedure_control.group_manager"):
            return self.env["hr.department"]
        # Which they are is asked of the organisation; only their names come out.
        departments = self.env["hr.department"].sudo()
        led = ["manager_id.user_id", "procedure_manager_ids"]
        own = Domain.OR(Domain(name, "=", user.id) for name in led)
        below = Domain.OR(Domain(f"parent_id.{name}", "=", user.id) for name in led)
        found = departments.search(own | below, order="parent_path")
        return found.filtered(lambda d: d.company_id in self.env.companies)

    def _asks(self, ended, whose):
        """{name of a figure: (records, domain)} of what is counted beside verdicts."""
        explanations = self.env["procedure.explanation"]
        of_late = Domain("task_id", "any", ended & Domain("verdict", "=", "late"))
        overdue = whose & Domain("state", "=", "ready")
        overdue &= Domain("due_at", "<", fields.Datetime.now())
        return {
            "asked": (explanations, whose & Domain("state", "=", "asked")),
            "explained": (explanations, of_late & Domain("given_at", "!=", False)),
            "overdue": (self, overdue),
        }

    def _open_counts(self, ended, whose, name):
        """{id of `name` of the task, or 0: {figure: count}}: three queries."""
        found = defaultdict(lambda: defaultdict(int))
        for figure, (records, domain) in self._asks(ended, whose).items():
            path = f"task_id.{name}" if figure == "explained" else name
            by = [path] if name else []
            for *key, count in records._read_group(domain, by, ["__count"]):
                found[key[0].id if key else 0][figure] += count
        return found

    def _figures_row(self, key, name, figures, ended, whose, count):
        """One row; `ended` and `whose` are the domains of what it counts."""
        late = ended & Domain("verdict", "=", "late")
        asks = self._asks(ended, whose)
        cells = [
            self._cell(self._percent(figures.rate)),
            self._cell(figures.ended, self, ended),
            self._cell(figures.early, self, ended & Domain("verdict", "=", "early")),
            self._cell(
                figures.on_time, self, ended & Domain("verdict", "=", "on_time")
            ),
            self._cell(figures.late, self, late, "danger"),
            self._cell(count["asked"], *asks["asked"], "danger"),
            self._cell(count["explained"], *asks["explained"]),
            self._cell(count["overdue"], *asks["overdue"], "danger"),
        ]
        return {"key": str(key), "name": name or "", "cells": cells}

    def _cell(self, value, records=None, domain=None, tone=""):
        cell = {"value": str(value), "tone": tone if value else ""}
        if records is not None and value:
            cell |= {"model": records._name, "domain": plain(domain)}
        return cell

    def _percent(self, rate):
        return "–" if rate is None else f"{formatLang(self.env, rate, digits=2)} %"
