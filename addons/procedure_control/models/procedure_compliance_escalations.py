from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reporting.evidence_rows import EscalationRow

#: Who is told of it himself: to name him would name who is late.
OWN = ("owner", "stand_in")


class ProcedureComplianceRows(models.AbstractModel):
    """What the ladders called for in the period."""

    _inherit = "procedure.compliance.rows"

    def _rows_escalations(self, options):
        """`EscalationRow` by moment."""
        domain = self._escalation_domain(options)
        links = self.env["procedure.escalation"]._links()
        found = self._select(
            "procedure.escalation",
            domain,
            lambda tell, query: self._escalation_columns(tell, query, links),
            ("moment_at",),
            lang=self._active_language(options),
        )
        names = [name.removesuffix("_id") for name in links]
        return (_escalation(values, names) for values in found)

    def _escalation_domain(self, options):
        domain = Domain("company_id", "in", options.companies.ids)
        domain &= self._in_period(options, "moment_at")
        return domain & self._duty_domain(options)

    def _duty_domain(self, options):
        """Duties of the documents and departments asked for."""
        links = self.env["procedure.escalation"]._links()
        domain = Domain.TRUE
        if options.departments:
            ids = options.departments.ids
            domain &= Domain.OR(
                Domain(f"{link}.department_id", "child_of", ids) for link in links
            )
        if options.documents or options.fields or options.kinds:
            documents = self.env["procedure.document"].with_context(active_test=False)
            chosen = documents._search(self._document_domain(options))
            domain &= Domain.OR(
                Domain(f"{link}.document_id", "in", chosen) for link in links
            )
        return domain

    def _escalation_columns(self, tell, query, links):
        clock = self._on_wall_clock(tell("company_id"), self._clocks())

        def of_duty(path):
            return SQL(
                "COALESCE(%s)", SQL(", ").join(tell(f"{link}.{path}") for link in links)
            )

        return [
            tell("id"),
            SQL("ARRAY[%s]", SQL(", ").join(tell(link) for link in links)),
            tell("level_id"),
            tell("level_id.policy_id.name"),
            tell("level_id.name"),
            tell("level_id.sequence"),
            tell("repeat"),
            tell("recipient"),
            tell("how"),
            tell("state"),
            clock(tell("moment_at")),
            clock(tell("delivered_at")),
            clock(tell("due_at")),
            tell("user_id.name"),
            tell("late_user_id.name"),
            SQL("%s = %s", tell("user_id"), tell("late_user_id")),
            self._late_hidden_sql(query),
            tell("company_id.name"),
            of_duty("department_id.name"),
            tell("case_id.name"),
            of_duty("document_id.code"),
            of_duty("document_id.title"),
            tell("task_id.label"),
            tell("task_id.name"),
        ]

    def _late_hidden_sql(self, query):
        """Whether the reader is not to be told whose step it was."""
        hidden = self.env["procedure.task"]._hidden_domain()
        if hidden.is_false():
            return SQL("FALSE")
        # Whether it is late, and since when it may be named, is no secret.
        firings = self.env["procedure.escalation"].sudo()
        tasks, alias = firings._fields["task_id"].join(firings, query.table, query)
        condition = hidden.optimize_full(tasks)._to_sql(tasks, alias, query)
        return SQL("(%s IS NOT NULL AND %s)", SQL.identifier(alias, "id"), condition)


def _escalation(values, names):
    (
        id_, duties, level_id, ladder, level, order, repeat, recipient, how, state,
        moment, delivered, due, told, owed, same, hidden, agency, department, case,
        code, title, label, work,
    ) = values  # fmt: skip
    duty = next(
        name for name, duty in zip(names, duties, strict=True) if duty is not None
    )
    if hidden:
        owed = department or agency
        told = "" if same or recipient in OWN else told
    return EscalationRow(
        id=id_,
        duty=duty,
        level_id=level_id,
        ladder=ladder or "",
        level=level or "",
        level_order=order or 0,
        repeat=repeat or 0,
        recipient=recipient or "",
        how=how or "",
        state=state,
        moment_at=moment,
        delivered_at=delivered,
        due_at=due,
        told=told or "",
        owed=owed or "",
        agency=agency or "",
        department=department or "",
        case_number=case or "",
        code=code or "",
        about=" ".join(filter(None, (label, work))) or title or "",
    )
