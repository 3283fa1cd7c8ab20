from odoo import api, models

#: What is told of each kind of record: the kinds of its events, and their words.
NOUNS = [
    ("role", "Role"),
    ("holder", "Holder of a role"),
    ("calendar", "Working calendar"),
    ("day_off", "Day off"),
    ("working_day", "Extra working day"),
    ("agency_level", "Level of an agency"),
    ("ladder", "Ladder"),
    ("rung", "Rung of a ladder"),
    ("route", "Approval route"),
    ("stage", "Stage of a route"),
    ("check", "Readiness check"),
    ("type", "Document type"),
    ("start_setting", "Starts from other records"),
]
TOLD_ACTS = [
    (f"{noun}.{act}", f"{words}: {done}")
    for noun, words in NOUNS
    for act, done in (
        ("created", "entered"),
        ("changed", "changed"),
        ("deleted", "deleted"),
    )
] + [
    ("calendar.hours", "Working hours changed"),
    ("settings.changed", "Settings changed"),
    ("access.changed", "Groups of a user changed"),
    ("control.loosened", "Control loosened"),
    ("control.tightened", "Control tightened again"),
    ("export.personal", "Personal data exported"),
]


class ProcedureTold(models.AbstractModel):
    """Configuration whose changes the trail tells: before and after, in batch.

    A model says its kind of event and which fields are told; what it refuses is
    refused before, since this comes last among its bases.
    """

    _name = "procedure.told"
    _description = "Told in the trail"

    _told_noun = ""
    _told_names = ()

    def _told_fields(self):
        """Names of the fields whose changes are told."""
        return self._told_names

    def _told_ones(self):
        """Those of these records that the trail tells of."""
        return self

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        told = records._told_ones()
        values = told._told_values(self._told_fields())
        told._told_event("created", lambda record: values[record.id])
        return records

    def write(self, vals):
        names = [name for name in self._told_fields() if name in vals]
        if not names:
            return super().write(vals)
        told = self._told_ones()
        before = told._told_values(names)
        result = super().write(vals)
        after = told._told_values(names)
        changed = told.filtered(lambda record: before[record.id] != after[record.id])
        changed._told_event(
            "changed",
            lambda record: {
                name: [before[record.id][name], after[record.id][name]]
                for name in names
                if before[record.id][name] != after[record.id][name]
            },
        )
        return result

    @api.ondelete(at_uninstall=False)
    def _tell_deletion(self):
        told = self._told_ones()
        values = told._told_values(self._told_fields())
        told._told_event("deleted", lambda record: values[record.id])

    def _told_event(self, act, values):
        self.env["procedure.event"]._log(
            f"{self._told_noun}.{act}", self, values=values
        )

    def _told_values(self, names):
        """{id: {field: its value as one reads it}}."""
        # The trail tells everything, whoever changes it.
        return {
            record.id: {name: record._told_value(name) for name in names}
            for record in self.sudo()
        }

    def _told_value(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            shown = value.mapped("display_name")
            if self._fields[name].type == "many2one":
                return shown[0] if shown else None
            return sorted(shown)
        if value is False and self._fields[name].type != "boolean":
            return None
        return value if isinstance(value, (bool, int, float)) else str(value)
