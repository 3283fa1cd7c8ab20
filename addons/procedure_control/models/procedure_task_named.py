import re
from itertools import groupby

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What of a task tells whose it is or was. Odoo's own columns tell who did it.
PEOPLE = frozenset(
    (
        "user_id",
        "stand_in_id",
        "done_by_id",
        "principal_id",
        "had_by_ids",
        "pool_user_ids",
        "handed_back_ids",
        # Its name says who acts for whom.
        "delegation_id",
        "create_uid",
        "write_uid",
    )
)
#: Key under which the domain of what is hidden reaches the SQL; nobody else's value
#: is taken, and any value only hides.
MASK = "procedure_late_names_hidden"


class ProcedureTask(models.Model):
    """Whose a late step is, is told in his line first.

    Until he has explained, or two working days after the due, whoever stands outside
    that line sees the department in place of the name: in what he reads, exports,
    groups, aggregates and searches by. The engine itself reads as ever.
    """

    _inherit = "procedure.task"

    person_shown = fields.Char(
        string="Person",
        compute="_compute_person_shown",
        compute_sudo=False,
        help="Whose step it is or was. Of a late step others than his line see the "
        "department until it is explained, or two working days have passed.",
    )

    @api.depends("user_id", "done_by_id", "verdict", "state", "due_at", "named_from")
    @api.depends_context("uid")
    def _compute_person_shown(self):
        hidden = self._name_hidden()
        for task in self:
            of = task.sudo()  # names of people and departments alone
            if task in hidden:
                task.person_shown = of.department_id.name or of.company_id.name
            else:
                task.person_shown = (of.done_by_id or of.user_id).name

    # --- what is hidden from whom -----------------------------------------------------

    def _name_hidden(self):
        """Of these tasks, those whose people the current user is not to be told."""
        if self.env.su or not self:
            return self.browse()
        now = fields.Datetime.now()
        # Whether it is late, and since when it may be named, is no secret.
        late = self.sudo().filtered(
            lambda t: (
                (
                    t.verdict == "late"
                    or (t.state == "ready" and t.due_at and t.due_at < now)
                )
                and not (t.named_from and t.named_from <= now)
            )
        )
        if self.env.user.has_group("procedure_control.group_quality_officer"):
            # Asked without a query: whom he sees most is his own agency.
            own = self.env.user.company_ids
            late = late.filtered(lambda task: task.company_id not in own)
        if not late:
            return self.browse()
        return (late - late.filtered_domain(self._line_domain())).sudo(False)

    def _hidden_domain(self):
        """The same as a domain on stored columns alone."""
        line = self._line_domain()
        if line.is_true():
            return Domain.FALSE
        now = fields.Datetime.now()
        late = Domain("verdict", "=", "late") | (
            Domain("state", "=", "ready") & Domain("due_at", "<", now)
        )
        unnamed = Domain("named_from", "=", False) | Domain("named_from", ">", now)
        return late & unnamed & ~line

    def _line_domain(self):
        """Tasks in whose line the current user stands.

        Himself, whoever stands in for him or whom he stands in for; who heads the
        department or one above it; the leader in charge of the field; quality of the
        agency whose step it is. So does an auditor: he verifies what the trail, which
        he reads, names as well.
        """
        user = self.env.user
        if user.has_group("procedure_control.group_auditor"):
            return Domain.TRUE
        line = Domain.OR(
            Domain(name, "=", user.id)
            for name in ("user_id", "stand_in_id", "done_by_id", "principal_id")
        )
        if user.has_group("procedure_control.group_quality_officer"):
            line |= Domain("company_id", "in", user.company_ids.ids)
        # Whom he heads is asked of the organisation, whatever of it he may read.
        departments = self.env["hr.department"].sudo()
        heads = departments.search(
            ["|", ("manager_id.user_id", "=", user.id)]
            + [("procedure_manager_ids", "=", user.id)]
        )
        if heads:
            below = departments.search([("id", "child_of", heads.ids)])
            line |= Domain("department_id", "in", below.ids)
        return line | self._led_domain()

    def _led_domain(self):
        """Tasks of the fields that the current user is the leader in charge of."""
        today = fields.Date.context_today(self)
        holders = (
            self.env["procedure.role.holder"]
            .sudo()  # as in _line_domain
            .search(
                Domain("user_id", "=", self.env.uid)
                & Domain("role_id.is_leader", "=", True)
                & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
            )
        )
        led = Domain.FALSE
        for holder in holders:
            below = holder.company_id.search([("id", "child_of", holder.company_id.id)])
            of_holder = Domain("company_id", "in", below.ids)
            if work := holder.field_id:
                below = work.search([("id", "child_of", work.id)])
                of_holder &= Domain("field_id", "in", below.ids)
            led |= of_holder
        return led

    # --- where Odoo hands it out ------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        people = PEOPLE.intersection(fnames)
        if people and not self.env.su and (hidden := self._name_hidden()):
            ids = set(hidden.ids)
            for row in rows:
                if row["id"] in ids:
                    row.update(
                        (name, [] if self._fields[name].type == "many2many" else False)
                        for name in people
                    )
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        asks = any(path and path[0].partition(".")[0] in PEOPLE for path in fields)
        hidden = self._name_hidden() if asks else self.browse()
        export = super()._export_rows
        if not hidden:
            return export(fields, _is_toplevel_call=_is_toplevel_call)
        masked = [
            ["person_shown"] if path and path[0].partition(".")[0] in PEOPLE else path
            for path in fields
        ]
        lines = []
        # The order of the rows stays.
        # pylint: disable-next=bad-builtin-groupby
        for is_hidden, ids in groupby(self.ids, set(hidden.ids).__contains__):
            some = super(ProcedureTask, self.browse(list(ids)))
            lines += some._export_rows(
                masked if is_hidden else fields, _is_toplevel_call=_is_toplevel_call
            )
        return lines

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        hidden = self.env.context.get(MASK)
        if (
            not isinstance(hidden, Domain)
            or self.env.su
            or field_expr.partition(".")[0] not in PEOPLE
        ):
            return sql
        # Whether it is hidden is judged on what is, not on what is shown.
        real = self.sudo()
        condition = hidden.optimize_full(real)._to_sql(real, alias, query)
        return SQL("(CASE WHEN %s THEN NULL ELSE %s END)", condition, sql)

    def _fetch_query(self, query, fields):
        # What is kept in the cache serves the engine too: the truth.
        if MASK in self.env.context:
            self = self.with_context(**{MASK: None})
        return super()._fetch_query(query, fields)

    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        domain = Domain(domain)
        tasks = self
        if not (self.env.su or kwargs.get("bypass_access")):
            asked = [c for c in domain.iter_conditions() if self._names_others(c)]
            if asked or PEOPLE.intersection(re.findall(r"\w+", order or "")):
                tasks = self._with_names_hidden()
            if any(self._is_of_many(c.field_expr) for c in asked):
                domain &= ~self._hidden_domain()
        return super(ProcedureTask, tasks)._search(
            domain, offset=offset, limit=limit, order=order, **kwargs
        )

    def _names_others(self, condition):
        """Whether a condition of a search asks for people other than the searcher.

        What is his own is never hidden from him, and found by its index.
        """
        name = condition.field_expr.partition(".")[0]
        if name not in PEOPLE:
            return False
        if name != condition.field_expr or name == "delegation_id":
            return True
        value = condition.value
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        try:
            others = set(values) - {self.env.uid}
        except TypeError:
            return True
        return condition.operator not in ("=", "in") or bool(others)

    def _is_of_many(self, spec):
        """Whether a spec is of people in a table of their own, out of the mask."""
        field = self._fields.get(spec.strip().split(":")[0].split(".")[0].split(" ")[0])
        return field is not None and field.name in PEOPLE and not field.column_type

    def _with_names_hidden(self):
        hidden = self._hidden_domain()
        return self if hidden.is_false() else self.with_context(**{MASK: hidden})

    def _read_group_groupby(self, alias, groupby_spec, query):
        tasks = self
        if (
            groupby_spec.partition(":")[0].partition(".")[0] in PEOPLE
            and not self.env.su
            and not isinstance(self.env.context.get(MASK), Domain)
        ):
            # Another model groups by what its task tells.
            tasks = self._with_names_hidden()
        return super(ProcedureTask, tasks)._read_group_groupby(
            alias, groupby_spec, query
        )

    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        tasks = self
        # What is only compared with tells as much as what is shown.
        compared = [term[0] for term in having if isinstance(term, (list, tuple))]
        asked = [*groupby, *aggregates, *(order or "").split(","), *compared]
        if not self.env.su and any(
            spec.strip().partition(":")[0].partition(".")[0].split(" ")[0] in PEOPLE
            for spec in asked
        ):
            tasks = self._with_names_hidden()
            if any(map(self._is_of_many, asked)):
                domain = Domain(domain) & ~self._hidden_domain()
        rows = super(ProcedureTask, tasks)._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )
        if tasks is self:
            return rows
        # What was read so is hidden; what is read from it later is not.
        return [
            tuple(
                value.with_env(self.env)
                if isinstance(value, models.BaseModel)
                else value
                for value in row
            )
            for row in rows
        ]

    def _path_values(self):
        values = super()._path_values()
        # The path of a case is a list of its steps.
        return values | {"user": self.person_shown or ""}
