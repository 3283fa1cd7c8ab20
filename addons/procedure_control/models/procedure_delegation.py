# Refusing is what these methods are for.
# pylint: disable=method-required-super
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

#: What a client says of a delegation; everything else the server fills in.
SAID = frozenset(("user_id", "delegate_id", "date_from", "date_to", "reason", "scope"))


class ProcedureDelegation(models.Model):
    """Somebody is away between two dates, and who acts for him meanwhile is named.

    Inserted and revoked, never changed. It passes on what its giver holds himself,
    never what was passed on to him.
    """

    _name = "procedure.delegation"
    _description = "Delegation"
    _inherit = ["procedure.evidence"]
    _order = "starts_at desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Away",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Who would act himself, and in whose name the delegate acts.",
    )
    delegate_id = fields.Many2one(
        "res.users", string="Acts for him", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", string="Agency", readonly=True, ondelete="restrict", index=True
    )
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        ondelete="restrict",
        help="Where who is away worked when this was entered.",
    )
    scope = fields.Selection(
        [("signing", "Signing"), ("tasks", "Tasks")],
        string="For",
        required=True,
        default="signing",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", required=True, help="The last day, included.")
    reason = fields.Char(required=True)
    starts_at = fields.Datetime(string="Acts from", readonly=True)
    ends_at = fields.Datetime(string="Acts until", readonly=True)
    granted_by_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, ondelete="restrict"
    )
    granted_at = fields.Datetime(string="Entered on", readonly=True)
    revoked_by_id = fields.Many2one(
        "res.users", string="Revoked by", readonly=True, ondelete="restrict"
    )
    revoked_at = fields.Datetime(string="Revoked on", readonly=True)
    state = fields.Selection(
        [
            ("coming", "Coming"),
            ("running", "Acting now"),
            ("over", "Over"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )
    can_revoke = fields.Boolean(compute="_compute_state")

    _delegate_idx = models.Index("(delegate_id, ends_at) WHERE revoked_at IS NULL")
    _user_idx = models.Index("(user_id, ends_at) WHERE revoked_at IS NULL")
    _dates_check = models.Constraint(
        "CHECK(date_to >= date_from)", "A delegation ends after it begins."
    )
    _other_check = models.Constraint(
        "CHECK(user_id != delegate_id)", "Nobody stands in for himself."
    )

    @api.depends("starts_at", "ends_at", "revoked_at")
    @api.depends_context("uid")
    def _compute_state(self):
        now = fields.Datetime.now()
        for delegation in self:
            if delegation.revoked_at:
                delegation.state = "revoked"
            elif not delegation.ends_at or delegation.starts_at > now:
                delegation.state = "coming"
            else:
                delegation.state = "running" if delegation.ends_at > now else "over"
            delegation.can_revoke = (
                delegation.state in ("coming", "running")
                and delegation in delegation._who_revokes()
            )

    @api.depends("user_id", "delegate_id", "scope")
    def _compute_display_name(self):
        for delegation in self:
            # Both names stand in the delegation itself.
            names = {
                "delegate": delegation.delegate_id.sudo().name or "",
                "user": delegation.user_id.sudo().name or "",
            }
            delegation.display_name = (
                self.env._("%(delegate)s in place of %(user)s", **names)
                if delegation.scope == "tasks"
                else self.env._("%(delegate)s for %(user)s", **names)
            )

    # --- making -----------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        at = fields.Datetime.now()
        names = sorted(SAID)
        rows = []
        for vals in vals_list:
            said = {k: v for k, v in self.default_get(names).items() if k in SAID}
            said |= {k: v for k, v in vals.items() if k in SAID}
            rows.append(self._checked(said, at))
        return self._grant(rows, at)

    def _grant(self, rows, at):
        """Insert rows that `_checked` gave, tell the trail and let them begin."""
        delegations = self._record(rows).with_env(self.env)
        delegations._refuse_overlap()
        for reason, alike in delegations.grouped("reason").items():
            self.env["procedure.event"]._log(
                "delegation.granted",
                alike,
                at=at,
                reason=reason,
                values=lambda d: d._facts(),
            )
        delegations._mirror(at)
        return delegations

    def _facts(self):
        """Of one delegation, for the trail."""
        return {
            "user": self.user_id.sudo().name,  # the names stand in the record itself
            "delegate": self.delegate_id.sudo().name,
            "scope": self.scope,
            "from": str(self.date_from),
            "to": str(self.date_to),
        }

    def _checked(self, said, at):
        """The row to insert for what a client said.

        :raises ValidationError: who may not, whom one may not, or dates gone by
        """
        # People of the agency are looked up whoever asks; only refusals come out.
        users = self.env["res.users"].sudo()
        giver, taker = (
            users.browse(said.get("user_id")),
            users.browse(said.get("delegate_id")),
        )
        scope = said.get("scope") or "signing"
        if scope == "tasks":
            self._refuse_task_people(giver, taker)
        else:
            self._refuse_people(giver, taker)
        if not (said.get("reason") or "").strip():
            raise ValidationError(self.env._("Say why somebody else acts."))
        first = fields.Date.to_date(said.get("date_from"))
        last = fields.Date.to_date(said.get("date_to"))
        if not first or not last or last < first:
            raise ValidationError(self.env._("Say from which day to which later day."))
        company = giver.company_id
        zone = ZoneInfo(company._procedure_calendar()[company].tz or "UTC")
        today = at.replace(tzinfo=UTC).astimezone(zone).date()
        if first < today:
            raise ValidationError(
                self.env._(
                    "A delegation starts today or later: nobody is given yesterday's "
                    "signature."
                )
            )
        back = last + timedelta(days=1)
        if scope == "tasks":
            back = self._first_day_back(company, back, zone)
        return {
            **said,
            "scope": scope,
            "company_id": company.id,
            "department_id": giver._procedure_department(company).id,
            "starts_at": max(at, self._midnight(first, zone)),
            "ends_at": self._midnight(back, zone),
            "granted_by_id": self.env.uid,
            "granted_at": at,
        }

    @staticmethod
    def _midnight(day, zone):
        start = datetime.combine(day, time.min, tzinfo=zone)
        return start.astimezone(UTC).replace(tzinfo=None)

    def _refuse_people(self, giver, taker):
        user = self.env.user
        if not giver.exists() or not taker.exists() or giver == taker:
            raise ValidationError(self.env._("Say who is away and who acts for him."))
        for_others = (
            user.has_group("procedure_control.group_quality_manager")
            and giver.company_id in user.company_ids
        )
        own = user == giver and user.has_group("procedure_control.group_signer")
        if not own and not for_others:
            raise ValidationError(
                self.env._(
                    "Only who is away, or the quality manager of his agency, names who "
                    "acts for him."
                )
            )
        if user == taker:
            raise ValidationError(
                self.env._("Nobody names himself to act for somebody else.")
            )
        signer = "procedure_control.group_signer"
        if (
            not taker.active
            or not taker.has_group(signer)
            or giver.company_id not in taker.company_ids
        ):
            raise ValidationError(
                self.env._(
                    "%(name)s is not a signer of %(company)s.",
                    name=taker.name,
                    company=giver.company_id.name,
                )
            )

    def _refuse_overlap(self):
        """At any time one person signs for somebody, so that it is clear who.

        Tasks may be split among several; the same one is not named twice.
        """
        for delegation in self:
            same = Domain("delegate_id", "=", delegation.delegate_id.id)
            if delegation.scope == "signing":
                same = Domain.TRUE
            # Other delegations of the same person count whoever enters this one.
            if delegation.sudo().search_count(
                same
                & Domain("id", "!=", delegation.id)
                & Domain("user_id", "=", delegation.user_id.id)
                & Domain("scope", "=", delegation.scope)
                & Domain("revoked_at", "=", False)
                & Domain("starts_at", "<", delegation.ends_at)
                & Domain("ends_at", ">", delegation.starts_at),
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s has somebody acting for him at that time already. "
                        "Revoke that delegation first.",
                        name=delegation.user_id.sudo().name,  # stands in the record
                    )
                )

    # --- revoking ---------------------------------------------------------------------
    def _who_revokes(self):
        """Who gave it, whom it was given, or the agency's quality manager.

        Of tasks: not whom they were given, but the head of who is away.
        """
        user = self.env.user
        if user.has_group("procedure_control.group_quality_manager"):
            return self._filtered_access("read")
        return self.filtered(
            lambda d: (
                user == d.user_id
                or (d.scope == "signing" and user == d.delegate_id)
                or (d.scope == "tasks" and d.department_id._procedure_may_manage(user))
            )
        )

    def action_revoke(self):
        """End these delegations now."""
        if self - self._who_revokes():
            raise UserError(
                self.env._(
                    "Only who gave a delegation, who signs under it, the head of who "
                    "is away, or the quality manager revokes it."
                )
            )
        at = fields.Datetime.now()
        if any(d.revoked_at or d.ends_at <= at for d in self):
            raise UserError(self.env._("This delegation has ended already."))
        self._note({"revoked_at": at, "revoked_by_id": self.env.uid})
        self.env["procedure.event"]._log(
            "delegation.revoked", self, at=at, values=lambda d: d._facts()
        )
        self._mirror(at)
