from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain


class Assignee(NamedTuple):
    """Who got a duty, where, and by which rung of the chain.

    In a pool whose members claim, nobody has it yet: `pool` are their ids.
    """

    user_id: int | None
    stand_in_id: int | None
    department_id: int | None
    by: str  # holder, substitute, pool, claim, head, nobody; named, delegate, …
    pool: tuple[int, ...] = ()
    principal_id: int | None = None
    delegation_id: int | None = None


class Place(NamedTuple):
    """Where a role is asked for, and who is not to be given it."""

    role_id: int
    company_id: int
    field_id: int | bool = False
    department_id: int | bool = False
    excluded: frozenset[int] = frozenset()


class ProcedureRole(models.Model):
    """From a role to the person who holds it there and then."""

    _inherit = "procedure.role"

    def _holders_at(self, companies, date):
        """Holders of these roles in these agencies on a date: one query.

        Returns {(role id, company id): procedure.role.holder}.
        """
        domain = Domain("role_id", "in", self.ids)
        domain &= Domain("company_id", "in", companies.ids)
        domain &= Domain("date_from", "=", False) | Domain("date_from", "<=", date)
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", date)
        # Who holds a role elsewhere is not the reader's business; only the one who
        # gets the task comes out.
        found = defaultdict(lambda: self.env["procedure.role.holder"].sudo())
        for holder in self.env["procedure.role.holder"].sudo().search_fetch(domain):
            found[holder.role_id.id, holder.company_id.id] |= holder
        return found

    def _holders_near(self, places, date):
        """Who holds these roles at or above some places, for their field of work.

        :param places: (agency, field of work) each
        :return: function of some of these roles → {place: [active user]}, those of the
            nearest agency first; reads nothing more
        """
        agencies = self.env["res.company"].sudo()  # who holds what is asked, no more
        agencies = agencies.union(*(agency for agency, _field in places))
        above = agencies._procedure_ancestors()
        holders = self._holders_at(agencies.union(*above.values()), date)
        lineage = self._field_lineage({field.id for _agency, field in places} - {False})
        nobody = self.env["procedure.role.holder"].sudo()  # as above

        def near(roles):
            found = {}
            for agency, field in places:
                people = []
                for one in above[agencies.browse(agency.id)]:
                    here = nobody.union(*(holders[role.id, one.id] for role in roles))
                    line = lineage.get(field.id, ())
                    people += self._most_specific(here, line).user_id
                active = (user for user in people if user.active)
                found[agency, field] = [user.with_env(agency.env) for user in active]
            return found

        return near

    def _resolve(self, requests, date, without=None):
        """Answer many `Place` (or tuples that begin like one) at once.

        The chain: holder, his substitute, another of the role's pool, the head of
        department of the role there, nobody. Holders for the nearest field of work
        come first, among them those of the nearest department above where the case
        is. Of a pool, the member with the fewest open tasks gets the next one, counted
        within this call too, unless its members claim. ``without``: users who leave
        and get nothing any more.

        Returns a list of `Assignee` in the order of the requests. Six queries
        whatever their number.
        """
        places = [Place(*request) for request in requests]
        roles = self.browse({place.role_id for place in places})
        companies = self.env["res.company"].browse(
            {place.company_id for place in places}
        )
        holders = roles._holders_at(companies, date)
        # As in _holders_at.
        everyone = self.env["procedure.role.holder"].sudo().union(*holders.values())
        (everyone.user_id | everyone.substitute_id).fetch(["active"])
        of_fields, of_departments = self._lineages(places, everyone)
        pools = [
            self._nearest(
                holders[place.role_id, place.company_id],
                of_fields.get(place.field_id, ()),
                of_departments.get(place.department_id, ()),
            )
            for place in places
        ]
        # Who is alone is not weighed against anybody.
        several = everyone.browse().union(*(pool for pool in pools if len(pool) > 1))
        load = self._open_load(several.user_id | several.substitute_id)
        gone = set(without.ids) if without else set()
        result = []
        for place, pool in zip(places, pools, strict=True):
            assignee = self._pick(pool, load, gone | place.excluded)
            if assignee and assignee.user_id:
                load[assignee.user_id] += 1
            result.append(assignee)
        lacking = [p for p, one in zip(places, result, strict=True) if not one]
        heads = self._fallback_heads(
            {place[:2] for place in lacking}, without or self.env["res.users"]
        )
        nobody = Assignee(None, None, None, "nobody")
        return [
            assignee or heads.get(place[:2], nobody)
            for place, assignee in zip(places, result, strict=True)
        ]

    def _lineages(self, places, holders):
        """Lines upwards, nearest first, of the fields and departments that matter."""
        of_fields, of_departments = {}, {}
        if holders.field_id:
            of_fields = self._field_lineage({p.field_id for p in places if p.field_id})
        if holders.department_id:
            # The tree of departments decides, whichever of them the caller may read.
            departments = self.env["hr.department"].sudo()
            departments = departments.browse(
                {p.department_id for p in places if p.department_id}
            )
            of_departments = {d.id: _upwards(d.parent_path) for d in departments}
        return of_fields, of_departments

    def _field_lineage(self, field_ids):
        # The tree of fields decides, whichever of them the caller may read.
        fields_of_work = self.env["procedure.field"].sudo().browse(field_ids)
        return {f.id: _upwards(f.parent_path) for f in fields_of_work}

    def _nearest(self, holders, of_field, of_department):
        """The pool there: by field of work, then by department, then whoever."""
        pool = self._most_specific(holders, of_field)
        if len(pool) < 2:
            return pool
        for department_id in of_department:
            here = pool.filtered(lambda h, d=department_id: h.department_id.id == d)
            if here:
                return here
        return pool.filtered(lambda h: not h.department_id) or pool

    def _most_specific(self, holders, lineage):
        for field_id in lineage:
            here = holders.filtered(lambda h, f=field_id: h.field_id.id == f)
            if here:
                return here
        return holders.filtered(lambda h: not h.field_id)

    def _pick(self, pool, load, gone):
        """The `Assignee` of a pool, None where nobody of it can."""
        candidates = pool.filtered(
            lambda h: h.user_id.active and h.user_id.id not in gone
        )
        if len(candidates.user_id) > 1 and candidates.role_id.pool_rule == "claim":
            return Assignee(
                None,
                None,
                candidates.department_id[:1].id or None,
                "claim",
                tuple(candidates.user_id.ids),
            )
        if candidates:
            holder = min(candidates, key=lambda h: (load[h.user_id.id], h.id))
            stand_in = holder.substitute_id.filtered(
                lambda u: u.active and u.id not in gone
            )
            return Assignee(
                holder.user_id.id,
                stand_in.id or None,
                holder.department_id.id or None,
                "pool" if len(pool) > 1 else "holder",
            )
        stand_ins = pool.filtered(
            lambda h: h.substitute_id.active and h.substitute_id.id not in gone
        )
        if stand_ins:
            holder = min(stand_ins, key=lambda h: (load[h.substitute_id.id], h.id))
            return Assignee(
                holder.substitute_id.id,
                None,
                holder.department_id.id or None,
                "substitute",
            )
        return None

    def _open_load(self, users):
        """{user id: number of his ready tasks}, 0 for everybody else."""
        load = defaultdict(int)
        if not users:
            return load
        groups = (
            self.env["procedure.task"]
            .sudo()  # the load of every member counts, whoever asks
            ._read_group(
                [("user_id", "in", users.ids), ("state", "=", "ready")],
                ["user_id"],
                ["__count"],
            )
        )
        load.update({user.id: count for user, count in groups})
        return load

    def _fallback_heads(self, places, gone):
        """{(role id, company id): Assignee} from the head of the role's department.

        Asked only where nobody active holds the role. The department is the one where
        the role was held last, else the agency's one root department.
        """
        if not places:
            return {}
        agencies = [company for _role, company in places]
        past = (
            self.env["procedure.role.holder"]
            .sudo()  # as in _holders_at
            .search(
                [
                    ("role_id", "in", [role for role, _company in places]),
                    ("company_id", "in", agencies),
                    ("department_id", "!=", False),
                ],
                order="date_to desc, id desc",
            )
        )
        departments = {}
        for holder in past:
            place = (holder.role_id.id, holder.company_id.id)
            departments.setdefault(place, holder.department_id)
        roots = self._root_departments(agencies)
        heads = {}
        for place in places:
            department = departments.get(place) or roots.get(place[1])
            head = department and department._procedure_head(
                other_than=gone, agency=self.env["res.company"].browse(place[1])
            )
            if head:
                heads[place] = Assignee(head.id, None, department.id, "head")
        return heads

    def _root_departments(self, company_ids):
        """{company id: its department above all others}, where there is just one."""
        roots = (
            self.env["hr.department"]
            .sudo()  # as in _holders_at
            .search([("company_id", "in", company_ids), ("parent_id", "=", False)])
        )
        return {
            company.id: departments
            for company, departments in roots.grouped("company_id").items()
            if len(departments) == 1
        }


def _upwards(parent_path):
    """Ids of a tree's path, the record itself first."""
    return [int(part) for part in (parent_path or "").split("/") if part][::-1]
