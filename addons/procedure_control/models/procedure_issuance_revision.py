from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ProcedureRevision(models.Model):
    """Put into force by a decision signed outside: entered afterwards, or adopted."""

    _inherit = "procedure.revision"

    issuance_id = fields.Many2one(
        "procedure.issuance",
        string="Issuing decision",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    adopted = fields.Boolean(
        readonly=True,
        copy=False,
        help="Was in force already when it was entered here; nobody signed it here.",
    )
    awaits_issuance = fields.Boolean(compute="_compute_awaits_issuance")
    can_enter_issuance = fields.Boolean(compute="_compute_can_issuance")
    can_adopt = fields.Boolean(compute="_compute_can_issuance")

    @api.depends("state", "round_ids.awaits_issuance")
    def _compute_awaits_issuance(self):
        waiting = self._awaiting_issuance()
        for revision in self:
            revision.awaits_issuance = revision in waiting

    @api.depends("state", "round_ids.awaits_issuance")
    @api.depends_context("uid")
    def _compute_can_issuance(self):
        enter, adopt = self._who_enters_issuance(), self._who_adopts()
        for revision in self:
            revision.can_enter_issuance = revision in enter
            revision.can_adopt = revision in adopt

    # --- who may ----------------------------------------------------------------------
    def _awaiting_issuance(self):
        """Those whose stages are complete and whose decision is signed outside."""
        # That it waits is no secret to a reader of the revision.
        waiting = self.sudo().filtered(
            lambda r: r.state == "in_review" and r._open_rounds().awaits_issuance
        )
        return waiting.with_env(self.env)

    def _who_enters_issuance(self):
        """Quality, for what waits; the statement that it was signed is its own."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        return self._awaiting_issuance()._filtered_access("read")

    def _who_adopts(self):
        """The quality manager, for drafts of what has never been in force here.

        A later revision goes through change control and its route like any other.
        """
        if not self.env.user.has_group("procedure_control.group_quality_manager"):
            return self.browse()
        return self.filtered(
            lambda r: r.state == "draft" and not r._floor()
        )._filtered_access("read")

    def _require_four_eyes(self, at):
        """Refuse who drafted or submitted, unless it was permitted.

        :return: {procedure.document: the exception that permits it}
        """
        user = self.env.user
        own = self.filtered(
            lambda r: (
                # Contributors and submitters count whatever the actor may see.
                user in r.sudo().contributor_ids
                or user in r.sudo()._open_rounds().submitted_by_id  # likewise
            )
        )
        # The document of what he may act on.
        documents = own.sudo().document_id.sudo(False)
        permitted = self.env["procedure.override"]._find(
            "four_eyes", user, documents, at
        )
        barred = own.filtered(lambda r: r.document_id not in permitted)
        if barred:
            raise UserError(
                self.env._(
                    "%(revision)s: who has worked on a draft or submitted it does not "
                    "put it into force. The quality manager may permit an exception, "
                    "with a reason.",
                    revision=barred[0].display_name,
                )
            )
        return permitted

    def _require_issuance(self, issuance_id):
        """The confirmed decision with this id, if it may cover these revisions."""
        issuance = self.env["procedure.issuance"].browse(int(issuance_id)).exists()
        if not issuance:
            raise UserError(self.env._("Choose the issuing decision."))
        issuance.check_access("read")
        if issuance.state != "confirmed":
            raise UserError(
                self.env._(
                    "%(decision)s is still being entered: confirm it first.",
                    decision=issuance.display_name,
                )
            )
        # Which agency is above which is no secret to who acts on its documents.
        above = issuance.sudo().company_id
        for revision in self.sudo():  # as above
            line = revision.company_id._procedure_ancestors()[revision.company_id]
            if above not in line:
                raise UserError(
                    self.env._(
                        "%(revision)s: a decision of %(agency)s does not cover it.",
                        revision=revision.display_name,
                        agency=above.name,
                    )
                )
        return issuance

    # --- signed outside ---------------------------------------------------------------
    def action_enter_issuance(self, issuance_id):
        """State by which decision these revisions, signed outside, were issued.

        It is the statement of who enters it: no decision is made in a leader's name.
        They take effect on the day the decision says, which may be past.

        :param issuance_id: id of a confirmed `procedure.issuance`
        """
        at = fields.Datetime.now()
        self._require(
            self._who_enters_issuance(),
            self.env._(
                "only quality enters the issuing decision, once every stage is "
                "complete and the route ends outside."
            ),
        )
        self._require_four_eyes(at)
        self._enter_issuance(at, self._require_issuance(issuance_id))

    def _enter_issuance(self, at, issuance):
        # Whose rounds they are was checked by the public act.
        rounds = self.sudo()._open_rounds()
        rounds._note({"issuance_id": issuance.id})
        # The decision says the day, whatever was planned.
        self._set_guarded(
            {
                "issuance_id": issuance.id,
                "planned_effective_date": issuance._in_force_from(),
            }
        )
        self.env["procedure.event"]._log(
            "revision.issued_outside",
            self,
            at=at,
            reason=issuance.display_name,
            values=lambda r: {"fingerprint": r.fingerprint, **issuance._sign_off()},
        )
        self._complete_outside(rounds, at, issuance)
        self._set_guarded({"approved_at": self._signed_at(issuance, at)})

    # --- adoption ---------------------------------------------------------------------
    def action_adopt(self, issuance_id, credential=None):
        """Bring drafts of what is in force already under the decision that issued them.

        One signed act of the quality manager; nobody's signature is made up.

        :param issuance_id: id of a confirmed `procedure.issuance`
        :param credential: as `procedure.signing._authenticate` takes it
        :raises UserError: not the quality manager, not a draft, not ready, another
            revision is in force since later, who acts has worked on it
        """
        if not self.env.user.has_group("procedure_control.group_quality_manager"):
            raise AccessError(self.env._("Only the quality manager adopts procedures."))
        if not self:
            raise UserError(self.env._("Choose the drafts to adopt."))
        at = fields.Datetime.now()
        # Whose settings bind the signature, whatever the signer may see of them.
        companies = self.sudo().company_id.sudo(False)
        proof = self.env["procedure.signing"]._authenticate(credential, companies)
        self._require(
            self._who_adopts(),
            self.env._(
                "only a draft of a procedure that has not been in force here yet is "
                "adopted; a later one is submitted."
            ),
        )
        exceptions = self._require_four_eyes(at)
        issuance = self._require_issuance(issuance_id)
        if issuance._in_force_from() > issuance._today(at):
            raise UserError(
                self.env._(
                    "%(decision)s is not in force yet: only what is in force already "
                    "is adopted. Submit these drafts instead.",
                    decision=issuance.display_name,
                )
            )
        self._refuse_unready()
        self._adopt(at, issuance, proof=proof, exceptions=exceptions)

    def _adopt(
        self,
        at,
        issuance,
        effective_at=None,
        proof="session",
        exceptions=None,
        tell=True,
    ):
        """Put drafts into force as a decision signed outside says; signs for nobody.

        :param at: when they are adopted
        :param effective_at: since when they are in force, to the minute; else from the
            beginning of the day that the decision names
        :param proof: what the quality manager proved who he is with
        :param tell: write to who is concerned
        """
        self._require(
            self.filtered(lambda r: r.state == "draft"),
            self.env._("only a draft is adopted."),
        )
        # Files are stored, not only named: hash the bytes as they are.
        self.sudo()._refresh_file_digests()
        self._touch_content_version()
        rounds = self._store_bytes("adopt", at, reason=issuance.display_name)
        rounds._note({"issuance_id": issuance.id})
        self.env["procedure.decision"]._record_adoption(
            rounds, at, proof, exceptions or {}
        )
        rounds._close("approved", at)
        for revision, round_ in zip(self, rounds, strict=True):
            revision._set_guarded({"fingerprint": round_.fingerprint})
        self._move("in_review", {"submitted_at": at})
        self._move(
            "approved",
            {
                "approved_at": self._signed_at(issuance, at),
                "issuance_id": issuance.id,
                "adopted": True,
            },
        )
        self.env["procedure.event"]._log(
            "revision.adopted",
            self,
            at=at,
            reason=issuance.display_name,
            values=lambda r: {"fingerprint": r.fingerprint, **issuance._sign_off()},
        )
        self._resolve_readers(at)
        self._make_effective_since(at, effective_at, tell)

    def _signed_at(self, issuance, at):
        """The moment that stands for the day of a decision signed outside."""
        # Which agency it is was checked by the act.
        return min(self._start_in(issuance.sudo().company_id, issuance.date), at)

    # --- dates of an agency -----------------------------------------------------------
    def _zone(self, company):
        # Nobody needs the right to read an agency's calendar to know its day.
        company = company.sudo()
        return ZoneInfo(company._procedure_calendar()[company].tz or "UTC")

    def _start_in(self, company, date):
        """The beginning of that day at the agency, naive UTC."""
        start = datetime.combine(date, time.min, tzinfo=self._zone(company))
        return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _date_in(self, company, at):
        """The date at the agency at `at`, naive UTC."""
        return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(self._zone(company)).date()

    def _local_iso(self, at, zone):
        """ISO time with its offset on the clock of a zone."""
        return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).isoformat()

    # --- what the sign-off block prints -----------------------------------------------
    def _issued_by(self):
        """The decision that a sign-off block prints instead of signatures.

        :return: `procedure.issuance._sign_off()` with ``adopted``; None where the
            revision was signed here
        """
        self.ensure_one()
        # Readers of a revision may read by which decision it is in force.
        issuance = self.sudo().issuance_id
        if not issuance:
            return None
        return {**issuance._sign_off(), "adopted": self.adopted}
