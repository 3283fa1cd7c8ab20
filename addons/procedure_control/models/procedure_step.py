from odoo import fields, models

from .procedure_duration_units import UNITS


class ProcedureStep(models.Model):
    """Who, what, how long, with what result: one row of the agencies' step table."""

    _name = "procedure.step"
    _description = "Step"
    _inherit = ["procedure.content"]
    _order = "revision_id, sequence, id"

    _content_names = {
        "revision_id": None,
        "sequence": "key",
        "label": "label",
        "name": "name",
        "phase_id": "phase",
        "kind": "kind",
        "quorum": "quorum",
        "silence": "silence",
        "instruction": "instruction",
        "owner_mode": "owner_mode",
        "role_id": "role",
        "user_id": "user",
        "chosen_by_step_id": "chosen_by",
        "agency_mode": "agency_mode",
        "agency_id": "agency",
        "time_mode": "time_mode",
        "duration_value": "duration",
        "duration_unit": "duration",
        "time_set_by_step_id": "time_set_by",
        "counted": "counted",
        "is_result": "is_result",
        "is_approval": "is_approval",
        "accountable_id": "accountable",
        "consulted_ids": "consulted",
        "informed_ids": "informed",
        "result": "result",
        "form_ids": "forms",
        "statutory_forms": "statutory_forms",
        "checklist": "checklist",
        "needs_file": "needs_file",
        "needs_number": "needs_number",
        "variant_ids": "variants",
        "outcome_ids": "outcomes",
    }
    _content_durations = (("duration_value", "duration_unit"),)
    _content_links = (
        "phase_id",
        "chosen_by_step_id",
        "time_set_by_step_id",
        "form_ids",
        "variant_ids",
    )

    revision_id = fields.Many2one(
        "procedure.revision", required=True, ondelete="cascade", index=True
    )
    phase_id = fields.Many2one("procedure.phase", ondelete="restrict", index=True)
    sequence = fields.Integer(default=10)
    label = fields.Char(string="No.", help="As printed; equal labels in a row merge.")
    name = fields.Char(string="Work", required=True)
    instruction = fields.Html(sanitize=True, sanitize_overridable=False)
    kind = fields.Selection(
        [
            ("work", "Work"),
            ("consult", "Ask agencies"),
            ("wait", "Wait for the requester"),
        ],
        required=True,
        default="work",
    )
    quorum = fields.Integer(
        string="Answers needed",
        help="How many of the agencies asked must answer before the case goes on; "
        "0: all of them.",
    )
    silence = fields.Selection(
        [
            ("goes_on", "The case goes on: no reply"),
            ("waits", "The case waits for the answer"),
        ],
        string="When an agency is silent",
        required=True,
        default="goes_on",
        help="What happens when the time is over. Silence is never an agreement.",
    )
    owner_mode = fields.Selection(
        [
            ("role", "Holder of a role"),
            ("chosen", "Chosen by the doer of an earlier step"),
            ("requester_manager", "Requester's manager"),
            ("previous", "Owner of the previous step"),
            ("user", "A named user"),
        ],
        required=True,
        default="role",
    )
    role_id = fields.Many2one("procedure.role", ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", string="Named user", ondelete="restrict")
    chosen_by_step_id = fields.Many2one(
        "procedure.step", string="Owner chosen at", ondelete="restrict"
    )
    agency_mode = fields.Selection(
        [
            ("receiving", "Agency that received the case"),
            ("fixed", "A named agency"),
            ("chosen", "Chosen in the case"),
        ],
        required=True,
        default="receiving",
    )
    agency_id = fields.Many2one("res.company", ondelete="restrict")
    time_mode = fields.Selection(
        [
            ("own", "Own time"),
            ("phase", "Drawn on the phase"),
            ("set", "Set by the doer of an earlier step"),
            ("none", "None"),
        ],
        required=True,
        default="own",
    )
    duration_value = fields.Char(string="Time")
    duration_unit = fields.Selection(UNITS, default="day")
    time_set_by_step_id = fields.Many2one(
        "procedure.step", string="Time set at", ondelete="restrict"
    )
    counted = fields.Boolean(
        default=True,
        help="Off: the step's time is outside the procedure's limit. A step whose "
        "unit is “not counted” never counts.",
    )
    is_result = fields.Boolean(
        string="Result ready here",
        help="The last counted step; found by itself when none is marked.",
    )
    is_approval = fields.Boolean(string="Approves or signs")
    accountable_id = fields.Many2one("procedure.role", ondelete="restrict")
    consulted_ids = fields.Many2many(
        "procedure.role",
        "procedure_step_consulted_rel",
        "step_id",
        "role_id",
        ondelete="restrict",
    )
    informed_ids = fields.Many2many(
        "procedure.role",
        "procedure_step_informed_rel",
        "step_id",
        "role_id",
        ondelete="restrict",
    )
    result = fields.Char(string="Form / result")
    form_ids = fields.Many2many(
        "procedure.form",
        "procedure_step_form_rel",
        "step_id",
        "form_id",
        string="Own forms",
        ondelete="restrict",
    )
    statutory_forms = fields.Char(
        help="Kinds of statutory forms, separated by commas: receipt, control_slip…"
    )
    checklist = fields.Text(help="One line each; all are ticked before the step ends.")
    needs_file = fields.Boolean(string="A file is required")
    needs_number = fields.Boolean(string="A document number is required")
    variant_ids = fields.Many2many(
        "procedure.variant",
        "procedure_step_variant_rel",
        "step_id",
        "variant_id",
        string="Only for variants",
        ondelete="restrict",
    )
    outcome_ids = fields.One2many("procedure.outcome", "step_id")
