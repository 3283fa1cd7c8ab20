from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..engine import leader_page
from .plain_domain import plain

#: Who looks at the page.
GROUPS = (
    "procedure_control.group_manager,procedure_control.group_quality_officer,"
    "procedure_control.group_auditor"
)
#: Who sees whole agencies, not departments.
WHOLE = "procedure_control.group_quality_officer,procedure_control.group_auditor"
PERIODS = ("month", "last_month", "quarter", "half", "year")
#: Rows of a table, and of the list of the oldest.
ROWS = 40
OLDEST = 10


class ProcedureLeaderPage(models.AbstractModel):
    """One page for who leads: today's load, what is late, and what will be.

    Read under the reader's own rules; who heads departments sees their steps.
    """

    _inherit = "procedure.leader.page"

    @api.model
    @api.readonly
    def leader_page(self, agency_id=False, period="month"):
        """Everything on the page, as plain data.

        :param agency_id: one of the reader's active agencies, or all of them
        :param period: one of `PERIODS`, in the statutory cut
        :return: dict; a figure's count is the number of records of
            ``domains[figure]`` and, in a row of a table, of that row's domain as well
        :raises AccessError: neither manager, quality nor auditor; an agency of others
        """
        if not self.env.user.has_groups(GROUPS):
            raise AccessError(
                self.env._("This page is for managers, quality and auditors.")
            )
        if period not in PERIODS:
            raise UserError(self.env._("There is no such period."))
        agencies = self.env.companies
        chosen = agencies.filtered(lambda agency: agency.id == agency_id)
        if agency_id and not chosen:
            raise AccessError(self.env._("This agency is not one of yours."))
        # Compiling such statements takes longer than to count what the indexes hold.
        self.env.cr.execute("SET LOCAL jit = off")
        at = self._moments(chosen or agencies, period)
        departments = self._departments()
        steps = Domain("company_id", "=", chosen.id) if chosen else Domain.TRUE
        cases = steps
        if departments is not None:
            steps &= Domain("department_id", "in", departments.ids)
        oldest = self._oldest(steps, at["now"])
        # Where its steps are due, whether or not he works there.
        known = agencies | oldest.sudo().company_id.sudo(False)
        first = min(oldest.mapped("due_at"), default=at["now"])
        times = self._times(known, first, at["now"])
        soon = self._soon(known, times, at["now"])
        asked = self._asked(at, steps, cases, soon)
        counts = self._counts(asked)
        names = self._names(counts["steps"])
        return {
            "agencies": [{"id": one.id, "name": one.name} for one in agencies],
            "agency_id": chosen.id,
            "period": period,
            "periods": self._periods(),
            "period_words": self._period_words(at["period"]),
            "at": fields.Datetime.to_string(at["now"]),
            "scope": self._scope_words(departments),
            "domains": self._domains(asked),
            "tiles": self._tiles(counts["totals"]),
            "tables": [
                self._rows_by(counts["steps"], 0, "company_id", names),
                self._rows_by(counts["steps"], 1, "department_id", names),
                self._rows_by(counts["steps"], 2, "document_id", names),
            ],
            "oldest": self._oldest_rows(oldest, times, at["now"]),
            "trend": self._trend_rows(at, steps),
            "is_empty": not any(counts["totals"].values()),
        }

    # --- whose ----------------------------------------------------------------------

    def _departments(self):
        """Departments to whose steps the page is held; None for a whole agency.

        A leader of an agency sees it all, as quality and auditors do; who only heads
        departments sees them and all below.
        """
        user = self.env.user
        if user.has_groups(WHOLE):
            return None
        today = fields.Date.context_today(self)
        # Whether he leads is asked of the organisation, whatever of it he may read.
        holders = self.env["procedure.role.holder"].sudo()
        if holders.search_count(
            Domain("user_id", "=", user.id)
            & Domain("role_id.is_leader", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today)),
            limit=1,
        ):
            return None
        departments = self.env["hr.department"].sudo()  # as above
        heads = departments.search(
            Domain("manager_id.user_id", "=", user.id)
            | Domain("procedure_manager_ids", "=", user.id)
        )
        return departments.search([("id", "child_of", heads.ids)], order="parent_path")

    def _scope_words(self, departments):
        if departments is None:
            return self.env._("Everything you may see")
        names = departments[:3].mapped("name")
        if len(departments) > 3:
            names.append(
                self.env._("%(count)s more", count=len(departments) - len(names))
            )
        return ", ".join(names) or self.env._("You head no department")

    # --- counted once, added up -----------------------------------------------------

    def _counts(self, asked):
        """{"totals": {figure: count}, "steps": [(agency, department, procedure)]}"""
        by_place = ("company_id", "department_id", "document_id")
        steps, totals = [], {}
        for model, base, wanted in asked.values():
            of_steps = model == "procedure.task"
            rows = self._count(model, base, wanted, by_place if of_steps else ())
            if of_steps:
                steps += rows
            totals |= dict.fromkeys(wanted, 0) | leader_page.added(
                counts for _place, counts in rows
            )
        return {"totals": totals, "steps": steps}

    def _domains(self, asked):
        labels = self._labels()
        return {
            figure: {
                "model": model,
                "label": labels[figure],
                "domain": plain(list(base & within)),
            }
            for model, base, wanted in asked.values()
            for figure, within in wanted.items()
        }

    def _names(self, steps):
        """{column: {id: name}} of the places on the page."""
        ids = [{place[at] for place, _counts in steps} - {0} for at in range(3)]
        models_ = ("res.company", "hr.department", "procedure.document")
        columns = ("company_id", "department_id", "document_id")
        return {
            # Names alone, of what the steps that he reads show him anyway.
            column: {
                one.id: one.display_name for one in self.env[model].sudo().browse(some)
            }
            for column, model, some in zip(columns, models_, ids, strict=True)
        }

    # --- the oldest -----------------------------------------------------------------

    def _oldest(self, steps, now):
        overdue = Domain("state", "=", "ready") & Domain("due_at", "<", now)
        overdue &= Domain("is_correction", "=", False)
        return self.env["procedure.task"].search(
            steps & overdue, order="due_at, id", limit=OLDEST
        )

    def _oldest_rows(self, tasks, times, now):
        rows = []
        for task in tasks:
            of = task.sudo()  # numbers and names that the step shows its readers
            time = times.get(task.company_id)
            hours = time and time.seconds_between(task.due_at, now) / 3600
            rows.append(
                {
                    "id": task.id,
                    "case": of.case_id.name or "",
                    "step": " ".join(filter(None, (task.label, task.name))),
                    "document": of.document_id.code or "",
                    "department": of.department_id.name or of.company_id.name or "",
                    "person": task.person_shown or "",
                    "due_at": fields.Datetime.to_string(task.due_at),
                    "late": formatLang(self.env, hours, digits=1)
                    if time
                    else self.env._("no calendar"),
                }
            )
        return rows

    # --- weeks ----------------------------------------------------------------------

    def _trend_rows(self, at, steps):
        found = self._trend(steps, [moment for _day, moment in at["weeks"]])
        rows = []
        for number, (ended, late) in enumerate(found):
            (first, start), (_next, end) = at["weeks"][number : number + 2]
            within = Domain("done_at", ">=", start) & Domain("done_at", "<", end)
            within &= steps & Domain("verdict", "!=", False)
            share = leader_page.rate({"ended": ended, "late": late})
            rows.append(
                {
                    "label": first.strftime("%d/%m"),
                    "ended": ended,
                    "late": late,
                    "rate": share,
                    "rate_words": self._percent(share),
                    "domain": plain(list(within)),
                }
            )
        return rows

    def _percent(self, rate):
        return "–" if rate is None else f"{formatLang(self.env, rate, digits=2)} %"
