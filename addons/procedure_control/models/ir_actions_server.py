from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .procedure_start_path import PEOPLE, FieldPath


class IrActionsServer(models.Model):
    """A server action that starts a procedure, for automation rules and lists."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[("procedure_start", "Start a procedure")],
        ondelete={"procedure_start": "cascade"},
    )
    procedure_document_id = fields.Many2one(
        "procedure.document",
        string="Procedure",
        ondelete="restrict",
        domain="[('revision_ids.state', '=', 'effective')]",
    )
    procedure_company_id = fields.Many2one(
        "res.company",
        string="Agency",
        ondelete="restrict",
        help="Empty: the agency of the record, else the issuing one.",
    )
    procedure_subject_path = fields.Char(
        string="Subject from", help="A field of the record; empty: its name."
    )
    procedure_requester_path = fields.Char(
        string="Requester from",
        help="A contact, user or employee that the record names.",
    )
    procedure_user_id = fields.Many2one(
        "res.users",
        string="Received by",
        ondelete="restrict",
        help="In whose name and by whose rights cases start, whoever sets it off. "
        "Empty: in the name of who does, if he may receive them; a rule that goes off "
        "by time needs somebody here.",
    )
    procedure_once = fields.Boolean(
        string="One case at a time",
        default=True,
        help="No further case starts from a record while one of it is under way.",
    )

    @api.model
    def _name_depends(self):
        return [*super()._name_depends(), "procedure_document_id"]

    def _generate_action_name(self):
        if self.state == "procedure_start" and self.procedure_document_id:
            return self.env._(
                "Start %(procedure)s", procedure=self.procedure_document_id.display_name
            )
        return super()._generate_action_name()

    # --- who sets it up ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_procedure_manager()
        return actions

    def write(self, vals):
        self._check_procedure_manager()
        result = super().write(vals)
        self._check_procedure_manager()
        return result

    def _check_procedure_manager(self):
        """An administrator does not make procedures start; a quality manager does."""
        # What an action does is asked to guard it, whoever may read it.
        starting = any(action.state == "procedure_start" for action in self.sudo())
        manager = "procedure_control.group_quality_manager"
        if starting and not self.env.su and not self.env.user.has_group(manager):
            raise AccessError(
                self.env._(
                    "Only a quality manager sets up what starts procedures by itself."
                )
            )

    @api.constrains(
        "state",
        "model_id",
        "procedure_document_id",
        "procedure_company_id",
        "procedure_subject_path",
        "procedure_requester_path",
        "procedure_user_id",
    )
    def _check_procedure_start(self):
        for action in self.filtered(lambda one: one.state == "procedure_start"):
            action._check_procedure_place()
            model = self.env[action.model_id.model]
            if action.procedure_subject_path:
                FieldPath(model, action.procedure_subject_path).check_text()
            if action.procedure_requester_path:
                FieldPath(model, action.procedure_requester_path).check_person()

    def _check_procedure_place(self):
        document = self.procedure_document_id
        if not document:
            raise ValidationError(self.env._("Choose the procedure that it starts."))
        agency = self.procedure_company_id or document.company_id
        if agency not in document.company_id | document.applying_company_ids:
            raise ValidationError(
                self.env._(
                    "%(procedure)s does not apply in %(agency)s.",
                    procedure=document.display_name,
                    agency=agency.name,
                )
            )
        user = self.procedure_user_id
        if user and (
            not user.active
            or agency not in user.company_ids
            or not user.has_group("procedure_control.group_staff")
        ):
            raise ValidationError(
                self.env._(
                    "%(user)s cannot receive cases in %(agency)s.",
                    user=user.name,
                    agency=agency.name,
                )
            )

    # --- what it does -----------------------------------------------------------------

    def _run_action_procedure_start_multi(self, eval_context=None):
        """Start a case from each record; those with one under way are passed over."""
        records = eval_context.get("records") or eval_context.get("record")
        if not records or not records.ids:
            return False
        # A rule comes as the system itself; who calls by hand must see the records.
        records.check_access("read")
        document = self.procedure_document_id
        cases = self.env["procedure.case"]
        if self.procedure_once:
            busy = cases._running_origins(records._name, records.ids, document)
            records = records.filtered(lambda record: record.id not in busy)
        if not records:
            return False
        user = self.procedure_user_id or self.env.user
        vals_list = [self._procedure_values(record) for record in records]
        agency_ids = list({vals["company_id"] for vals in vals_list})
        # By the rights of who receives, never by those of the rule.
        cases = cases.with_user(user).with_context(allowed_company_ids=agency_ids)
        try:
            cases._check_may_receive(vals_list)
            cases._check_requesters(vals_list)
        except UserError as error:
            raise type(error)(
                self.env._("“%(rule)s”: %(why)s", rule=self.name, why=str(error))
            ) from error
        made = cases._start_by(
            "rule", vals_list, fields.Datetime.now(), user, origins=list(records)
        )
        if eval_context["env"].su:
            return False
        return self.env["procedure.case"]._of_origins(records) | {
            "domain": [("id", "in", made.ids)]
        }

    def _procedure_values(self, record):
        """What `procedure.case._start_by` takes of a record."""
        values = {"subject": self.env["procedure.start.setting"]._name_of(record)}
        if self.procedure_subject_path:
            text = FieldPath(record, self.procedure_subject_path).text()
            values["subject"] = text or values["subject"]
        if self.procedure_requester_path:
            values |= FieldPath(record, self.procedure_requester_path).requester()
        elif record._name in PEOPLE:
            values |= FieldPath(record, "").requester()
        document = self.procedure_document_id
        agency = self.procedure_company_id
        if not agency and "company_id" in record._fields:
            agency = record.company_id & (
                document.company_id | document.applying_company_ids
            )
        return values | {
            "document_id": document.id,
            "company_id": (agency or document.company_id).id,
        }
