from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.fields import Domain


class ProcedureWorkload(models.TransientModel):
    """What one person has before him and behind him, as the reader may know it."""

    _name = "procedure.workload"
    _description = "Workload"
    _order = "overdue_count desc, open_count desc, id"

    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", string="Agency", readonly=True)
    open_count = fields.Integer(string="Open now", readonly=True)
    overdue_count = fields.Integer(string="Overdue", readonly=True)
    today_count = fields.Integer(string="Due today", readonly=True)
    stand_in_count = fields.Integer(
        string="In place of others", readonly=True, help="Of the open ones."
    )
    done_count = fields.Integer(string="Done this week", readonly=True)
    late_count = fields.Integer(string="Done late this week", readonly=True)
    late_minutes = fields.Integer(
        string="Minutes late this week", readonly=True, help="Working minutes."
    )

    @api.depends("user_id", "department_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.user_id.name or self.env._("Nobody yet")

    @api.model
    def action_open(self):
        """Count anew, in the agencies ticked and under the reader's own rules."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        rows = self.create(self._count(fields.Datetime.now()))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Workload"),
            "res_model": self._name,
            "domain": [("id", "in", rows.ids)],
            "context": {"search_default_group_department": 1},
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "help": self.env._("Nobody has open work, nor finished any this week."),
        }

    def _count(self, at):
        """The rows: five queries, whatever the number of tasks."""
        today, tomorrow, monday = self._days(at)
        here = Domain("company_id", "in", self.env.companies.ids)
        open_ = here & Domain("state", "in", ("ready", "paused"))
        ready = here & Domain("state", "=", "ready")
        done = here & Domain("done_at", ">=", monday) & Domain("done_at", "<=", at)
        due_today = Domain("due_at", ">=", at) & Domain("due_at", "<", tomorrow)
        found = defaultdict(dict)
        for name, domain, person in (
            ("open_count", open_, "user_id"),
            ("overdue_count", ready & Domain("due_at", "<", at), "user_id"),
            ("today_count", ready & due_today, "user_id"),
            ("stand_in_count", open_ & Domain("principal_id", "!=", False), "user_id"),
            ("done_count", done, "done_by_id"),
            ("late_count", done & Domain("verdict", "=", "late"), "done_by_id"),
        ):
            self._add(found, name, domain, person)
        return [
            {
                "user_id": user.id,
                "department_id": department.id,
                "company_id": company.id,
                **numbers,
            }
            for (user, department, company), numbers in found.items()
        ]

    def _add(self, found, name, domain, person):
        groups = [person, "department_id", "company_id"]
        aggregates = ["__count", "late_minutes:sum"]
        for *key, count, minutes in self.env["procedure.task"]._read_group(
            domain, groups, aggregates
        ):
            found[tuple(key)][name] = count
            if name == "done_count":
                found[tuple(key)]["late_minutes"] = minutes or 0

    def _days(self, at):
        """(start of today, of tomorrow, of this week) on the reader's clock, UTC."""
        zone = self.env.tz
        today = pytz.utc.localize(at).astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        return tuple(
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (today, today + timedelta(days=1), monday)
        )

    def action_open_tasks(self):
        """The open tasks behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "procedure.task",
            "domain": [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("ready", "paused")),
            ],
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
        }

    def action_open_takeover(self):
        """The screen that gives the tasks of this person to others."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take over tasks"),
            "res_model": "procedure.takeover",
            "views": [(False, "form")],
            "context": {"default_user_id": self.user_id.id},
        }
