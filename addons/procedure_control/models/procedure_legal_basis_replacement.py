from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_company_change import shifted

#: So many days before its end a basis shows as expiring.
SOON_DAYS = 90
STATES = [
    ("to_come", "Not yet in force"),
    ("in_force", "In force"),
    ("expiring", "Expiring"),
    ("expired", "Expired"),
    ("replaced", "Replaced"),
]
RESTING = ("draft", "in_review", "approved", "effective")


class ProcedureLegalBasis(models.Model):
    """Replaced by another from a day on: who is to act, once, and in good time."""

    _inherit = "procedure.legal.basis"

    replaced_from = fields.Date(
        string="Replaced from",
        help="From this day the other one is in force instead. The owner of each "
        "procedure that rests on this one gets an activity in good time.",
    )
    effect_ids = fields.One2many(
        "procedure.legal.basis.effect", "basis_id", string="Procedures affected"
    )
    effect_count = fields.Integer(
        string="Procedures affected by it", compute="_compute_effect_count"
    )
    to_do_count = fields.Integer(string="Still to do", compute="_compute_effect_count")
    validity = fields.Selection(
        STATES,
        compute="_compute_validity",
        search="_search_validity",
    )

    _replaced_check = models.Constraint(
        "CHECK(replaced_from IS NULL OR date_from IS NULL"
        " OR date_from <= replaced_from)",
        "A legal basis is replaced after it came into force.",
    )

    # --- what is shown ----------------------------------------------------------------
    @api.depends("effect_ids.state")
    @api.depends_context("uid")
    def _compute_effect_count(self):
        groups = self.env["procedure.legal.basis.effect"]._read_group(
            [("basis_id", "in", self.ids)], ["basis_id", "state"], ["__count"]
        )
        counts = {(basis.id, state): count for basis, state, count in groups}
        for basis in self:
            basis.to_do_count = counts.get((basis._origin.id, "to_do"), 0)
            basis.effect_count = sum(
                count for (key, _s), count in counts.items() if key == basis._origin.id
            )

    @api.depends("date_from", "date_to", "replaced_by_id", "replaced_from")
    def _compute_validity(self):
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=SOON_DAYS)
        for basis in self:
            ended = bool(basis.date_to and basis.date_to < today)
            replaced = basis.replaced_from if basis.replaced_by_id else False
            if replaced and replaced <= today:
                basis.validity = "replaced"
            elif ended and basis.replaced_by_id and not replaced:
                basis.validity = "replaced"
            elif ended:
                basis.validity = "expired"
            elif basis.date_from and basis.date_from > today:
                basis.validity = "to_come"
            elif replaced or (basis.date_to and basis.date_to <= soon):
                basis.validity = "expiring"
            else:
                basis.validity = "in_force"

    def _search_validity(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=SOON_DAYS)
        by_another = Domain("replaced_by_id", "!=", False)
        dated = by_another & Domain("replaced_from", "!=", False)
        over = Domain("date_to", "<", today)
        replaced = dated & Domain("replaced_from", "<=", today)
        replaced |= by_another & Domain("replaced_from", "=", False) & over
        expired = ~replaced & over
        ended = replaced | expired
        to_come = ~ended & Domain("date_from", ">", today)
        expiring = ~ended & ~to_come & (dated | Domain("date_to", "<=", soon))
        domains = {
            "replaced": replaced,
            "expired": expired,
            "to_come": to_come,
            "expiring": expiring,
            "in_force": ~ended & ~to_come & ~expiring,
        }
        return Domain.OR(domains[key] for key in value if key in domains)

    # --- replacement ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        bases = super().create(vals_list)
        bases._replacement_entered()
        return bases

    def write(self, vals):
        result = super().write(vals)
        if {"replaced_by_id", "replaced_from"}.intersection(vals):
            self._replacement_entered()
        return result

    @api.onchange("replaced_by_id")
    def _onchange_replaced_by_id(self):
        if self.replaced_by_id and not self.replaced_from:
            self.replaced_from = self.replaced_by_id.date_from

    def _replacement_entered(self):
        """Whoever enters it: owners are told at once, and once."""
        at = fields.Datetime.now()
        replaced = self.filtered(lambda b: b.replaced_by_id and b.replaced_from)
        if replaced:
            self.env["procedure.event"]._log(
                "legal_basis.replaced",
                replaced,
                at=at,
                values=lambda b: {
                    "by": b.replaced_by_id.code,
                    "from": str(b.replaced_from),
                },
            )
            replaced._follow_replacement(at)
        (self - replaced)._withdraw_replacement(at)

    @api.model
    def _replaced_ones(self):
        return self.search(
            [("replaced_by_id", "!=", False), ("replaced_from", "!=", False)]
        )

    def _follow_replacement(self, at):
        """List each affected procedure and ask its owner, each once.

        What is listed already keeps its state; only the day it is due follows the day
        of the replacement.
        """
        effects = self.env["procedure.legal.basis.effect"]
        # Every procedure that rests on it counts, in every agency.
        known = effects.sudo().search([("basis_id", "in", self.ids)])
        listed = {(e.basis_id.id, e.document_id.id) for e in known}
        resting = self._resting_documents()
        lacking = [
            (basis, document)
            for basis in self
            for document in resting[basis]
            if (basis.id, document.id) not in listed
        ]
        to_do = known.filtered(lambda e: e.state in ("to_do", "requested"))
        dues = self._dues([*lacking, *((e.basis_id, e.document_id) for e in to_do)])
        made = effects._make(
            [
                {
                    "basis_id": basis.id,
                    "document_id": document.id,
                    "due_date": dues[basis.id, document.id],
                    "state": "to_do",
                    "listed_at": at,
                }
                for basis, document in lacking
            ]
        )
        made.sudo()._ask_owners(at)
        to_do._due_on({e: dues[e.basis_id.id, e.document_id.id] for e in to_do})

    def _resting_documents(self):
        """{basis: procedures whose revision in force or under way cites it}."""
        revisions = (
            self.env["procedure.revision"]
            .sudo()  # as in _follow_replacement
            .search([("legal_basis_ids", "in", self.ids), ("state", "in", RESTING)])
        )
        return {
            basis: revisions.filtered(
                lambda r, b=basis: b in r.legal_basis_ids
            ).document_id
            for basis in self
        }

    def _dues(self, pairs):
        """{(basis id, document id): date}, on the calendar of the issuing agency."""
        result = {}
        for basis in {basis for basis, _document in pairs}:
            day = basis.sudo().replaced_from
            documents = [document for b, document in pairs if b == basis]
            companies = self.env["res.company"].union(
                *(d.company_id for d in documents)
            )
            # The setting of the issuing agency, whichever is ticked in the switcher.
            times = companies.sudo()._procedure_times_around(day)
            for document in documents:
                company = document.sudo().company_id
                result[basis.id, document.id] = shifted(
                    times[company], day, -company.procedure_basis_lead_days
                )
        return result

    def _withdraw_replacement(self, at):
        """It is not replaced after all: what is still to do is not needed."""
        if not self:
            return
        effects = (
            self.env["procedure.legal.basis.effect"]
            .sudo()  # whoever was asked
            .search([("basis_id", "in", self.ids), ("state", "=", "to_do")])
        )
        effects._close_as("not_needed", at, self.env._("It is not replaced after all."))

    # --- acts -------------------------------------------------------------------------
    def action_request_changes(self):
        """A change request for each affected procedure that still has none."""
        effects = self.effect_ids.filtered(lambda e: e.state == "to_do")
        if not effects:
            raise UserError(self.env._("Nothing is left to do for it."))
        return effects.action_request_change()

    def action_open_effects(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "procedure_control.procedure_legal_basis_effect_action"
        )
        action["domain"] = [("basis_id", "=", self.id)]
        action["context"] = {}
        return action
