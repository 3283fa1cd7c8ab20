from odoo import models
from odoo.tools import SQL


class ProcedureCounter(models.AbstractModel):
    """The last number of each agency and year: what each kind of number inherits.

    A row, not a sequence: any count of numbers is taken in one statement, and two who
    take them at once wait for each other instead of taking one number twice.
    """

    _name = "procedure.counter"
    _description = "Counter of numbers"

    def init(self):
        if self._name == "procedure.counter":
            return
        self.env.cr.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS %s ("
                " company_id integer NOT NULL REFERENCES res_company"
                " ON DELETE RESTRICT,"
                " year integer NOT NULL, last integer NOT NULL DEFAULT 0,"
                " PRIMARY KEY (company_id, year))",
                SQL.identifier(self._table),
            )
        )

    def _take(self, company, year, count):
        """Reserve `count` numbers; returns the last one taken before them."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s AS counter (company_id, year, last)"
                " VALUES (%s, %s, %s) ON CONFLICT (company_id, year)"
                " DO UPDATE SET last = counter.last + EXCLUDED.last RETURNING last",
                SQL.identifier(self._table),
                company.id,
                year,
                count,
            )
        )
        return self.env.cr.fetchone()[0] - count
