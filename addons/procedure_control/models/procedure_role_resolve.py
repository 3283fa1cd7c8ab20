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
        found = defaultdict(lambda: self.env["procedure.role.holder"].sudo())
        # Who holds a role elsewhere is not the reader's business; only the one who
        # gets the task comes out.
        for holder in self.env["procedure.role.holder"].sudo().search(domain):
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
        lineage = self._field_lineage({field for *_rest, field in requests if field})
        everyone = self.env["procedure.role.holder"].sudo().union(*holders.values())
        load = self._open_load(everyone.user_id | everyone.substitute_id)
        gone = without or self.env["res.users"]
        heads = self._fallback_heads(requests, holders, gone)
        result = []
        for role, company, field in requests:
            pool = self._most_specific(holders[role, company], lineage.get(field, ()))
            assignee = self._pick(pool, load, gone) or heads.get((role, company))
            assignee = assignee or Assignee(None, None, None, "nobody")
            if assignee.user_id:
                load[assignee.user_id] += 1
            result.append(assignee)
        return result

    def _field_lineage(self, field_ids):
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
                holder.substitute_id.id, None, holder.department_id.id or None, "substitute"
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

    def _fallback_heads(self, requests, holders, gone):
        """{(role id, company id): Assignee} from the head of the role's department.

        Asked only for roles without an active holder. The department is the one
        where the role was held last, else the agency's one root department.
        """
        lacking = {
            (role, company)
            for role, company, _field in requests
            if not any(
                user.active and user not in gone
                for h in holders[role, company]
                for user in (h.user_id, h.substitute_id)
            )
        }
        if not lacking:
            return {}
        past = (
            self.env["procedure.role.holder"]
            .sudo()  # as in _holders_at
            .search(
                [
                    ("role_id", "in", [role for role, _company in lacking]),
                    ("company_id", "in", [company for _role, company in lacking]),
                    ("department_id", "!=", False),
                ],
                order="date_to desc, id desc",
            )
        )
        heads = {}
        for holder in past:
            key = (holder.role_id.id, holder.company_id.id)
            if key in lacking and key not in heads:
                head = holder.department_id._procedure_head(other_than=gone)
                if head:
                    heads[key] = Assignee(head.id, None, holder.department_id.id, "head")
        return heads
