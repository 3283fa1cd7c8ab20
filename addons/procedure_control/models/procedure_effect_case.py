from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "procedure_control.mail_activity_type_effect_cases"


class ProcedureEffectCase(models.Model):
    """A case received under what a revision, in force since earlier, had replaced.

    Both due times stand here and nothing has moved: a person decides each case, and the
    decisions are signed together. What is to be moved is carried out by a plan.
    """

    _name = "procedure.effect.case"
    _description = "Case received before its revision was entered"
    _inherit = ["procedure.evidence"]
    _order = "revision_id, received_at, id"

    revision_id = fields.Many2one(
        "procedure.revision",
        string="In force since then",
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
    )
    company_id = fields.Many2one(
        "res.company",
        string="Receiving agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    case_id = fields.Many2one(
        "procedure.case",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    old_revision_id = fields.Many2one(
        "procedure.revision",
        string="Runs under",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    received_at = fields.Datetime(string="Received", readonly=True)
    old_due = fields.Datetime(string="Due now", readonly=True)
    new_due = fields.Datetime(
        string="Due under the new revision",
        readonly=True,
        help="Empty: the case's variant does not exist there, or it sets no limit.",
    )
    new_derivation = fields.Json(readonly=True)
    listed_at = fields.Datetime(string="Listed on", readonly=True)
    choice = fields.Selection(
        [("keep", "Stays on its revision"), ("move", "Is moved to the new one")],
        readonly=True,
    )
    reason = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("open", "To be decided"),
            ("kept", "Kept"),
            ("to_move", "To be moved"),
            ("moved", "Moved"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    decision_id = fields.Many2one(
        "procedure.effect.decision",
        string="Signed decision",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    _case_uniq = models.UniqueIndex(
        "(revision_id, case_id)", "A case is listed once for a revision."
    )
    _open_idx = models.Index("(revision_id) WHERE state = 'open'")

    @api.depends("case_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.case_id.name or ""

    # --- listing ----------------------------------------------------------------------
    def _list(self, cases, revision_of, now):
        """Keep what is to be decided of these cases.

        :param cases: procedure.case
        :param revision_of: {case: the revision in force since before its receipt}
        """
        dues = cases._dues_under(revision_of)
        rows = []
        for case in cases:
            over = case.state not in ("running", "paused")
            revision, due = revision_of[case], dues[case]
            rows.append(
                {
                    "revision_id": revision.id,
                    "document_id": revision.document_id.id,
                    "company_id": case.company_id.id,
                    "case_id": case.id,
                    "old_revision_id": case.revision_id.id,
                    "received_at": case.received_at,
                    "old_due": case.due_at,
                    "new_due": due.at if due else False,
                    "new_derivation": due.derivation if due else False,
                    "listed_at": now,
                    "choice": "keep" if over else False,
                    "reason": self.env._("Its result was ready before.")
                    if over
                    else False,
                    "state": "kept" if over else "open",
                }
            )
        return self._record(rows)

    # --- deciding ---------------------------------------------------------------------
    def _who_decides(self):
        """Quality, for what nobody has decided yet."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        return self.filtered(lambda line: line.state == "open")._filtered_access("read")

    def action_open_decision(self):
        """The dialog in which these cases are decided and signed."""
        open_lines = self._who_decides()
        if not open_lines:
            raise UserError(self.env._("Every case of this list has been decided."))
        return self.env["procedure.effect.decide"]._open(open_lines)

    def action_decide(self, choices, credential=None):
        """Decide these cases in one signed act; nothing moves by it.

        :param choices: {id of the line: {"choice": "keep" or "move", "reason": text}};
            keeping needs a reason
        :param credential: as `procedure.signing._authenticate` takes it
        :return: id of the `procedure.effect.decision`
        """
        choices = {int(key): value for key, value in choices.items()}
        # Whose settings bind the signature, whatever the signer may see of them.
        companies = self.sudo().revision_id.company_id.sudo(False)
        proof = self.env["procedure.signing"]._authenticate(credential, companies)
        if not self or self - self._who_decides():
            raise UserError(
                self.env._("Only quality decides these cases, each of them once.")
            )
        for line in self:
            said = choices.get(line.id) or {}
            if said.get("choice") not in ("keep", "move"):
                raise UserError(
                    self.env._(
                        "%(case)s: say whether it stays or is moved.",
                        case=line.display_name,
                    )
                )
            if said["choice"] == "keep" and not (said.get("reason") or "").strip():
                raise UserError(
                    self.env._("%(case)s: say why it stays.", case=line.display_name)
                )
        return self._decide(choices, fields.Datetime.now(), proof).id

    def _decide(self, choices, at, proof):
        # Two at once conflict on these rows, and the later one finds them decided.
        self.lock_for_update()
        decision = self.env["procedure.effect.decision"]._sign(self, choices, at, proof)
        for line in self:
            said = choices[line.id]
            line._note(
                {
                    "choice": said["choice"],
                    "reason": (said.get("reason") or "").strip() or False,
                    "state": "to_move" if said["choice"] == "move" else "kept",
                    "decision_id": decision.id,
                }
            )
        self.env["procedure.event"]._log(
            "case.effect_decided",
            self.case_id,
            at=at,
            values=lambda case: self._told_of(case),
        )
        revisions = self.revision_id
        left = self.sudo().search(  # of every agency that the revision runs in
            [("revision_id", "in", revisions.ids), ("state", "=", "open")]
        )
        (revisions - left.revision_id)._close_activities(ACTIVITY)
        return decision

    def _told_of(self, case):
        line = self.filtered(lambda li: li.case_id == case)[:1]
        return {
            "choice": line.choice,
            "reason": line.reason or "",
            "revision": line.revision_id.display_name,
            "old_due": line.old_due,
            "new_due": line.new_due,
            "decision": line.decision_id.id,
        }
