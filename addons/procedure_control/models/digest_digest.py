from odoo import fields, models
from odoo.exceptions import AccessError

READERS = (
    "procedure_control.group_manager,procedure_control.group_quality_officer,"
    "procedure_control.group_auditor"
)


class DigestDigest(models.Model):
    """Overdue and coming work, intake and timeliness in Odoo's own digest mail."""

    _inherit = "digest.digest"

    kpi_procedure_overdue = fields.Boolean("Overdue tasks")
    kpi_procedure_overdue_value = fields.Integer(
        compute="_compute_kpi_procedure_overdue_value",
        export_string_translation=False,
    )
    kpi_procedure_received = fields.Boolean("Cases received")
    kpi_procedure_received_value = fields.Integer(
        compute="_compute_kpi_procedure_received_value",
        export_string_translation=False,
    )
    kpi_procedure_on_time = fields.Boolean("Results early or on time (%)")
    kpi_procedure_on_time_value = fields.Float(
        compute="_compute_kpi_procedure_on_time_value",
        export_string_translation=False,
    )
    kpi_procedure_soon = fields.Boolean("Tasks about to be due")
    kpi_procedure_soon_value = fields.Integer(
        compute="_compute_kpi_procedure_soon_value",
        export_string_translation=False,
    )
    kpi_procedure_ended = fields.Boolean("Cases ended")
    kpi_procedure_ended_value = fields.Integer(
        compute="_compute_kpi_procedure_ended_value",
        export_string_translation=False,
    )
    kpi_procedure_steps_on_time = fields.Boolean("Steps early or on time (%)")
    kpi_procedure_steps_on_time_value = fields.Float(
        compute="_compute_kpi_procedure_steps_on_time_value",
        export_string_translation=False,
    )
    kpi_procedure_still = fields.Boolean("Tasks that stand still")
    kpi_procedure_still_value = fields.Integer(
        compute="_compute_kpi_procedure_still_value",
        export_string_translation=False,
    )

    def _compute_kpi_procedure_overdue_value(self):
        """Tasks that became overdue in the time frame and are still open."""
        self._check_procedure_reader()
        self._calculate_company_based_kpi(
            "procedure.task",
            "kpi_procedure_overdue_value",
            date_field="due_at",
            additional_domain=[
                ("state", "=", "ready"),
                ("due_at", "<", fields.Datetime.now()),
                ("case_id.corrects_id", "=", False),
            ],
        )

    def _compute_kpi_procedure_received_value(self):
        self._check_procedure_reader()
        self._calculate_company_based_kpi(
            "procedure.case",
            "kpi_procedure_received_value",
            date_field="received_at",
            additional_domain=[
                ("state", "!=", "not_accepted"),
                ("corrects_id", "=", False),
            ],
        )

    def _compute_kpi_procedure_on_time_value(self):
        """Share of the results of the time frame that were not late; 0 without any.

        Corrections are in none of these figures: they have no verdict.
        """
        self._in_time_kpi("procedure.case", "result_at", "kpi_procedure_on_time_value")

    def _compute_kpi_procedure_soon_value(self):
        """Tasks due from now on, for as long ahead as the time frame looks back."""
        self._check_procedure_reader()
        start, end, companies = self._get_kpi_compute_parameters()
        now = fields.Datetime.now()
        ahead = fields.Datetime.to_datetime(end) - fields.Datetime.to_datetime(start)
        rows = self.env["procedure.task"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "ready"),
                ("due_at", ">=", now),
                ("due_at", "<", now + ahead),
                ("is_correction", "=", False),
            ],
            ["company_id"],
            ["__count"],
        )
        counts = dict(rows)
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_procedure_soon_value = counts.get(company, 0)

    def _compute_kpi_procedure_ended_value(self):
        """Cases whose result was ready in the time frame."""
        self._check_procedure_reader()
        self._calculate_company_based_kpi(
            "procedure.case",
            "kpi_procedure_ended_value",
            date_field="result_at",
            additional_domain=[("corrects_id", "=", False)],
        )

    def _compute_kpi_procedure_steps_on_time_value(self):
        self._in_time_kpi(
            "procedure.task", "done_at", "kpi_procedure_steps_on_time_value"
        )

    def _compute_kpi_procedure_still_value(self):
        """Tasks that became ready in the time frame and nobody has begun."""
        self._check_procedure_reader()
        self._calculate_company_based_kpi(
            "procedure.task",
            "kpi_procedure_still_value",
            date_field="ready_at",
            additional_domain=[("state", "=", "ready"), ("started_at", "=", False)],
        )

    def _in_time_kpi(self, model, date_field, name):
        """Percent of what was judged in the time frame that was not late."""
        self._check_procedure_reader()
        start, end, companies = self._get_kpi_compute_parameters()
        rows = self.env[model]._read_group(
            [
                ("company_id", "in", companies.ids),
                (date_field, ">=", start),
                (date_field, "<", end),
                ("verdict", "!=", False),
            ],
            ["company_id", "verdict"],
            ["__count"],
        )
        for digest in self:
            company = digest.company_id or self.env.company
            counts = {verdict: n for of, verdict, n in rows if of == company}
            total = sum(counts.values())
            good = total - counts.get("late", 0)
            digest[name] = 100 * good / total if total else 0

    def _check_procedure_reader(self):
        # The digest leaves out what its reader has no right to.
        if not self.env.user.has_groups(READERS):
            raise AccessError(self.env._("These figures are for managers and quality."))

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        actions["kpi_procedure_overdue"] = "procedure_control.procedure_task_action"
        actions["kpi_procedure_received"] = "procedure_control.procedure_case_action"
        actions["kpi_procedure_on_time"] = (
            "procedure_control.procedure_case_action_report"
        )
        actions["kpi_procedure_soon"] = "procedure_control.procedure_leader_page_action"
        actions["kpi_procedure_ended"] = (
            "procedure_control.procedure_case_action_report"
        )
        actions["kpi_procedure_steps_on_time"] = (
            "procedure_control.procedure_task_action_report"
        )
        actions["kpi_procedure_still"] = "procedure_control.procedure_task_action_still"
        return actions
