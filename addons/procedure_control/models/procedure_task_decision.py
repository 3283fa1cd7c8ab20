from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..engine.duration import DurationError, make


class ProcedureTask(models.Model):
    """What the doer of a step decides for later ones: their owner, agency and time."""

    _inherit = "procedure.task"

    def _decisions(self):
        """{planned task: what of it this task's doer decides}, without a query.

        What he decides is a set of "owner", "agency", "agencies", "time".
        """
        self.ensure_one()
        mine, result = self.step_id, {}
        for later in self.case_id.task_ids.filtered(lambda t: t.state == "planned"):
            step = later.step_id
            what = set()
            if step.chosen_by_step_id == mine:
                if step.owner_mode == "chosen":
                    what.add("owner")
                if step._asks_agencies():
                    what.add("agencies")
                elif step.agency_mode == "chosen":
                    what.add("agency")
            if step.time_mode == "set" and step.time_set_by_step_id == mine:
                what.add("time")
            if what:
                result[later] = what
        return result

    def _candidates(self, step, agency, at):
        """Users who hold the role of a later step there, to choose its owner from."""
        return (
            self._holders(step, at).filtered(lambda h: h.company_id == agency).user_id
        )

    def _candidate_agencies(self, step, at):
        """Agencies where somebody holds the role of a later step, and the receiving."""
        return self._holders(step, at).company_id | self.case_id.company_id

    def _holders(self, step, at):
        # Any agency may be chosen, in the doer's sight or not.
        everywhere = self.env["res.company"].sudo().search([("id", "!=", False)])
        found = step.role_id._holders_at(everywhere, self.case_id._local(at).date())
        holders = self.env["procedure.role.holder"].sudo().union(*found.values())
        return holders.filtered("user_id.active")

    def _completion_assignments(self):
        """What this doer decides for later steps, as rows of the dialog."""
        task = self.sudo()  # candidates may sit where the doer cannot look
        rows, now = [], fields.Datetime.now()
        for later, what in task._decisions().items():
            if not what & {"owner", "time"}:
                continue  # agencies are lines of their own
            step = later.step_id
            people = task._candidates(step, later.company_id, now)
            rows.append(
                {
                    "step_id": step.id,
                    "chooses_owner": "owner" in what,
                    "chooses_time": "time" in what,
                    "user_id": (
                        people & later.user_id or people[: len(people) == 1]
                    ).id,
                }
            )
        return rows

    def _lacking_decisions(self, assignments, at):
        given = {row.get("step_id"): row for row in assignments}
        lacking = []
        for later, what in self._decisions().items():
            row, step = given.get(later.step_id.id, {}), later.step_id
            if "owner" in what and not row.get("user_id"):
                agency = self._chosen_agency(step, what, row, at) or later.company_id
                # One candidate needs no choice; none: it goes on the visible list.
                if len(self._candidates(step, agency, at)) > 1:
                    lacking.append(self.env._("who does %(step)s", step=step.name))
            if "agencies" in what:
                lacking += later._lacking_agencies(row)
            if "time" in what and not row.get("duration_unit"):
                lacking.append(self.env._("the time of %(step)s", step=step.name))
        return lacking

    def _apply_decisions(self, assignments, at):
        """Put the doer's decisions on the later tasks; whether anything was decided.

        What the client sends is checked against who holds the role now: it names
        steps, people and agencies, and decides nothing by itself.
        """
        given = {row.get("step_id"): row for row in assignments}
        decided = self._decisions()
        for later, what in decided.items():
            row, step = given.get(later.step_id.id, {}), later.step_id
            values = {}
            agency = self._chosen_agency(step, what, row, at)
            if agency:
                values["company_id"] = agency.id
                self.case_id.agency_ids |= agency
            if "agencies" in what:
                asked = self._asked_agencies(step, row, at)
                values["asked_agency_ids"] = [Command.set(asked.ids)]
                self.case_id.agency_ids |= asked
            if "owner" in what:
                people = self._candidates(step, agency or later.company_id, at)
                values["user_id"] = self._chosen_owner(people, row)
            if "time" in what and row.get("duration_unit"):
                values |= self._given_time(row)
            later.write(values)
        return bool(decided)

    def _chosen_agency(self, step, what, row, at):
        agency = self.env["res.company"].sudo().browse(row.get("agency_id") or [])
        if "agency" not in what or not agency:
            return agency.browse()
        if agency not in self._candidate_agencies(step, at):
            raise UserError(
                self.env._("Nobody holds the role of this step in the agency chosen.")
            )
        return agency

    def _chosen_owner(self, people, row):
        if not row.get("user_id"):
            return people.id if len(people) == 1 else False
        if row["user_id"] not in people.ids:
            raise UserError(self.env._("The person chosen does not hold the role."))
        return row["user_id"]

    def _given_time(self, row):
        try:
            duration = make(row.get("duration_value") or "", row["duration_unit"])
        except DurationError as error:
            raise UserError(
                self.env._(
                    '"%(text)s" is not a time: write a number such as 3 or 0,5, and '
                    "its unit.",
                    text=row.get("duration_value") or "",
                )
            ) from error
        return {
            "given_duration_value": format(duration.value, "f")
            if duration.value
            else "",
            "given_duration_unit": duration.unit.value,
        }
