from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .procedure_start_path import FieldPath

#: Models that are the platform's machinery or this addon's own.
TECHNICAL = (
    "auth.",
    "auth_",
    "base.",
    "base_",
    "bus.",
    "decimal.",
    "digest.",
    "discuss.",
    "fetchmail.",
    "html_editor.",
    "iap.",
    "ir.",
    "mail.",
    "onboarding.",
    "phone.",
    "privacy.",
    "procedure.",
    "properties.",
    "report.",
    "res.config",
    "res.currency",
    "res.device",
    "res.groups",
    "res.lang",
    "res.role",
    "res.users",
    "sms.",
    "snailmail.",
    "spreadsheet.",
    "web_",
)
#: Of what is about one employee, only these have a name that everybody may read.
NO_SECRET = ("hr.department", "hr.employee", "hr.job", "hr.work.location")
#: What the server alone writes: removing a setting removes what these point at.
OWN = frozenset(("start_action_id", "cases_action_id"))


class ProcedureStartSetting(models.Model):
    """Records of another application from which procedures are started.

    While it is active two entries stand in the action menu of that model: *Start a
    procedure* and *Procedures*, the cases its records started.
    """

    _name = "procedure.start.setting"
    _description = "Starts from other records"
    _inherit = ["procedure.told"]
    _order = "model"

    _told_noun = "start_setting"
    _told_names = (
        "model",
        "active",
        "document_ids",
        "group_ids",
        "subject_path",
        "requester_path",
        "hides_name",
    )

    model = fields.Selection(
        selection="_models", string="Records", required=True, index=True
    )
    model_id = fields.Many2one(
        "ir.model",
        compute="_compute_model_id",
        store=True,
        compute_sudo=True,
        ondelete="cascade",
    )
    document_ids = fields.Many2many(
        "procedure.document",
        string="Procedures offered",
        help="None chosen: every procedure in force that the user may receive.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Who may start",
        help="None chosen: everybody who may receive cases of the procedure.",
    )
    subject_path = fields.Char(
        string="Subject from",
        help="A field of the record; empty: the name of the record.",
    )
    requester_path = fields.Char(
        string="Requester from",
        help="A contact, user or employee that the record names.",
    )
    hides_name = fields.Boolean(
        string="Keep its name private",
        compute="_compute_hides_name",
        store=True,
        readonly=False,
        help="The case shows what kind of record started it and its number in place of "
        "its name: whoever works on a case need not know why somebody is on leave.",
    )
    active = fields.Boolean(default=True)
    start_action_id = fields.Many2one(
        "ir.actions.act_window", readonly=True, copy=False, ondelete="set null"
    )
    cases_action_id = fields.Many2one(
        "ir.actions.act_window", readonly=True, copy=False, ondelete="set null"
    )
    case_count = fields.Integer(string="Cases", compute="_compute_case_count")

    _model_uniq = models.UniqueIndex(
        "(model)", "How procedures start from these records is already set up."
    )

    @api.model
    def _models(self):
        """[(model, name)] of what procedures may start from."""
        # Whoever sets this up need not read `ir.model`: names of models only.
        found = self.env["ir.model"].sudo().search([("transient", "=", False)])
        rows = [(one.model, one.name) for one in found if self._suits(one.model)]
        return sorted(rows, key=lambda row: (row[1].lower(), row[0]))

    @api.model
    def _suits(self, name):
        if name not in self.env or name.startswith(TECHNICAL):
            return False
        model = self.env[name]
        return not model._abstract and not model._transient and model._auto

    @api.depends("model")
    def _compute_model_id(self):
        for setting in self:
            setting.model_id = self.env["ir.model"]._get(setting.model)

    @api.depends("model")
    def _compute_hides_name(self):
        for setting in self:
            setting.hides_name = self._is_private(setting.model)

    @api.model
    def _is_private(self, model):
        return (model or "").startswith("hr.") and model not in NO_SECRET

    @api.depends("model")
    def _compute_case_count(self):
        counts = dict(
            self.env["procedure.case"]._read_group(
                [("origin_model", "in", self.mapped("model"))],
                ["origin_model"],
                ["__count"],
            )
        )
        for setting in self:
            setting.case_count = counts.get(setting.model, 0)

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["model"]._description_selection(self.env))
        for setting in self:
            setting.display_name = names.get(setting.model, setting.model)

    @api.constrains("model", "subject_path", "requester_path")
    def _check_paths(self):
        for setting in self:
            model = self.env[setting.model]
            if setting.subject_path:
                FieldPath(model, setting.subject_path).check_text()
            if setting.requester_path:
                FieldPath(model, setting.requester_path).check_person()

    @api.constrains("model")
    def _check_model(self):
        for setting in self:
            if not self._suits(setting.model):
                raise ValidationError(
                    self.env._("No procedure is started from records of this kind.")
                )

    # --- the entries of the action menu ----------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own(vals)
        settings = super().create(vals_list)
        settings._bind()
        self.env.registry.clear_cache()
        return settings

    def write(self, vals):
        self._check_own(vals)
        result = super().write(vals)
        if vals.keys() & {"model", "group_ids", "active"}:
            self._unbind()
            self._bind()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=True)
    def _remove_entries(self):
        self._unbind()
        self.env.registry.clear_cache()

    def action_open_cases(self):
        """The cases that records of this kind started."""
        self.ensure_one()
        action = self.env["procedure.case"]._of_origins(self.env[self.model])
        return action | {"domain": [("origin_model", "=", self.model)]}

    def _check_own(self, vals):
        if OWN & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The entries of the action menu are made by the system.")
            )

    # pylint: disable-next=missing-return
    def _bind(self):
        """Make the two entries anew; what the fields held before is not touched."""
        # Quality managers have no right to actions: these two are made for them.
        settings = self.sudo()
        entries = [
            (setting, field, action)
            for setting in settings.filtered("active")
            for field, action in setting._entries().items()
        ]
        actions = self.env["ir.actions.act_window"].sudo()  # as above
        made = actions.create([action for _setting, _field, action in entries])
        values = {setting: dict.fromkeys(OWN, False) for setting in settings}
        for (setting, field, _action), action in zip(entries, made, strict=True):
            values[setting][field] = action.id
        for setting, own in values.items():
            # The guard below is for users.
            # pylint: disable-next=super-method-mismatch
            super(ProcedureStartSetting, setting).write(own)
        self._name_entries()

    def _unbind(self):
        hidden = self.sudo()  # as in `_bind`
        (hidden.start_action_id | hidden.cases_action_id).unlink()

    def _entries(self):
        """{field: values of its action}."""
        staff = self.env.ref("procedure_control.group_staff")
        auditor = self.env.ref("procedure_control.group_auditor")
        bound = {
            "binding_model_id": self.model_id.id,
            "binding_view_types": "list,form,kanban",
        }
        list_of_cases = self.env.ref(
            "procedure_control.procedure_case_action_of_origin"
        )
        return {
            "start_action_id": {
                "name": "Start a procedure",
                "res_model": "procedure.start",
                "view_mode": "form",
                "target": "new",
                "group_ids": [fields.Command.set((self.group_ids or staff).ids)],
                **bound,
            },
            "cases_action_id": {
                "name": "Procedures",
                "res_model": "procedure.case",
                "view_mode": list_of_cases.view_mode,
                "domain": f"[('origin_model', '=', {self.model!r}),"
                " ('origin_id', 'in', active_ids)]",
                "group_ids": [fields.Command.set((staff | auditor).ids)],
                "help": list_of_cases.help,
                **bound,
            },
        }

    @api.model
    def _entry_names(self):
        """{field: its name in the language of the context}."""
        return {
            "start_action_id": self.env._("Start a procedure"),
            "cases_action_id": self.env._("Procedures"),
        }

    def _name_entries(self):
        """Name the entries in every language there is."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        names = {code: self.with_context(lang=code)._entry_names() for code in codes}
        for setting in self.sudo():  # as in `_bind`
            for field in OWN:
                if not setting[field]:
                    continue
                setting[field].update_field_translations(
                    "name", {code: names[code][field] for code in codes}
                )
