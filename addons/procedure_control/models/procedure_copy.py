# The private methods here are the only ways past the guards of this class.
# pylint: disable=method-required-super,super-method-mismatch
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What who issues a copy says of it; the server says the rest.
GIVEN = frozenset(("revision_id", "user_id", "department_id", "place", "note"))
#: from → to: what happens to paper.
ACTS = {
    "recalled": ("issued", "to_recall"),
    "destroyed": ("issued", "to_recall", "recalled"),
    "lost": ("issued", "to_recall"),
}


class ProcedureCopy(models.Model):
    """A numbered controlled paper copy: who holds it, and what became of it."""

    _name = "procedure.copy"
    _description = "Paper copy"
    _inherit = ["procedure.evidence"]
    _order = "document_id, revision_id desc, number"

    revision_id = fields.Many2one(
        "procedure.revision",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("state", "=", "effective")],
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
    )
    number = fields.Integer(string="Copy no.", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Held by", ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    place = fields.Char(help="Where the copy stands, or who holds it outside.")
    holder_name = fields.Char(string="Holder of the copy", readonly=True)
    state = fields.Selection(
        [
            ("issued", "Issued"),
            ("to_recall", "To be recalled"),
            ("recalled", "Recalled"),
            ("destroyed", "Confirmed destroyed"),
            ("lost", "Lost"),
        ],
        required=True,
        readonly=True,
        default="issued",
    )
    issued_at = fields.Datetime(string="Issued", readonly=True)
    issued_by_id = fields.Many2one(
        "res.users", string="Given out by", readonly=True, ondelete="restrict"
    )
    recalled_at = fields.Datetime(string="Recalled on", readonly=True)
    ended_at = fields.Datetime(string="Destroyed or lost", readonly=True)
    ended_by_id = fields.Many2one(
        "res.users", string="Confirmed by", readonly=True, ondelete="restrict"
    )
    note = fields.Char()

    _number_uniq = models.UniqueIndex(
        "(revision_id, number)", "Each paper copy has a number of its own."
    )
    _holder_check = models.Constraint(
        "CHECK(user_id IS NOT NULL OR department_id IS NOT NULL OR place IS NOT NULL)",
        "Say who holds the copy, or where it stands.",
    )

    @api.depends("revision_id", "number")
    def _compute_display_name(self):
        for copy in self.sudo():  # the copy's own line names its revision
            copy.display_name = self.env._(
                "%(revision)s, copy %(number)s",
                revision=copy.revision_id.display_name,
                number=copy.number,
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Issue copies of revisions in force, numbered by the server (quality)."""
        self.check_access("create")
        given = self.default_get(list(GIVEN))
        rows = [
            {
                **{k: v for k, v in given.items() if k in GIVEN},
                **{k: v for k, v in vals.items() if k in GIVEN},
            }
            for vals in vals_list
        ]
        revisions = self.env["procedure.revision"].browse(
            {row["revision_id"] for row in rows if row.get("revision_id")}
        )
        revisions.check_access("read")
        ended = revisions.filtered(lambda r: r.state != "effective")
        if ended or not all(row.get("revision_id") for row in rows):
            raise ValidationError(
                self.env._("Paper copies are issued of what is in force.")
            )
        last = dict(
            self.sudo()._read_group(
                [("revision_id", "in", revisions.ids)], ["revision_id"], ["number:max"]
            )
        )  # numbers go on after those the user may not see
        numbers = {revision.id: last.get(revision.sudo(), 0) for revision in revisions}
        now = fields.Datetime.now()
        for row in rows:
            numbers[row["revision_id"]] += 1
            document = revisions.browse(row["revision_id"]).document_id
            row |= {
                "number": numbers[row["revision_id"]],
                "document_id": document.id,
                "company_id": document.company_id.id,
                "holder_name": self._holder_name(row),
                "state": "issued",
                "issued_at": now,
                "issued_by_id": self.env.uid,
            }
        copies = self._record(rows).with_env(self.env)
        copies.check_access("create")
        copies._tell("copy.issued")
        return copies

    def _holder_name(self, row):
        names = [
            self.env["res.users"].browse(row.get("user_id") or []).name,
            self.env["hr.department"].browse(row.get("department_id") or []).name,
            row.get("place"),
        ]
        return ", ".join(filter(None, names))

    # --- acts -------------------------------------------------------------------------
    def action_recall(self):
        """The copies came back."""
        self._end("recalled", {"recalled_at": fields.Datetime.now()})

    def action_confirm_destroyed(self):
        """Confirm that the copies were destroyed."""
        self._end("destroyed", self._ended())

    def action_report_lost(self):
        """Note that the copies cannot be found."""
        self._end("lost", self._ended())

    def _ended(self):
        return {"ended_at": fields.Datetime.now(), "ended_by_id": self.env.uid}

    def _end(self, to, vals):
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise UserError(self.env._("Only quality keeps the list of paper copies."))
        self.check_access("read")
        wrong = self.filtered(lambda copy: copy.state not in ACTS[to])
        if wrong:
            raise UserError(
                self.env._(
                    "%(copy)s is “%(state)s” already.",
                    copy=wrong[0].display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        wrong[0].state
                    ],
                )
            )
        self._note({"state": to, **vals})
        self._tell(f"copy.{to}")
        self.revision_id._close_recall()

    def _keeper(self):
        """Who of quality has these recalled: who issued them, else a manager."""
        # He is asked, whichever users the caller may read.
        officers = self.company_id.sudo()._procedure_quality()
        return (self.issued_by_id & officers or officers)[:1]

    def _tell(self, kind):
        self.env["procedure.event"]._log(
            kind,
            self,
            values=lambda copy: {"number": copy.number, "holder": copy.holder_name},
        )
