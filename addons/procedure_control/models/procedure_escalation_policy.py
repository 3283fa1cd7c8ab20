from odoo import fields, models


class ProcedureEscalationPolicy(models.Model):
    """A ladder: who hears of a duty before and after its due.

    The most specific one counts: of the procedure, else of the agency, else the one
    that names neither.
    """

    _name = "procedure.escalation.policy"
    _description = "Escalation ladder"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", string="Agency", ondelete="restrict")
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", ondelete="restrict"
    )
    level_ids = fields.One2many(
        "procedure.escalation.level", "policy_id", string="Rungs"
    )

    def _for(self, tasks):
        """{task: its ladder}, empty where none is configured: one query."""
        # Configuration that binds whoever works, readable or not.
        ladders = {
            (p.document_id.id, p.company_id.id): p for p in self.sudo().search([])[::-1]
        }
        nothing = self.sudo().browse()
        return {
            task: ladders.get((task.document_id.id, task.company_id.id))
            or ladders.get((task.document_id.id, False))
            or ladders.get((False, task.company_id.id))
            or ladders.get((False, False))
            or nothing
            for task in tasks
        }
