from odoo import models
from odoo.tools import SQL


class ProcedureHandoverCounter(models.AbstractModel):
    """The last number of a hand-over list in each agency and year."""

    _name = "procedure.handover.counter"
    _description = "Counter of hand-over lists"

    def init(self):
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS procedure_handover_counter ("
            " company_id integer NOT NULL REFERENCES res_company ON DELETE RESTRICT,"
            " year integer NOT NULL, last integer NOT NULL DEFAULT 0,"
            " PRIMARY KEY (company_id, year))"
        )

    def _take(self, company, year, count):
        """Reserve `count` numbers; returns the last one taken before them."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO procedure_handover_counter AS counter"
                " (company_id, year, last) VALUES (%s, %s, %s)"
                " ON CONFLICT (company_id, year)"
                " DO UPDATE SET last = counter.last + EXCLUDED.last RETURNING last",
                company.id,
                year,
                count,
            )
        )
        return self.env.cr.fetchone()[0] - count
