# The private methods here are the only ways past the guards of this class.
# pylint: disable=super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KINDS = [
    ("tthc", "Administrative procedure"),
    ("tthc_internal", "Internal administrative procedure"),
    ("internal", "Internal work"),
    ("system", "System document (ISO)"),
]

#: What a revision past draft has been signed with.
SIGNED_FIELDS = frozenset(
    ("code", "title", "kind", "type_id", "company_id", "national_code")
)
#: Changes of these are told in the trail.
TOLD_FIELDS = SIGNED_FIELDS | {
    "active",
    "applying_company_ids",
    "confidentiality",
    "department_id",
    "field_id",
    "owner_id",
}


class ProcedureDocument(models.Model):
    """The lasting identity of a procedure; its revisions are what is approved."""

    _name = "procedure.document"
    _description = "Procedure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, id"
    _rec_names_search = ["code", "title", "national_code"]
    _mail_post_access = "read"

    code = fields.Char(
        string="Document code",
        required=True,
        copy=False,
        index="trigram",
        help="Empty: made by the pattern of the document type.",
    )
    title = fields.Char(required=True, index="trigram")
    kind = fields.Selection(KINDS, required=True, default="internal")
    type_id = fields.Many2one(
        "procedure.type", string="Document type", required=True, ondelete="restrict"
    )
    field_id = fields.Many2one(
        "procedure.field", string="Field of work", ondelete="restrict", index=True
    )
    national_code = fields.Char(copy=False)
    company_id = fields.Many2one(
        "res.company",
        string="Issuing agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
    )
    applying_company_ids = fields.Many2many(
        "res.company",
        "procedure_document_applying_rel",
        "document_id",
        "company_id",
        string="Applying agencies",
        ondelete="restrict",
        help="Issued once, run in each of these with its own holders and calendar.",
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict", index=True)
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    confidentiality = fields.Selection(
        [("public", "Public"), ("internal", "Internal"), ("restricted", "Restricted")],
        required=True,
        default="internal",
        help="State secrets do not belong in this system, whatever their class: they "
        "are kept as the law on state secrets says. Restricted: read only by its "
        "department, its owner and quality.",
    )
    revision_ids = fields.One2many("procedure.revision", "document_id", copy=False)
    effective_revision_id = fields.Many2one(
        "procedure.revision",
        string="Revision in force",
        compute="_compute_revisions",
        search="_search_effective_revision_id",
    )
    open_revision_id = fields.Many2one(
        "procedure.revision", string="Draft under way", compute="_compute_revisions"
    )
    revision_count = fields.Integer(compute="_compute_revision_count")
    case_ids = fields.One2many("procedure.case", "document_id")
    case_count = fields.Integer(compute="_compute_case_count")
    can_revise = fields.Boolean(compute="_compute_can_revise")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "This code is already used by another procedure."
    )

    # --- computed ---------------------------------------------------------------------

    @api.depends("code", "title")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " ".join(
                filter(None, (document.code, document.title))
            )

    @api.depends("revision_ids.state")
    def _compute_revisions(self):
        shown = self.env["procedure.revision"].search(
            [
                ("document_id", "in", self.ids),
                ("state", "in", ("effective", "draft", "in_review", "approved")),
            ],
            order="urgent, id",
        )
        effective, under_way = {}, {}
        for revision in shown:
            target = effective if revision.state == "effective" else under_way
            target.setdefault(revision.document_id.id, revision)
        for document in self:
            document.effective_revision_id = effective.get(document._origin.id, False)
            document.open_revision_id = under_way.get(document._origin.id, False)

    def _search_effective_revision_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [v for v in value if v]
        domain = Domain("revision_ids", "any", [("id", "in", ids)])
        domain &= Domain("revision_ids.state", "=", "effective")
        if False in value or None in value:
            domain |= ~Domain("revision_ids", "any", [("state", "=", "effective")])
        return domain

    @api.depends("revision_ids")
    def _compute_revision_count(self):
        counts = self._counts("procedure.revision")
        for document in self:
            document.revision_count = counts.get(document._origin, 0)

    @api.depends("case_ids")
    def _compute_case_count(self):
        counts = self._counts("procedure.case")
        for document in self:
            document.case_count = counts.get(document._origin, 0)

    def _counts(self, model):
        return dict(
            self.env[model]._read_group(
                [("document_id", "in", self.ids)], ["document_id"], ["__count"]
            )
        )

    @api.depends_context("uid")
    @api.depends("revision_ids.state", "active")
    def _compute_can_revise(self):
        writable = self._filtered_access("write")
        for document in self:
            document.can_revise = bool(
                document in writable
                and document.active
                and not document.sudo()._open_revisions(urgent=False)
            )

    def _open_revisions(self, urgent):
        return self.revision_ids.filtered(
            lambda r: (
                r.state in ("draft", "in_review", "approved") and r.urgent == urgent
            )
        )

    # --- guards -----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        given = set()
        for vals in vals_list:
            if not vals.get("code"):
                vals["code"] = self._next_code(vals, given)
                given.add(vals["code"])
        documents = super().create(vals_list)
        self.env["procedure.event"]._log("document.created", documents)
        return documents

    def write(self, vals):
        signed = SIGNED_FIELDS.intersection(vals)
        if signed:
            self._refuse_signed(signed, vals)
        if "active" in vals and not vals["active"]:
            self._refuse_archive()
        told = TOLD_FIELDS.intersection(vals)
        before = {}
        if told:
            before = {document: document._told(told) for document in self.sudo()}
        result = super().write(vals)
        if told:
            self._tell_changes(told, before)
        return result

    def _refuse_signed(self, names, vals):
        # A draft that the user may not see does not count; what is signed does.
        for document in self.sudo():
            changed = [
                name
                for name in names
                if self._fields[name].convert_to_write(document[name], document)
                != vals[name]
            ]
            if changed and any(r.state != "draft" for r in document.revision_ids):
                # What it is called is said to those alone who may read it.
                document.with_env(self.env).check_access("read")
                raise UserError(
                    self.env._(
                        "%(document)s has been submitted for approval: %(fields)s can "
                        "only be changed by a new revision.",
                        document=document.code,
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in changed
                        ),
                    )
                )

    def _set_guarded(self, vals):
        """Past the guard: a revision that takes effect renames its procedure."""
        return super(ProcedureDocument, self.sudo()).write(vals)  # already approved

    def _told(self, names):
        return {
            name: (
                self[name].mapped("display_name")
                if self._fields[name].relational
                else self[name]
            )
            for name in sorted(names)
        }

    def _tell_changes(self, names, before):
        changes = {}
        for document in self.sudo():  # as they were read before
            after = document._told(names)
            changes[document.id] = {
                name: [before[document][name], after[name]]
                for name in after
                if before[document][name] != after[name]
            }
        changed = self.filtered(lambda document: changes[document.id])
        self.env["procedure.event"]._log(
            "document.changed", changed, values=lambda document: changes[document.id]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        # Whatever the user may see of it; its trail holds it back as well.
        if self.sudo().with_context(active_test=False).revision_ids:
            raise UserError(
                self.env._(
                    "A procedure with revisions is evidence and cannot be deleted. "
                    "Repeal it, then archive it."
                )
            )
        raise UserError(
            self.env._(
                "A procedure is written in the audit trail and cannot be deleted. "
                "Archive it instead."
            )
        )

    def _refuse_archive(self):
        # The guard counts what the user may not see as well.
        for document in self.sudo():
            if document._revisions_at_work():
                raise UserError(
                    self.env._(
                        "%(document)s is in force or under way. Repeal it before you "
                        "archive it.",
                        document=document.code,
                    )
                )

    def _revisions_at_work(self):
        return self.revision_ids.filtered(
            lambda r: r.state in ("in_review", "approved", "effective")
        )
