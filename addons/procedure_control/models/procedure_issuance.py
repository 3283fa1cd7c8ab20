# The private methods here are the only ways past the guards of this class.
# pylint: disable=method-required-super,super-method-mismatch
import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What quality enters, until the entry is confirmed.
ENTERED = (
    "number",
    "date",
    "authority",
    "signer_name",
    "signer_title",
    "company_id",
    "file",
    "filename",
    "effective_date",
    "note",
)


class ProcedureIssuance(models.Model):
    """The decision that puts documents into force, signed outside the system.

    Entered by quality as its own statement of what was signed; confirmed, it is
    evidence and nobody changes it.
    """

    _name = "procedure.issuance"
    _description = "Issuing decision"
    _inherit = ["procedure.evidence"]
    _order = "date desc, id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "authority", "signer_name"]

    number = fields.Char(required=True, copy=False, help="E.g. 5450/QĐ-UBND.")
    date = fields.Date(string="Signed on", required=True, copy=False)
    authority = fields.Char(
        string="Issued by", required=True, help="The agency that signed the decision."
    )
    signer_name = fields.Char(string="Signer")
    signer_title = fields.Char(string="Title of the signer")
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.company,
        help="It covers documents of this agency and of those below it.",
    )
    # In the row itself: an attachment would need guards of its own.
    file = fields.Binary(
        string="Scanned decision",
        attachment=False,
        groups="procedure_control.group_staff,procedure_control.group_auditor",
    )
    filename = fields.Char(string="File name")
    file_sha256 = fields.Char(string="SHA-256 of the file", readonly=True)
    effective_date = fields.Date(
        string="Day of effect", help="Empty: from the day it was signed."
    )
    in_force_from = fields.Date(
        string="In force from", compute="_compute_in_force_from"
    )
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Being entered"), ("confirmed", "Confirmed")],
        required=True,
        readonly=True,
        default="draft",
    )
    entered_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, ondelete="restrict"
    )
    entered_by_name = fields.Char(string="Name at entry", readonly=True)
    entered_at = fields.Datetime(string="Confirmed on", readonly=True)
    revision_ids = fields.One2many(
        "procedure.revision", "issuance_id", string="Documents", readonly=True
    )
    revision_count = fields.Integer(
        string="Number of documents", compute="_compute_revision_count"
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number, date) WHERE state = 'confirmed'",
        "This decision has been entered already.",
    )

    @api.depends("number", "date", "authority")
    def _compute_display_name(self):
        for issuance in self:
            day = fields.Date.to_date(issuance.date)
            parts = (
                issuance.number,
                f"{day.day:02d}/{day.month:02d}/{day.year}" if day else "",
            )
            issuance.display_name = " – ".join(filter(None, parts)) or ""

    @api.depends("date", "effective_date")
    def _compute_in_force_from(self):
        for issuance in self:
            issuance.in_force_from = issuance._in_force_from()

    @api.depends("revision_ids")
    def _compute_revision_count(self):
        counts = dict(
            self.env["procedure.revision"]._read_group(
                [("issuance_id", "in", self.ids)], ["issuance_id"], ["__count"]
            )
        )
        for issuance in self:
            issuance.revision_count = counts.get(issuance._origin, 0)

    # --- entering ---------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        given = self.default_get(list(ENTERED))
        rows = [
            {
                **{name: given[name] for name in ENTERED if name in given},
                **{name: vals[name] for name in ENTERED if name in vals},
                "state": "draft",
                "entered_by_id": self.env.uid,
                "entered_by_name": self.env.user.name,
            }
            for vals in vals_list
        ]
        issuances = self._record(rows).with_env(self.env)
        # The row was made past the guard: is it one that the caller may make?
        issuances.check_access("create")
        issuances._check_entry()
        return issuances

    def copy(self, default=None):
        raise UserError(
            self.env._("Enter a decision from its paper, not from another one.")
        )

    def write(self, vals):
        if not vals:
            return True
        if not set(ENTERED).issuperset(vals) or any(
            issuance.state != "draft" for issuance in self
        ):
            raise UserError(
                self.env._(
                    "A confirmed issuing decision is evidence and is not changed. "
                    "Enter the decision that corrects it."
                )
            )
        self.check_access("write")
        self._note(vals)
        # As it reads now: nobody moves a decision into an agency that is not his.
        self.check_access("write")
        self._check_entry()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if any(issuance.state != "draft" for issuance in self):
            raise UserError(
                self.env._("A confirmed issuing decision is evidence: it stays.")
            )

    def _check_entry(self):
        for issuance in self:
            if not (issuance.number or "").strip():
                raise ValidationError(self.env._("Enter the number of the decision."))
            if not (issuance.authority or "").strip():
                raise ValidationError(
                    self.env._("Enter which agency signed the decision.")
                )

    def action_confirm(self):
        """State that this decision was signed as entered; it is frozen from now on."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise UserError(self.env._("Only quality enters issuing decisions."))
        self.check_access("write")
        self._confirm(fields.Datetime.now())

    def _confirm(self, at):
        # The hash is over the bytes, whatever the form asked for.
        for issuance in self.sudo().with_context(bin_size=False):
            if issuance.state != "draft":
                raise UserError(
                    self.env._(
                        "%(decision)s has been confirmed already.",
                        decision=issuance.display_name,
                    )
                )
            if issuance.date > issuance._today(at):
                raise UserError(
                    self.env._(
                        "%(decision)s: a decision is entered after it was signed, not "
                        "before.",
                        decision=issuance.display_name,
                    )
                )
            content = issuance._file_bytes()
            issuance._note(
                {
                    "state": "confirmed",
                    "file_sha256": hashlib.sha256(content).hexdigest()
                    if content
                    else False,
                    "entered_by_id": self.env.uid,
                    "entered_by_name": self.env.user.name,
                    "entered_at": at,
                }
            )
        self.flush_recordset(["state"])
        self.env["procedure.event"]._log(
            "issuance.entered", self, at=at, values=lambda i: i._told()
        )

    def _told(self):
        """What the trail keeps of it: JSON-able."""
        return {
            "number": self.number,
            "date": self.date,
            "authority": self.authority,
            "signer": self.signer_name or "",
            "signer_title": self.signer_title or "",
            "in_force_from": self._in_force_from(),
            "file_sha256": self.file_sha256 or "",
        }

    def _file_bytes(self):
        """The scanned decision, empty when none was given."""
        self.ensure_one()
        # Whoever verifies the file need not belong to the agency.
        stored = self.sudo().with_context(bin_size=False).file
        return base64.b64decode(stored or b"")

    def _verified_files_domain(self):
        return [("state", "=", "confirmed"), ("file_sha256", "!=", False)]

    def _verified_files(self):
        for issuance in self:
            name = issuance.filename or issuance.display_name
            data = issuance._file_bytes()
            yield issuance, name, issuance.file_sha256, data or None

    # --- dates ------------------------------------------------------------------------
    def _in_force_from(self):
        """The first day of what it issues: its own, else the day it was signed."""
        self.ensure_one()
        return self.effective_date or self.date

    def _today(self, at):
        """The date at the agency at `at`."""
        # The calendar of the agency is not the officer's to read.
        return self.env["procedure.revision"]._date_in(self.sudo().company_id, at)

    # --- words ------------------------------------------------------------------------
    def _sign_off(self):
        """What a sign-off block prints instead of signatures.

        :return: dict of number, date, authority, signer_name, signer_title,
            in_force_from (dates are `datetime.date`) and file_sha256
        """
        self.ensure_one()
        # Readers of a revision may read by which decision it is in force.
        issuance = self.sudo()
        return {
            "number": issuance.number,
            "date": issuance.date,
            "authority": issuance.authority,
            "signer_name": issuance.signer_name or "",
            "signer_title": issuance.signer_title or "",
            "in_force_from": issuance._in_force_from(),
            "file_sha256": issuance.file_sha256 or "",
        }

    def action_open_revisions(self):
        """The documents that this decision covers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of %(number)s", number=self.number),
            "res_model": "procedure.revision",
            "view_mode": "list,form",
            "domain": [("issuance_id", "=", self.id)],
        }
