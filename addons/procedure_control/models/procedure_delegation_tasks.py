from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.calendar_source import CalendarError
from .procedure_task_move import OPEN

#: So many days off in a row are looked past for the day somebody is back.
LOOK_AHEAD = timedelta(days=60)


class ProcedureDelegation(models.Model):
    """Whose tasks somebody takes over while he is away, and gives back afterwards.

    It begins and ends by date: the job moves what is open then. The last day of an
    absence is followed by the first working day, when what is left comes back.
    """

    _inherit = "procedure.delegation"

    task_ids = fields.Many2many(
        "procedure.task",
        "procedure_delegation_task_rel",
        "delegation_id",
        "task_id",
        string="Given at the start",
        readonly=True,
        ondelete="restrict",
        help="What was given to this delegate by name; the rest is split evenly.",
    )
    begun_at = fields.Datetime(string="Tasks moved", readonly=True)
    returned_at = fields.Datetime(string="Tasks returned", readonly=True)

    _unsettled_idx = models.Index(
        "(company_id) WHERE scope = 'tasks' AND returned_at IS NULL"
    )

    # --- who --------------------------------------------------------------------------

    def _refuse_task_people(self, giver, taker):
        """Raise ValidationError: who may not name him, or whom one may not name."""
        if not giver.exists() or not taker.exists() or giver == taker:
            raise ValidationError(self.env._("Say who is away and who acts for him."))
        company = giver.company_id
        if self.env.user != giver and not giver._procedure_managed_here():
            raise ValidationError(
                self.env._(
                    "Only who is away, the head of his department, or the quality "
                    "manager of his agency, says who takes over his tasks."
                )
            )
        works = taker.active and not taker.share and company in taker.company_ids
        if not works or not taker.has_group("procedure_control.group_staff"):
            raise ValidationError(
                self.env._(
                    "%(name)s does not work on procedures of %(company)s.",
                    name=taker.name,
                    company=company.name,
                )
            )

    def _first_day_back(self, company, day, zone):
        """The agency's first working day from `day` on; `day` if that is unknown."""
        try:
            times = company._procedure_working_time(day, day + LOOK_AHEAD)[company]
            at = self._midnight(day, zone)
            return times.local(times.next_open(at)).date()
        except (UserError, CalendarError):  # it has no calendar to count on
            return day

    # --- taking over ------------------------------------------------------------------

    @api.model
    def action_take_over(self, user_id, shares, date_from, date_to, reason):
        """Name who takes over somebody's tasks while he is away, each with his part.

        :param shares: a list of [delegate's id, [ids of open tasks]]
        :param date_from: first day of the absence, ISO text; `date_to` its last
        :return: ids of the delegations
        :raises ValidationError: who may not, whom one may not name, dates gone by
        :raises UserError: a task that is not an open one of his, or given twice
        """
        self.check_access("create")
        at = fields.Datetime.now()
        rows, given = [], set()
        for delegate_id, task_ids in shares:
            said = {
                "user_id": user_id,
                "delegate_id": delegate_id,
                "scope": "tasks",
                "date_from": date_from,
                "date_to": date_to,
                "reason": reason,
            }
            if given & set(task_ids):
                raise UserError(self.env._("A task is given to one person only."))
            given |= set(task_ids)
            row = self._checked(said, at)
            rows.append({**row, "task_ids": [fields.Command.set(task_ids)]})
        if not rows:
            raise UserError(self.env._("Say who takes over."))
        self._refuse_other_tasks(user_id, given, rows[0]["company_id"])
        return self._grant(rows, at).ids

    @api.model
    def _refuse_other_tasks(self, user_id, task_ids, company_id):
        # Whose they are decides, whichever of them the caller may read.
        tasks = self.env["procedure.task"].sudo().browse(task_ids).exists()
        fit = tasks.filtered(
            lambda t: (
                t.user_id.id == user_id
                and t.state in OPEN
                and t.company_id.id == company_id
            )
        )
        if len(fit) != len(task_ids):
            raise UserError(
                self.env._(
                    "Some of these tasks are no longer open with him. Open the screen "
                    "again."
                )
            )

    # --- beginning and ending ---------------------------------------------------------

    def _mirror(self, at):
        self.filtered(lambda d: d.scope == "tasks")._settle(at)
        return super()._mirror(at)

    @api.model
    def _settle_due(self, at):
        """Begin and end what begins or ends by its date alone."""
        # A background job: it sees every agency.
        due = self.sudo().search(
            Domain("scope", "=", "tasks")
            & Domain("returned_at", "=", False)
            & (
                (Domain("begun_at", "=", False) & Domain("starts_at", "<=", at))
                | Domain("ends_at", "<=", at)
                | Domain("revoked_at", "!=", False)
            )
        )
        self.env["procedure.job"]._divide(due, lambda some: some._settle(at))

    def _settle(self, at):
        if not self:
            return
        over = self.filtered(lambda d: d.revoked_at or d.ends_at <= at)
        coming = self.filtered(lambda d: not d.begun_at and d.starts_at <= at) - over
        self.env.registry.clear_cache()
        coming._begin(at)
        over.filtered(lambda d: not d.returned_at)._return(at)

    def _begin(self, at):
        """Move the open tasks of who goes away to who acts for him."""
        if not self:
            return
        self._note({"begun_at": at})
        # Who takes over is permitted when it is entered, not when it begins.
        rows = self.sudo()
        tasks = self.env["procedure.task"].sudo()
        tasks = tasks.search(
            [
                ("user_id", "in", rows.user_id.ids),
                ("company_id", "in", rows.company_id.ids),
                ("state", "in", OPEN),
            ],
            order="due_at, id",
        )
        tasks.case_id._lock()
        listed = {task: row for row in rows for task in row.task_ids}
        owners, unlisted = {}, {}
        for task in tasks:
            row = listed.get(task)
            if row and row.user_id == task.user_id:
                owners[task] = task._taken_over(row)
            else:
                unlisted[task] = task._kept_by(task.user_id)
        rest = tasks._standing_in(unlisted, at)
        owners.update(
            {t: one for t, one in rest.items() if one.user_id != t.user_id.id}
        )
        self._move_for(owners, "absence_began", at)

    def _return(self, at):
        """What is not done goes back to whose it is by right."""
        if not self:
            return
        self._note({"returned_at": at})
        self.env.registry.clear_cache()
        # As in `_begin`.
        tasks = self.env["procedure.task"].sudo()
        tasks = tasks.search(
            [("delegation_id", "in", self.ids), ("state", "in", OPEN)],
            order="due_at, id",
        )
        tasks.case_id._lock()
        self._move_for(tasks._returned(at), "absence_ended", at)

    def _move_for(self, owners, why, at):
        """Move {task: Assignee} with the reason of the delegation, and list it."""
        tasks = self.env["procedure.task"].sudo().union(*owners)  # as in `_begin`
        before = {task: task.user_id for task in tasks}

        def reason_of(task):
            """Why who gets it acts; when it comes back, why somebody else did."""
            row = task.delegation_id.browse(owners[task].delegation_id or [])
            return (row or task.delegation_id).reason or ""

        for reason, alike in tasks.grouped(reason_of).items():
            alike._move({task: owners[task] for task in alike}, reason, at)
        self.env["procedure.people.change"]._tell(tasks, before, why, at)

    # --- asking -----------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _unsettled(self):
        """((user, agency, delegate, from, until, id), …) of tasks not yet returned."""
        # Who is away is asked by the engine, for people who see none of it.
        rows = self.sudo().search(
            [
                ("scope", "=", "tasks"),
                ("returned_at", "=", False),
                ("revoked_at", "=", False),
            ],
            order="id",
        )
        return tuple(
            (
                row.user_id.id,
                row.company_id.id,
                row.delegate_id.id,
                row.starts_at,
                row.ends_at,
                row.id,
            )
            for row in rows
        )

    @api.model
    def _absences(self, at):
        """{(user id, agency id): [(delegate id, delegation id), …]} of who is away."""
        away = {}
        for user, company, delegate, start, end, row in self._unsettled():
            if start <= at < end:
                away.setdefault((user, company), []).append((delegate, row))
        return away
