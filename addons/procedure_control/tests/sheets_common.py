"""What tests of the sheets of documents and evidence share."""

from dataclasses import replace
from datetime import timedelta

from odoo import fields
from odoo.fields import Command


class SheetsCommon:
    """Rows of one source, as a user's own file of these days would hold them."""

    def options(self, user, first=None, last=None, agency=None, **values):
        agency = agency or self.company
        today = fields.Date.today()
        wizard = (
            self.env["procedure.compliance.export"]
            .with_user(user)
            .with_company(agency)
            .create(
                {
                    "period_kind": "free",
                    "date_from": first or today - timedelta(days=30),
                    "date_to": last or today,
                    "company_ids": [Command.set(agency.ids)],
                    "language": "en",
                    **values,
                }
            )
        )
        options = wizard._options()
        # What is done in this very second has been done.
        return replace(options, as_of=options.as_of + timedelta(minutes=1))

    def rows_of(self, source, user, reader=None, **values):
        """`reader` reads with the options of `user`: who may ask is tested apart."""
        options = self.options(user, **values)
        rows = self.env["procedure.compliance.rows"].with_user(reader or user)
        if options.companies <= rows.env.user.company_ids:
            rows = rows.with_company(options.companies[:1])
        return list(getattr(rows, f"_rows_{source}")(options))
