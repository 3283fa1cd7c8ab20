from odoo import fields, models

from .procedure_duration_units import UNITS

STATES = [
    ("draft", "Draft"),
    ("in_review", "In review"),
    ("approved", "Approved, awaiting effect"),
    ("effective", "Effective"),
    ("superseded", "Superseded"),
    ("repealed", "Repealed"),
]


class ProcedureRevision(models.Model):
    """One numbered issue of a document: approved, frozen, run, compared, printed."""

    _name = "procedure.revision"
    _description = "Revision"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "document_id, issue_number desc, amendment_number desc, id desc"
    _mail_post_access = "read"

    # Identity and life: moved only by named transitions.
    document_id = fields.Many2one(
        "procedure.document", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="document_id.company_id", store=True, index=True)
    kind = fields.Selection(related="document_id.kind", store=True)
    field_id = fields.Many2one(related="document_id.field_id", store=True)
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False, index=True)
    urgent = fields.Boolean(string="Urgent correction", readonly=True, copy=False)
    issue_number = fields.Integer(required=True, default=1, readonly=True, copy=False)
    amendment_number = fields.Integer(required=True, default=0, readonly=True, copy=False)
    base_revision_id = fields.Many2one("procedure.revision", ondelete="restrict", readonly=True, copy=False)
    author_id = fields.Many2one("res.users", ondelete="restrict", readonly=True, copy=False)
    contributor_ids = fields.Many2many(
        "res.users",
        "procedure_revision_contributor_rel",
        "revision_id",
        "user_id",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    planned_effective_date = fields.Date(
        string="Takes effect on", copy=False, help="Empty: as soon as it is approved."
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    effective_at = fields.Datetime(readonly=True, copy=False, index=True)
    ended_at = fields.Datetime(string="Superseded or repealed at", readonly=True, copy=False)
    fingerprint = fields.Char(
        string="Content fingerprint (SHA-256)", readonly=True, copy=False
    )
    round_ids = fields.One2many("procedure.round", "revision_id", copy=False)

    # Content: frozen past draft.
    language = fields.Selection(
        [("vi", "Vietnamese"), ("en", "English")], required=True, default="vi"
    )
    summary = fields.Text(string="Summary of changes")
    result = fields.Char(string="Result of the procedure")
    fee = fields.Char(string="Fee and charge")
    limit_value = fields.Char(string="Time limit")
    limit_unit = fields.Selection(UNITS, default="day")
    committed_value = fields.Char(string="Committed limit")
    committed_unit = fields.Selection(UNITS)
    limit_rule = fields.Selection(
        [
            ("sum", "The steps add up to the limit"),
            ("legal", "The limit prevails over the steps' times"),
        ],
        required=True,
        default="sum",
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
