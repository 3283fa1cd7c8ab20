# Refusing is what these methods are for.
# pylint: disable=method-required-super
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

#: Exceptions that an act of their own grants, with its own checks.
BY_ACT = frozenset(("reading",))
#: How long a release of what readers hold back lasts: it takes effect at once.
RELEASE = timedelta(days=1)


class ProcedureOverride(models.Model):
    """A permitted exception: who may do what, why, until when, and who allowed it."""

    _name = "procedure.override"
    _description = "Permitted exception"
    _inherit = ["procedure.evidence"]
    _order = "id desc"

    kind = fields.Selection(
        [
            ("four_eyes", "Sign what one has drafted or submitted"),
            ("reading", "Take effect before enough readers have read"),
        ],
        required=True,
        default="four_eyes",
    )
    user_id = fields.Many2one(
        "res.users", string="Permitted to", required=True, ondelete="restrict"
    )
    document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        ondelete="restrict",
        index=True,
        required=True,
    )
    revision_id = fields.Many2one(
        "procedure.revision", ondelete="restrict", readonly=True
    )
    reason = fields.Text(required=True)
    date_until = fields.Datetime(string="Until", required=True)
    granted_by_id = fields.Many2one(
        "res.users", string="Permitted by", readonly=True, ondelete="restrict"
    )
    granted_at = fields.Datetime(string="Permitted on", readonly=True)
    revoked_at = fields.Datetime(string="Revoked on", readonly=True)
    revoked_by_id = fields.Many2one(
        "res.users", string="Revoked by", readonly=True, ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        allowed = {"kind", "user_id", "document_id", "reason", "date_until"}
        names = [n for n in allowed if n in self._fields]
        rows = [
            {
                **{k: v for k, v in self.default_get(names).items() if k in allowed},
                **{k: v for k, v in vals.items() if k in allowed},
                "granted_by_id": self.env.uid,
                "granted_at": fields.Datetime.now(),
            }
            for vals in vals_list
        ]
        if BY_ACT.intersection(row.get("kind") for row in rows):
            raise UserError(
                self.env._("This exception is permitted by the act that needs it.")
            )
        overrides = self._record(rows).with_env(self.env)
        for override in overrides:
            if override.user_id == self.env.user:
                raise ValidationError(
                    self.env._("Nobody permits an exception to himself.")
                )
            if not override.reason.strip():
                raise ValidationError(self.env._("An exception needs a reason."))
        overrides._tell_granted()
        return overrides

    def _tell_granted(self):
        for override in self:
            self.env["procedure.event"]._log(
                "override.granted",
                override,
                values={"kind": override.kind, "user": override.user_id.name},
                reason=override.reason,
            )

    def action_revoke(self):
        """End these exceptions now."""
        self.check_access("write")
        if any(override.revoked_at for override in self):
            raise UserError(self.env._("This exception has been revoked already."))
        self._note({"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid})
        self.env["procedure.event"]._log("override.revoked", self)

    def _find(self, kind, user, documents, at):
        """{document: the exception that permits `user` at `at`}: one query."""
        domain = Domain(
            [
                ("kind", "=", kind),
                ("user_id", "=", user.id),
                ("document_id", "in", documents.ids),
                ("granted_at", "<=", at),
                ("date_until", ">", at),
            ]
        )
        domain &= Domain("revoked_at", "=", False) | Domain("revoked_at", ">", at)
        # Who signs need not see the exceptions of others.
        return {o.document_id.sudo(False): o for o in self.sudo().search(domain)}

    # --- reading ----------------------------------------------------------------------
    def _grant_reading(self, revisions, reason, at):
        """Permit that these revisions take effect though readers are missing."""
        overrides = self._record(
            [
                {
                    "kind": "reading",
                    "user_id": revision.author_id.id or self.env.uid,
                    "document_id": revision.document_id.id,
                    "revision_id": revision.id,
                    "reason": reason,
                    "date_until": at + RELEASE,
                    "granted_by_id": self.env.uid,
                    "granted_at": at,
                }
                for revision in revisions
            ]
        )
        overrides.with_env(self.env)._tell_granted()

    def _released(self, revisions, at):
        """Those of `revisions` that may take effect though readers are missing."""
        domain = Domain(
            [
                ("kind", "=", "reading"),
                ("revision_id", "in", revisions.ids),
                ("granted_at", "<=", at),
                ("date_until", ">", at),
                ("revoked_at", "=", False),
            ]
        )
        # The job and every actor are bound by it, whoever may read exceptions.
        return revisions.browse(self.sudo().search(domain).revision_id.ids)
