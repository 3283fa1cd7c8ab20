import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import content as tree

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
    pending_request_id = fields.Many2one(
        "procedure.signature.request",
        string="Waiting for",
        compute="_compute_pending_request_id",
    )
    pending_user_id = fields.Many2one(
        "res.users", string="To be signed by", compute="_compute_pending_request_id"
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
            "can_rebase": self._who_submits().filtered(lambda r: r._base_moved()),
        }
        for revision in self:
            for name, allowed in acts.items():
                revision[name] = revision in allowed

    @api.depends("state", "round_ids.request_ids.state")
    def _compute_pending_request_id(self):
        pending = self._pending_requests()
        for revision in self:
            request = pending.get(revision.id)
            revision.pending_request_id = request
            revision.pending_user_id = request.user_id if request else False

    def _pending_requests(self):
        """{revision id: its pending request} : one query."""
        # Who is asked is no secret to a reader of the revision.
        requests = (
            self.env["procedure.signature.request"]
            .sudo()
            .search([("revision_id", "in", self.ids), ("state", "=", "pending")])
        )
        return {request.revision_id.id: request for request in requests}

    # --- who may (the one source of buttons and guards) -------------------------------
    def _who_submits(self):
        """Drafts that the user may write."""
        return self.filtered(lambda r: r.state == "draft" and r.id)._filtered_access(
            "write"
        )

    def _who_approves(self, at=None):
        """Revisions that wait for this user's signature, four eyes kept."""
        return self._asked_of_me().filtered(
            lambda r, at=at: r not in r._barred_from_signing(at)
        )

    def _who_rejects(self):
        """Whoever is asked may say no, even to his own work."""
        return self._asked_of_me()

    def _asked_of_me(self):
        user = self.env.user
        if not user.has_group("procedure_control.group_signer"):
            return self.browse()
        pending = self._pending_requests()
        return self.filtered(
            lambda r: r.id in pending and pending[r.id].user_id == user
        )

    def _barred_from_signing(self, at=None):
        """Those of `self` this user has drafted or submitted, without an exception."""
        user = self.env.user
        # Contributors and submitters count whatever the signer may see.
        own = self.filtered(
            lambda r: (
                user in r.sudo().contributor_ids
                or user in r.sudo()._open_rounds().submitted_by_id
            )
        )
        if not own:
            return own
        at = at or fields.Datetime.now()
        documents = own.sudo().document_id.sudo(False)
        permitted = self.env["procedure.override"]._find(
            "four_eyes", user, documents, at
        )
        return own.filtered(lambda r: r.document_id not in permitted)

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
            raise UserError(f"{refused[0].display_name}: {message}")

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
    def _base_moved(self):
        """Whether another revision took effect since this one was started."""
        self.ensure_one()
        # A superseded base counts whoever may see it.
        base = self.sudo().base_revision_id
        in_force = self.sudo().document_id.revision_ids.filtered(
            lambda r: r.state == "effective"
        )
        return in_force != base and not (base.state == "repealed" and not in_force)

    def action_rebase(self):
        """The author has looked at what changed: start from what is in force now."""
        self._require(
            self._who_submits(), self.env._("only an author of the draft may do this.")
        )
        for revision in self:
            in_force = revision.document_id.sudo().revision_ids.filtered(
                lambda r: r.state == "effective"
            )  # as in _base_moved
            revision._set_guarded({"base_revision_id": in_force.id})
        self.env["procedure.event"]._log("revision.rebased", self)

    # --- submission -------------------------------------------------------------------
    def action_submit(self, approver_id=None):
        """Send these drafts to their approver; the content freezes here.

        :param approver_id: id of the user asked; else the draft's approver, else the
            signer with the fewest open requests
        :raises UserError: what lacks, or who may not
        """
        self._submit(fields.Datetime.now(), approver_id=approver_id)

    def _submit(self, at, approver_id=None):
        self._require(
            self._who_submits(),
            self.env._("only an author may submit it, while it is a draft."),
        )
        for revision in self:
            if revision._base_moved():
                raise UserError(
                    self.env._(
                        "%(revision)s: another revision took effect since this draft "
                        "was started. Compare it with the one in force, then confirm "
                        "that it starts from there.",
                        revision=revision.display_name,
                    )
                )
        self._refuse_unready()
        self.sudo().form_ids._refresh_digests()  # bytes as they are, not as noted
        approvers = self._choose_approvers(approver_id)
        self._touch_content_version()
        self._open_round("issue", at, approvers)
        self._move("in_review", {"submitted_at": at, "job_error": False})
        for revision in self:
            rounds = revision.sudo()._open_rounds()  # just made
            revision._set_guarded({"fingerprint": rounds.fingerprint})
        self.env["procedure.event"]._log(
            "revision.submitted",
            self,
            at=at,
            values=lambda r: {
                "fingerprint": r.fingerprint,
                "approver": approvers[r.sudo(False)].name,
            },
        )

    def _refuse_unready(self):
        blocking = [
            f"{revision.display_name}: {line['text']}"
            for revision, lines in self._readiness().items()
            for line in lines
            if line["blocks"]
        ]
        if blocking:
            raise UserError(
                self.env._("Not ready to be submitted:") + "\n" + "\n".join(blocking)
            )

    def _open_round(self, purpose, at, approvers, reason=None, running_cases=None):
        """Store the bytes and ask the signer of each revision."""
        rounds = self._store_bytes(purpose, at, reason, running_cases)
        requests = self.env["procedure.signature.request"]._record(
            [
                {
                    "round_id": round_.id,
                    "revision_id": revision.id,
                    "document_id": revision.document_id.id,
                    "meaning": "approve",
                    "state": "pending",
                    "user_id": approvers[revision].id,
                    "company_id": revision.company_id.id,
                    "department_id": revision.document_id.department_id.id,
                    "asked_at": at,
                    "clock_generation": 1,
                }
                for revision, round_ in zip(self, rounds, strict=True)
            ]
        )
        requests._ask()
        return rounds

    def _store_bytes(self, purpose, at, reason=None, running_cases=None):
        contents = self._content()
        vals_list = []
        for revision in self:
            data = tree.canonical_bytes(contents[revision])
            vals_list.append(
                {
                    "revision_id": revision.id,
                    "purpose": purpose,
                    "reason": reason,
                    "running_cases": running_cases,
                    "content_bytes": base64.b64encode(data),
                    "fingerprint": tree.fingerprint(data),
                    "submitted_by_id": self.env.uid,
                    "submitted_by_name": self.env.user.name,
                    "opened_at": at,
                }
            )
        return self.env["procedure.round"]._record(vals_list)

    def _choose_approvers(self, approver_id=None):
        """{revision: user asked}; raises UserError when nobody may sign."""
        signers = self._signers()
        load = self._open_request_counts(signers)
        result = {}
        for revision in self:
            asked = (
                self.env["res.users"].browse(int(approver_id))
                if approver_id
                else revision.approver_id
            )
            # Whose write touched it counts whatever the submitter may see.
            barred = revision.sudo().contributor_ids | self.env.user
            company = revision.sudo().company_id  # walls are tested, not read
            able = signers.filtered(
                lambda user, company=company: company in user.company_ids
            )
            if asked:
                revision._refuse_approver(asked, able, barred)
            else:
                free = (able - barred).sorted(lambda u: (load.get(u.id, 0), u.id))
                if not free:
                    raise UserError(
                        self.env._(
                            "%(revision)s: nobody may approve it. Make somebody a "
                            "signer in %(company)s who has not worked on this draft.",
                            revision=revision.display_name,
                            company=company.name,
                        )
                    )
                asked = free[0]
                load[asked.id] = load.get(asked.id, 0) + 1
            result[revision] = asked.with_env(self.env)
        return result

    def _signers(self):
        # An author does not read the groups of others.
        group = self.env.ref("procedure_control.group_signer").sudo()
        return group.all_user_ids.filtered(lambda user: user.active)

    def _open_request_counts(self, users):
        # The load of every signer counts, whoever asks.
        groups = (
            self.env["procedure.signature.request"]
            .sudo()
            ._read_group(
                [("user_id", "in", users.ids), ("state", "=", "pending")],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in groups}

    def _refuse_approver(self, asked, able, barred):
        if asked not in able:
            raise UserError(
                self.env._(
                    "%(name)s is not a signer in %(company)s.",
                    name=asked.sudo().name,  # to name him in the message
                    company=self.sudo().company_id.name,  # likewise
                )
            )
        if asked in barred and not self.env["procedure.override"]._find(
            "four_eyes", asked, self.document_id, fields.Datetime.now()
        ):
            raise UserError(
                self.env._(
                    "%(name)s has worked on this draft or submits it, and may not "
                    "approve it.",
                    name=asked.sudo().name,  # to name him in the message
                )
            )
