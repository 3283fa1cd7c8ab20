from odoo import fields, models


class ProcedureSignatureRequest(models.Model):
    """A request for a signature as a duty of the ladder."""

    _inherit = "procedure.signature.request"

    _escalation_link = "request_id"
    _duty_kind = "signature"

    escalation_ids = fields.One2many("procedure.escalation", "request_id")

    def _is_awaited(self):
        return self.state == "pending" and bool(self.due_at)

    def _awaited_since(self):
        return self.asked_at

    def _about(self):
        return self.revision_id

    def _in_words(self):
        return self.env._("signature of %(revision)s", revision=self.display_name)

    def _field_of_work(self):
        return self.document_id.field_id

    def _ask(self):
        result = super()._ask()
        due = self.sudo().filtered("due_at")  # the ladder binds whoever asks
        if due:
            due._give_ladder(due._times_around(min(due.mapped("asked_at"))))
        return result

    def _close(self, *args, **kwargs):
        result = super()._close(*args, **kwargs)
        # Rungs that called for the signature end with it.
        self.sudo().escalation_ids.activity_id._procedure_close()
        return result
