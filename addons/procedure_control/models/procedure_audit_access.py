# pylint: disable=method-required-super
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

AUDITOR = "procedure_control.group_auditor"
#: What who grants may say; the rest is the server's.
ALLOWED = ("user_id", "date_from", "date_to", "company_ids", "reason")


class ProcedureAuditAccess(models.Model):
    """From when until when an auditor reads, and of which agencies.

    Whoever has been given one is bound by his days from then on; an auditor of the
    house, who was never given one, reads without end.
    """

    _name = "procedure.audit.access"
    _description = "Auditor's access"
    _inherit = ["procedure.evidence"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Auditor",
        required=True,
        ondelete="restrict",
        index=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(AUDITOR).ids)],
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    company_ids = fields.Many2many(
        "res.company",
        "procedure_audit_access_company_rel",
        "access_id",
        "company_id",
        string="Agencies",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    company_id = fields.Many2one(
        "res.company", string="Granted in", readonly=True, ondelete="restrict"
    )
    reason = fields.Char(
        required=True, help="Which audit: its number, who ordered it, its scope."
    )
    # Days of the agency as instants, so that no reader's time zone moves them.
    starts_at = fields.Datetime(readonly=True)
    ends_at = fields.Datetime(readonly=True)
    granted_by_id = fields.Many2one(
        "res.users", string="Granted by", readonly=True, ondelete="restrict"
    )
    granted_at = fields.Datetime(string="Granted on", readonly=True)
    revoked_at = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one(
        "res.users", string="Revoked by", readonly=True, ondelete="restrict"
    )

    _user_idx = models.Index("(user_id, starts_at)")

    @api.depends("user_id", "date_from", "date_to")
    def _compute_display_name(self):
        for access in self:
            days = [
                day.strftime("%d/%m/%Y")
                for day in (access.date_from, access.date_to)
                if day
            ]
            access.display_name = f"{access.user_id.name}: {' – '.join(days)}"

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        defaults = self.default_get(["company_ids"])
        rows = []
        for vals in vals_list:
            row = {**defaults, **{k: v for k, v in vals.items() if k in ALLOWED}}
            rows.append(
                {
                    **row,
                    "company_id": self.env.company.id,
                    "granted_by_id": self.env.uid,
                    "granted_at": fields.Datetime.now(),
                }
            )
        accesses = self._record(rows).with_env(self.env)
        for access in accesses:
            access._refuse_senseless()
            company = access.company_ids[:1]
            midnight = self.env["procedure.sample"]._midnight
            access._note(
                {
                    "starts_at": midnight(company, access.date_from),
                    "ends_at": midnight(
                        company, fields.Date.add(access.date_to, days=1)
                    ),
                }
            )
        self.env["procedure.event"]._log(
            "audit_access.granted", accesses, values=lambda access: access._told()
        )
        # Who is bound is read past the ORM.
        accesses.flush_recordset()
        return accesses

    def _told(self):
        return {
            "auditor": self.user_id.name,
            "from": str(self.date_from),
            "to": str(self.date_to),
            "agencies": self.company_ids.mapped("name"),
            "reason": self.reason,
        }

    def _refuse_senseless(self):
        if self.user_id == self.env.user:
            raise ValidationError(self.env._("Nobody grants access to himself."))
        if not self.user_id.sudo()._is_auditor():  # which role he has is no secret
            raise ValidationError(
                self.env._("%(name)s is not an auditor.", name=self.user_id.name)
            )
        if not self.date_from or not self.date_to or self.date_from > self.date_to:
            raise ValidationError(self.env._("An access has a first and a last day."))
        if not self.company_ids or self.company_ids - self.env.companies:
            raise ValidationError(self.env._("Choose agencies that you work for."))
        if not (self.reason or "").strip():
            raise ValidationError(self.env._("Say which audit the access is for."))

    def action_revoke(self):
        """End these accesses now."""
        self.check_access("write")
        if any(access.revoked_at for access in self):
            raise UserError(self.env._("This access has been revoked already."))
        self._note({"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid})
        self.flush_recordset()  # as in `create`
        self.env["procedure.event"]._log("audit_access.revoked", self)

    @api.model
    def _scope(self, user=None):
        """Ids of the agencies that an auditor reads now.

        None for who is not bound: no auditor, or one who never got a dated access.
        """
        if not user and self.env.su:
            return None
        user = user or self.env.user
        if not user._is_auditor():
            return None
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
SELECT r.company_id,
       a.revoked_at IS NULL AND a.starts_at <= %s AND a.ends_at > %s
  FROM procedure_audit_access a
  JOIN procedure_audit_access_company_rel r ON r.access_id = a.id
 WHERE a.user_id = %s""",
                now,
                now,
                user.id,
            )
        )
        if not rows:
            return None
        return tuple(sorted({company for company, live in rows if live}))
