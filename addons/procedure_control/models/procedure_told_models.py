# These classes only say what is told of each model.
from odoo import api, models


class ProcedureRole(models.Model):
    _name = "procedure.role"
    _inherit = ["procedure.role", "procedure.told"]

    _told_noun = "role"
    _told_names = ("name", "code", "active", "is_leader", "is_department_head")


class ProcedureRoleHolder(models.Model):
    _name = "procedure.role.holder"
    _inherit = ["procedure.role.holder", "procedure.told"]

    _told_noun = "holder"
    _told_names = (
        "role_id",
        "company_id",
        "department_id",
        "field_id",
        "user_id",
        "substitute_id",
        "date_from",
        "date_to",
    )


class ProcedureWorkingDay(models.Model):
    _name = "procedure.working.day"
    _inherit = ["procedure.working.day", "procedure.told"]

    _told_noun = "working_day"
    _told_names = (
        "name",
        "company_id",
        "date",
        "replaces_date",
        "hour_from",
        "hour_to",
    )


class ProcedureAgencyLevel(models.Model):
    _name = "procedure.agency.level"
    _inherit = ["procedure.agency.level", "procedure.told"]

    _told_noun = "agency_level"
    _told_names = ("company_id", "level", "date_from", "date_to")


class ProcedureEscalationPolicy(models.Model):
    _name = "procedure.escalation.policy"
    _inherit = ["procedure.escalation.policy", "procedure.told"]

    _told_noun = "ladder"
    _told_names = (
        "name",
        "sequence",
        "active",
        "duty",
        "company_id",
        "department_id",
        "document_id",
        "phase_id",
        "step_id",
    )


class ProcedureEscalationLevel(models.Model):
    _name = "procedure.escalation.level"
    _inherit = ["procedure.escalation.level", "procedure.told"]

    _told_noun = "rung"

    def _told_fields(self):
        return _own_fields(self)


class ProcedureRoute(models.Model):
    _name = "procedure.route"
    _inherit = ["procedure.route", "procedure.told"]

    _told_noun = "route"
    _told_names = (
        "name",
        "sequence",
        "active",
        "company_id",
        "type_id",
        "field_id",
        "kind",
        "ends_outside",
    )


class ProcedureRouteStage(models.Model):
    _name = "procedure.route.stage"
    _inherit = ["procedure.route.stage", "procedure.told"]

    _told_noun = "stage"

    def _told_fields(self):
        return _own_fields(self)


class ProcedureCheck(models.Model):
    _name = "procedure.check"
    _inherit = ["procedure.check", "procedure.told"]

    _told_noun = "check"
    _told_names = ("key", "grade")


class ProcedureType(models.Model):
    _name = "procedure.type"
    _inherit = ["procedure.type", "procedure.told"]

    _told_noun = "type"

    def _told_fields(self):
        return _own_fields(self)


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "procedure.told"]

    _told_noun = "calendar"
    _told_names = ("name", "company_id", "tz", "active", "two_weeks_calendar")


class ResourceCalendarAttendance(models.Model):
    """Hours are told of their calendar: one event, whatever the number of lines."""

    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.calendar_id._tell_hours()
        return lines

    def write(self, vals):
        before = self.calendar_id
        result = super().write(vals)
        if {"dayofweek", "hour_from", "hour_to", "calendar_id"}.intersection(vals):
            (before | self.calendar_id)._tell_hours()
        return result

    def unlink(self):
        calendars = self.calendar_id
        result = super().unlink()
        calendars.exists()._tell_hours()
        return result


class ResourceCalendarHours(models.Model):
    _inherit = "resource.calendar"

    def _tell_hours(self):
        def hours(calendar):
            return {
                "hours": [
                    f"{line.dayofweek}: {line.hour_from:g}-{line.hour_to:g}"
                    for line in calendar.attendance_ids.sorted(
                        lambda line: (line.dayofweek, line.hour_from)
                    )
                ]
            }

        self.env["procedure.event"]._log("calendar.hours", self, values=hours)


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "procedure.told"]

    _told_noun = "day_off"
    _told_names = ("name", "company_id", "calendar_id", "date_from", "date_to")

    def _told_ones(self):
        # The leave of a person is no affair of procedures.
        return self.filtered(lambda leave: not leave.resource_id)


class IrConfigParameter(models.Model):
    """Parameters of this addon are settings; the value of a secret is not told."""

    _name = "ir.config_parameter"
    _inherit = ["ir.config_parameter", "procedure.told"]

    _told_noun = "settings"
    _told_names = ("key", "value")

    def _told_ones(self):
        return self.filtered(lambda one: one.key.startswith("procedure_control."))

    def _told_value(self, name):
        if name == "value" and "secret" in self.key:
            return f"({len(self.value or '')})"
        return super()._told_value(name)

    def _told_event(self, act, values):
        self.env["procedure.event"]._log("settings.changed", self, values=values)


def _own_fields(model):
    """The fields of a record that its form shows, as far as they are its own."""
    return [
        name
        for name, field in model._fields.items()
        if field.store
        and not field.compute
        and not field.related
        and field.type not in ("one2many", "binary", "json")
        and name not in models.MAGIC_COLUMNS
    ]
