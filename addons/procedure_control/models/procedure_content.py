from odoo import models


class ProcedureContent(models.AbstractModel):
    """Part of a revision's content: open in draft, frozen past it."""

    _name = "procedure.content"
    _description = "Content of a revision"
