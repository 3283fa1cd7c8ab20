# The private methods here are the only ways past the guards of this class.
# pylint: disable=method-required-super,super-method-mismatch
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

RESULTS = [
    ("current", "Our edition is the current one"),
    ("newer", "There is a newer edition"),
    ("withdrawn", "It was withdrawn"),
]
#: Changes of these are told in the trail.
TOLD_FIELDS = frozenset(
    ("code", "title", "origin", "holder_id", "place", "check_months", "active")
)


class ProcedureExternal(models.Model):
    """A document of external origin: which edition is used, who looks for a newer one.

    It is not approved here; editions are added, never changed.
    """

    _name = "procedure.external"
    _description = "External document"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "code, id"
    _rec_names_search = ["code", "title"]
    _mail_post_access = "read"

    code = fields.Char(string="Number or code", required=True, index="trigram")
    title = fields.Char(required=True)
    origin = fields.Char(required=True, help="Who issues it.")
    company_id = fields.Many2one(
        "res.company",
        string="Agency",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
        index=True,
    )
    holder_id = fields.Many2one(
        "res.users",
        string="Held by",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Keeps it and looks for newer editions.",
    )
    place = fields.Char(string="Where it is kept")
    check_months = fields.Integer(
        string="Look for a newer edition every (months)",
        default=12,
        help="0: never asked for.",
    )
    last_checked_at = fields.Datetime(string="Looked for last", readonly=True)
    next_check = fields.Date(
        string="Next look", compute="_compute_next_check", store=True, index=True
    )
    edition_ids = fields.One2many(
        "procedure.external.edition", "external_id", readonly=True
    )
    edition_id = fields.Many2one(
        "procedure.external.edition",
        string="Edition in use",
        compute="_compute_edition_id",
        store=True,
        ondelete="restrict",
    )
    edition_date = fields.Date(related="edition_id.edition_date")
    file = fields.Binary(related="edition_id.file")
    filename = fields.Char(related="edition_id.filename")
    sha256 = fields.Char(related="edition_id.sha256")
    check_activity_id = fields.Many2one(
        "mail.activity", ondelete="set null", readonly=True, copy=False
    )
    can_check = fields.Boolean(compute="_compute_can_check")
    check_due = fields.Boolean(compute="_compute_check_due")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "This external document is on the register already."
    )
    _months_check = models.Constraint(
        "CHECK(check_months >= 0)", "Months between two looks: 0 or more."
    )

    @api.depends("code", "title")
    def _compute_display_name(self):
        for external in self:
            external.display_name = " ".join(
                filter(None, (external.code, external.title))
            )

    @api.depends("edition_ids")
    def _compute_edition_id(self):
        for external in self:
            external.edition_id = external.edition_ids.sorted("id")[-1:]

    @api.depends("check_months", "last_checked_at")
    def _compute_next_check(self):
        for external in self:
            since = external.last_checked_at or external.create_date
            since = (since or fields.Datetime.now()).date()
            external.next_check = (
                since + relativedelta(months=external.check_months)
                if external.check_months
                else False
            )

    @api.depends("holder_id")
    @api.depends_context("uid")
    def _compute_can_check(self):
        for external in self:
            external.can_check = bool(external._who_checks())

    @api.depends("next_check")
    def _compute_check_due(self):
        today = fields.Date.context_today(self)
        for external in self:
            external.check_due = bool(
                external.next_check and external.next_check <= today
            )

    # --- guards -----------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        server = {"last_checked_at": False, "check_activity_id": False}
        externals = super().create([{**vals, **server} for vals in vals_list])
        self.env["procedure.event"]._log("external.registered", externals)
        return externals

    def write(self, vals):
        if {"last_checked_at", "check_activity_id", "edition_id"}.intersection(vals):
            raise UserError(self.env._("Say what you found by “Look for an edition”."))
        told = TOLD_FIELDS.intersection(vals)
        before = {one: one._told(told) for one in self} if told else {}
        result = super().write(vals)
        changed = self.filtered(lambda one: before and before[one] != one._told(told))
        self.env["procedure.event"]._log(
            "external.changed",
            changed,
            values=lambda one: {"before": before[one], "after": one._told(told)},
        )
        return result

    def _told(self, names):
        return {
            name: self[name].name if self._fields[name].relational else self[name]
            for name in sorted(names)
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("An external document stays on the register; archive it.")
        )

    def copy(self, default=None):
        raise UserError(self.env._("Register each external document by itself."))

    def _set_guarded(self, vals):
        """Past the guard: the acts below say what was found."""
        return super(ProcedureExternal, self.sudo()).write(vals)  # they checked who

    # --- looking for a newer edition --------------------------------------------------
    def _who_checks(self):
        """Those of `self` whose holder this is, or all for quality."""
        if self.env.user.has_group("procedure_control.group_quality_officer"):
            return self
        return self.filtered(lambda one: one.holder_id == self.env.user)

    def action_checked(self, result, note=None, edition=None):
        """Note what was found when a newer edition was looked for.

        :param result: ``current``, ``newer`` or ``withdrawn``
        :param edition: for ``newer``: {edition, edition_date, file, filename}, the file
            as base64
        """
        self.ensure_one()
        self.check_access("read")
        if not self._who_checks():
            raise UserError(
                self.env._("Only its holder, or quality, looks for a newer edition.")
            )
        if result not in dict(RESULTS):
            raise UserError(self.env._("Say what you found."))
        if (result == "newer") != bool(edition):
            raise ValidationError(
                self.env._("Enter the newer edition, and only where there is one.")
            )
        if edition:
            self.env["procedure.external.edition"]._add(self, edition)
        vals = {"last_checked_at": fields.Datetime.now()}
        if result == "withdrawn":
            vals["active"] = False
        self._set_guarded(vals)
        # The mirror follows what was found, whoever had it in his inbox.
        mirror = self.sudo().check_activity_id.filtered("active")
        if mirror:
            mirror.write({"active": False, "feedback": note or False})
        self.env["procedure.event"]._log(
            "external.checked", self, values={"result": result}, reason=note
        )

    def _cron_look(self):
        """Daily: ask each holder once to look for a newer edition."""
        now = fields.Datetime.now()
        today = fields.Date.context_today(self)
        due = self.sudo().search([("next_check", "<=", today)])  # every agency's
        due = due.filtered(lambda one: not one.check_activity_id.active)
        self.env["procedure.job"]._divide(due, lambda some: some._ask_to_look())
        self.env["procedure.job"]._ran("external", now)

    def _ask_to_look(self):
        model_id = self.env["ir.model"]._get_id(self._name)
        kind = self.env.ref("mail.mail_activity_data_todo")
        managers = self.env["res.company"]._procedure_quality("manager")
        vals_list = []
        for external in self:
            user = external.holder_id.filtered("active") or managers.filtered(
                lambda u, c=external.company_id: c in u.company_ids
            )
            words = self.with_context(lang=user[:1].lang or self.env.lang).env
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": external.id,
                    "activity_type_id": kind.id,
                    "user_id": user[:1].id,
                    "date_deadline": external.next_check,
                    "summary": words._(
                        "Is there a newer edition of %(code)s?", code=external.code
                    ),
                    "automated": True,
                }
            )
        activities = self.env["mail.activity"]._procedure_mirror(vals_list)
        for external, activity in zip(self, activities, strict=True):
            external._set_guarded({"check_activity_id": activity.id})
