# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.recurrence import RecurrenceError

#: What follows from the runs; only the schedule itself sets it.
KEPT = frozenset(
    (
        "state",
        "next_run_at",
        "next_planned_on",
        "planned_until",
        "error",
        "failures",
        "run_ids",
    )
)
#: Of what it is about; runs refer to it.
IDENTITY = frozenset(("document_id", "company_id"))
#: What its dates follow from.
DATING = frozenset(
    (
        "active",
        "every",
        "unit",
        "anchor",
        "day",
        "nth",
        "weekday",
        "adjust",
        "offset_days",
        "date_from",
        "date_to",
        "by_hand",
        "department_id",
    )
)
#: What else the trail tells of a change.
TOLD = frozenset(
    (
        "name",
        "subject",
        "variant_id",
        "requester_user_id",
        "requester_department_id",
        "catch_up",
        "receiver_kind",
        "receiver_id",
        "receiver_role_id",
    )
)


class ProcedureSchedule(models.Model):
    """What may not be entered into a schedule, and by whom it is left."""

    _inherit = "procedure.schedule"

    def _told_fields(self):
        return sorted(DATING | IDENTITY | TOLD)

    # --- guards -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        blank = {name: False for name in KEPT} | {"state": "running", "failures": 0}
        # Neither a context default nor a client says what has run.
        schedules = super().create(
            [
                {k: v for k, v in vals.items() if k not in KEPT}
                | {k: v for k, v in blank.items() if k != "run_ids"}
                for vals in vals_list
            ]
        )
        schedules._pass_over(fields.Datetime.now())
        return schedules

    def write(self, vals):
        if KEPT.intersection(vals):
            raise UserError(
                self.env._("What a schedule has started is not entered by hand.")
            )
        if IDENTITY.intersection(vals) and self.run_ids:
            raise UserError(
                self.env._(
                    "This schedule has started cases: end it and make another one "
                    "for another procedure or agency."
                )
            )
        result = super().write(vals)
        if (DATING | IDENTITY).intersection(vals):
            # What lies behind is not started by a rule that came after it.
            self._pass_over(fields.Datetime.now())
        return result

    def _set(self, vals):
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        # Runs are evidence, whoever may read them.
        if self.sudo().run_ids:
            raise UserError(
                self.env._(
                    "A schedule that has started cases is archived, not deleted."
                )
            )

    @api.constrains("document_id", "company_id", "department_id", "variant_id")
    def _check_place(self):
        # What applies where is a fact, whoever may read it.
        for schedule in self.sudo():
            document, agency = schedule.document_id, schedule.company_id
            if document.kind == "tthc":
                raise ValidationError(
                    self.env._(
                        "%(procedure)s is started by somebody who hands in a dossier, "
                        "not by a schedule.",
                        procedure=document.display_name,
                    )
                )
            if agency not in document.company_id | document.applying_company_ids:
                raise ValidationError(
                    self.env._(
                        "%(procedure)s does not apply in %(agency)s.",
                        procedure=document.display_name,
                        agency=agency.name,
                    )
                )
            if schedule.department_id.company_id not in (
                agency,
                self.env["res.company"],
            ):
                raise ValidationError(
                    self.env._("The receiving department is not one of the agency.")
                )
            variant = schedule.variant_id
            if variant and variant.revision_id.document_id != document:
                raise ValidationError(
                    self.env._("The variant belongs to another procedure.")
                )

    @api.constrains("receiver_kind", "receiver_id", "receiver_role_id", "company_id")
    def _check_receiver(self):
        for schedule in self.sudo():  # who may work where is a fact
            if schedule.receiver_kind == "role":
                if not schedule.receiver_role_id:
                    raise ValidationError(self.env._("Choose the role that receives."))
                continue
            if not schedule.receiver_id:
                raise ValidationError(self.env._("Choose the person who receives."))
            schedule._check_can_receive(schedule.receiver_id)

    def _check_can_receive(self, user):
        """Refuse a receiver who does not work there any more."""
        user = user.sudo()  # whether he works there is no secret to the schedule
        works = user.active and self.company_id in user.company_ids
        if not works or not user.has_group("procedure_control.group_staff"):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot receive cases in %(agency)s.",
                    user=user.name,
                    agency=self.company_id.name,
                )
            )

    @api.constrains("every", "unit", "anchor", "day", "nth", "weekday", "date_to")
    def _check_rule(self):
        for schedule in self:
            try:
                schedule._rule()
            except RecurrenceError as error:
                raise ValidationError(
                    self.env._("These values name no dates.")
                ) from error
