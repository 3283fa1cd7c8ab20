import base64
import hashlib
import json
from datetime import timedelta
from time import monotonic

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .procedure_case_import_rows import candidate_of

#: A caller's clock may run a little ahead of ours.
AHEAD = timedelta(minutes=5)
#: Of a line, what its receipt rests on.
KEPT = (
    "external_code",
    "procedure_code",
    "agency_code",
    "received_at",
    "variant",
    "channel",
)


class ProcedureCase(models.Model):
    """Cases from another system, known by their dossier code."""

    _inherit = "procedure.case"

    @api.model
    def action_import(self, rows):
        """Bring cases in from another system; the same rows twice change nothing.

        :param rows: list of dicts with the keys of the case sheet: `external_code`,
            `procedure_code`, `agency_code` (required), `received_at` (UTC as
            ``YYYY-MM-DD HH:MM:SS``, or ISO 8601 with an offset; left out: now),
            `variant`, `channel` (online, desk, post), `requester_name`, `phone`,
            `email`, `address`, `note`
        :return: one dict per row, in order: `external_code`, `status` (created,
            unchanged, refused), `id`, `number`, and `findings` (dicts `code`, `column`,
            `what`, `mend`). A row that does not fit is refused alone; the others are
            taken
        :raises AccessError: who may not receive cases
        """
        if not isinstance(rows, (list, tuple)):
            raise UserError(self.env._("Give a list of rows."))
        now = fields.Datetime.now()
        candidates = [candidate_of(n, row, now) for n, row in enumerate(rows, 1)]
        # Whoever calls works for all his agencies, whichever he last looked at.
        cases = self.with_context(allowed_company_ids=self.env.user.company_ids.ids)
        cases._import_check(candidates)
        cases._import_take(candidates)
        return [cases._import_answer(candidate) for candidate in candidates]

    def _import_answer(self, candidate):
        explain = self.env["procedure.case.import.words"]._explain
        findings = []
        for found in candidate.findings:
            what, mend = explain(found.code, found.column, found.values)
            findings.append(
                {"code": found.code, "column": found.column, "what": what, "mend": mend}
            )
        return {
            "external_code": candidate.line.external_code,
            "status": candidate.status,
            "id": candidate.case_id,
            "number": candidate.number,
            "findings": findings,
        }

    def _import_take(self, candidates, source="api", seconds=None):
        """Receive every candidate that fits, at its own moment; sets their outcome.

        :param source: where they came from, for the trail
        :param seconds: after so long the rest is left as it is, still fitting
        """
        started = monotonic()
        fitting = [candidate for candidate in candidates if candidate.status == "fits"]
        groups = {}
        for candidate in sorted(fitting, key=lambda candidate: candidate.at):
            groups.setdefault(candidate.at, []).append(candidate)
        for at, group in groups.items():
            if seconds is not None and monotonic() - started > seconds:
                break
            if not self._import_group(group, at) and len(group) > 1:
                # One of them does not fit: the others are not held up by it.
                for candidate in group:
                    candidate.status, candidate.findings = "fits", []
                    self._import_group([candidate], at)
        created = [candidate for candidate in fitting if candidate.case_id]
        moments = {candidate.case_id: candidate.at for candidate in created}
        self.env["procedure.event"]._log(
            "case.imported",
            self.browse(moments),
            values=lambda case: {
                "external_code": case.external_code,
                "received_at": fields.Datetime.to_string(moments[case.id]),
                "source": source,
            },
        )
        self._import_record_late(created, source)

    def _import_record_late(self, candidates, source):
        """List what was received at another time than now, with the line it rests on.

        The dossier's code in the other system is the number of its paper. Of the line
        only what the receipt rests on is kept, nothing of the requester.
        """
        now = fields.Datetime.now()
        late = {
            candidate.case_id: candidate
            for candidate in candidates
            if not candidate.is_now and candidate.at < now
        }
        cases = self.sudo().browse(late)  # just received by the act that was permitted
        reason = self.env._("brought in from another system")
        rows = []
        for case in cases:
            candidate = late[case.id]
            at, code = candidate.at, candidate.line.external_code
            line = {name: str(getattr(candidate.line, name) or "") for name in KEPT}
            data = json.dumps(line, ensure_ascii=False, indent=1).encode()
            days = case._local(now).date() - case._local(at).date()
            rows.append(
                {
                    "case_id": case.id,
                    "kind": "receipt",
                    "happened_at": at,
                    "recorded_at": now,
                    "days_after": days.days,
                    "recorded_by_id": self.env.uid,
                    "recorded_by_name": self.env.user.name,
                    "reason": f"{reason} ({source})" if source else reason,
                    "before": {},
                    "after": case._facts_now(),
                    "paper_number": code,
                    "paper_date": case._local(at).date(),
                    "file": base64.b64encode(data),
                    "filename": f"{code}.json",
                    "file_sha256": hashlib.sha256(data).hexdigest(),
                }
            )
        if rows:
            cases.write({"late_entry_count": 1})
            self.env["procedure.late.entry"]._record(rows)

    def _import_group(self, candidates, at):
        """Whether all of them were received; if not, none was, and each says why."""
        try:
            with self.env.cr.savepoint():
                cases = self._start_by(
                    "file", [candidate.values for candidate in candidates], at
                )
                numbers = cases.sudo().mapped("name")  # told to who brought them in
        except UserError as error:
            for candidate in candidates:
                candidate.find("refused", message=str(error))
            return False
        for candidate, case_id, number in zip(
            candidates, cases.ids, numbers, strict=True
        ):
            candidate.status = "created"
            candidate.case_id, candidate.number = case_id, number
        return True

    def _check_may_import(self):
        if not self.env.user.has_group("procedure_control.group_staff"):
            raise AccessError(self.env._("Only staff may receive cases."))
