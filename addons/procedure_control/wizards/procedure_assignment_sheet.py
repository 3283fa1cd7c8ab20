from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ProcedureAssignmentSheet(models.TransientModel):
    """Who does which step of which procedure in a unit, on a date."""

    _name = "procedure.assignment.sheet"
    _description = "Assignment sheet"

    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        "hr.department", help="With the departments below it; empty: the whole agency."
    )
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("procedure.assignment.line", "sheet_id")
    line_count = fields.Integer(string="Lines", compute="_compute_line_count")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for sheet in self:
            sheet.line_count = len(sheet.line_ids)

    @api.depends("company_id", "department_id", "date")
    def _compute_display_name(self):
        for sheet in self:
            unit = sheet.department_id or sheet.company_id
            sheet.display_name = self.env._(
                "Assignment sheet of %(unit)s, %(date)s",
                unit=unit.name or "",
                date=sheet.date or "",
            )

    def action_make(self):
        """Work it out anew and list it."""
        self.ensure_one()
        self._make_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "procedure.assignment.line",
            "domain": [("sheet_id", "=", self.id)],
            "context": {"search_default_group_user": 1},
            "views": [(False, "list")],
            "help": self.env._("No step of a procedure in force is done there."),
        }

    def action_print(self):
        """The same as a PDF to sign and hang up."""
        self.ensure_one()
        self._make_lines()
        report = self.env.ref("procedure_control.report_assignment")
        return report.report_action(self)

    # --- working it out ---------------------------------------------------------------

    def _make_lines(self):
        self._refuse_other_agency()
        # Lines are worked out here alone: nobody types one into a sheet he prints.
        self.sudo().line_ids.unlink()
        self.env["procedure.assignment.line"].sudo().create(
            [{**row, "sheet_id": self.id} for row in self._rows()]
        )

    def _refuse_other_agency(self):
        """Who does what in an agency is told to those who work for it."""
        unit, agency = self.department_id.sudo(), self.company_id  # whose it is
        if agency not in self.env.user.company_ids or (
            unit.company_id and unit.company_id != agency
        ):
            raise AccessError(self.env._("You do not work for this agency."))

    def _rows(self):
        """One row for each person and step; fixed queries, whatever their number."""
        steps = self._steps()
        # Which steps an agency does is configuration its own people answer for; rows
        # name procedures the reader may open, and nothing of their text.
        roles = self.env["procedure.role"].sudo().browse(steps.role_id.ids)
        held = roles._holders_at(self.company_id, self.date)
        everyone = self.env["procedure.role.holder"].sudo().union(*held.values())
        lineage = roles._field_lineage(set(steps.revision_id.field_id.ids))
        units = self._units(everyone.user_id | steps.user_id)
        wanted = self._wanted_departments()
        rows = []
        for order, step in enumerate(steps):
            pool = roles._most_specific(
                held[step.role_id.id, self.company_id.id],
                lineage.get(step.revision_id.field_id.id, ()),
            ).filtered("user_id.active")
            for row in self._people(step, pool, units):
                if wanted is None or row["department_id"] in wanted:
                    rows.append({**self._of_step(step), **row, "sequence": order})
        return rows

    def _steps(self):
        """Steps done in the agency, of what was in force on the date, in order."""
        documents = self.env["procedure.document"].search(
            Domain("company_id", "=", self.company_id.id)
            | Domain("applying_company_ids", "=", self.company_id.id)
            | Domain("revision_ids.step_ids.agency_id", "=", self.company_id.id),
            order="code, id",
        )
        noon = datetime.combine(self.date, time(5))
        in_force = documents._revision_in_force(noon)
        revisions = self.env["procedure.revision"].sudo()  # as in `_rows`
        revisions = revisions.union(*(in_force[d].sudo() for d in documents))
        mine = self.company_id
        return revisions.step_ids.filtered(
            lambda step: (
                step.agency_id == mine
                if step.agency_mode == "fixed"
                else mine in step.revision_id._applying_companies()
                or (step.agency_mode == "chosen" and step.role_id)
            )
        )

    def _units(self, users):
        """{user: his department in the agency}: one query."""
        employees = self.env["hr.employee"].sudo()  # where one works is no secret
        found = employees.search(
            [("user_id", "in", users.ids), ("company_id", "=", self.company_id.id)]
        )
        return {employee.user_id: employee.department_id for employee in found}

    def _people(self, step, pool, units):
        """Rows of who does a step: holders, a named user, or how he is found."""
        if step.owner_mode == "user" and step.user_id:
            unit = units.get(step.user_id)
            return [self._person(step.user_id, unit, how=self.env._("by name"))]
        rows = []
        for holder in pool:
            unit = holder.department_id or units.get(holder.user_id)
            how = ""
            if step.owner_mode == "chosen":
                how = self.env._("when chosen")
            elif len(pool) > 1:
                how = (
                    self.env._("may claim it")
                    if step.role_id.pool_rule == "claim"
                    else self.env._("one of %(count)s", count=len(pool))
                )
            rows.append(
                {
                    **self._person(holder.user_id, unit, how),
                    "substitute_id": holder.substitute_id.id,
                    "date_from": holder.date_from,
                    "date_to": holder.date_to,
                }
            )
        if not rows and step.agency_mode != "chosen":
            modes = dict(step._fields["owner_mode"]._description_selection(self.env))
            how = modes[step.owner_mode]
            if step.owner_mode in ("role", "chosen"):
                how = self.env._("nobody holds this role")
            rows.append(self._person(self.env["res.users"], None, how))
        return rows

    def _person(self, user, unit, how):
        return {
            "user_id": user.id,
            "department_id": unit.id if unit else False,
            "how": how,
        }

    def _of_step(self, step):
        return {
            "document_id": step.revision_id.document_id.id,
            "step_id": step.id,
            "label": step.label,
            "name": step.name,
            "role_id": step.role_id.id,
            "duration_value": step.duration_value,
            "duration_unit": step.duration_unit,
        }

    def _wanted_departments(self):
        """Ids of the unit and what is below it; None: the whole agency."""
        if not self.department_id:
            return None
        # The tree decides, whichever departments the reader may open.
        departments = self.env["hr.department"].sudo()
        return set(departments.search([("id", "child_of", self.department_id.id)]).ids)
