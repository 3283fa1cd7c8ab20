from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureAdoption(models.TransientModel):
    """Brings procedures already in force under the decision that issued them."""

    _name = "procedure.adoption"
    _description = "Adoption"

    issuance_id = fields.Many2one(
        "procedure.issuance", string="Issuing decision", ondelete="cascade"
    )
    in_force_from = fields.Date(
        string="In force from", compute="_compute_in_force_from"
    )
    revision_ids = fields.Many2many(
        "procedure.revision",
        "procedure_adoption_revision_rel",
        "adoption_id",
        "revision_id",
        string="Drafts",
        domain="[('state', '=', 'draft')]",
    )
    revision_count = fields.Integer(
        string="Number of documents", compute="_compute_revision_count"
    )
    findings = fields.Text(string="Not ready", compute="_compute_revision_count")
    login = fields.Char(compute="_compute_login")
    # Never stored: the button hands it to the act.
    password = fields.Char(store=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "procedure.revision" and ids:
            drafts = self.env["procedure.revision"].browse(ids)._who_adopts()
            values["revision_ids"] = [fields.Command.set(drafts.ids)]
        return values

    @api.depends("issuance_id.date", "issuance_id.effective_date")
    def _compute_in_force_from(self):
        for dialog in self:
            issuance = dialog.issuance_id
            dialog.in_force_from = issuance and issuance._in_force_from()

    @api.depends("revision_ids")
    def _compute_revision_count(self):
        for dialog in self:
            revisions = dialog.revision_ids._origin
            dialog.revision_count = len(revisions)
            dialog.findings = "\n".join(
                f"{revision.display_name}: {line['text']}"
                for revision, lines in revisions._readiness().items()
                for line in lines
                if line["blocks"]
            )

    @api.depends_context("uid")
    def _compute_login(self):
        self.login = self.env.user.login

    def action_confirm(self):
        """Adopt in one signed act; the password comes and goes with the call."""
        self.ensure_one()
        if not self.issuance_id:
            raise UserError(self.env._("Choose the issuing decision."))
        if self.issuance_id.state == "draft":
            self.issuance_id.action_confirm()
        self.revision_ids.action_adopt(
            self.issuance_id.id, self.env["procedure.effect.decide"]._credential()
        )
        return self.issuance_id.action_open_revisions()
