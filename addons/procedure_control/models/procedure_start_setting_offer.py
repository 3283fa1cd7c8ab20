from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError

from .procedure_start_path import PEOPLE, FieldPath


class ProcedureStartSetting(models.Model):
    """What is offered of a record, and what a case takes over from it."""

    _inherit = "procedure.start.setting"

    @api.model
    def _offer(self, model):
        """The setting by which the user starts procedures from a model.

        Empty where the developer of the model opened it and nobody narrowed that.

        :raises AccessError: nothing is started from there, or not by him
        """
        known = isinstance(model, str) and model in self.env
        # What is set up is asked, whoever starts.
        in_use = [("model", "=", model), ("active", "=", True)]
        setting = self.sudo().search(in_use) if known else self.sudo()
        if not setting and not (known and self._opened_by_developer(model)):
            raise AccessError(
                self.env._("No procedure is started from records of this kind.")
            )
        groups = setting.group_ids
        if groups and not groups & self.env.user.all_group_ids:
            raise AccessError(
                self.env._(
                    "You may not start a procedure from %(records)s.",
                    records=setting.display_name,
                )
            )
        return setting

    @api.model
    def _opened_by_developer(self, model):
        mixin = self.env.registry["procedure.startable.mixin"]
        return isinstance(self.env[model], mixin) and not self.env[model]._abstract

    def _check_offered(self, vals_list):
        """Refuse procedures that are not among those offered."""
        asked = {vals.get("document_id") for vals in vals_list}
        if self.document_ids and not asked <= set(self.document_ids.ids):
            raise UserError(
                self.env._(
                    "This procedure is not started from %(records)s.",
                    records=self.display_name,
                )
            )

    @api.model
    @tools.ormcache("model")
    def _hides_names(self, model):
        """Whether cases call records of this model by kind and number alone."""
        # What is set up is asked, whoever starts; an archived one still stands.
        settings = self.sudo().with_context(active_test=False)
        setting = settings.search([("model", "=", model)])
        return setting.hides_name if setting else self._is_private(model)

    @api.model
    def _name_of(self, origin):
        """What a case calls the record that started it, to all who read the case."""
        if self._hides_names(origin._name):
            kind = self.env["procedure.case"]._origin_kind(origin._name)
            return f"{kind} {origin.id}"
        return origin.display_name

    def _from_record(self, origin):
        """What a case takes over from the record, in the rights of who starts it."""
        values = {"subject": self._name_of(origin)}
        if self.subject_path:
            text = FieldPath(origin, self.subject_path).text()
            values["subject"] = text or values["subject"]
        if self.requester_path:
            values |= FieldPath(origin, self.requester_path).requester()
        elif origin._name in PEOPLE:
            values |= FieldPath(origin, "").requester()
        if _is_startable(origin):
            values |= origin._procedure_values()
        return values


def _is_startable(records):
    return isinstance(records, records.env.registry["procedure.startable.mixin"])
