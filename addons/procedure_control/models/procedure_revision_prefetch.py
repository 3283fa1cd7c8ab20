from collections import defaultdict

from odoo import models
from odoo.tools import SQL


class ProcedureRevision(models.Model):
    """The whole content read ahead: one query for all of its parts."""

    _inherit = "procedure.revision"

    def _read_ahead(self):
        """Fill the cache with these revisions and their parts before an act.

        The ORM reads the lines of a one2many in two queries, ids and then fields, and
        each many2many in one more: with eleven kinds of parts that is most of an act.
        """
        # What is read here is read anyway; the act itself checks who acts.
        revisions = self.sudo().with_context(active_test=False)
        revisions.fetch()
        documents = revisions.document_id
        documents.fetch()
        parts = [
            field
            for field in (revisions._fields[name] for name in self._content_names)
            if field.type == "one2many"
        ]
        steps = revisions.env["procedure.step"]
        parts.append(steps._fields["outcome_ids"])
        shelves = [
            Shelf(revisions, "id", ["legal_basis_ids", "contributor_ids"]),
            Shelf(documents, "id", ["applying_company_ids"]),
            *(
                Shelf(lines, "revision_id", lines._content_names, revisions)
                for lines in (revisions.env[field.comodel_name] for field in parts)
            ),
        ]
        read_together(shelves)
        for field, shelf in zip(parts, shelves[2:], strict=True):
            owners = revisions if field.model_name == self._name else revisions.step_ids
            shelf.keep_lines(owners, field)


def read_lines(records, name):
    """Fill the cache with the lines of a one2many: one query, where `read` takes two.

    :return: the lines
    """
    field = records._fields[name]
    lines = records.env[field.comodel_name].with_context(active_test=False)
    lines = lines.search_fetch([(field.inverse_name, "in", records.ids)])
    found = defaultdict(list)
    for line in lines:
        found[line[field.inverse_name].id].append(line.id)
    field._insert_cache(records, [tuple(found[i]) for i in records.ids])
    return lines


def read_together(shelves):
    """Fill the cache with the rows of all these shelves: one query."""
    columns = SQL(", ").join(shelf.column() for shelf in shelves)
    (found,) = shelves[0].model.env.execute_query(SQL("SELECT %s", columns))
    for shelf, rows in zip(shelves, found, strict=True):
        shelf.keep(rows)


class Shelf:
    """The rows of one model that an act reads, as one column of the query."""

    def __init__(self, model, owner, names, owners=None):
        self.model = model
        self.owner = owner
        self.ids = (model if owners is None else owners).ids
        self.rows = []
        fields = (model._fields[name] for name in names)
        self.fields = [
            field
            for field in fields
            if field.type == "many2many" or (field.column_type and not field.translate)
        ]

    def column(self):
        """SQL of an array with one JSON list, id and values, for each row."""
        order = "id" if self.owner == "id" else "sequence, id"
        query = self.model._search([(self.owner, "in", self.ids)], order=order)
        values = [SQL.identifier(self.model._table, "id")]
        for field in self.fields:
            if field.type == "many2many":
                values.append(self._links(field))
            else:
                values.append(
                    self.model._field_to_sql(self.model._table, field.name, query)
                )
        row = SQL("json_build_array(%s)", SQL(", ").join(values))
        return SQL("ARRAY(%s)", query.select(row))

    def _links(self, field):
        """SQL of the ids that a many2many leads to, in their own order."""
        others = self.model.env[field.comodel_name]
        query = others._search([], order=others._order)
        query.add_join(
            "JOIN",
            field.relation,
            None,
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(field.relation, field.column2),
                SQL.identifier(others._table, "id"),
                SQL.identifier(field.relation, field.column1),
                SQL.identifier(self.model._table, "id"),
            ),
        )
        return SQL(
            "ARRAY(%s)", query.select(SQL.identifier(field.relation, field.column2))
        )

    def keep(self, rows):
        """As `read` of each field does; what is cached already stays."""
        self.rows = rows
        records = self.model.browse(row[0] for row in rows)
        for place, field in enumerate(self.fields, 1):
            values = [row[place] for row in rows]
            if field.type == "many2many":
                values = [tuple(value) for value in values]
            field._insert_cache(records, values)

    def keep_lines(self, owners, field):
        """The one2many of the owners, from what the rows say of themselves."""
        inverse = self.fields.index(self.model._fields[field.inverse_name]) + 1
        lines = defaultdict(list)
        for row in self.rows:
            lines[row[inverse]].append(row[0])
        field._insert_cache(owners, [tuple(lines[i]) for i in owners.ids])
