# The private methods here are the only ways past the guards of this class.
# pylint: disable=method-required-super,super-method-mismatch
from odoo import api, models
from odoo.exceptions import AccessError, UserError


class ProcedureEvidence(models.AbstractModel):
    """A record that only the engine makes, and nobody changes or deletes.

    Private methods write through `_record` and `_note`, which are the only ways past
    the guards.
    """

    _name = "procedure.evidence"
    _description = "Evidence"

    #: Fields that mirror something else (an activity, the sweep's bookkeeping).
    _evidence_open = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(
            self.env._(
                "%(model)s: only the system makes these.", model=self._description
            )
        )

    def write(self, vals):
        if self._evidence_open.issuperset(vals):
            return super().write(vals)
        raise UserError(
            self.env._(
                "%(model)s: this is evidence and is not changed.",
                model=self._description,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "%(model)s: this is evidence and is not deleted.",
                model=self._description,
            )
        )

    def copy(self, default=None):
        return self.create({})

    def _record(self, vals_list):
        """Create evidence: what `vals_list` does not say is empty, never a default."""
        blank = {
            name: [] if field.type.endswith("2many") else False
            for name, field in self._fields.items()
            if field.store and not field.related and name not in models.MAGIC_COLUMNS
        }
        # The act that records has checked who acts.
        return super(ProcedureEvidence, self.sudo()).create(
            [{**blank, **vals} for vals in vals_list]
        )

    def _note(self, vals):
        """Write on evidence: for the engine's own transitions alone."""
        # As in `_record`.
        return super(ProcedureEvidence, self.sudo()).write(vals)
