from odoo import api, fields, models, tools
from odoo.fields import Domain


class ProcedureLoosening(models.Model):
    """A control that stands looser than it was: since when, by whom, until when.

    While it is open, what is done to revisions of that agency is marked in the trail.
    """

    _name = "procedure.loosening"
    _description = "Loosened control"
    _inherit = ["procedure.evidence"]
    _order = "id desc"
    _rec_name = "name"

    kind = fields.Selection(
        [
            ("four_eyes", "Four eyes: exception"),
            ("password", "Signing without a password"),
            ("readiness", "Readiness check graded lower"),
        ],
        string="Control",
        required=True,
        readonly=True,
    )
    name = fields.Char(string="What", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", required=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    document_id = fields.Many2one(
        "procedure.document", string="Procedure", readonly=True, ondelete="restrict"
    )
    before = fields.Char(string="As it was", readonly=True)
    after = fields.Char(string="As it was made", readonly=True)
    opened_at = fields.Datetime(string="Loosened", required=True, readonly=True)
    opened_by_id = fields.Many2one(
        "res.users", string="Loosened by", readonly=True, ondelete="restrict"
    )
    until = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(string="Tightened again", readonly=True)

    _open_idx = models.Index("(model, res_id) WHERE closed_at IS NULL")

    @api.model
    def _open(self, kind, records, describe):
        """Record that these controls are looser from now on, mark and alarm.

        :param describe: of one record {name, before, after} and what else is known of
            company_id, document_id, until
        """
        vals_list = [
            {
                "kind": kind,
                "model": record._name,
                "res_id": record.id,
                "opened_at": fields.Datetime.now(),
                "opened_by_id": self.env.uid,
                **describe(record),
            }
            for record in records
        ]
        opened = self._record(vals_list).with_env(self.env)
        self.env["procedure.event"]._log(
            "control.loosened", opened, values=lambda one: one._told_of_it()
        )
        self.env.registry.clear_cache()
        for one in opened.sudo():  # who loosens need not read what it did
            one._alarm()
        return opened

    @api.model
    def _close(self, records):
        """These controls are as they were."""
        if not records:
            return
        # As in _open.
        closed = self.sudo().search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("closed_at", "=", False),
            ]
        )
        if closed:
            closed._note({"closed_at": fields.Datetime.now()})
            self.env["procedure.event"]._log(
                "control.tightened",
                closed.with_env(self.env),
                values=lambda one: one._told_of_it(),
            )
            self.env.registry.clear_cache()

    def _told_of_it(self):
        return {"what": self.name, "before": self.before, "after": self.after}

    def _alarm(self):
        """One activity for each quality manager and auditor of the agency."""
        users = self.env["procedure.event"]._watchers(self.company_id)
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        vals_list = []
        for user in users - self.opened_by_id:
            words = self.with_context(lang=user.lang or self.env.lang).env
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": words._("A control was loosened"),
                    "note": words._(
                        "%(user)s: %(what)s. What is done meanwhile is marked in the "
                        "audit trail.",
                        user=self.opened_by_id.name,
                        what=self.name,
                    ),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    # --- what is done meanwhile -------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _open_ones(self):
        """((kind, name, company id, document id, until), …) of what may be open."""
        domain = Domain("closed_at", "=", False)
        domain &= Domain("until", "=", False) | Domain(
            "until", ">", fields.Datetime.now()
        )
        # Every act is marked, whatever its actor may read.
        return tuple(
            (one.kind, one.name, one.company_id.id, one.document_id.id, one.until)
            for one in self.sudo().search(domain, order="id")
        )

    @api.model
    def _marks(self, company_id, document_id):
        """[name] of the controls that stand looser now for acts on this procedure."""
        now = fields.Datetime.now()
        return [
            f"{kind}: {name}"
            for kind, name, company, document, until in self._open_ones()
            if company in (False, company_id)
            and document in (False, document_id)
            and (not until or until > now)
        ]
