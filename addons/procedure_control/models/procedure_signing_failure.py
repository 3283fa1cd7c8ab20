# Odoo calls init() for what it does, not for what it returns.
# pylint: disable=missing-return
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

#: credential type → what a decision and a failure record. A one-time code alone, a
#: session, an API key or a token of another service proves nothing here.
KINDS = {"password": "password", "webauthn": "passkey"}
#: So many failures in a row lock signing for so long.
TRIES = 5
LOCK = timedelta(minutes=15)
#: Failures older than that no longer count towards a lock.
MEMORY = timedelta(hours=24)


class ProcedureSigningFailure(models.Model):
    """A failed proof of identity at signing. Inserted once, never changed."""

    _name = "procedure.signing.failure"
    _description = "Failed sign-in at signing"
    _inherit = ["procedure.evidence", "mail.activity.mixin"]
    _order = "id desc"
    _log_access = False
    _mail_post_access = "read"

    _evidence_open = frozenset(("activity_ids",))

    user_id = fields.Many2one(
        "res.users",
        string="Login",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    user_name = fields.Char(string="Name then", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict"
    )
    failed_at = fields.Datetime(string="When", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("password", "Password"),
            ("passkey", "Passkey"),
            ("other", "Not accepted for signing"),
        ],
        string="Tried with",
        required=True,
        readonly=True,
    )
    number = fields.Integer(
        string="In a row", readonly=True, help="Which failure in a row this was."
    )
    locked_until = fields.Datetime(string="Signing locked until", readonly=True)
    address = fields.Char(string="Network address", readonly=True)

    _user_idx = models.Index("(user_id, failed_at)")

    def init(self):
        """Refuse changes in the database itself."""
        super().init()
        self.env.cr.execute(
            SQL("""
DROP TRIGGER IF EXISTS procedure_signing_failure_append_only
    ON procedure_signing_failure;
CREATE TRIGGER procedure_signing_failure_append_only
    BEFORE UPDATE OR DELETE ON procedure_signing_failure
    FOR EACH ROW EXECUTE FUNCTION procedure_event_refuse();
""")
        )

    def _compute_display_name(self):
        for failure in self:
            failure.display_name = self.env._(
                "%(name)s, attempt %(number)s",
                name=failure.user_name,
                number=failure.number,
            )

    # --- counting, on the cursor that `procedure.signing._counting` opens -------------
    def _refuse_while_locked(self):
        words = self._lock_words()
        if words:
            raise UserError(words)

    def _lock_words(self):
        """Until when the current user may not sign, in words; empty if he may."""
        until = self._lock_of(fields.Datetime.now())
        if not until:
            return ""
        local = fields.Datetime.context_timestamp(self, until)
        return self.env._(
            "Signing with your login is locked until %(time)s after several wrong "
            "attempts.",
            time=local.strftime("%H:%M"),
        )

    def _lock_of(self, at):
        """Until when the current user may not sign, or None."""
        last = self._of_me(Domain("locked_until", ">", at))
        return last.locked_until or None

    def _of_me(self, domain):
        # The signer himself need not read the log of failures.
        return self.sudo().search(
            Domain("user_id", "=", self.env.uid) & domain, limit=1, order="id desc"
        )

    def _count(self, kind):
        """Record one more failure of a credential's type, None for any other thing.

        :return: {"number": how many in a row, "locked_until": moment or False}
        """
        at = fields.Datetime.now()
        last = self._of_me(Domain("failed_at", ">", max(at - MEMORY, self._proven())))
        number = 1 if last.locked_until or not last else last.number + 1
        user = self.env.user
        vals = {
            "user_id": user.id,
            "user_name": user.name,
            "company_id": user.company_id.id,
            "failed_at": at,
            "kind": KINDS.get(kind, "other"),
            "number": number,
            "locked_until": at + LOCK if number >= TRIES else False,
            "address": request.httprequest.remote_addr if request else False,
        }
        failure = self._record([vals]).with_env(self.env)
        log = self.env["procedure.event"]._log
        facts = {"number": number, "kind": vals["kind"], "address": vals["address"]}
        log("signing.failed", failure, at=at, values=facts)
        if vals["locked_until"]:
            facts = {"until": str(vals["locked_until"]), "address": vals["address"]}
            log("signing.locked", failure, at=at, values=facts)
            failure._alarm_quality()
        return {"number": number, "locked_until": vals["locked_until"]}

    def _proven(self):
        """When the current user last signed with a credential that was right."""
        # His decisions, whichever documents he may still read.
        decision = (
            self.env["procedure.decision"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("credential", "in", ("password", "passkey")),
                ],
                limit=1,
                order="decided_at desc",
            )
        )
        return decision.decided_at or fields.Datetime.to_datetime("1970-01-01")

    # --- alarm ------------------------------------------------------------------------
    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a failure: the activity is all there is."""

    def _alarm_quality(self):
        """One activity for each quality manager and auditor of the agency."""
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for failure in self:
            for user in failure._alarmed():
                words = self.with_context(lang=user.lang or self.env.lang).env
                vals_list.append(
                    {
                        "res_model_id": model_id,
                        "res_id": failure.id,
                        "activity_type_id": kind.id,
                        "user_id": user.id,
                        "date_deadline": fields.Date.context_today(self),
                        "summary": words._(
                            "Signing of %(name)s is locked: %(tries)s wrong attempts",
                            name=failure.user_name,
                            tries=TRIES,
                        ),
                        "automated": True,
                    }
                )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _alarmed(self):
        groups = (
            "procedure_control.group_quality_manager",
            "procedure_control.group_auditor",
        )
        users = self.env["res.users"].sudo()  # whichever users the signer may read
        for name in groups:
            users |= self.env.ref(name).sudo().all_user_ids
        # Not the robot; and not the one who has failed.
        return users.filtered(
            lambda u: (
                u.active
                and u.id > 1
                and u != self.user_id
                and self.company_id in u.company_ids
            )
        )
