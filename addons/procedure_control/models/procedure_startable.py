from collections import defaultdict
from functools import wraps

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: States in which nothing more happens to a case.
ENDED = ("closed", "refused", "terminated", "withdrawn", "not_accepted")
#: Who reads cases at all; others do not see that a record started any.
READERS = "procedure_control.group_staff,procedure_control.group_auditor"
MARK = "_procedure_holds"


class ProcedureStartableMixin(models.AbstractModel):
    """A record of another application that starts procedures, and may wait for them.

    Inherit it beside the model's own name::

        _inherit = ["purchase.order", "procedure.startable.mixin"]

        _procedure_held_methods = ("button_confirm",)
        _procedure_held_values = {"state": ("purchase",)}

    While a case it started that must end first has not ended, calling one of those
    methods, or writing one of those values, is refused in words, whoever asks.
    """

    _name = "procedure.startable.mixin"
    _description = "Starts procedures"

    #: Names of methods that wait until the cases have ended.
    _procedure_held_methods = ()
    #: {field: values} that are not written before the cases have ended.
    _procedure_held_values = {}

    procedure_case_ids = fields.One2many(
        "procedure.case",
        "origin_id",
        string="Procedures",
        readonly=True,
        copy=False,
        groups=READERS,
    )
    procedure_case_count = fields.Integer(
        string="Cases", compute="_compute_procedure_case_count", groups=READERS
    )
    procedure_running_count = fields.Integer(
        string="Cases not ended",
        compute="_compute_procedure_case_count",
        groups=READERS,
    )

    @api.depends("procedure_case_ids.state")
    @api.depends_context("uid")
    def _compute_procedure_case_count(self):
        # Counted anew: what others have read of the list stands in the cache.
        counts = defaultdict(int)
        for origin_id, state, count in self.env["procedure.case"]._read_group(
            [("origin_model", "=", self._name), ("origin_id", "in", self.ids)],
            ["origin_id", "state"],
            ["__count"],
        ):
            counts[origin_id, "all"] += count
            counts[origin_id, "running"] += count * (state not in ENDED)
        for record in self:
            record.procedure_case_count = counts[record.id, "all"]
            record.procedure_running_count = counts[record.id, "running"]

    # --- for the model that inherits -------------------------------------------------

    def _procedure_holds(self, document):
        """Whether a case of `document` started from this record must end first."""
        return bool(self._procedure_held_methods or self._procedure_held_values)

    def _procedure_releases(self, case):
        """Whether this case, which must end first, lets the record go on."""
        return case.state in ENDED

    def _procedure_cases_ended(self):
        """The last case that these records waited for has ended; by default nothing.

        Runs with all rights in the transaction of the act that ended the case. What it
        refuses (`UserError`) is undone and noted on the case, which ends all the same.
        """

    def _procedure_values(self):
        """What a case takes over from this record, as `action_receive` takes it.

        By default what the administrator set up, else the name of the record.
        """
        self.ensure_one()
        return {}

    def _procedure_start(self, document, vals=None):
        """Start `document` for each of these records, as their own code does.

        :param vals: as `procedure.case.action_start_from` takes it, for all of them
        :return: the cases, in the order of the records
        """
        cases = self.env["procedure.case"]
        return cases.browse(
            cases.action_start_from(
                self._name,
                [
                    {**(vals or {}), "document_id": document.id, "origin_id": record.id}
                    for record in self
                ],
            )
        )

    def _procedure_check_ended(self):
        """Refuse, naming the cases, while one that must end first has not ended.

        :raises UserError: with at most five cases that the user may read
        """
        held = self._procedure_waited_for()
        if not held:
            return
        shown = held.sudo(False)._filtered_access("read")
        lines = [
            f"{case.name}: {case.document_id.display_name} ({case._state_label()})"
            # He reads these cases; the name of their procedure may be out of his sight.
            for case in shown[:5].sudo()
        ]
        if more := len(held) - len(lines):
            lines.append(self.env._("and %(count)s more", count=more))
        waiting = self.browse(dict.fromkeys(held.mapped("origin_id")))
        names = ", ".join(waiting.mapped("display_name"))
        raise UserError(
            self.env._(
                "%(record)s waits for a procedure that must end first:\n%(cases)s",
                record=names,
                cases="\n".join(lines),
            )
        )

    # --- acts of users ---------------------------------------------------------------

    def action_start_procedure(self):
        """Open the dialog that starts a procedure for these records."""
        return self.env["procedure.start"]._open(self)

    def action_open_procedures(self):
        """The cases that these records started, as far as one may read them."""
        return self.env["procedure.case"]._of_origins(self)

    # --- the hold --------------------------------------------------------------------

    def write(self, vals):
        moved = self.browse()
        for name, values in self._procedure_held_values.items():
            if name in vals and vals[name] in values:
                moved |= self.filtered(
                    lambda record, name=name: record[name] != vals[name]
                )
        moved._procedure_check_ended()
        return super().write(vals)

    def _procedure_waited_for(self):
        """Cases that must end before these records go on, of whomever they are."""
        if not self.ids:
            return self.env["procedure.case"]
        # Whether a record waits does not depend on who asks.
        cases = self.env["procedure.case"].sudo()
        found = cases.search(
            Domain("origin_model", "=", self._name)
            & Domain("origin_id", "in", self.ids)
            & Domain("holds_origin", "=", True),
            order="id",
        )
        records = {record.id: record for record in self}
        return found.filtered(
            lambda case: not records[case.origin_id]._procedure_releases(case)
        )

    def _procedure_touch(self):
        """Write the rows of these records as they are.

        Whoever starts a case, ends one or moves the record on writes this row: of two
        at once the platform repeats the later one, which then sees the other.
        """
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET id = id WHERE id IN %s",
                    SQL.identifier(self._table),
                    self._ids,
                )
            )

    def _register_hook(self):
        super()._register_hook()
        model = self.env.registry[self._name]
        for name in self._procedure_held_methods:
            method = getattr(model, name)
            if not getattr(method, MARK, False):
                setattr(model, name, _held(method))


def _held(method):
    """`method`, refused while a case that must end first has not ended."""

    @wraps(method)
    def held(self, *args, **kwargs):
        self._procedure_check_ended()
        return method(self, *args, **kwargs)

    setattr(held, MARK, True)
    return held
