from odoo import api, fields, models
from odoo.exceptions import UserError


class ProcedureCase(models.Model):
    """How the clock of a case stands still, and goes on or starts anew."""

    _inherit = "procedure.case"

    restarted_at = fields.Datetime(
        string="Limit started anew",
        readonly=True,
        copy=False,
        help="When a supplement came that sets the whole limit going again.",
    )
    supplements_over = fields.Integer(
        string="Supplements beyond the allowed",
        readonly=True,
        copy=False,
        help="Requests for a supplement beyond the number that the agency allows.",
    )
    counts_late_766 = fields.Boolean(
        string="Counts late (766)",
        compute="_compute_counts_late_766",
        store=True,
        help="Overdue, or more supplements were asked for than allowed: the figures of "
        "Decision 766 count it as late.",
    )

    @api.depends("verdict", "supplements_over")
    def _compute_counts_late_766(self):
        for case in self:
            case.counts_late_766 = case.verdict == "late" or case.supplements_over > 0

    def _supplement_counts(self, more=1):
        """What cases keep of the number of their supplements, with `more` of them."""
        self.ensure_one()
        count = self.supplement_count + more
        allowed = self.company_id.procedure_supplements_allowed
        return {"supplement_count": count, "supplements_over": max(0, count - allowed)}

    def _pause(self, kind, reason, missing, at):
        """Stop the clock of these cases; open tasks keep their place and wait."""
        self._lock()
        cases = self.sudo()  # the act was permitted by its public method
        for case in cases:
            if case.state != "running":
                raise UserError(
                    self.env._("The clock of %(case)s is not running.", case=case.name)
                )
        self.env["procedure.pause"]._make(
            [case._pause_row(kind, reason, missing, at) for case in cases]
        )
        for case in cases:
            counts = case._supplement_counts() if kind == "supplement" else {}
            case.write({"state": "paused", **counts})
        # Whoever waits for the requester ends the waiting: his task stays open.
        cases.task_ids.filtered(
            lambda t: t.state == "ready" and t.step_id.kind != "wait"
        ).write({"state": "paused", "next_check_at": False})
        self.env["procedure.event"]._log(
            "case.paused", self, at=at, reason=reason, values={"missing": missing or ""}
        )

    def _pause_row(self, kind, reason, missing, start, end=False):
        return {
            "case_id": self.id,
            "kind": kind,
            "date_from": start,
            "date_to": end,
            "reason": reason,
            "missing": missing,
            "user_id": self.env.uid,
        }

    def _starts_anew(self, pause):
        """Whether the end of this pause sets the whole limit going again."""
        self.ensure_one()
        rule = self.revision_id._runtime().content.supplement_rule
        return pause.kind == "supplement" and rule == "restart"

    def _resume(self, reason, at, set_at=None):
        """Set the clock going again; every due time of the case is derived anew.

        :param set_at: when that is said, if it is said later than it happened
        """
        self._lock()
        cases = self.sudo()  # the act was permitted by its public method
        for case in cases:
            if case.state != "paused":
                raise UserError(
                    self.env._("The clock of %(case)s does not stand.", case=case.name)
                )
        times = cases._working_times(at)
        limits = cases._extended_limits(times)
        anew = cases.filtered(
            lambda c: c._starts_anew(c.pause_ids.filtered(lambda p: not p.date_to)[:1])
        )
        cases._end_pauses(at)
        cases.write({"state": "running"})
        # The whole limit begins again: there is no extension of it yet.
        anew.write({"restarted_at": at})
        limits = {case: limits[case] for case in cases - anew if case in limits}
        plans = cases._plans(times, limits)
        for some, default in (
            (cases - anew, self.env._("supplement received")),
            (anew, self.env._("supplement received, the limit starts anew")),
        ):
            if some:
                some._set_dues(plans, reason or default, set_at or at)
        cases._lay_out_anew(plans, set_at or at, times)
        log = self.env["procedure.event"]._log
        log("case.resumed", cases - anew, at=at, reason=reason)
        log("case.restarted", anew, at=at, reason=reason)

    def _lay_out_anew(self, plans, at, times):
        """Give the tasks to come their new planned dues, and wake those that waited."""
        self.task_ids.filtered(lambda t: t.state in ("planned", "paused"))._replan(
            plans, at, times
        )

    def _end_pauses(self, at):
        self.pause_ids.filtered(lambda p: not p.date_to).write({"date_to": at})

    # --- acts of users ---------------------------------------------------------------

    def action_request_supplement(self, missing, reason=None):
        """Ask the requester for what is lacking: the clock stands until it comes.

        :param missing: what is lacking, one paper a line; printed on Mẫu 02
        """
        self._check_may_decide()
        self._pause("supplement", reason, self._missing(missing), fields.Datetime.now())

    def _missing(self, missing):
        missing = (missing or "").strip()
        if not missing:
            raise UserError(self.env._("List the papers that are lacking."))
        return missing

    def action_supplement_received(self, reason=None):
        """The requester has answered: the clock goes on, or starts anew."""
        self._check_may_decide()
        self._check_waits_for_supplement()
        self._resume(reason, fields.Datetime.now())

    def _check_waits_for_supplement(self):
        # Of cases he was found to decide on.
        pauses = self.sudo().pause_ids.filtered(lambda p: not p.date_to)
        if "wait" in pauses.mapped("kind"):
            raise UserError(
                self.env._("The clock waits for a step: complete that step instead.")
            )
