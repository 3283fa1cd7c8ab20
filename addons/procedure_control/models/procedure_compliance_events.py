from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..reporting.evidence_rows import EventRow


class ProcedureComplianceRows(models.AbstractModel):
    """The audit trail of the period, as far as its reader may read it.

    Of the text of an event, which may be disposed of, the extract takes names, subject
    and reason where the reader may read it. Words typed about a case may name who
    handed in the dossier: they come only with requesters' names.
    """

    _inherit = "procedure.compliance.rows"

    def _rows_events(self, options):
        """`EventRow` by number."""
        acts = self._acts_in(options)
        found = self._select(
            "procedure.event",
            self._event_domain(options),
            lambda tell, query: self._event_columns(tell, query, options),
            (),
            lang=self._active_language(options),
        )
        return (_event(values, acts) for values in found)

    def _acts_in(self, options):
        """{kind of act: its words in the language of the file}."""
        told = self._told_in(options).env["procedure.event"]
        return dict(told._fields["act"]._description_selection(told.env))

    def _event_domain(self, options):
        company = Domain("company_id", "in", options.companies.ids)
        chosen = Domain.TRUE
        if options.documents:
            chosen &= Domain("document_id", "in", options.documents.ids)
        if options.fields:
            ids = options.fields.ids
            chosen &= Domain("document_id.field_id", "child_of", ids)
        if options.kinds:
            chosen &= Domain("document_id.kind", "in", list(options.kinds))
        if options.departments:
            ids = options.departments.ids
            chosen &= Domain("case_id.department_id", "child_of", ids) | (
                Domain("case_id", "=", False)
                & Domain("document_id.department_id", "child_of", ids)
            )
        if chosen.is_true():
            company |= Domain("company_id", "=", False)
        return company & chosen & self._in_period(options, "occurred_at")

    def _event_columns(self, tell, query, options):
        clock = self._on_wall_clock(
            SQL("COALESCE(%s, %s)", tell("company_id"), options.companies[:1].id),
            self._clocks(),
        )
        events = SQL.identifier(query.table)
        # The text as its own rules show it: an event may be read without it.
        texts = self.env["procedure.event.payload"]._search(Domain.TRUE)
        query.add_join(
            "LEFT JOIN",
            "text_shown",
            texts.subselect("event_id", "body::json AS body"),
            SQL("text_shown.event_id = %s.id", events),
        )
        # That an event is sealed is no secret.
        query.add_join(
            "LEFT JOIN",
            "seal",
            "procedure_seal",
            SQL("seal.event_id = %s.id", events),
        )
        return [
            tell("id"),
            tell("kind"),
            clock(tell("occurred_at")),
            clock(tell("recorded_at")),
            self._unless_typed(
                tell,
                options,
                SQL("text_shown.body->>'record'"),
                of=("procedure.obstacle",),
            ),
            SQL("COALESCE(text_shown.body->>'actor', %s)", tell("user_id.name")),
            SQL(
                "COALESCE(text_shown.body->>'in_name_of', %s)",
                tell("in_name_of_id.name"),
            ),
            self._unless_typed(tell, options, SQL("text_shown.body->>'reason'")),
            self._in_place_of_actor(query),
            tell("company_id.name"),
            tell("document_id.code"),
            tell("case_id.name"),
            tell("payload_hash"),
            SQL("seal.position"),
        ]

    def _unless_typed(self, tell, options, text, of=()):
        """A text, left out where somebody typed it about a case and it may name him."""
        if options.requesters:
            return text
        typed = SQL("%s IS NOT NULL", tell("case_id"))
        if of:
            typed = SQL("%s AND %s IN %s", typed, tell("model"), of)
        return SQL("CASE WHEN %s THEN NULL ELSE %s END", typed, text)

    def _in_place_of_actor(self, query):
        """The department in place of who did it, null where he may be told.

        Whose a late step is, is not told by another event of its case either.
        """
        tasks = self.env["procedure.task"]
        hidden = tasks._hidden_domain()
        if hidden.is_false():
            return SQL("NULL")
        # Whether a step is late, and since when it may be named, is no secret.
        real = tasks.sudo().with_context(lang=self.env.lang)
        late = real._search(hidden)
        event, task = SQL.identifier(query.table), SQL.identifier(late.table)
        late.add_where(
            SQL(
                "%(task)s.case_id = %(event)s.case_id AND ("
                "%(event)s.user_id IN (%(people)s)"
                " OR %(event)s.in_name_of_id IN (%(people)s))",
                task=task,
                event=event,
                people=SQL(", ").join(
                    SQL("%s.%s", task, SQL.identifier(name))
                    for name in ("user_id", "done_by_id", "stand_in_id", "principal_id")
                ),
            )
        )
        late.limit = 1
        place = SQL(
            "COALESCE(%s, %s)",
            self._path_sql(real, late.table, "department_id.name", late),
            self._path_sql(real, late.table, "company_id.name", late),
        )
        return SQL("(%s)", late.select(place))


def _event(values, acts):
    (
        id_, kind, occurred, recorded, about, by, in_name_of, reason, hidden,
        agency, code, case, digest, position,
    ) = values  # fmt: skip
    return EventRow(
        id_,
        kind,
        acts.get(kind, ""),
        occurred,
        recorded,
        about or "",
        hidden or by or "",
        "" if hidden else in_name_of or "",
        "" if hidden else reason or "",
        agency or "",
        code or "",
        case or "",
        digest or "",
        position,
    )
