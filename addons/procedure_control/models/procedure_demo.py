from odoo import api, models


class ProcedureDemo(models.AbstractModel):
    """The door through which the demo data file fills a database."""

    _name = "procedure.demo"
    _description = "Demonstration data"

    @api.model
    def _load(self):
        """Agencies, people, procedures and cases; does nothing the second time."""
        # Imported here, so that no other database ever reads it.
        from ..demo.loader import load  # noqa: PLC0415

        load(self.env)
