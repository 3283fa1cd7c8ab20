from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.procedure_case_origin import MOST


class ProcedureStart(models.TransientModel):
    """Starts a procedure from one record of another application, or from many."""

    _name = "procedure.start"
    _description = "Start a procedure"
    _inherit = ["procedure.dialog", "procedure.case.choice"]

    origin_model = fields.Char(required=True, readonly=True)
    offered_ids = fields.Many2many("procedure.document", compute="_compute_offered_ids")
    document_id = fields.Many2one(
        domain="[('revision_ids.state', '=', 'effective'),"
        " ('id', 'in', offered_ids),"
        " '|', ('company_id', '=', company_id),"
        " ('applying_company_ids', '=', company_id)]",
    )
    has_papers = fields.Boolean(compute="_compute_has_papers")
    papers_at_hand = fields.Boolean(
        string="All papers are at hand",
        help="Otherwise the cases wait at intake until the papers have been ticked.",
    )
    line_ids = fields.One2many("procedure.start.line", "start_id", string="Records")
    count = fields.Integer(string="Cases to start", compute="_compute_count")
    running_count = fields.Integer(compute="_compute_count")

    @api.depends("origin_model", "company_id")
    def _compute_offered_ids(self):
        documents = self.env["procedure.document"]
        in_force = documents.search([("revision_ids.state", "=", "effective")])
        for start in self:
            offer = self.env["procedure.start.setting"]._offer(start.origin_model)
            chosen = offer.document_ids.ids
            start.offered_ids = in_force.filtered(
                lambda document, chosen=chosen: not chosen or document.id in chosen
            )

    @api.depends("revision_id")
    def _compute_has_papers(self):
        for start in self:
            start.has_papers = bool(start.revision_id.sudo().component_ids)  # or no

    @api.depends("line_ids.is_chosen", "line_ids.is_running")
    def _compute_count(self):
        for start in self:
            start.count = len(start.line_ids.filtered("is_chosen"))
            start.running_count = len(start.line_ids.filtered("is_running"))

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" not in fields:
            return values
        context = self.env.context
        model = context.get("active_model")
        ids = context.get("active_ids") or [context.get("active_id")]
        if not model or not any(ids):
            raise UserError(self.env._("Choose the records to start from."))
        records, offer = self._records(model, ids)
        values["origin_model"] = model
        if len(offer.document_ids) == 1 and offer.document_ids.has_access("read"):
            values["document_id"] = offer.document_ids.id
        values["company_id"] = self._agency_of(records).id
        values["line_ids"] = [
            (
                0,
                0,
                {
                    "origin_id": record.id,
                    "subject": offer._from_record(record)["subject"],
                },
            )
            for record in records
        ]
        return values

    @api.model
    def _open(self, records):
        """The action that opens the dialog for these records."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start a procedure"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": records._name, "active_ids": records.ids},
        }

    def _records(self, model, ids):
        """(records, offer) as far as the user may start from them."""
        offer = self.env["procedure.start.setting"]._offer(model)
        if len(ids) > MOST:
            raise UserError(
                self.env._("At most %(most)s records start a case at once.", most=MOST)
            )
        records = self.env[model].browse(ids).exists()
        records.check_access("read")
        return records, offer

    def _agency_of(self, records):
        """The one agency of the records that the user works for, else his own."""
        if "company_id" in records._fields:
            field = records._fields["company_id"]
            found = records.company_id if field.type == "many2one" else records[:0]
            if len(found) == 1 and found in self.env.companies:
                return found
        return self.env.company

    def _values(self, line):
        """What `procedure.case.action_start_from` takes."""
        hidden = self.revision_id.sudo()  # what lacks is decided here, not shown
        missing = [] if self.papers_at_hand else hidden.component_ids.ids
        values = {
            "origin_id": line.origin_id,
            "document_id": self.document_id.id,
            "company_id": self.company_id.id,
            "variant_id": self.variant_id.id,
            "missing": missing,
        }
        return values | ({"subject": line.subject} if line.subject else {})

    def action_start(self):
        """Start the cases; one opens, several are listed."""
        self.ensure_one()
        lines = self.line_ids.filtered("is_chosen")
        if not lines:
            raise UserError(self.env._("No record is ticked."))
        cases = self.env["procedure.case"]
        cases = cases.browse(
            cases.action_start_from(
                self.origin_model, [self._values(line) for line in lines]
            )
        )
        if len(cases) == 1:
            return cases._open_form()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases started"),
            "res_model": "procedure.case",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", cases.ids)],
        }
