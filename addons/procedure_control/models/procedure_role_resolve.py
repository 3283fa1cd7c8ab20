from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain


class Assignee(NamedTuple):
    """Who got a duty, where, and by which rung of the chain."""

    user_id: int | None
    stand_in_id: int | None
    department_id: int | None
    by: str  # holder, substitute, pool, head, nobody


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

    def _resolve(self, requests, date, without=None):
        """Answer many (role, company, field) at once.

        ``requests`` is a list of (role id, company id, field id or False). The chain:
        holder, his substitute, another of the role's pool, the head of department of
        the role there, nobody. Of a pool, the member with the fewest open tasks gets
        the next one, counted within this call too. ``without``: users who leave and
        get nothing any more.

        Returns a list of `Assignee` in the order of the requests. Five queries
        whatever their number.
        """
        roles = self.browse({role for role, _company, _field in requests})
        companies = self.env["res.company"].browse(
            {company for _role, company, _field in requests}
        )
        holders = roles._holders_at(companies, date)
        # As in _holders_at.
        everyone = self.env["procedure.role.holder"].sudo().union(*holders.values())
        (everyone.user_id | everyone.substitute_id).fetch(["active"])
        lineage = {}
        if everyone.field_id:
            wanted = {field for *_rest, field in requests if field}
            lineage = self._field_lineage(wanted)
        pools = [
            self._most_specific(holders[role, company], lineage.get(field, ()))
            for role, company, field in requests
        ]
        # Who is alone is not weighed against anybody.
        several = everyone.browse().union(*(pool for pool in pools if len(pool) > 1))
        load = self._open_load(several.user_id | several.substitute_id)
        gone = without or self.env["res.users"]
        result = []
        for pool in pools:
            assignee = self._pick(pool, load, gone)
            if assignee:
                load[assignee.user_id] += 1
            result.append(assignee)
        places = [
            place[:2] for place, one in zip(requests, result, strict=True) if not one
        ]
        heads = self._fallback_heads(set(places), gone)
        nobody = Assignee(None, None, None, "nobody")
        return [
            assignee or heads.get(request[:2], nobody)
            for request, assignee in zip(requests, result, strict=True)
        ]

    def _field_lineage(self, field_ids):
        # The tree of fields decides, whichever of them the caller may read.
        fields_of_work = self.env["procedure.field"].sudo().browse(field_ids)
        return {
            f.id: [int(part) for part in f.parent_path.split("/") if part][::-1]
            for f in fields_of_work
        }

    def _most_specific(self, holders, lineage):
        for field_id in lineage:
            here = holders.filtered(lambda h, f=field_id: h.field_id.id == f)
            if here:
                return here
        return holders.filtered(lambda h: not h.field_id)

    def _pick(self, pool, load, gone):
        candidates = pool.filtered(lambda h: h.user_id.active and h.user_id not in gone)
        if candidates:
            holder = min(candidates, key=lambda h: (load[h.user_id.id], h.id))
            stand_in = holder.substitute_id.filtered("active") - gone
            return Assignee(
                holder.user_id.id,
                stand_in.id or None,
                holder.department_id.id or None,
                "pool" if len(pool) > 1 else "holder",
            )
        stand_ins = pool.filtered(
            lambda h: h.substitute_id.active and h.substitute_id not in gone
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
        groups = (
            self.env["procedure.task"]
            .sudo()  # the load of every member counts, whoever asks
            ._read_group(
                [("user_id", "in", users.ids), ("state", "=", "ready")],
                ["user_id"],
                ["__count"],
            )
        )
        load = defaultdict(int)
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
