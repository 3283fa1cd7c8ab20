from odoo import fields, models
from odoo.tools import SQL

from ..engine import routing
from ..engine.deadline import own_add
from ..engine.duration import make

#: How far ahead the calendar is read for a signer's time.
DAYS_AHEAD = 400


class ProcedureRound(models.Model):
    """A round goes through its stages; its own row is the lock of every act on it."""

    _inherit = "procedure.round"

    def _lock(self):
        """Update the rows first, so that acts at the same instant conflict."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE procedure_round SET version = COALESCE(version, 0) + 1"
                " WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["version"], flush=False)

    def _standing(self):
        """`engine.routing.Standing` of this round."""
        self.ensure_one()
        return routing.standing(routing.stages_of(self.stages), self._answers())

    def _answers(self):
        return [routing.Request(r.stage, r.state) for r in self.request_ids]

    # --- moving on --------------------------------------------------------------------
    def _start(self, at):
        """Ask the first stages; a round that needs nobody inside waits for outside."""
        self._ask_open_stages(at)
        self.filtered(
            lambda r: r.ends_outside and r._standing().finished
        )._await_issuance(at)

    def _advance(self, at):
        """Void what is no longer asked, ask whose turn it is, end what is decided.

        :return: (rounds approved just now, rounds sent back just now)
        """
        approved, failed, leftover = self.browse(), self.browse(), []
        going, outside = self.browse(), self.browse()
        for round_ in self:
            where = round_._standing()
            pending = round_.request_ids.filtered(lambda r: r.state == "pending")
            if where.failed or where.finished:
                leftover += pending.ids
            else:
                leftover += pending.filtered(
                    lambda r, still=where.open: r.stage not in still
                ).ids
            if where.failed:
                failed += round_
            elif not where.finished:
                going += round_
            elif round_.ends_outside:
                outside += round_
            else:
                approved += round_
        self.request_ids.browse(leftover)._close("void", at)
        going._ask_open_stages(at)
        outside._await_issuance(at)
        if failed:
            failed._close("rejected", at)
        if approved:
            approved._close("approved", at)
        return approved, failed

    def _await_issuance(self, at):
        waiting = self.filtered(lambda r: not r.awaits_issuance)
        if waiting:
            waiting._note({"awaits_issuance": True})
            self.env["procedure.event"]._log(
                "revision.awaits_issuance", waiting.revision_id, at=at
            )

    def _ask_open_stages(self, at):
        """Make the requests of the stages whose turn has come."""
        wanted = []
        for round_ in self:
            stages = routing.stages_of(round_.stages)
            for index in routing.to_ask(stages, round_._answers()):
                wanted += [
                    (round_, index, stages[index], signer)
                    for signer in stages[index].signers
                ]
        if not wanted:
            return
        dues = self._stage_dues({(r, i) for r, i, _stage, _signer in wanted}, at)
        requests = self.env["procedure.signature.request"]._record(
            [
                {
                    **round_._request_vals(at),
                    "stage": index,
                    "stage_name": stage.name,
                    "meaning": stage.meaning,
                    "weight": stage.weight,
                    "user_id": signer,
                    **dues.get((round_, index), {}),
                }
                for round_, index, stage, signer in wanted
            ]
        )
        requests._ask()

    def _request_vals(self, at):
        revision = self.revision_id
        return {
            "round_id": self.id,
            "revision_id": revision.id,
            "document_id": revision.document_id.id,
            "company_id": revision.company_id.id,
            "department_id": revision.document_id.department_id.id,
            "state": "pending",
            "asked_at": at,
            "clock_generation": 1,
        }

    def _stage_dues(self, places, at):
        """{(round, stage index): due_at and its derivation} on the agencies' clock."""
        lengths = {
            (round_, index): round_.stages[index].get("due") for round_, index in places
        }
        lengths = {place: due for place, due in lengths.items() if due}
        if not lengths:
            return {}
        companies = self.env["res.company"].browse(
            {round_.revision_id.company_id.id for round_, _index in lengths}
        )
        last = fields.Date.add(at.date(), days=DAYS_AHEAD)
        times = companies._procedure_working_time(at.date(), last)
        result = {}
        for (round_, index), (value, unit) in lengths.items():
            company = companies.browse(round_.revision_id.company_id.id)
            due = own_add(times[company], at, make(value, unit))
            result[round_, index] = {
                "due_at": due.at,
                "due_derivation": due.derivation,
            }
        return result
