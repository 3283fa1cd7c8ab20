from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.duration import DurationError, make
from .procedure_duration_units import UNITS

#: What signing at a stage means; who drafted may sign only the first.
STAGE_MEANINGS = [
    ("prepare", "Preparation"),
    ("review", "Review"),
    ("appraise", "Appraisal"),
    ("approve", "Approval"),
]
WEIGHTS = [
    ("required", "Required"),
    ("optional", "Optional"),
    ("comment", "Comment only"),
]


class ProcedureRouteStage(models.Model):
    """One stage of an approval route: who signs, how many of them, by when."""

    _name = "procedure.route.stage"
    _description = "Stage of an approval route"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one(
        "procedure.route", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    meaning = fields.Selection(STAGE_MEANINGS, required=True, default="approve")
    mode = fields.Selection(
        [
            ("chosen", "Chosen when it is submitted"),
            ("named", "Named here"),
        ],
        string="Signers",
        required=True,
        default="named",
        help="Chosen: the approver named in the draft, else the signer with the fewest "
        "open requests; a stage of preparation is signed by the draft's author.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "procedure_route_stage_user_rel",
        "stage_id",
        "user_id",
        string="Persons",
        ondelete="restrict",
    )
    role_ids = fields.Many2many(
        "procedure.role",
        "procedure_route_stage_role_rel",
        "stage_id",
        "role_id",
        string="Roles",
        ondelete="restrict",
        help="Everybody who holds the role in the issuing agency on the day of "
        "submission.",
    )
    rule = fields.Selection(
        [("all", "All of them"), ("n_of", "Some of them")],
        string="Who must sign",
        required=True,
        default="all",
    )
    needed = fields.Integer(string="How many", default=1)
    weight = fields.Selection(
        WEIGHTS,
        string="What it counts",
        required=True,
        default="required",
        help="Optional and comment-only stages are asked in their turn and hold nobody "
        "up.",
    )
    due_value = fields.Char(string="Time to sign")
    due_unit = fields.Selection(
        [unit for unit in UNITS if unit[0] in ("hour", "day")],
        string="Unit of the time to sign",
        default="day",
    )
    skip_when_minor = fields.Boolean(
        string="Left out for minor changes",
        help="An amendment that its change request calls minor passes without this "
        "stage.",
    )

    _needed_check = models.Constraint(
        "CHECK(rule <> 'n_of' OR needed >= 1)", "At least one of them must sign."
    )

    @api.constrains("mode", "user_ids", "role_ids", "rule", "needed")
    def _check_signers(self):
        for stage in self:
            if stage.mode == "chosen" and stage.rule == "n_of":
                raise ValidationError(
                    self.env._(
                        "%(stage)s: one signer is chosen, so he signs.",
                        stage=stage.name,
                    )
                )
            if stage.mode == "named" and not (stage.user_ids or stage.role_ids):
                raise ValidationError(
                    self.env._("%(stage)s: name who signs.", stage=stage.name)
                )
            if (
                stage.rule == "n_of"
                and not stage.role_ids
                and stage.needed > len(stage.user_ids)
            ):
                raise ValidationError(
                    self.env._(
                        "%(stage)s: fewer persons are named than must sign.",
                        stage=stage.name,
                    )
                )

    @api.constrains("due_value", "due_unit")
    def _check_due(self):
        for stage in self.filtered("due_value"):
            try:
                make(stage.due_value, stage.due_unit or "day")
            except DurationError as error:
                raise ValidationError(
                    self.env._(
                        "%(stage)s: “%(value)s” is no time to sign.",
                        stage=stage.name,
                        value=stage.due_value,
                    )
                ) from error

    def _due(self):
        """Its time to sign as (value, unit), None without one."""
        self.ensure_one()
        return (self.due_value, self.due_unit or "day") if self.due_value else None
