import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OFFICER = "procedure_control.group_quality_officer"
MANAGER = "procedure_control.group_quality_manager"


class ProcedureDisposal(models.Model):
    """An end of life: proposed by one, approved and carried out by another.

    Content goes; the rows, their numbers and the events stay.
    """

    _name = "procedure.disposal"
    _description = "Disposal"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("destroy", "Disposal"), ("handover", "Hand-over to the archive")],
        string="What",
        required=True,
        readonly=True,
    )
    recipient = fields.Char(
        readonly=True, help="The archive that takes it over, and who receives it there."
    )
    reason = fields.Text(string="Ground", required=True, readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("done", "Carried out"), ("refused", "Turned down")],
        required=True,
        readonly=True,
    )
    proposed_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    proposed_by_name = fields.Char(string="Proposed by", readonly=True)
    proposed_at = fields.Datetime(string="Proposed", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_by_name = fields.Char(string="Decided by", readonly=True)
    decided_at = fields.Datetime(string="Decided", readonly=True)
    credential = fields.Char(string="Proved by", readonly=True)
    refusal = fields.Text(string="Reason of the refusal", readonly=True)
    list_sha256 = fields.Char(
        string="SHA-256 of the list", readonly=True, help="What was approved."
    )
    line_ids = fields.One2many("procedure.disposal.line", "disposal_id", readonly=True)
    case_count = fields.Integer(string="Cases", compute="_compute_counts")
    revision_count = fields.Integer(string="Revisions", compute="_compute_counts")
    file_count = fields.Integer(string="Files removed", readonly=True)
    event_count = fields.Integer(string="Event texts removed", readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _name_uniq = models.UniqueIndex("(company_id, name)", "This number is taken.")

    @api.depends("line_ids")
    def _compute_counts(self):
        for disposal in self:
            disposal.case_count = len(disposal.line_ids.case_id)
            disposal.revision_count = len(disposal.line_ids.revision_id)

    @api.depends("state", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        manager = self.env.user.has_group(MANAGER)
        for disposal in self:
            disposal.can_decide = (
                manager
                and disposal.state == "proposed"
                and disposal.proposed_by_id != self.env.user
            )

    # --- proposing --------------------------------------------------------------------

    @api.model
    def _propose(self, company, cases, revisions, kind, reason, recipient=""):
        """A proposal to dispose of these, as a quality officer.

        :raises UserError: one of them is not due, is held or is proposed already
        """
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Quality officers propose disposals."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say on what ground it is disposed of."))
        if kind == "handover" and not (recipient or "").strip():
            raise UserError(self.env._("Say who takes it over."))
        if not cases and not revisions:
            raise UserError(self.env._("There is nothing to dispose of."))
        cases.check_access("read")
        revisions.check_access("read")
        if (cases.company_id | revisions.document_id.company_id) - company:
            raise UserError(self.env._("A disposal is of one agency."))
        at = fields.Datetime.now()
        terms = self._refuse_not_due(cases, revisions, at)
        disposal = self._record(
            [
                {
                    "name": self._next_number(company, at),
                    "company_id": company.id,
                    "kind": kind,
                    "recipient": recipient if kind == "handover" else False,
                    "reason": reason,
                    "state": "proposed",
                    "proposed_by_id": self.env.uid,
                    "proposed_by_name": self.env.user.name,
                    "proposed_at": at,
                }
            ]
        )
        self.env["procedure.disposal.line"]._record(
            [disposal._line(record, terms[record]) for record in [*cases, *revisions]]
        )
        disposal._note({"list_sha256": disposal._list_digest()})
        disposal = disposal.with_env(self.env)
        self.env["procedure.event"]._log(
            "disposal.proposed",
            disposal,
            at=at,
            values=disposal._told(),
            reason=reason,
        )
        return disposal

    def _line(self, record, due_on):
        is_case = record._name == "procedure.case"
        return {
            "disposal_id": self.id,
            "case_id": record.id if is_case else False,
            "revision_id": False if is_case else record.id,
            "number": record.name if is_case else record.display_name,
            "procedure": record.document_id.display_name,
            "ended_at": record.ended_at,
            "due_on": due_on,
        }

    def _list_digest(self):
        """SHA-256 of what is listed: numbers and ids, in order."""
        rows = [
            [line.case_id.id, line.revision_id.id, line.number]
            for line in self.line_ids.sorted("id")
        ]
        text = json.dumps([self.name, self.kind, self.recipient or "", rows])
        return hashlib.sha256(text.encode()).hexdigest()

    def _next_number(self, company, at):
        year = fields.Datetime.context_timestamp(self, at).year
        count = self.sudo().search_count(
            [("company_id", "=", company.id), ("name", "=like", f"BB-{year}-%")]
        )  # numbers of the agency, whoever may see them
        return f"BB-{year}-{count + 1:04d}"

    def _told(self):
        return {
            "number": self.name,
            "kind": self.kind,
            "recipient": self.recipient or "",
            "cases": len(self.line_ids.case_id),
            "revisions": len(self.line_ids.revision_id),
            "list": self.list_sha256,
        }

    # --- deciding ---------------------------------------------------------------------

    def action_approve(self, credential=None):
        """Approve and carry out, as a quality manager who did not propose it."""
        self.ensure_one()
        self._refuse_decider()
        proof = self.env["procedure.signing"]._authenticate(credential, self.company_id)
        at = fields.Datetime.now()
        if self.list_sha256 != self._list_digest():
            raise UserError(self.env._("The list is not the one that was proposed."))
        lines = self.line_ids.sudo()  # the whole list, as it was proposed
        self._refuse_not_due(lines.case_id, lines.revision_id, at, deciding=self)
        self._note(
            {
                "state": "done",
                "decided_by_id": self.env.uid,
                "decided_by_name": self.env.user.name,
                "decided_at": at,
                "credential": proof,
            }
        )
        self.env["procedure.event"]._log(
            "disposal.approved", self, at=at, values=self._told(), reason=self.reason
        )
        self._carry_out(at)

    def action_refuse(self, reason):
        """Refuse the proposal; what it lists may be proposed anew."""
        self.ensure_one()
        self._refuse_decider()
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why it is refused."))
        self._note(
            {
                "state": "refused",
                "decided_by_id": self.env.uid,
                "decided_by_name": self.env.user.name,
                "decided_at": fields.Datetime.now(),
                "refusal": reason,
            }
        )
        self.env["procedure.event"]._log(
            "disposal.refused", self, values=self._told(), reason=reason
        )

    def _refuse_decider(self):
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A quality manager decides on a disposal."))
        # Two acts at once meet on this row; the later one sees what the first did.
        self.sudo().try_lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state != "proposed":
            raise UserError(self.env._("It has been decided already."))
        if self.proposed_by_id == self.env.user:
            raise UserError(
                self.env._("Whoever proposed a disposal does not decide on it.")
            )

    # --- what is due ------------------------------------------------------------------

    def _refuse_not_due(self, cases, revisions, at, deciding=None):
        """{record: day since which it is due}; refuse what is not, or is held."""
        due = self._terms(cases, revisions, at)
        held_cases, held_revisions = self.env["procedure.hold"]._held(cases, revisions)
        for record in [*held_cases, *held_revisions]:
            raise UserError(
                self.env._(
                    "%(record)s is under a hold and is not disposed of.",
                    record=record.display_name,
                )
            )
        for record in [*cases, *revisions]:
            if record not in due:
                raise UserError(
                    self.env._(
                        "%(record)s must still be kept: its retention has not passed, "
                        "or does not say how long.",
                        record=record.display_name,
                    )
                )
        taken = self.env["procedure.disposal.line"]._taken(cases, revisions) - (
            deciding.line_ids if deciding else self.env["procedure.disposal.line"]
        )
        if taken:
            raise UserError(
                self.env._(
                    "%(record)s is in the disposal %(name)s already.",
                    record=taken[0].number,
                    name=taken[0].sudo().disposal_id.name,  # its number is no secret
                )
            )
        return due
