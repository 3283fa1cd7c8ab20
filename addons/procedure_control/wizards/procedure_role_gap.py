from collections import defaultdict

from odoo import api, fields, models


class ProcedureRoleGap(models.TransientModel):
    """A role that procedures in force need in an agency, and nobody holds there."""

    _name = "procedure.role.gap"
    _description = "Role nobody holds"
    _order = "company_id, role_id"

    company_id = fields.Many2one("res.company", string="Agency", readonly=True)
    role_id = fields.Many2one("procedure.role", readonly=True)
    document_ids = fields.Many2many(
        "procedure.document", string="Procedures", readonly=True
    )
    step_count = fields.Integer(string="Steps", readonly=True)

    @api.model
    def action_open(self):
        """Look anew and list what is found in the agencies of the user."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        gaps = self.create(
            [
                {
                    "company_id": company.id,
                    "role_id": role.id,
                    "document_ids": [
                        fields.Command.set(steps.revision_id.document_id.ids)
                    ],
                    "step_count": len(steps),
                }
                for (role, company), steps in self._find().items()
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Roles nobody holds"),
            "res_model": self._name,
            "domain": [("id", "in", gaps.ids)],
            "views": [(False, "list")],
            "help": self.env._(
                "Every role that procedures in force need has a holder."
            ),
        }

    def _find(self):
        """{(role, agency): steps that need it}, of procedures in force."""
        # Which roles a procedure needs does not depend on what its reader may see.
        revisions = self.env["procedure.revision"].sudo()
        needed = defaultdict(self.env["procedure.step"].sudo().browse)
        for revision in revisions.search([("state", "=", "effective")]):
            field = revision.field_id.id
            applying = revision._applying_companies()
            for step in revision.step_ids.filtered("role_id"):
                fixed = step.agency_mode == "fixed"
                for company in step.agency_id if fixed else applying:
                    if company in self.env.companies:
                        needed[step.role_id.id, company.id, field] |= step
        keys = list(needed)
        today = fields.Date.context_today(self)
        assignees = self.env["procedure.role"]._resolve(keys, today)
        gaps = defaultdict(self.env["procedure.step"].browse)
        for (role, company, field), assignee in zip(keys, assignees, strict=True):
            if assignee.by == "nobody":
                place = (
                    self.env["procedure.role"].browse(role),
                    self.env["res.company"].browse(company),
                )
                gaps[place] |= needed[role, company, field]
        return gaps

    def action_add_holder(self):
        """Say who holds the role there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Role holders"),
            "res_model": "procedure.role.holder",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_role_id": self.role_id.id,
                "default_company_id": self.company_id.id,
            },
        }
