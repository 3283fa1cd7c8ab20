from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("draft", "Being prepared"),
    ("signed", "Signed, being carried out"),
    ("done", "Carried out"),
    ("cancelled", "Given up"),
]
#: What quality fills in while a plan is prepared.
FILLED_IN = frozenset({"reason", "line_ids", "step_ids", "variant_ids"})


class ProcedureMove(models.Model):
    """A plan that moves running cases to another revision of their procedure.

    Without one they finish on the revision that they began with. A plan says which
    step is which and what becomes of each case; nothing moves before it is signed.
    """

    _name = "procedure.move"
    _description = "Plan to move running cases"
    _inherit = ["procedure.made"]
    _order = "id desc"

    revision_id = fields.Many2one(
        "procedure.revision",
        string="To revision",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Issuing agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, index=True
    )
    reason = fields.Text(
        help="Why these cases are moved; kept with each of them and its due times."
    )
    prepared_by_id = fields.Many2one(
        "res.users", string="Prepared by", readonly=True, ondelete="restrict"
    )
    prepared_at = fields.Datetime(string="Prepared on", readonly=True)
    filled_in_by_ids = fields.Many2many(
        "res.users",
        "procedure_move_filled_in_rel",
        "move_id",
        "user_id",
        string="Also filled in by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who else said what becomes of a case or which step is which. None of "
        "them signs the plan.",
    )
    previewed_at = fields.Datetime(string="Worked out", readonly=True)
    fingerprint = fields.Char(
        string="Fingerprint of the list (SHA-256)",
        readonly=True,
        help="Of what stands here now; who signs, signs this.",
    )
    line_ids = fields.One2many("procedure.move.line", "move_id", string="Cases")
    step_ids = fields.One2many(
        "procedure.move.step", "move_id", string="Which step is which"
    )
    variant_ids = fields.One2many(
        "procedure.move.variant", "move_id", string="Which variant is which"
    )
    decision_ids = fields.One2many("procedure.move.decision", "move_id")
    decision_id = fields.Many2one(
        "procedure.move.decision", compute="_compute_decision", string="Signature"
    )
    signer_name = fields.Char(compute="_compute_decision", string="Signed by")
    decided_at = fields.Datetime(compute="_compute_decision", string="Signed")
    done_at = fields.Datetime(string="Carried out", readonly=True)
    case_count = fields.Integer(string="Cases (number)", compute="_compute_counts")
    move_count = fields.Integer(string="To move", compute="_compute_counts")
    keep_count = fields.Integer(string="To stay", compute="_compute_counts")
    stop_count = fields.Integer(string="To stop", compute="_compute_counts")
    obstacle_count = fields.Integer(string="Cannot move", compute="_compute_counts")
    left_count = fields.Integer(string="Still to do", compute="_compute_counts")
    failed_count = fields.Integer(string="Not moved", compute="_compute_counts")
    progress = fields.Float(string="Done (%)", compute="_compute_counts")
    can_prepare = fields.Boolean(compute="_compute_can")
    can_sign = fields.Boolean(compute="_compute_can")
    sign_note = fields.Char(compute="_compute_can")

    @api.depends("revision_id", "prepared_at")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            # Its name is no secret among those who read the plan.
            plan.display_name = self.env._(
                "Move to %(revision)s",
                revision=plan.sudo().revision_id.display_name,
            )

    @api.depends("decision_ids")
    def _compute_decision(self):
        for plan in self:
            decision = plan.decision_ids[:1]
            plan.decision_id = decision
            plan.signer_name = decision.signer_name
            plan.decided_at = decision.decided_at

    @api.depends("line_ids.choice", "line_ids.state", "line_ids.obstacle")
    def _compute_counts(self):
        for plan in self:
            lines = plan.line_ids
            choices = lines.mapped("choice")
            plan.case_count = len(lines)
            plan.move_count = choices.count("move")
            plan.keep_count = choices.count("keep")
            plan.stop_count = choices.count("stop")
            plan.obstacle_count = len(lines.filtered("obstacle"))
            left = lines.filtered(lambda line: line.state == "to_do")
            plan.left_count = len(left)
            plan.failed_count = len(lines.filtered(lambda line: line.state == "failed"))
            told = plan.state in ("signed", "done") and lines
            plan.progress = 100.0 * (1 - len(left) / len(lines)) if told else 0.0

    # --- writing while it is prepared -------------------------------------------------
    def write(self, vals):
        if not self.env.su:
            self._fill_in()
            if not FILLED_IN.issuperset(vals):
                raise UserError(
                    self.env._("A plan is filled in, and moves by its named acts.")
                )
        return super().write(vals)

    def _fill_in(self):
        """Refuse what is not his to fill in; who does so is kept beside who began."""
        self._require_preparer()
        self._check_prepared()
        user = self.env.user
        # Found to prepare them; nobody writes himself in or out.
        others = self.sudo().filtered(
            lambda p: user not in p.prepared_by_id | p.filled_in_by_ids
        )
        others.write({"filled_in_by_ids": [fields.Command.link(user.id)]})

    def _check_prepared(self):
        """Refuse to change what has been signed or given up."""
        for plan in self.sudo():  # its state decides, whoever may read what of it
            if plan.state != "draft":
                raise UserError(
                    self.env._("%(plan)s is no longer prepared.", plan=plan._named())
                )

    def _named(self):
        return self.sudo().display_name  # as `_compute_display_name`

    # --- who --------------------------------------------------------------------------
    def _may_prepare(self):
        """Quality of the agency that issued the procedure."""
        user = self.env.user
        if not user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        # The issuing agency of a plan is no secret to who asks of it.
        return self.filtered(lambda p: p.sudo().company_id in user.company_ids)

    def _require_preparer(self):
        self.check_access("read")
        if not self or self - self._may_prepare():
            raise AccessError(
                self.env._("Only quality of the issuing agency prepares such a plan.")
            )

    @api.depends("state", "previewed_at", "line_ids.choice")
    @api.depends_context("uid")
    def _compute_can(self):
        preparers = self._may_prepare()
        for plan in self:
            draft = plan.state == "draft"
            why = plan._why_not_sign() if draft else None
            plan.can_prepare = draft and plan in preparers
            plan.can_sign = draft and not why
            plan.sign_note = why if draft and plan in preparers else False

    def _why_not_sign(self):
        """None, or in words why the current user does not sign this plan.

        Who signs answers for quality or approved the revision; he neither prepared the
        plan nor has a step in hand that it moves.
        """
        self.ensure_one()
        env, user = self.env, self.env.user
        plan = self.sudo()  # who may sign does not depend on what he may read
        approved = plan.revision_id.decision_ids.filtered(
            lambda d: d.meaning == "approve" and d.user_id == user
        )
        manager = user.has_group("procedure_control.group_quality_manager")
        if not approved and not (manager and plan.company_id in user.company_ids):
            return env._(
                "A quality manager of the issuing agency signs it, or who approved the "
                "revision."
            )
        if user in plan.prepared_by_id | plan.filled_in_by_ids:
            return env._("Whoever prepared it does not sign it: somebody else does.")
        moved = plan.line_ids.filtered(lambda line: line.choice == "move")
        tasks = moved.case_id.task_ids.filtered(
            lambda task: task.state in ("ready", "paused")
        )
        if user in (tasks.user_id | tasks.stand_in_id | tasks.principal_id):
            return env._(
                "You have a step of these cases in hand: somebody else signs the plan."
            )
        return None

    # --- giving up --------------------------------------------------------------------
    def action_cancel(self):
        """Give up a plan that has not been signed: its cases finish as they began."""
        self._require_preparer()
        self._check_prepared()
        plans = self.sudo()  # permitted above; nobody writes the state of a plan
        plans.write({"state": "cancelled"})
        plans.line_ids.write({"state": "dropped"})
        self.env["procedure.event"]._log("move.cancelled", self)
        return True
