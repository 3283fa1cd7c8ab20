from odoo import api, fields, models


class ProcedureStartLine(models.TransientModel):
    """One record in the dialog that starts procedures."""

    _name = "procedure.start.line"
    _description = "Record to start from"
    _inherit = ["procedure.dialog"]
    _order = "id"

    start_id = fields.Many2one(
        "procedure.start", string="Dialog", required=True, ondelete="cascade"
    )
    origin_id = fields.Integer(required=True, readonly=True)
    origin_name = fields.Char(string="Record", compute="_compute_origin_name")
    subject = fields.Char()
    is_running = fields.Boolean(
        string="Under way",
        compute="_compute_is_running",
        help="A case of this procedure that this record started has not ended.",
    )
    is_chosen = fields.Boolean(
        string="Start",
        compute="_compute_is_chosen",
        store=True,
        readonly=False,
    )

    @api.depends("origin_id", "start_id.origin_model")
    def _compute_origin_name(self):
        for start, lines in self.grouped("start_id").items():
            names = dict.fromkeys(lines.mapped("origin_id"), "")
            if start.origin_model:
                # What a client fills in is shown only as far as he may read it.
                self.env["procedure.start.setting"]._offer(start.origin_model)
                records = self.env[start.origin_model].browse(names).exists()
                for record in records._filtered_access("read"):
                    names[record.id] = record.display_name
            for line in lines:
                line.origin_name = names[line.origin_id]

    @api.depends("origin_id", "start_id.document_id")
    def _compute_is_running(self):
        for start, lines in self.grouped("start_id").items():
            running = set()
            if start.document_id:
                running = self.env["procedure.case"]._running_origins(
                    start.origin_model, lines.mapped("origin_id"), start.document_id
                )
            for line in lines:
                line.is_running = line.origin_id in running

    @api.depends("is_running")
    def _compute_is_chosen(self):
        for line in self:
            line.is_chosen = not line.is_running
