from odoo import fields, models


class ProcedureRound(models.Model):
    """A repeal follows an accepted request, and says what happens to running cases."""

    _inherit = "procedure.round"

    change_id = fields.Many2one(
        "procedure.change",
        string="Change request",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    def _take_effect(self, at):
        result = super()._take_effect(at)
        # Requests and cases follow the round, whoever signed last.
        repealed = self.sudo().filtered(lambda r: r.revision_id.state == "repealed")
        changes = repealed.change_id.filtered(lambda c: c.state == "accepted")
        changes.with_env(self.env)._apply(at, at)
        documents = repealed.revision_id.document_id
        self.env["procedure.legal.basis.effect"]._settle(documents, at)
        stopped = repealed.filtered(lambda r: r.running_cases == "stop")
        self.env["procedure.case"]._ask_to_terminate(
            stopped.revision_id.document_id, at
        )
        return result
