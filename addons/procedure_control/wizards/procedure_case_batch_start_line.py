from odoo import fields, models


class ProcedureCaseBatchStartLine(models.TransientModel):
    """One case about to be started."""

    _name = "procedure.case.batch.start.line"
    _description = "Case to start"
    _inherit = ["procedure.dialog"]
    _order = "sequence, id"

    start_id = fields.Many2one(
        "procedure.case.batch.start", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(string="No.")
    subject = fields.Char()
    requester_name = fields.Char(string="Requester")
    requester_phone = fields.Char(string="Phone")
    external_code = fields.Char(string="Dossier code")
    requester_partner_id = fields.Many2one("res.partner", string="Contact")
    requester_user_id = fields.Many2one("res.users", string="Colleague")
    requester_department_id = fields.Many2one("hr.department", string="Requesting unit")

    def _values(self):
        """What `procedure.case.action_receive` takes of it."""
        texts = ("subject", "requester_name", "requester_phone", "external_code")
        links = (
            "requester_partner_id",
            "requester_user_id",
            "requester_department_id",
        )
        return {name: self[name] for name in texts if self[name]} | {
            name: self[name].id for name in links if self[name]
        }
