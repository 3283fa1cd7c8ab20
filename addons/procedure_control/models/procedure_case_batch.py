from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: So many are started at once; more go on behind the scenes.
AT_ONCE = 200


class ProcedureCaseBatch(models.Model):
    """Many cases of one procedure, started together by one person."""

    _name = "procedure.case.batch"
    _description = "Cases started together"
    _inherit = ["procedure.made"]
    _order = "id desc"

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
        string="Agency",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Started by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    asked_at = fields.Datetime(string="Asked", required=True, readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Under way"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    line_ids = fields.One2many("procedure.case.batch.line", "batch_id", string="Cases")
    total = fields.Integer(string="Asked for", readonly=True)
    started_count = fields.Integer(string="Started", compute="_compute_counts")
    failed_count = fields.Integer(string="Could not start", compute="_compute_counts")
    waiting_count = fields.Integer(string="Still to start", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts")
    can_cancel = fields.Boolean(compute="_compute_can_cancel")

    _open_idx = models.Index("(id) WHERE state IN ('waiting', 'running')")

    @api.depends("document_id", "asked_at")
    def _compute_display_name(self):
        for batch in self:
            # Who reads the batch chose or checks this procedure.
            title = batch.sudo().document_id.display_name
            count = batch.total
            batch.display_name = f"{title} ({count})" if title else str(batch.id)

    def _compute_counts(self):
        groups = self.env["procedure.case.batch.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            batch.started_count = counts.get((batch.id, "started"), 0)
            batch.failed_count = counts.get((batch.id, "failed"), 0)
            batch.waiting_count = counts.get((batch.id, "waiting"), 0)
            left = batch.waiting_count
            batch.progress = 100 * (batch.total - left) // (batch.total or 1)

    @api.depends_context("uid")
    @api.depends("state", "user_id")
    def _compute_can_cancel(self):
        for batch in self:
            batch.can_cancel = batch.state in ("waiting", "running") and (
                batch.user_id == self.env.user
                or self.env.user.has_group("procedure_control.group_quality_officer")
            )

    # --- acts -------------------------------------------------------------------------

    @api.model
    def action_start(self, vals_list):
        """Start many cases of one procedure: at once where few, else in background.

        :param vals_list: as `procedure.case.action_receive` takes it, all of one
            procedure and agency
        :return: id of the batch, which lists what became of each
        :raises AccessError: who may not receive there
        """
        cases = self.env["procedure.case"]
        if not isinstance(vals_list, (list, tuple)) or not vals_list:
            raise UserError(self.env._("There is no case to start."))
        cases._check_may_receive(vals_list)
        cases._check_requesters(vals_list)
        document_ids = {vals["document_id"] for vals in vals_list}
        agency_ids = {
            vals.get("company_id") or self.env.company.id for vals in vals_list
        }
        if len(document_ids) > 1 or len(agency_ids) > 1:
            raise UserError(
                self.env._("One batch is about one procedure in one agency.")
            )
        batch = self._start_many(vals_list, fields.Datetime.now())
        return batch.id

    @api.model
    def _start_many(self, vals_list, at):
        """A batch of what was checked; its cases start now or in the background.

        :param vals_list: at least one, all of one procedure and agency
        """
        first = vals_list[0]
        batch = self._make(
            [
                {
                    "document_id": first["document_id"],
                    "company_id": first.get("company_id") or self.env.company.id,
                    "user_id": self.env.uid,
                    "asked_at": at,
                    "total": len(vals_list),
                }
            ]
        )
        self.env["procedure.case.batch.line"]._make(
            [
                {
                    "batch_id": batch.id,
                    "sequence": number,
                    "name": vals.get("subject") or vals.get("requester_name") or "",
                    "request": batch._asked(vals),
                }
                for number, vals in enumerate(vals_list, 1)
            ]
        )
        self.env["procedure.event"]._log(
            "case_batch.asked", batch, at=at, values={"count": len(vals_list)}
        )
        if len(vals_list) <= AT_ONCE:
            batch._process(at)
        else:
            batch._wake()
        return batch

    def _asked(self, vals):
        """Of what a client said, what starting a case takes."""
        names = (
            *self.env["procedure.case"].INTAKE_FIELDS,
            "document_id",
            "department_id",
            "variant_id",
            "missing",
        )
        return {name: vals[name] for name in names if vals.get(name)} | {
            "company_id": self.company_id.id
        }

    def action_cancel(self):
        """Start no more of them; what has started goes on."""
        self.check_access("read")
        if not all(batch.can_cancel for batch in self):
            raise AccessError(self.env._("Only who started these cases stops it."))
        # Nobody writes batches: this act does.
        batches = self.sudo()
        batches.line_ids.filtered(lambda line: line.state == "waiting").write(
            {"state": "cancelled", "request": False}
        )
        batches.write({"state": "cancelled", "ended_at": fields.Datetime.now()})
        self.env["procedure.event"]._log("case_batch.cancelled", self)

    def action_try_again(self):
        """Try those that could not start once more."""
        self.check_access("read")
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("Cases start in the name of who asked for them.")
            )
        if self.state != "done":
            raise UserError(self.env._("It is still under way, or was cancelled."))
        # As in `action_cancel`.
        batch = self.sudo()
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        failed.write({"state": "waiting", "error": False})
        batch.write({"state": "waiting", "ended_at": False})
        if len(failed) <= AT_ONCE:
            batch._process(fields.Datetime.now())
        else:
            batch._wake()

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_open_cases(self):
        """The cases that it started."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_case_action"
        )
        lines = self.env["procedure.case.batch.line"]._search(
            [("batch_id", "=", self.id), ("case_id", "!=", False)]
        )
        cases = self.env["procedure.case.batch.line"].browse(lines).case_id
        return action | {"domain": [("id", "in", cases.ids)], "context": {}}
