from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureRevision(models.Model):
    """What a revision shows of its readers, and what its reader does here."""

    _inherit = "procedure.revision"

    reading_text = fields.Char(string="Reading", compute="_compute_reading")
    reading_missing = fields.Integer(compute="_compute_reading")
    my_reading_id = fields.Many2one(
        "procedure.acknowledgement", compute="_compute_my_reading_id"
    )
    my_reading_due_at = fields.Datetime(
        string="To be read by", compute="_compute_my_reading_id"
    )

    @api.depends("acknowledgement_ids.state")
    @api.depends_context("lang")
    def _compute_reading(self):
        counts = self.env["procedure.acknowledgement"]._counts(self)
        for revision in self:
            read, listed = counts.get(revision._origin.id, (0, 0))
            revision.reading_missing = listed - read
            revision.reading_text = (
                self.env._("%(read)s of %(listed)s read", read=read, listed=listed)
                if listed
                else False
            )

    @api.depends("acknowledgement_ids.state", "state")
    @api.depends_context("uid")
    def _compute_my_reading_id(self):
        mine = self._my_readings()._open_of(self.env.user).grouped("revision_id")
        for revision in self:
            revision.my_reading_id = mine.get(revision._origin, False)
            revision.my_reading_due_at = revision.my_reading_id.due_at

    def _my_readings(self):
        return self.env["procedure.acknowledgement"].search(
            [
                ("revision_id", "in", self.ids),
                ("user_id", "=", self.env.uid),
                ("state", "in", ("asked", "informed")),
            ]
        )

    def note_opened(self):
        """Keep that the one who calls has these revisions open, once per request."""
        self.check_access("read")
        new = self._my_readings().filtered(lambda row: not row.opened_at)
        if new:
            new._note({"opened_at": fields.Datetime.now()})

    def action_acknowledge(self):
        """Confirm, as the reader, that these revisions were read and understood."""
        asked = self._my_readings().filtered(lambda row: row.state == "asked")
        if self - asked.revision_id:
            raise UserError(self.env._("You are not asked to read this."))
        asked.action_acknowledge()

    def action_open_reading(self):
        """The readers of this revision, those missing first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readers of %(revision)s", revision=self.display_name),
            "res_model": "procedure.acknowledgement",
            "views": [(False, "list"), (False, "form")],
            "domain": [("revision_id", "=", self.id)],
            "context": {"search_default_missing": bool(self.reading_missing)},
        }
