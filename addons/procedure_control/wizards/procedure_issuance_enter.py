from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_datetime


class ProcedureIssuanceEnter(models.TransientModel):
    """Enters the decision by which documents signed outside were issued."""

    _name = "procedure.issuance.enter"
    _description = "Enter an issuing decision"

    issuance_id = fields.Many2one(
        "procedure.issuance", string="Issuing decision", ondelete="cascade"
    )
    revision_ids = fields.Many2many(
        "procedure.revision",
        "procedure_issuance_enter_revision_rel",
        "enter_id",
        "revision_id",
        string="Documents",
        domain="[('round_ids.awaits_issuance', '=', True)]",
    )
    in_force_from = fields.Date(string="In force from", compute="_compute_preview")
    is_past = fields.Boolean(compute="_compute_preview")
    case_count = fields.Integer(
        string="Cases received since", compute="_compute_preview"
    )
    cases = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "procedure.revision" and ids:
            revisions = self.env["procedure.revision"].browse(ids)
            waiting = revisions._who_enters_issuance()
            values["revision_ids"] = [fields.Command.set(waiting.ids)]
        return values

    @api.depends("issuance_id.date", "issuance_id.effective_date", "revision_ids")
    def _compute_preview(self):
        for dialog in self:
            day = dialog.issuance_id and dialog.issuance_id._in_force_from()
            dialog.in_force_from = day
            cases = dialog._cases_since(day) if day else {}
            today = dialog.issuance_id and dialog.issuance_id._today(
                fields.Datetime.now()
            )
            dialog.is_past = bool(day and day < today)
            dialog.case_count = len(cases)
            dialog.cases = dialog._cases_table(cases) if cases else False

    def _cases_since(self, day):
        revisions = self.revision_ids._origin
        return revisions._cases_since({r: r._start_of_day(day) for r in revisions})

    def _cases_table(self, cases):
        """The cases with both due times; computed, and nothing is moved."""
        # Quality sees every case of the documents whose decision it enters.
        of_model = self.env["procedure.case"].sudo().union(*cases)
        dues = of_model._dues_under(cases)
        cell = Markup("<td>%s</td>")
        rows = [
            Markup("<tr>%s</tr>")
            % Markup("").join(
                cell % text
                for text in (
                    case.name,
                    case.subject or "",
                    self._moment(case.received_at),
                    self._moment(case.due_at),
                    self._moment(due.at if due else False),
                )
            )
            for case, due in dues.items()
        ]
        head = Markup("").join(
            Markup("<th>%s</th>") % text
            for text in (
                self.env._("Case"),
                self.env._("Subject"),
                self.env._("Received"),
                self.env._("Due now"),
                self.env._("Due under the new revision"),
            )
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (head, Markup("").join(rows))

    def _moment(self, at):
        return format_datetime(self.env, at, dt_format="short") if at else ""

    def action_confirm(self):
        """Enter it; then ask for the decision on the cases received in between."""
        self.ensure_one()
        if not self.issuance_id or not self.revision_ids:
            raise UserError(
                self.env._("Choose the issuing decision and the documents it covers.")
            )
        if self.issuance_id.state == "draft":
            self.issuance_id.action_confirm()
        self.revision_ids.action_enter_issuance(self.issuance_id.id)
        open_lines = self.revision_ids.effect_case_ids._who_decides()
        if open_lines:
            return open_lines.action_open_decision()
        return {"type": "ir.actions.act_window_close"}
