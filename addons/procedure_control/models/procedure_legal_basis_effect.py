from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("to_do", "To do"),
    ("requested", "Change requested"),
    ("done", "Done"),
    ("not_needed", "No change needed"),
]


class ProcedureLegalBasisEffect(models.Model):
    """One procedure that rests on a replaced legal basis, and what is done about it."""

    _name = "procedure.legal.basis.effect"
    _description = "Procedure affected by a replaced legal basis"
    _inherit = ["procedure.made", "mail.thread", "mail.activity.mixin"]
    _order = "due_date, id"
    _rec_names_search = ["document_id.code", "document_id.title", "basis_id.code"]
    _mail_post_access = "read"

    basis_id = fields.Many2one(
        "procedure.legal.basis",
        string="Legal basis",
        required=True,
        readonly=True,
        ondelete="restrict",
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
        related="document_id.company_id",
        store=True,
        index=True,
        string="Issuing agency",
    )
    owner_id = fields.Many2one(
        related="document_id.owner_id", store=True, string="Owner"
    )
    replaced_by_id = fields.Many2one(
        related="basis_id.replaced_by_id", string="Replaced by"
    )
    replaced_from = fields.Date(related="basis_id.replaced_from")
    due_date = fields.Date(string="To be dealt with by", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    change_id = fields.Many2one(
        "procedure.change",
        string="Change request",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    listed_at = fields.Datetime(string="Listed on", readonly=True)
    closed_at = fields.Datetime(string="Closed on", readonly=True)
    note = fields.Text(string="Why", readonly=True)
    can_act = fields.Boolean(compute="_compute_can_act")

    _once_uniq = models.UniqueIndex("(basis_id, document_id)")

    @api.depends("document_id.code", "basis_id.code")
    def _compute_display_name(self):
        for effect in self:
            codes = effect.sudo()  # the names of what it joins are its own name
            effect.display_name = f"{codes.document_id.code} – {codes.basis_id.code}"

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_act(self):
        allowed = self._who_acts()
        for effect in self:
            effect.can_act = effect in allowed

    def _who_acts(self):
        """Still to do: the owner of the procedure, who may draft it, or quality."""
        to_do = self.filtered(lambda e: e.state == "to_do")._filtered_access("read")
        user = self.env.user
        if user.has_group("procedure_control.group_quality_officer"):
            return to_do
        documents = to_do.document_id._filtered_access("write")
        return to_do.filtered(
            lambda e: e.owner_id == user or e.document_id in documents
        )

    def _require(self):
        refused = self - self._who_acts()
        if refused:
            raise UserError(
                self.env._(
                    "%(record)s: only the owner of the procedure or quality deals with "
                    "it, while it is still to do.",
                    record=refused[0].display_name,
                )
            )

    # --- acts -------------------------------------------------------------------------
    def action_request_change(self):
        """Draft a change request for each of these, and show them."""
        self._require()
        changes = self.env["procedure.change"].create(
            [
                {
                    "document_id": effect.document_id.id,
                    "source": "law",
                    "legal_basis_id": effect.basis_id.id,
                    "reason": effect._words(),
                }
                for effect in self
            ]
        )
        for effect, change in zip(self, changes, strict=True):
            # Who acts was checked above; these rows are nobody's to write.
            effect.sudo().write({"state": "requested", "change_id": change.id})
        self.env["procedure.event"]._log("legal_basis.change_requested", self)
        self._close_inbox()
        if len(changes) == 1:
            return changes._open_form()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change requests"),
            "res_model": "procedure.change",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", changes.ids)],
        }

    def _words(self):
        return self.env._(
            "%(old)s is replaced by %(new)s from %(day)s.",
            old=self.basis_id.code,
            new=self.replaced_by_id.code,
            day=self.env["ir.qweb.field.date"].value_to_html(self.replaced_from, {}),
        )

    def action_not_needed(self, reason):
        """The procedure need not change, with a reason."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why no change is needed."))
        self._require()
        self._close_as("not_needed", fields.Datetime.now(), reason)

    # --- what follows -----------------------------------------------------------------
    def _close_as(self, state, at, note=False):
        if not self:
            return
        # The act, or the revision that took effect, was permitted.
        self.sudo().write({"state": state, "closed_at": at, "note": note})
        self.env["procedure.event"]._log(
            "legal_basis.settled", self, at=at, values={"state": state}, reason=note
        )
        self._close_inbox()

    @api.model
    def _settle(self, documents, at):
        """Done is what no revision in force rests on any more."""
        open_ones = self.sudo().search(  # whoever put the revision into force
            [
                ("document_id", "in", documents.ids),
                ("state", "in", ("to_do", "requested")),
            ]
        )
        done = open_ones.filtered(
            lambda e: (
                e.basis_id
                not in e.document_id.revision_ids.filtered(
                    lambda r: r.state == "effective"
                ).legal_basis_ids
            )
        )
        done.with_env(self.env)._close_as("done", at)

    def _due_on(self, dues):
        """Follow another day of the replacement, activities too."""
        moved = self.filtered(lambda e: e.due_date != dues[e])
        for due, effects in moved.grouped(lambda e: dues[e]).items():
            effects.sudo().write({"due_date": due})  # the server's own date
            effects._inbox().write({"date_deadline": due})

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # As for cases: an activity makes nobody a follower.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _ask_owners(self, at):
        kind = self.env.ref("procedure_control.mail_activity_type_basis")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for effect in self:
            words = self.with_context(lang=effect.owner_id.lang).env
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": effect.id,
                    "activity_type_id": kind.id,
                    "user_id": effect.owner_id.id,
                    "date_deadline": effect.due_date,
                    "summary": words._(
                        "%(procedure)s rests on %(basis)s, which is replaced",
                        procedure=effect.document_id.code,
                        basis=effect.basis_id.code,
                    ),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _inbox(self):
        kind = self.env.ref("procedure_control.mail_activity_type_basis")
        return (
            self.env["mail.activity"]
            .sudo()  # whoever was asked
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )

    def _close_inbox(self):
        self._inbox()._procedure_close()

    @api.model
    def _give_back(self, changes):
        """Requests that came to nothing: the procedures are to be dealt with again."""
        requested = self.sudo().search(  # whoever ended the request
            [("change_id", "in", changes.ids), ("state", "=", "requested")]
        )
        if requested:
            requested.write({"state": "to_do", "change_id": False})
            requested._ask_owners(fields.Datetime.now())
