from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Seconds that *Prove it* works before it shows how far it is.
TURN = 15


class ProcedureOnDay(models.TransientModel):
    """A procedure as it was in force on a day: signed by whom, read by whom, run how.

    Nothing is written but the sample that is drawn and the verification that is run;
    both are evidence of their own.
    """

    _name = "procedure.on.day"
    _description = "Procedure as in force on a day"

    document_id = fields.Many2one(
        "procedure.document", string="Procedure", required=True, readonly=True
    )
    day = fields.Date(
        string="In force on",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    revision_id = fields.Many2one("procedure.revision", compute="_compute_revision_id")
    effective_at = fields.Datetime(
        related="revision_id.effective_at", related_sudo=False
    )
    ended_at = fields.Datetime(
        related="revision_id.ended_at", string="Until", related_sudo=False
    )
    fingerprint = fields.Char(related="revision_id.fingerprint", related_sudo=False)
    decision_ids = fields.Many2many(
        "procedure.decision", string="Signatures", compute="_compute_decision_ids"
    )
    reading_text = fields.Char(string="Reading", compute="_compute_readings")
    reader_ids = fields.Many2many(
        "procedure.acknowledgement",
        string="Had read it that day",
        compute="_compute_readings",
    )
    missing_ids = fields.Many2many(
        "procedure.acknowledgement",
        string="Had not read it that day",
        compute="_compute_readings",
    )
    kept_ids = fields.One2many(
        related="revision_id.record_ids", string="Records to keep", related_sudo=False
    )
    seed = fields.Char(default="42")
    size = fields.Integer(string="Cases", default=5)
    sample_id = fields.Many2one("procedure.sample", readonly=True)
    line_ids = fields.One2many(related="sample_id.line_ids", related_sudo=False)
    population = fields.Integer(related="sample_id.population", related_sudo=False)
    verification_id = fields.Many2one("procedure.verification", readonly=True)
    verification_state = fields.Selection(
        related="verification_id.state", string="Result", related_sudo=False
    )
    first_break = fields.Char(related="verification_id.first_break", related_sudo=False)

    @api.depends("document_id", "day")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.document_id.display_name

    # --- what was so on that day ------------------------------------------------------

    def _end_of_day(self):
        """Naive UTC at which the day ends for the issuing agency; now at most."""
        company = self.document_id.company_id
        end = self.env["procedure.sample"]._midnight(
            company, self.day + timedelta(days=1)
        )
        return min(end, fields.Datetime.now())

    @api.depends("document_id", "day")
    def _compute_revision_id(self):
        for wizard in self:
            found = self.env["procedure.revision"]
            if wizard.document_id and wizard.day:
                documents = wizard.document_id._origin
                found = documents._revision_in_force(
                    wizard._end_of_day() - timedelta(seconds=1)
                )[documents]
            # One reads here what one may read anyhow.
            wizard.revision_id = found._filtered_access("read")

    @api.depends("revision_id")
    def _compute_decision_ids(self):
        for wizard in self:
            wizard.decision_ids = self.env["procedure.decision"]
            if wizard.revision_id:
                wizard.decision_ids = self.env["procedure.decision"].search(
                    [
                        ("revision_id", "=", wizard.revision_id.id),
                        ("decided_at", "<", wizard._end_of_day()),
                    ]
                )

    @api.depends("revision_id")
    def _compute_readings(self):
        for wizard in self:
            moment = wizard.day and wizard.document_id and wizard._end_of_day()
            rows = self.env["procedure.acknowledgement"]
            if wizard.revision_id and moment:
                rows = rows._listed_at(wizard.revision_id, moment)
            read = rows.filtered(lambda r, end=moment: r.read_at and r.read_at < end)
            # What was for information only need not have been read.
            missing = (rows - read).filtered(lambda r: r.state != "informed")
            wizard.reader_ids = read
            wizard.missing_ids = missing
            wizard.reading_text = self.env._(
                "%(read)s of %(listed)s had read it",
                read=len(read),
                listed=len(read | missing),
            )

    # --- acts -------------------------------------------------------------------------

    def action_draw(self):
        """Draw cases on that revision; the form shows them where it stands."""
        self.ensure_one()
        self._refuse_none()
        self.sample_id = self.env["procedure.sample"]._draw(
            self.seed, self.size, revision=self.revision_id
        )
        return False

    def action_prove(self):
        """Verify the procedure: its entries, what was signed, its stored files."""
        self.ensure_one()
        verification = self.env["procedure.verification"]._start_of(self.document_id)
        verification._advance(TURN)
        verification = verification.with_env(self.env)
        self.verification_id = verification
        if verification.state == "running":
            return verification._shown()
        return False

    def action_open_revision(self):
        self.ensure_one()
        self._refuse_none()
        return self.revision_id._open_form()

    def action_open_verification(self):
        self.ensure_one()
        return self.verification_id._shown()

    def _refuse_none(self):
        if not self.revision_id:
            raise UserError(
                self.env._(
                    "%(document)s was not in force on %(day)s.",
                    document=self.document_id.display_name,
                    day=self.day.strftime("%d/%m/%Y"),
                )
            )

    def _shown(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("As in force on a day"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
