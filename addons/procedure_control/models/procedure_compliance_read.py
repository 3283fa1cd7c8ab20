from itertools import count

from odoo import models
from odoo.tools import SQL

#: Rows handed over by the server at a time.
FETCH = 2000
_numbers = count(1)


class ProcedureComplianceRows(models.AbstractModel):
    """Rows straight from the reader's own search, as tuples of plain values.

    What a record may be seen by is asked of `_search`, so that record rules apply to
    every row; only then are its columns, and the names it refers to, taken as they
    are. A report of a million rows would otherwise make a million records.
    """

    _inherit = "procedure.compliance.rows"

    def _select(self, model, domain, columns, order, lang=None):
        """Tuples of a user's search.

        :param columns: function (tell, query) → list of SQL; ``tell(path)`` is the SQL
            of a field of the model or, along many2one fields, of what it refers to
        :param order: fields that the rows are sorted by, the id last
        """
        query = self.env[model]._search(domain)
        # Whoever sees a record is told what it names, in the words of the file.
        real = self.env[model].sudo().with_context(lang=lang or self.env.lang)

        def tell(path):
            return self._path_sql(real, query.table, path, query)

        selected = columns(tell, query)
        query.order = SQL(", ").join(tell(name) for name in (*order, "id"))
        return self._stream(query.select(*selected))

    def _path_sql(self, records, alias, path, query):
        *steps, last = path.split(".")
        for step in steps:
            records, alias = records._fields[step].join(records, alias, query)
        return records._field_to_sql(alias, last, query)

    def _stream(self, sql):
        """What a SELECT finds, `FETCH` rows at a time, as often as memory is short."""
        cr = self.env.cr
        name = SQL.identifier(f"procedure_rows_{next(_numbers)}")
        self.env.flush_query(sql)
        # All of it is read: the first row alone is not to be had sooner.
        cr.execute("SET LOCAL cursor_tuple_fraction = 1")
        cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", name, sql))
        while rows := self._fetch_next(name):
            yield from rows
            if len(rows) < FETCH:
                break
        cr.execute(SQL("CLOSE %s", name))

    def _fetch_next(self, name):
        cr = self.env.cr
        cr.execute(SQL("FETCH %s FROM %s", FETCH, name))
        return cr.fetchall()

    def _count(self, options, most):
        """{source: about how many rows}, none counted beyond ``most`` + 1.

        By UTC days: a row near the ends of the period may be one too many.
        """
        return {
            source: self.env[model].search_count(domain, limit=most + 1)
            for source, model, domain in (
                ("cases", "procedure.case", self._case_domain(options)),
                ("steps", "procedure.task", self._step_domain(options)),
            )
        }

    # --- columns ----------------------------------------------------------------------

    def _on_wall_clock(self, company, clocks):
        """A function that puts a UTC column on the wall clock of a record's agency.

        :param company: SQL of the agency's id
        """
        zones = {}
        for company_id, zone in clocks.items():
            zones.setdefault(str(zone), []).append(company_id)
        if len(zones) == 1:
            zone = SQL("%s", *zones)
        else:
            cases = [
                SQL("WHEN %s = ANY(%s) THEN %s", company, ids, name)
                for name, ids in zones.items()
            ]
            zone = SQL("CASE %s END", SQL(" ").join(cases))
        return lambda column: SQL("timezone(%s, timezone('UTC', %s))", zone, column)
