from odoo import api, fields, models


class ProcedureApology(models.Model):
    """A late case for which the requester was given an apology and a new date.

    It moves no due time and forgives nothing: the case stays late. An extension, which
    does move the due time, is kept with the history of due times instead.
    """

    _name = "procedure.apology"
    _description = "Apology for a late case"
    _inherit = ["procedure.evidence"]
    _order = "given_at desc, id desc"
    _rec_names_search = ["case_id.name", "reason"]

    case_id = fields.Many2one(
        "procedure.case", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, string="Receiving agency"
    )
    document_id = fields.Many2one(
        related="case_id.document_id", store=True, string="Procedure"
    )
    due_at = fields.Datetime(string="Due that was missed", required=True, readonly=True)
    promised_at = fields.Datetime(
        string="Promised anew for", required=True, readonly=True
    )
    reason = fields.Text(required=True, readonly=True)
    given_at = fields.Datetime(string="Apologised on", required=True, readonly=True)
    given_by_id = fields.Many2one(
        "res.users",
        string="Apologised by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    given_by_name = fields.Char(string="Name at the apology", readonly=True)

    @api.depends("case_id.name", "promised_at")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for apology in self:
            promised = apology.promised_at and fields.Datetime.context_timestamp(
                apology, apology.promised_at
            )
            day = f"{promised:%d/%m/%Y}" if promised else ""
            apology.display_name = " → ".join(filter(None, (apology.case_id.name, day)))
