from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .procedure_startable import ENDED

#: How many records start a case in one call; more go through a list of cases.
MOST = 500


class ProcedureCase(models.Model):
    """Cases that a record of another application started."""

    _inherit = "procedure.case"

    origin_name = fields.Char(
        string="Name of the record",
        readonly=True,
        copy=False,
        help="The record that started the case, as it was called then; its kind and "
        "number where its name is kept private.",
    )
    holds_origin = fields.Boolean(
        string="Must end first",
        readonly=True,
        copy=False,
        help="The record that started the case waits until it has ended.",
    )
    origin_kind = fields.Char(compute="_compute_origin_kind")
    can_open_origin = fields.Boolean(compute="_compute_can_open_origin")

    @api.depends("origin_model")
    @api.depends_context("lang")
    def _compute_origin_kind(self):
        for case in self:
            case.origin_kind = self._origin_kind(case.origin_model)

    @api.depends("origin_model", "origin_id")
    @api.depends_context("uid")
    def _compute_can_open_origin(self):
        self.can_open_origin = False
        for records, cases in self._by_origin():
            readable = set()
            if records.browse().has_access("read"):
                readable = set(records.exists()._filtered_access("read").ids)
            for case in cases:
                case.can_open_origin = case.origin_id in readable

    @api.model
    def _origin_kind(self, model):
        """What records of a model are called; empty where the model is gone."""
        if not model or model not in self.env:
            return ""
        # Which name a model bears is no secret; staff do not read `ir.model`.
        return self.env["ir.model"].sudo()._get(model).name

    def _by_origin(self):
        """[(records, cases)]: what started these cases, a model that is gone left out.

        The records are not looked up: some may have been deleted.
        """
        return [
            (self.env[model].browse(dict.fromkeys(cases.mapped("origin_id"))), cases)
            for model, cases in self.filtered("origin_id")
            .grouped("origin_model")
            .items()
            if model in self.env
        ]

    # --- acts of users ---------------------------------------------------------------

    @api.model
    def action_start_from(self, model, vals_list):
        """Start procedures from records of another application; screens and API.

        :param model: name of a model for which the administrator set up the start of
            procedures, or whose developer did
        :param vals_list: as `action_receive` takes it, each with `origin_id`; what it
            leaves out of subject and requester comes from the record
        :return: ids of the cases in the order given
        :raises AccessError: who may not start from there, not read a record, or not
            receive cases of the procedure
        :raises UserError: unknown model, record or procedure, or one not offered there
        """
        offer = self.env["procedure.start.setting"]._offer(model)
        origins = self._origins(model, vals_list)
        offer._check_offered(vals_list)
        vals_list = [
            {**offer._from_record(origin), **vals}
            for origin, vals in zip(origins, vals_list, strict=True)
        ]
        self._check_may_receive(vals_list)
        self._check_requesters(vals_list)
        now = fields.Datetime.now()
        return self._start_by("record", vals_list, now, origins=origins).ids

    def action_open_origin(self):
        """Open the record that started the case."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_open_origin:
            raise AccessError(
                self.env._(
                    "%(record)s is gone, or you may not read it.",
                    record=self.origin_name or self.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "views": [(False, "form")],
        }

    @api.model
    def _origins(self, model, vals_list):
        """The records named, each as often as named; all of them may be read."""
        ids = [vals.get("origin_id") for vals in vals_list]
        if not ids or not all(isinstance(i, int) and i > 0 for i in ids):
            raise UserError(self.env._("Say which record each case starts from."))
        if len(ids) > MOST:
            raise UserError(
                self.env._("At most %(most)s records start a case at once.", most=MOST)
            )
        records = self.env[model].browse(dict.fromkeys(ids))
        if records.exists() != records:
            raise UserError(self.env._("One of these records no longer exists."))
        records.check_access("read")
        # One prefetch for all, a record that is named twice too.
        return [records.browse(i).with_prefetch(records._prefetch_ids) for i in ids]

    @api.model
    def _of_origins(self, records):
        """The action that lists the cases these records started."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_case_action_of_origin"
        )
        return action | {
            "domain": [
                ("origin_model", "=", records._name),
                ("origin_id", "in", records.ids),
            ],
            "context": {},
        }

    # --- the engine ------------------------------------------------------------------

    def _note_origin(self, origin):
        result = super()._note_origin(origin)
        holds = _startable(origin) and origin._procedure_holds(self.document_id)
        name = self.env["procedure.start.setting"]._name_of(origin)
        self.write({"origin_name": name, "holds_origin": holds})
        return result

    @api.model
    def _start_by(self, source, vals_list, at, received_by=None, origins=None):
        for records in _by_model(origins or ()):
            records.sudo()._procedure_touch()  # a row that others write, as it is
        return super()._start_by(source, vals_list, at, received_by, origins)

    def _conclude(self, state, at, reason=None):
        result = super()._conclude(state, at, reason)
        self._tell_origins()
        return result

    def _refuse_intake(self, reason, at):
        result = super()._refuse_intake(reason, at)
        self._tell_origins()
        return result

    def _tell_origins(self):
        """Records that wait for none of their cases any more go on."""
        # Whoever ends the case need not read what waits for it.
        for records, cases in self.sudo().filtered("holds_origin")._by_origin():
            if not _startable(records):
                continue
            origins = records.exists()
            origins._procedure_touch()
            waiting = set(origins._procedure_waited_for().mapped("origin_id"))
            for origin in origins.filtered(lambda one: one.id not in waiting):  # noqa: B023
                try:
                    with self.env.cr.savepoint():
                        origin._procedure_cases_ended()
                except UserError as error:
                    cases.filtered(
                        lambda case: case.origin_id == origin.id  # noqa: B023
                    )._note_refusal(origin, error)

    def _note_refusal(self, origin, error):
        for case in self:
            case._message_log(
                body=self.env._(
                    "%(record)s could not go on after this case: %(why)s",
                    record=case.origin_name or origin.display_name,
                    why=str(error),
                )
            )

    @api.model
    def _running_origins(self, model, ids, document):
        """Ids among these records for which a case of this procedure has not ended."""
        # That work is under way is told to who would start it twice, nothing else.
        return set(
            self.sudo()
            .search(
                Domain("origin_model", "=", model)
                & Domain("origin_id", "in", ids)
                & Domain("document_id", "=", document.id)
                & Domain("state", "not in", ENDED)
            )
            .mapped("origin_id")
        )


def _startable(records):
    return isinstance(records, records.env.registry["procedure.startable.mixin"])


def _by_model(origins):
    """Records of any models → one recordset a model that inherits the mixin."""
    found = {}
    for origin in origins:
        if _startable(origin):
            found[origin._name] = found.get(origin._name, origin.browse()) | origin
    return found.values()
