# The private methods here are the only ways past the guards of this class.
# pylint: disable=method-required-super,super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError

from .procedure_duration_units import UNITS

STATES = [
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("approved", "Approved, awaiting effect"),
    ("effective", "Effective"),
    ("superseded", "Superseded"),
    ("repealed", "Repealed"),
]

#: Moved by named transitions and by the server alone, never by a write of a client.
SERVER_FIELDS = frozenset(
    (
        "document_id",
        "company_id",
        "kind",
        "field_id",
        "state",
        "urgent",
        "issue_number",
        "amendment_number",
        "base_revision_id",
        "author_id",
        "contributor_ids",
        "content_version",
        "change_reason",
        "change_id",
        "change_ids",
        "submitted_at",
        "approved_at",
        "effective_at",
        "ended_at",
        "kept_at",
        "review_date",
        "fingerprint",
        "round_ids",
        "case_ids",
        "job_error",
        "issuance_id",
        "adopted",
        "held_at",
    )
)


class ProcedureRevision(models.Model):
    """One numbered issue of a document: approved, frozen, run, compared, printed."""

    _name = "procedure.revision"
    _description = "Revision"
    _inherit = ["procedure.content", "mail.thread", "mail.activity.mixin"]
    _order = "document_id, issue_number desc, amendment_number desc, id desc"
    _rec_names_search = ["document_id.code", "document_id.title"]
    _mail_post_access = "read"

    _content_names = {
        "title": "title",
        "language": "language",
        "summary": "summary",
        "result": "result",
        "fee": "fee",
        "limit_value": "limit",
        "limit_unit": "limit",
        "committed_value": "committed",
        "committed_unit": "committed",
        "limit_rule": "limit_rule",
        "supplement_rule": "supplement_rule",
        "copies_of_dossier": "copies_of_dossier",
        "section_ids": "sections",
        "phase_ids": "phases",
        "step_ids": "steps",
        "variant_ids": "variants",
        "component_ids": "components",
        "form_ids": "forms",
        "legal_basis_ids": "legal_bases",
        "record_ids": "records",
        "reference_ids": "references",
        "file_ids": "files",
        "change_item_ids": "changes",
        "retention_years": "retention",
    }
    _content_durations = (
        ("limit_value", "limit_unit"),
        ("committed_value", "committed_unit"),
    )
    _content_owner = ()

    # Identity and life: moved only by named transitions.
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
    kind = fields.Selection(related="document_id.kind", store=True)
    field_id = fields.Many2one(
        related="document_id.field_id", store=True, string="Field of work"
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True
    )
    urgent = fields.Boolean(string="Urgent correction", readonly=True, copy=False)
    issue_number = fields.Integer(
        string="Issue no.", required=True, default=1, readonly=True, copy=False
    )
    amendment_number = fields.Integer(
        string="Amendment no.", required=True, default=0, readonly=True, copy=False
    )
    base_revision_id = fields.Many2one(
        "procedure.revision",
        string="Started from",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    change_reason = fields.Text(
        string="Reason for the change", readonly=True, copy=False
    )
    author_id = fields.Many2one(
        "res.users", ondelete="restrict", readonly=True, copy=False
    )
    contributor_ids = fields.Many2many(
        "res.users",
        "procedure_revision_contributor_rel",
        "revision_id",
        "user_id",
        string="Contributors",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Everybody whose write touched the content; none of them may sign it.",
    )
    # Raised by each write of the content, so that a submission and a write at the same
    # instant conflict in the database instead of both passing.
    content_version = fields.Integer(readonly=True, copy=False)
    approver_id = fields.Many2one(
        "res.users",
        ondelete="restrict",
        copy=False,
        help="Who is asked to sign. Empty: the signer with the fewest open requests.",
    )
    planned_effective_date = fields.Date(
        string="Takes effect on", copy=False, help="Empty: as soon as it is approved."
    )
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    approved_at = fields.Datetime(string="Approved on", readonly=True, copy=False)
    effective_at = fields.Datetime(
        string="Effective from", readonly=True, copy=False, index=True
    )
    ended_at = fields.Datetime(
        string="Superseded or repealed at", readonly=True, copy=False
    )
    fingerprint = fields.Char(
        string="Content fingerprint (SHA-256)", readonly=True, copy=False
    )
    job_error = fields.Char(string="Last error", readonly=True, copy=False)
    round_ids = fields.One2many("procedure.round", "revision_id", copy=False)
    case_ids = fields.One2many("procedure.case", "revision_id", copy=False)

    # Content: frozen past draft.
    title = fields.Char(
        help="Only when this revision renames the procedure; else the title is kept."
    )
    language = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")], required=True, default="vi"
    )
    summary = fields.Text(string="Summary of changes")
    result = fields.Char(string="Result of the procedure")
    fee = fields.Char(string="Fee and charge")
    limit_value = fields.Char(string="Time limit")
    limit_unit = fields.Selection(UNITS, string="Unit of the limit", default="day")
    committed_value = fields.Char(string="Committed limit")
    committed_unit = fields.Selection(UNITS, string="Unit of the committed limit")
    limit_rule = fields.Selection(
        [
            ("sum", "The steps add up to the limit"),
            ("legal", "The limit prevails over the steps' times"),
        ],
        required=True,
        default="sum",
    )
    supplement_rule = fields.Selection(
        [
            ("resume", "The limit goes on where it stood"),
            ("restart", "The limit starts anew"),
        ],
        string="When papers are added",
        required=True,
        default="resume",
        help="What the answer to a request for papers does to the time limit.",
    )
    copies_of_dossier = fields.Integer(string="Number of sets", default=1)
    section_ids = fields.One2many("procedure.section", "revision_id")
    phase_ids = fields.One2many("procedure.phase", "revision_id")
    step_ids = fields.One2many("procedure.step", "revision_id")
    variant_ids = fields.One2many("procedure.variant", "revision_id")
    component_ids = fields.One2many("procedure.dossier.component", "revision_id")
    form_ids = fields.One2many("procedure.form", "revision_id")
    legal_basis_ids = fields.Many2many(
        "procedure.legal.basis",
        "procedure_revision_legal_basis_rel",
        "revision_id",
        "basis_id",
        string="Legal bases",
        ondelete="restrict",
    )

    _effective_uniq = models.UniqueIndex(
        "(document_id) WHERE state = 'effective'",
        "A procedure has one revision in force.",
    )
    _open_uniq = models.UniqueIndex(
        "(document_id, urgent) WHERE state IN ('draft', 'in_review', 'approved')",
        "This procedure already has an open draft.",
    )
    _number_uniq = models.UniqueIndex(
        "(document_id, issue_number, amendment_number)",
        "This procedure already has a revision with these numbers.",
    )
    _effect_idx = models.Index(
        "(planned_effective_date, id) WHERE state = 'approved'",
    )

    @api.depends("document_id.code", "issue_number", "amendment_number")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = (
                f"{revision.document_id.code} "
                f"({revision.issue_number:02d}.{revision.amendment_number:02d})"
            )

    # --- guards -----------------------------------------------------------------------

    def write(self, vals):
        if set(vals) == {"planned_effective_date"} and any(
            revision.state != "draft" for revision in self
        ):
            self.action_set_effective_date(vals["planned_effective_date"])
            return True
        refused = SERVER_FIELDS.intersection(vals)
        if refused:
            raise UserError(
                self.env._(
                    "%(fields)s cannot be written: use the buttons of the revision.",
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env)
                            for name in refused
                        )
                    ),
                )
            )
        return super().write(vals)

    def _set_guarded(self, vals):
        """Past the guard: for the transitions and the server's own notes, alone."""
        # The transition has checked who acts; states are nobody's to write.
        return super(ProcedureRevision, self.sudo()).write(vals)

    def copy(self, default=None):
        raise UserError(
            self.env._("Start a new revision from the procedure instead of copying.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._content_touch()
        # Rounds of others count too.
        if self.sudo().round_ids:
            raise UserError(
                self.env._(
                    "This draft has been submitted before: its rounds are evidence and "
                    "it cannot be deleted."
                )
            )
        self.env["procedure.event"]._log("revision.deleted", self)
        self._drop_content()

    def _content_revision(self):
        return self
