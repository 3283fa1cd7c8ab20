from odoo import api, fields, models
from odoo.exceptions import UserError

#: States that count in "47 of 52 read".
COUNTED = ("asked", "read")
#: States of a reader who is still on the list.
LISTED = ("asked", "read", "informed")


class ProcedureAcknowledgement(models.Model):
    """One person asked to read one revision, and that he has read and understood it.

    A light duty: without an activity. Whoever left the list keeps his row, released;
    a revision taken back to draft and approved anew asks again.
    """

    _name = "procedure.acknowledgement"
    _description = "Acknowledgement of reading"
    _inherit = ["procedure.evidence"]
    _order = "due_at, id"

    #: What jobs note of having told the reader.
    _evidence_open = frozenset(("announced_at", "next_check_at"))

    revision_id = fields.Many2one(
        "procedure.revision", required=True, readonly=True, ondelete="restrict"
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
        "res.company",
        string="Issuing agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Reader", required=True, readonly=True, ondelete="restrict"
    )
    reader_name = fields.Char(required=True, readonly=True)
    department_id = fields.Many2one(
        "hr.department", readonly=True, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [
            ("asked", "To read"),
            ("read", "Read and understood"),
            ("informed", "For information"),
            ("released", "Released"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [("list", "On the first list"), ("joined", "Joined later")],
        string="Why he is on the list",
        required=True,
        readonly=True,
    )
    through = fields.Char(readonly=True, help="Department or role; empty: in person.")
    asked_at = fields.Datetime(string="Asked", required=True, readonly=True)
    due_at = fields.Datetime(string="To be read by", readonly=True)
    due_derivation = fields.Json(readonly=True)
    opened_at = fields.Datetime(string="Opened", readonly=True)
    read_at = fields.Datetime(string="Read", readonly=True)
    fingerprint = fields.Char(
        string="Content fingerprint (SHA-256)", required=True, readonly=True
    )
    released_at = fields.Datetime(string="Released on", readonly=True)
    release_reason = fields.Selection(
        [
            ("moved", "No longer on the list"),
            ("recalled", "Taken back to draft"),
            ("superseded", "Superseded or repealed"),
            ("quality", "Released by quality"),
        ],
        readonly=True,
    )
    release_note = fields.Text(string="Reason of the release", readonly=True)
    announced_at = fields.Datetime(readonly=True)
    next_check_at = fields.Datetime(readonly=True)
    timing = fields.Selection(
        [
            ("within", "In time"),
            ("overdue", "Overdue"),
            ("on_time", "Read in time"),
            ("late", "Read late"),
        ],
        compute="_compute_timing",
    )
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    _reader_uniq = models.UniqueIndex(
        "(user_id, revision_id) WHERE state <> 'released'",
        "Everybody is asked once to read a revision.",
    )
    _revision_idx = models.Index("(revision_id, state)")
    _remind_idx = models.Index("(next_check_at) WHERE state = 'asked'")

    @api.depends("revision_id", "reader_name")
    def _compute_display_name(self):
        for row in self.sudo():  # its own row names the revision to a reader
            row.display_name = f"{row.revision_id.display_name}: {row.reader_name}"

    @api.depends("state", "due_at", "read_at")
    def _compute_timing(self):
        now = fields.Datetime.now()
        for row in self:
            late = row.due_at and row.due_at < (row.read_at or now)
            if row.state == "asked":
                row.timing = "overdue" if late else "within"
            elif row.state == "read":
                row.timing = "late" if late else "on_time"
            else:
                row.timing = False

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        for row in self:
            row.can_acknowledge = row in row._open_of(self.env.user)

    def _open_of(self, user):
        """Those of `self` that this user is asked to read now."""
        return self.filtered(
            lambda row: (
                row.user_id == user
                and row.state == "asked"
                # What a reader is asked about he may know.
                and row.sudo().revision_id.state in ("approved", "effective")
                and row.sudo().revision_id.fingerprint == row.fingerprint
            )
        )

    # --- acts -------------------------------------------------------------------------
    def action_open(self):
        """Open the revision to read it; the server keeps that it was opened."""
        self.ensure_one()
        self.check_access("read")
        self.revision_id.note_opened()
        return self.revision_id._open_form()

    def action_acknowledge(self):
        """Confirm, as the reader, that these revisions were read and understood."""
        self._acknowledge(fields.Datetime.now())

    def _acknowledge(self, at):
        self.check_access("read")
        refused = self - self._open_of(self.env.user)
        if refused:
            raise UserError(
                self.env._(
                    "%(reading)s: only its reader confirms a reading, once, while the "
                    "revision is approved or in force.",
                    reading=refused[0].display_name,
                )
            )
        unopened = self.filtered(lambda row: not row.opened_at)
        if unopened:
            raise UserError(
                self.env._(
                    "Open it before you confirm that you have read it: %(names)s.",
                    names=", ".join(
                        unopened.sudo().revision_id.mapped("display_name")
                    ),  # his own reading list
                )
            )
        self._note({"state": "read", "read_at": at, "next_check_at": False})
        self.env["procedure.event"]._log(
            "reading.acknowledged",
            self,
            at=at,
            values=lambda row: {"fingerprint": row.fingerprint},
        )

    def action_release(self, reason=None):
        """Take readers off a list, with a reason (quality); they no longer count."""
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise UserError(self.env._("Only quality takes readers off a list."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why they need not read it."))
        self.check_access("read")
        if self.filtered(lambda row: row.state not in ("asked", "informed")):
            raise UserError(self.env._("Only who has not read it yet is released."))
        if self.env.user in self.user_id:
            raise UserError(self.env._("Nobody releases himself from reading."))
        at = fields.Datetime.now()
        self._release("quality", at, reason)
        self.env["procedure.event"]._log("reading.released", self, at=at, reason=reason)

    def _release(self, why, at, note=False):
        """End these rows; what was read stays written on them."""
        self._note(
            {
                "state": "released",
                "released_at": at,
                "release_reason": why,
                "release_note": note,
                "next_check_at": False,
            }
        )

    def _change_duty(self, readers, asked):
        """Ask who had it for information, or the other way round, as the list says.

        :param readers: {user id: procedure_distribution.Reader}
        :param asked: what a row that is asked now holds
        """
        must = self.filtered(
            lambda r: r.user_id.id in readers and readers[r.user_id.id].must_read
        )
        ask = must.filtered(lambda r: r.state == "informed")
        if ask:
            ask._note(asked)
        spare = self.filtered(lambda r: r.user_id.id in readers and r.state == "asked")
        spare -= must
        if spare:
            spare._note({"state": "informed", "next_check_at": False})

    # --- reminding --------------------------------------------------------------------
    def _told(self, at):
        """Remember that the readers were told, and when to tell them again."""
        self._plan_reminders(at)
        self.filtered(lambda row: not row.announced_at).sudo().write(
            {"announced_at": at}
        )  # the job's own note

    @api.model
    def _counts(self, revisions):
        """{revision id: (read, asked in all)}: one query."""
        found = {}
        groups = self.sudo()._read_group(
            [("revision_id", "in", revisions.ids), ("state", "in", COUNTED)],
            ["revision_id", "state"],
            ["__count"],
        )  # how many have read is no secret; who has not is
        for revision, state, count in groups:
            read, listed = found.get(revision.id, (0, 0))
            found[revision.id] = (read + count * (state == "read"), listed + count)
        return found
