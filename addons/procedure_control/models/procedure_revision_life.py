from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: from → to → the predicate that says who may; the buttons show what it says.
TRANSITIONS = {
    ("draft", "in_review"): "_who_submits",
    ("in_review", "approved"): "_who_approves",
    ("in_review", "draft"): "_who_rejects",
    ("approved", "draft"): "_who_recalls",
    ("approved", "effective"): "_who_makes_effective",
    ("effective", "superseded"): "_nobody",
    ("effective", "repealed"): "_who_approves",
}


class ProcedureRevision(models.Model):
    """draft → in review → approved → effective → superseded or repealed."""

    _inherit = "procedure.revision"

    can_submit = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    can_reject = fields.Boolean(compute="_compute_can")
    can_recall = fields.Boolean(compute="_compute_can")
    can_make_effective = fields.Boolean(compute="_compute_can")
    can_repeal = fields.Boolean(compute="_compute_can")
    can_rebase = fields.Boolean(compute="_compute_can")
    can_forward = fields.Boolean(compute="_compute_can")
    can_comment = fields.Boolean(compute="_compute_can")
    pending_request_id = fields.Many2one(
        "procedure.signature.request",
        string="Waiting for",
        compute="_compute_pending_request_id",
    )
    pending_user_id = fields.Many2one(
        "res.users", string="To be signed by", compute="_compute_pending_request_id"
    )
    pending_user_ids = fields.Many2many(
        "res.users", string="Asked now", compute="_compute_pending_request_id"
    )
    pending_stage = fields.Char(
        string="Stage reached", compute="_compute_pending_request_id"
    )
    awaits_issuance = fields.Boolean(
        string="Awaits its issuing decision", compute="_compute_awaits_issuance"
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        acts = {
            "can_submit": self._who_submits(),
            "can_approve": self._who_approves(),
            "can_reject": self._who_rejects(),
            "can_recall": self._who_recalls() | self._who_withdraws(),
            "can_make_effective": self._who_makes_effective(),
            "can_repeal": self._who_repeals(),
            "can_forward": self._who_forwards(),
            "can_comment": self._who_comments(),
            "can_rebase": self._who_submits()._with_base_moved(),
        }
        for revision in self:
            for name, allowed in acts.items():
                revision[name] = revision in allowed

    @api.depends("state", "round_ids.request_ids.state")
    @api.depends_context("uid")
    def _compute_pending_request_id(self):
        pending = self._pending_requests()
        user = self.env.user
        for revision in self:
            asked = pending.get(revision.id, self.env["procedure.signature.request"])
            # One's own first, then who holds the round up.
            first = asked.sorted(
                lambda r: (r.user_id != user, r.weight != "required", r.stage, r.id)
            )[:1]
            revision.pending_request_id = first
            revision.pending_user_id = first.user_id
            revision.pending_user_ids = asked.user_id
            revision.pending_stage = first.stage_name

    @api.depends("round_ids.awaits_issuance", "round_ids.closed_at")
    def _compute_awaits_issuance(self):
        for revision in self:
            # That a revision waits for its decision is no secret to its reader.
            rounds = revision.sudo()._open_rounds()
            revision.awaits_issuance = any(rounds.mapped("awaits_issuance"))

    def _pending_requests(self):
        """{revision id: its pending requests}; nothing read twice within an act."""
        # Who is asked is no secret to a reader of the revision.
        requests = self.sudo()._open_rounds().request_ids
        pending = requests.filtered(lambda r: r.state == "pending")
        return {
            revision.id: asked
            for revision, asked in pending.grouped("revision_id").items()
        }

    # --- who may (the one source of buttons and guards) -------------------------------
    def _who_submits(self):
        """Drafts that the user may write: their rules asked in one search."""
        drafts = self.filtered(lambda r: r.state == "draft" and r.id)
        if not drafts or not self.browse().has_access("write"):
            return self.browse()
        if self.env.su:
            return drafts
        # The rules of this user, put to the database: record by record they read the
        # whole department of each.
        rules = self.env["ir.rule"]._compute_domain(self._name, "write")
        allowed = self.sudo().search(Domain("id", "in", drafts.ids) & rules)
        return drafts.filtered(lambda r: r.id in allowed._ids)

    def _who_approves(self, at=None, requests=None):
        """Revisions that wait for this user's signature, four eyes kept."""
        at = at or fields.Datetime.now()
        requests = self._requests_of_mine(at) if requests is None else requests
        signing = self.env["procedure.signature.request"].sudo()  # already his own
        signing = signing.union(
            *(r for r in requests.values() if r.weight != "comment")
        )
        free = set((signing - self._barred_requests(signing, at))._ids)
        return self.filtered(lambda r: r.id in requests and requests[r.id].id in free)

    def _who_rejects(self, at=None, requests=None):
        """Whoever is asked may say no, even to his own work."""
        requests = self._requests_of_mine(at) if requests is None else requests
        return self.filtered(
            lambda r: r.id in requests and requests[r.id].weight != "comment"
        )

    def _who_comments(self, at=None, requests=None):
        """Whoever is asked, for whatever."""
        requests = self._requests_of_mine(at) if requests is None else requests
        return self.filtered(lambda r: r.id in requests)

    def _who_recalls(self):
        """Approved, not yet in force: who signed it, or quality."""
        user = self.env.user
        approved = self.filtered(lambda r: r.state == "approved")
        if user.has_group("procedure_control.group_quality_officer"):
            return approved._filtered_access("read")
        return approved.filtered(
            lambda r: user in r.sudo()._last_round().request_ids.decision_ids.user_id
        )

    def _who_withdraws(self):
        """In review: who submitted it, or quality."""
        user = self.env.user
        waiting = self.filtered(lambda r: r.state == "in_review")
        if user.has_group("procedure_control.group_quality_officer"):
            return waiting._filtered_access("read")
        return waiting.filtered(
            lambda r: user in r.sudo()._open_rounds().submitted_by_id
        )

    def _who_makes_effective(self):
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        return self.filtered(lambda r: r.state == "approved")._filtered_access("read")

    def _who_repeals(self):
        """Effective, nothing asked yet: quality asks; somebody else approves."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        return self.filtered(
            lambda r: r.state == "effective" and not r.sudo()._open_rounds()
        )._filtered_access("read")

    def _nobody(self):
        return self.browse()

    def _open_rounds(self):
        return self.round_ids.filtered(lambda r: not r.closed_at)

    def _last_round(self):
        return self.round_ids.sorted("id")[-1:]

    def _require(self, allowed, message):
        refused = self - allowed
        if refused:
            raise UserError(
                self.env._(
                    "%(record)s: %(message)s",
                    record=refused[0].display_name,
                    message=message,
                )
            )

    # --- moving -----------------------------------------------------------------------
    def _move(self, to, vals=None):
        """Move `self` to a state that the table allows from where they are."""
        for revision in self:
            if (revision.state, to) not in TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(revision)s is “%(state)s” and cannot become “%(to)s”.",
                        revision=revision.display_name,
                        state=self._state_label(revision.state),
                        to=self._state_label(to),
                    )
                )
        self._set_guarded({"state": to, **(vals or {})})
        # Other rows of the document may come next: the index allows one at a time.
        self.flush_recordset(["state"])

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    # --- base -------------------------------------------------------------------------
    def _effective_ones(self):
        """{document id: its revision in force}; one query, however many are over."""
        # What is in force counts, and a superseded base too, whoever may see them.
        revisions = self.sudo()
        in_force = revisions.search_fetch(
            [
                ("document_id", "in", revisions.document_id.ids),
                ("state", "=", "effective"),
            ],
            ["document_id"],
        )
        return {revision.document_id.id: revision for revision in in_force}

    def _with_base_moved(self):
        """Those since whose start another revision took effect."""
        in_force = self._effective_ones() if self else {}

        def moved(revision):
            base = revision.sudo().base_revision_id  # as in _effective_ones
            now = in_force.get(revision.document_id.id, base.browse())
            return now != base and not (base.state == "repealed" and not now)

        return self.filtered(moved)

    def action_rebase(self):
        """The author has looked at what changed: start from what is in force now."""
        self._require(
            self._who_submits(), self.env._("only an author of the draft may do this.")
        )
        in_force = self._effective_ones()
        for revision in self:
            base = in_force.get(revision.document_id.id, self.browse())
            revision._set_guarded({"base_revision_id": base.id})
        self.env["procedure.event"]._log("revision.rebased", self)
