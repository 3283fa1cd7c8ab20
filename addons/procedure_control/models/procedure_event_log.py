import hashlib
import hmac
import secrets
from collections import defaultdict

import pytz
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..interchange.event_log import Step, Trace, events_of

SECRET_PARAMETER = "procedure_control.event_log_secret"
#: Characters of a pseudonym: no two of a million people or cases share one by chance.
LENGTH = 20

CASE_FIELDS = (
    "name",
    "document_id",
    "revision_id",
    "variant_id",
    "kind",
    "channel",
    "company_id",
    "state",
    "verdict",
    "received_at",
    "due_at",
    "result_at",
    "ended_at",
)
TASK_FIELDS = (
    "case_id",
    "sequence",
    "label",
    "name",
    "occurrence",
    "state",
    "ready_at",
    "started_at",
    "done_at",
    "due_at",
    "user_id",
    "done_by_id",
    "role_id",
    "department_id",
    "company_id",
    "outcome_id",
    "verdict",
    "named_from",
    "waiting_minutes",
    "working_minutes",
    "paused_minutes",
    "late_minutes",
    "other_agency",
)


class ProcedureEventLog(models.AbstractModel):
    """Cases and their steps as an event log: exactly those that the user may see.

    A requester is in none of it. Whose a late step is stays hidden from who is not to
    be told: the department then stands in place of person and pseudonym alike.
    """

    _name = "procedure.event.log"
    _description = "Event log"

    def _traces(self, domain, named):
        """`Trace` of each case, by case number; flat memory.

        :param named: whether numbers and people are told instead of pseudonyms
        """
        rows = self.env["procedure.compliance.rows"]
        clocks, secret = rows._clocks(), b"" if named else self._secret()
        for cases in rows._batches("procedure.case", domain, "id", CASE_FIELDS):
            tasks = self.env["procedure.task"].search_fetch(
                [("case_id", "in", cases.ids)], TASK_FIELDS, order="case_id, id"
            )
            pauses, acts = self._pauses(cases), self._acts(tasks)
            hidden, by_case = tasks._name_hidden(), tasks.grouped("case_id")
            for case in cases:
                zone = clocks[case.company_id.id]
                steps = [
                    self._step(number, task, task in hidden, secret, zone)
                    | {
                        "pauses": tuple(
                            (_at(low, zone), _at(high, zone))
                            for low, high in pauses[case.id]
                        ),
                        "handed_on": tuple(
                            _at(moment, zone) for moment in acts[task.id, False]
                        ),
                        "aborted": _at(
                            task.state == "cancelled"
                            and (acts[task.id, True][-1:] or [case.ended_at])[0],
                            zone,
                        ),
                    }
                    for number, task in enumerate(_in_order(by_case.get(case)), 1)
                ]
                yield self._trace(case, steps, secret, zone)
            # What was read of this batch is not kept for the next.
            tasks.invalidate_recordset(flush=False)

    def _trace(self, case, steps, secret, zone):
        # What a case names is shown to whoever sees the case.
        told = case.sudo()
        attributes = (
            ("procedure", told.document_id.code or ""),
            ("revision", _revision(told.revision_id)),
            ("variant", told.variant_id.name or ""),
            ("kind", case.kind or ""),
            ("channel", case.channel or ""),
            ("agency", told.company_id.procedure_code or told.company_id.name or ""),
            ("state", case.state),
            ("verdict", case.verdict or ""),
            ("received", _at(case.received_at, zone)),
            ("due", _at(case.due_at, zone)),
            ("result", _at(case.result_at, zone)),
            ("ended", _at(case.ended_at, zone)),
        )
        return Trace(
            name=_pseudonym(secret, "case", case.id, case.name or ""),
            # The standard has no empty date.
            attributes=tuple((k, v) for k, v in attributes if v is not None),
            events=events_of(Step(**step) for step in steps),
        )

    def _step(self, number, task, hidden, secret, zone):
        told = task.sudo()  # as in _trace; who may be told of people is asked apart
        department = told.department_id.name or ""
        person = told.done_by_id or told.user_id
        if hidden:
            resource = department or told.company_id.name
        else:
            resource = person and _pseudonym(secret, "user", person.id, person.name)
        return {
            "activity": " ".join(filter(None, (task.label, task.name))),
            "number": number,
            "occurrence": task.occurrence,
            "state": task.state,
            "ready": _at(task.ready_at, zone),
            "started": _at(task.started_at, zone),
            "done": _at(task.done_at, zone),
            "due": _at(task.due_at, zone),
            "resource": resource or "",
            "role": told.role_id.name or "",
            "group": department,
            "agency": told.company_id.procedure_code or told.company_id.name or "",
            "verdict": task.verdict or "",
            "outcome": told.outcome_id.name or "",
            "waiting": task.waiting_minutes,
            "working": task.working_minutes,
            "paused": task.paused_minutes,
            "late": task.late_minutes,
            "other_agency": task.other_agency,
        }

    def _pauses(self, cases):
        """{case id: [(from, to)]} of the pauses that the user may read."""
        found = defaultdict(list)
        pauses = self.env["procedure.pause"].search_fetch(
            [("case_id", "in", cases.ids)],
            ["case_id", "date_from", "date_to"],
            order="date_from, id",
        )
        for pause in pauses:
            found[pause.case_id.id].append((pause.date_from, pause.date_to))
        pauses.invalidate_recordset(flush=False)
        return found

    def _acts(self, tasks):
        """{(task id, False): moments at which it went to somebody else,
        (task id, True): moments at which it was cancelled}.

        That it did is seen on the step; from whom and to whom is told by the trail
        alone, and not here.
        """
        found = defaultdict(list)
        if tasks:
            self.env.cr.execute(
                SQL(
                    "SELECT res_id, kind = 'task.cancelled', occurred_at"
                    " FROM procedure_event"
                    " WHERE model = 'procedure.task' AND res_id = ANY(%s) AND kind IN"
                    " ('task.reassigned', 'task.claimed', 'task.cancelled')"
                    " ORDER BY res_id, id",
                    tasks.ids,
                )
            )
            for task_id, cancelled, at in self.env.cr.fetchall():
                found[task_id, cancelled].append(at)
        return found

    def _secret(self):
        # Whoever knows it could try names: the system alone reads it.
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param(SECRET_PARAMETER)
        if not secret:
            secret = secrets.token_hex(32)
            parameters.set_param(SECRET_PARAMETER, secret)
        return secret.encode()

    def _domain(self, companies, documents, first, after):
        """Cases that ended from one moment to another; no corrections."""
        insight = self.env["procedure.insight"]
        domain = insight._ended_domain(first, after)
        domain &= insight._counted_domain(companies)
        if documents:
            domain &= Domain("document_id", "in", documents.ids)
        return domain


def _in_order(tasks):
    """Tasks of a case as it walks them, whoever asks and whenever."""
    return sorted(tasks or (), key=lambda t: (t.sequence, t.occurrence, t.id))


def _revision(revision):
    return f"{revision.issue_number:02d}.{revision.amendment_number:02d}"


def _pseudonym(secret, kind, number, text):
    """What stands for a case or a person: the same in every file of this database."""
    if not secret:
        return text
    name = f"{kind}:{number}".encode()
    return hmac.new(secret, name, hashlib.sha256).hexdigest()[:LENGTH]


def _at(moment, zone):
    """A naive UTC moment with its zone; None for none."""
    if not moment:
        return None
    return pytz.utc.localize(moment).astimezone(zone)
