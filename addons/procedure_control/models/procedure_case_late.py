import base64
import binascii
import hashlib
from itertools import zip_longest

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

#: What of a case a late record may change, and a reader wants to see changed.
FACTS = (
    "state",
    "received_at",
    "clock_start_at",
    "due_at",
    "verdict",
    "supplement_count",
    "extension_count",
)
#: States of a case whose result lies: what is recorded now judges it anew.
JUDGED = ("result_ready", "closed")


class ProcedureCase(models.Model):
    """What of a case is recorded after it happened: by whom, and on what paper."""

    _inherit = "procedure.case"

    late_entry_ids = fields.One2many(
        "procedure.late.entry", "case_id", string="Recorded after the fact"
    )
    late_entry_count = fields.Integer(
        string="Facts recorded late",
        readonly=True,
        copy=False,
        help="How many facts of this case were recorded after they happened.",
    )

    def _check_may_record_late(self):
        """Who manages the case or answers for quality, and has none of its work."""
        self.ensure_one()
        self.check_access("read")
        if not self._manages(self):
            raise AccessError(
                self.env._(
                    "Only the manager of %(case)s or a quality officer may record what "
                    "happened earlier.",
                    case=self.name,
                )
            )
        # Whose work it is or was does not depend on what else he may read.
        tasks = self.sudo().task_ids
        hands = tasks.user_id | tasks.stand_in_id | tasks.done_by_id | tasks.had_by_ids
        hands |= tasks.principal_id  # it comes back to him
        if self.env.user in hands:
            raise AccessError(
                self.env._(
                    "You work on %(case)s, or did: somebody else records what "
                    "happened in it earlier.",
                    case=self.name,
                )
            )

    def _happened(self, moment, now):
        """A moment said by who records it: past, and not before the receipt."""
        at = self._moment(moment)
        if at > now:
            raise UserError(self.env._("What is recorded lies in the past."))
        started = self and self._counts_from()
        if started and at < started:
            raise UserError(
                self.env._(
                    "%(case)s had not been received then, or its limit has started "
                    "anew since.",
                    case=self.name,
                )
            )
        return at

    def _moment(self, text):
        try:
            at = fields.Datetime.to_datetime(text)
        except (ValueError, TypeError):
            at = None
        if not at:
            raise UserError(self.env._("Say when it happened."))
        return at

    def _late_paper(self, paper):
        """The dated paper a late record rests on, as columns of its entry.

        :param paper: dict with `number`, `date`, `file` (Base64) and `filename`
        :raises UserError: one of them lacks, or its date is still to come
        """
        paper = paper if isinstance(paper, dict) else {}
        number = str(paper.get("number") or "").strip()
        try:
            date = fields.Date.to_date(paper.get("date"))
            data = base64.b64decode(paper.get("file") or b"", validate=True)
        except (ValueError, TypeError, binascii.Error):
            date, data = None, b""
        if not (number and date and data):
            raise UserError(
                self.env._(
                    "What is recorded after the fact rests on a dated paper: give its "
                    "number, its date and its file."
                )
            )
        if date > fields.Date.context_today(self):
            raise UserError(self.env._("The date of the paper is still to come."))
        return {
            "paper_number": number,
            "paper_date": date,
            "file": base64.b64encode(data),
            "filename": str(paper.get("filename") or number),
            "file_sha256": hashlib.sha256(data).hexdigest(),
        }

    def _facts_now(self):
        """{name: value} of what a late record may change, as JSON keeps it."""
        return {
            name: fields.Datetime.to_string(self[name])
            if self._fields[name].type == "datetime"
            else self[name]
            for name in FACTS
        } | {"variant_id": self.variant_id.name or ""}

    def _record_late(self, kind, happened_at, now, reason, paper, before, keys=()):
        """Keep that facts of these cases were recorded now: an entry and an event each.

        :param paper: what `_late_paper` answered
        :param keys: of receipts, `receipt_key` of each case in order
        :param before: {case: `_facts_now` before the record}, empty for a receipt
        """
        cases = self.sudo()  # the act was permitted by its public method
        rows = []
        for case, key in zip_longest(cases, keys):
            days = case._local(now).date() - case._local(happened_at).date()
            rows.append(
                {
                    "case_id": case.id,
                    "kind": kind,
                    "happened_at": happened_at,
                    "recorded_at": now,
                    "days_after": days.days,
                    "recorded_by_id": self.env.uid,
                    "recorded_by_name": self.env.user.name,
                    "reason": reason,
                    "before": before.get(case) or {},
                    "after": case._facts_now(),
                    **paper,
                    "receipt_key": key,
                }
            )
            case.write({"late_entry_count": case.late_entry_count + 1})
        self.env["procedure.late.entry"]._record(rows)
        told = ("paper_number", "paper_date", "file_sha256")
        self.env["procedure.event"]._log(
            "case.recorded_late",
            self,
            at=now,
            reason=reason,
            values={
                "kind": kind,
                "happened_at": fields.Datetime.to_string(happened_at),
                **{name: str(paper[name]) for name in told},
            },
        )

    def _judge_anew(self, plans, reason, now, times):
        """Give a case whose result lies its new due times, and take its verdict again.

        The verdicts of finished steps stay: they belong to who did them, by the clock
        that ran then. So do the escalations that fired.
        """
        self._set_dues(plans, reason, now)
        self._take_verdict_again(times)

    def _take_verdict_again(self, times):
        for case in self:
            end = case.result_at or case.ended_at
            case.write({"verdict": case._verdict(end)})
            case._take_account({case: case.decided_by_id}, times)
