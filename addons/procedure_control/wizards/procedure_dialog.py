from collections import defaultdict

from odoo import api, models

#: Records of these lie behind walls; what a dialog names of them it also shows.
GUARDED = "procedure."


class ProcedureDialog(models.AbstractModel):
    """A dialog names only what its writer may read.

    Odoo shows the name of whatever a field of a dialog points at, and its related
    fields, without asking: a client that fills in somebody else's id would read it.
    """

    _name = "procedure.dialog"
    _description = "Dialog"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_named(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named([vals])
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_named([values])
        return values

    def onchange(self, values, field_names, fields_spec):
        self._check_named([values])
        return super().onchange(values, field_names, fields_spec)

    def _check_named(self, vals_list):
        """Refuse values that name records which the user may not read."""
        if self.env.su:
            return
        found = defaultdict(set)
        for values in vals_list:
            self._gather(values, found)
        for (dialog, model), ids in found.items():
            self.env[dialog]._check_shown(self.env[model].browse(ids).exists())

    def _gather(self, values, found):
        """Put into `found`, {(dialog, model): ids}, what values name behind walls."""
        for name, value in values.items():
            field = self._fields.get(name)
            if not field or not field.relational or not value:
                continue
            comodel = self.env[field.comodel_name]
            ids, rows = _named(value)
            if isinstance(comodel, ProcedureDialog):
                for row in rows:
                    comodel._gather(row, found)
            elif comodel._name.startswith(GUARDED) and not comodel._transient:
                found[self._name, comodel._name].update(ids)

    @api.model
    def _check_shown(self, records):
        """Refuse records that this dialog must not show to the user."""
        records.check_access("read")


def _named(value):
    """(ids, rows of values) in what a client sends for a relational field."""
    if isinstance(value, models.BaseModel):
        return value.ids, []
    if isinstance(value, dict):
        return [value["id"]] if value.get("id") else [], []
    if not isinstance(value, (list, tuple)):
        return [value], []
    ids, rows = [], []
    for command in value:
        if not isinstance(command, (list, tuple)):
            ids.append(command)
            continue
        ids += [part for part in command[1:2] if part and command[0] in (1, 4)]
        for part in command[2:3]:
            if isinstance(part, dict):
                rows.append(part)
            elif isinstance(part, (list, tuple)):
                ids += part
    return ids, rows
