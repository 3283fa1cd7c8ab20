# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "To be submitted"),
    ("submitted", "Waiting for a decision"),
    ("accepted", "Accepted"),
    ("refused", "Turned down"),
    ("applied", "In effect"),
    ("checked", "Checked afterwards"),
    ("cancelled", "Cancelled"),
]
ACTS = [("revise", "Revise"), ("repeal", "Repeal")]
SCALES = [("minor", "Minor: next amendment"), ("major", "Major: next issue")]
SOURCES = [
    ("law", "Change of law"),
    ("review", "Periodic review"),
    ("obstacle", "Obstacle met at work"),
    ("finding", "Audit finding"),
    ("simplification", "Simplification"),
]
RUNNING_CASES = [
    ("finish", "Running cases are finished under it"),
    ("stop", "Running cases are to be terminated, with notice"),
]
TRAININGS = [
    ("none", "None needed"),
    ("notice", "A notice is enough"),
    ("training", "People must be trained"),
]
RESULTS = [("worked", "It worked"), ("partly", "Partly"), ("not", "It did not work")]

#: What who asks may write, while it is not submitted yet.
REQUEST_FIELDS = frozenset(
    (
        "document_id",
        "act",
        "scale",
        "urgent",
        "source",
        "reason",
        "legal_basis_id",
        "running_cases",
    )
)
#: Moved by named acts and by the server alone: each with what a new request has.
SERVER_FIELDS = {
    "name": False,
    "state": "draft",
    "requested_by_id": False,
    "submitted_at": False,
    "follows_id": False,
    "effect": False,
    "effect_at": False,
    "open_case_count": 0,
    "step_count": 0,
    "people_count": 0,
    "form_count": 0,
    "related_count": 0,
    "effect_judgement": False,
    "training": False,
    "decided_by_id": False,
    "decided_at": False,
    "decision_reason": False,
    "override_id": False,
    "revision_id": False,
    "applied_at": False,
    "check_weeks": 0,
    "check_due": False,
    "check_asked_at": False,
    "check_result": False,
    "check_note": False,
    "checked_by_id": False,
    "checked_at": False,
}


class ProcedureChange(models.Model):
    """Asks for a revision or a repeal: why, with what effect, decided by whom."""

    _name = "procedure.change"
    _description = "Change request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "document_id.code", "document_id.title"]
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False)
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="document_id.company_id",
        store=True,
        index=True,
        string="Issuing agency",
    )
    act = fields.Selection(
        ACTS, string="What is asked for", required=True, default="revise"
    )
    scale = fields.Selection(
        SCALES,
        required=True,
        default="minor",
        help="Minor raises the amendment number and may skip the last approver, by "
        "document type; major raises the issue number.",
    )
    urgent = fields.Boolean(
        string="Urgent correction",
        help="Beside an open draft, which is rebased afterwards. Only the quality "
        "manager may accept it.",
    )
    source = fields.Selection(SOURCES, required=True, default="review")
    reason = fields.Text(string="Reason for the change", required=True)
    legal_basis_id = fields.Many2one(
        "procedure.legal.basis",
        ondelete="restrict",
        index="btree_not_null",
        help="The law or decision that makes the change necessary.",
    )
    running_cases = fields.Selection(
        RUNNING_CASES, string="Running cases", default="finish"
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    requested_by_id = fields.Many2one(
        "res.users",
        string="Requested by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index=True,
    )
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    follows_id = fields.Many2one(
        "procedure.change",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The change that did not work as hoped.",
    )

    # Filled in by the system
    effect = fields.Json(string="Effect as stored", readonly=True, copy=False)
    effect_at = fields.Datetime(string="Effect as of", readonly=True, copy=False)
    open_case_count = fields.Integer(string="Open cases", readonly=True, copy=False)
    step_count = fields.Integer(string="Steps", readonly=True, copy=False)
    people_count = fields.Integer(string="People", readonly=True, copy=False)
    form_count = fields.Integer(string="Forms", readonly=True, copy=False)
    related_count = fields.Integer(
        string="Related procedures", readonly=True, copy=False
    )

    # Judged by a person
    effect_judgement = fields.Text(string="Effect as judged", readonly=True, copy=False)
    training = fields.Selection(TRAININGS, readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decision_reason = fields.Text(
        string="Words of the decision", readonly=True, copy=False
    )
    override_id = fields.Many2one(
        "procedure.override",
        string="By exception",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    # What became of it
    revision_id = fields.Many2one(
        "procedure.revision",
        string="Carried out by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    applied_at = fields.Datetime(string="In effect from", readonly=True, copy=False)
    check_weeks = fields.Integer(
        string="Checked after (weeks)", readonly=True, copy=False
    )
    check_due = fields.Date(string="Check due", readonly=True, copy=False)
    check_asked_at = fields.Datetime(readonly=True, copy=False)
    check_result = fields.Selection(
        RESULTS, string="Did it work", readonly=True, copy=False
    )
    check_note = fields.Text(string="What was found", readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        "res.users",
        string="Checked by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    checked_at = fields.Datetime(string="Checked", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL")
    _check_idx = models.Index("(check_due) WHERE state = 'applied'")
    _urgent_check = models.Constraint(
        "CHECK(urgent IS NOT TRUE OR act = 'revise')",
        "A repeal is never an urgent correction.",
    )

    # --- guards -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # Defaults of a context or of a user are client input: overwrite them all.
        born = {**SERVER_FIELDS, "requested_by_id": self.env.uid}
        changes = super().create([{**vals, **born} for vals in vals_list])
        changes._check_document()
        changes._number()
        changes._fill_in_effect(fields.Datetime.now())
        self.env["procedure.event"]._log("change.created", changes)
        return changes

    def write(self, vals):
        refused = set(SERVER_FIELDS).intersection(vals) | ({"company_id"} & vals.keys())
        if refused:
            raise UserError(
                self.env._(
                    "%(fields)s cannot be written: use the buttons of the change "
                    "request.",
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env)
                            for name in refused
                        )
                    ),
                )
            )
        touched = REQUEST_FIELDS.intersection(vals)
        if touched:
            self._refuse_submitted()
        result = super().write(vals)
        if "document_id" in touched:
            self._check_document()
            self._fill_in_effect(fields.Datetime.now())
        return result

    def _refuse_submitted(self):
        # The guard must see the state whatever the user may see.
        for change in self.sudo():
            if change.state != "draft":
                raise UserError(
                    self.env._(
                        "%(change)s has been submitted and is not changed any more. "
                        "Take it back first, while nobody has decided.",
                        change=change.display_name,
                    )
                )

    def _note(self, vals):
        """Past the guard: for the named acts and the server's own notes, alone."""
        # The act has checked who acts.
        return super(ProcedureChange, self.sudo()).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._refuse_submitted()
        self._give_back_effects()
        self.env["procedure.event"]._log("change.deleted", self)

    def _check_document(self):
        """One may ask for a change of what one may read.

        :raises AccessError: the procedure is hidden from the user
        """
        self.document_id.check_access("read")

    def _number(self):
        """Number new requests by agency and year: YC-2026-0001."""
        year = fields.Date.context_today(self).year
        counter = self.env["procedure.change.counter"]
        for company, changes in self.grouped("company_id").items():
            last = counter._take(company, year, len(changes))
            for number, change in enumerate(changes, last + 1):
                change._note({"name": f"YC-{year}-{number:04d}"})
