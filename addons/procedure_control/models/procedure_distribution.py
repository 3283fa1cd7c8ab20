# Who must read is told in the trail and asked at once, also when a line goes.
# pylint: disable=missing-return,method-required-super,super-method-mismatch
from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class Reader(NamedTuple):
    """Why somebody is on a reading list."""

    must_read: bool
    through: str  # the name of the department or role, empty when named himself


class ProcedureDistribution(models.Model):
    """Whom a procedure is distributed to: a department, a role or a user."""

    _name = "procedure.distribution"
    _description = "Distribution line"
    _order = "document_id, sequence, id"

    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="document_id.company_id", string="Issuing agency", store=True
    )
    sequence = fields.Integer(default=10)
    target = fields.Selection(
        [("department", "Department"), ("role", "Role"), ("user", "Person")],
        string="Distributed to",
        required=True,
        default="department",
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    with_below = fields.Boolean(string="And the departments below it", default=True)
    role_id = fields.Many2one("procedure.role", ondelete="restrict")
    agency_id = fields.Many2one(
        "res.company",
        string="Only in this agency",
        ondelete="restrict",
        help="Empty: the holders of the role in the issuing and applying agencies.",
    )
    user_id = fields.Many2one("res.users", string="Reader", ondelete="restrict")
    must_read = fields.Boolean(
        string="Must read",
        default=True,
        help="Off: gets it for information and is not asked to confirm.",
    )
    reader_count = fields.Integer(
        string="Readers today", compute="_compute_reader_count"
    )

    _target_check = models.Constraint(
        "CHECK((target = 'department' AND department_id IS NOT NULL)"
        " OR (target = 'role' AND role_id IS NOT NULL)"
        " OR (target = 'user' AND user_id IS NOT NULL))",
        "Say which department, role or person a procedure is distributed to.",
    )

    @api.depends("target", "department_id", "role_id", "user_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line[f"{line.target}_id"].display_name or ""

    @api.depends(
        "target", "department_id", "with_below", "role_id", "agency_id", "user_id"
    )
    def _compute_reader_count(self):
        now = fields.Datetime.now()
        readers = self.filtered("document_id")._readers_by_line(now)
        for line in self:
            line.reader_count = len(readers.get(line, ()))

    # --- guards -----------------------------------------------------------------------
    @api.constrains("target", "department_id", "agency_id", "document_id")
    def _check_place(self):
        for line in self.sudo():  # agencies of a procedure are no secret to its author
            agencies = line._agencies()
            place = (
                line.department_id.company_id
                if line.target == "department"
                else line.agency_id
            )
            if place and place not in agencies:
                raise ValidationError(
                    self.env._(
                        "%(document)s is neither issued nor applied by %(agency)s: its "
                        "people could not open it. Add the agency first.",
                        document=line.document_id.code,
                        agency=place.name,
                    )
                )

    def _agencies(self):
        return self.document_id.company_id | self.document_id.applying_company_ids

    @api.model_create_multi
    def create(self, vals_list):
        return self._distribute(vals_list, fields.Datetime.now())

    def _distribute(self, vals_list, at):
        """Add lines and ask whom they name, as of `at` (naive UTC)."""
        lines = super().create(vals_list)
        lines._tell("distribution.added", at)
        lines.document_id._readers_changed(at)
        return lines

    def write(self, vals):
        if "document_id" in vals:
            raise UserError(self.env._("A distribution line stays with its procedure."))
        result = super().write(vals)
        if set(vals) - {"sequence"}:
            self._tell("distribution.changed")
            self.document_id._readers_changed()
        return result

    def unlink(self):
        self._tell("distribution.removed")
        documents = self.document_id
        result = super().unlink()
        documents._readers_changed()
        return result

    def _tell(self, kind, at=None):
        self.env["procedure.event"]._log(
            kind,
            self,
            at=at,
            values=lambda line: {
                "target": line.target,
                "name": line.display_name,
                "with_below": line.with_below,
                "agency": line.agency_id.name or None,
                "must_read": line.must_read,
            },
        )

    # --- resolving --------------------------------------------------------------------
    def _readers(self, at):
        """{document id: {user id: Reader}} of these lines at `at`, naive UTC.

        A person named by several lines is there once; one that makes him read wins.
        """
        readers = defaultdict(dict)
        for line, user_ids in self._readers_by_line(at).items():
            found = readers[line.document_id.id]
            through = "" if line.target == "user" else line.display_name
            for user_id in sorted(user_ids):
                known = found.get(user_id)
                if known is None or (line.must_read and not known.must_read):
                    found[user_id] = Reader(line.must_read, through)
        return readers

    def _readers_by_line(self, at):
        """{line: ids of active users who may open its procedure}.

        Seven queries whatever the number of lines.
        """
        # Who works where is not the author's to read; only readers come out.
        lines = self.sudo()
        found = {
            **lines._of_departments(),
            **lines._of_roles(at),
            **{
                line: set(line.user_id.ids)
                for line in lines.filtered(lambda line: line.target == "user")
            },
        }
        places = self._places_of(set().union(*found.values()))
        result = {}
        for line in lines:
            agencies = set(line._agencies().ids)
            result[line.with_env(self.env)] = {
                user_id
                for user_id in found.get(line, ())
                if agencies & places.get(user_id, frozenset())
            }
        return result

    def _of_departments(self):
        lines = self.filtered(lambda line: line.target == "department")
        if not lines:
            return {}
        below = self.env["hr.department"].search(
            [("id", "child_of", lines.department_id.ids)]
        )
        paths = {
            department.id: {
                int(part) for part in department.parent_path.split("/")[:-1]
            }
            for department in below
        }
        people = defaultdict(set)
        for department, user in self.env["hr.employee"]._read_group(
            [("department_id", "in", below.ids), ("user_id", "!=", False)],
            ["department_id", "user_id"],
        ):
            people[department.id].add(user.id)
        result = {}
        for line in lines:
            root = line.department_id.id
            result[line] = set().union(
                *(
                    people[department]
                    for department, path in paths.items()
                    if department == root or (line.with_below and root in path)
                )
            )
        return result

    def _of_roles(self, at):
        lines = self.filtered(lambda line: line.target == "role")
        if not lines:
            return {}
        agencies = lines.agency_id | lines.document_id.company_id
        agencies |= lines.document_id.applying_company_ids
        # The day of the first issuing agency; their clocks are rarely apart.
        day = agencies[:1]._procedure_local_date(at)
        holders = lines.role_id._holders_at(agencies, day)
        lineage = lines.role_id._field_lineage(set(lines.document_id.field_id.ids))
        result = {}
        for line in lines:
            above = lineage.get(line.document_id.field_id.id, ())
            result[line] = {
                holder.user_id.id
                for agency in line.agency_id or line._agencies()
                for holder in holders[line.role_id.id, agency.id]
                if not holder.field_id or holder.field_id.id in above
            }
        return result

    @api.model
    def _places_of(self, user_ids):
        """{user id: ids of his agencies} of those who may read procedures at all."""
        staff = self.env.ref("procedure_control.group_staff")
        domain = Domain("id", "in", list(user_ids)) & Domain("share", "=", False)
        domain &= Domain("all_group_ids", "in", staff.ids)
        # As above; archived users are left out by the search itself.
        users = self.env["res.users"].sudo().search(domain)
        return {user.id: frozenset(user.company_ids.ids) for user in users}
