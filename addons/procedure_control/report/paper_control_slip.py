from collections import defaultdict

from odoo import models

from ..reporting import paper_words
from ..reporting.control_slip import WORDS, Leg, placed, short, span

#: Cases in these states have gone back to their requester.
ENDED_CASES = ("closed", "refused", "terminated", "withdrawn")


class PaperControlSlip(models.AbstractModel):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ: the dossier from hand to hand.

    Written from tasks, hand-over lists, returns, pauses, dues and late records; opened
    with the dossier, so the form in force on the day of its receipt is used.
    """

    _name = "report.procedure_control.paper_control_slip"
    _description = "Process control slip"
    _inherit = ["procedure.case.paper"]

    _form_kind = "control_slip"

    def _exists(self, case):
        return bool(case.received_at) and case.state != "not_accepted"

    def _absence(self, names):
        return self.env._(
            "No control slip is kept for %(names)s: the dossier was not received.",
            names=names,
        )

    def _issued_at(self, case):
        return case.received_at

    def _papers(self, cases):
        tasks = self._tasks(cases)
        return [
            self._paper_values(case) | self._log_values(case, tasks[case.id])
            for case in cases
        ]

    def _tasks(self, cases):
        """{case id: the tasks that were begun, as far as the user may read them}."""
        tasks = self.env["procedure.task"].search(
            [("case_id", "in", cases.ids), ("ready_at", "!=", False)],
            order="case_id, ready_at, sequence, occurrence, id",
        )
        none = tasks.browse()
        shown = {case.id: some for case, some in tasks.grouped("case_id").items()}
        return defaultdict(lambda: none, shown)

    def _log_values(self, case, tasks):
        language = self._language_of(case.revision_id)
        words, company = WORDS[language], case.company_id
        received = self._local(company, case.received_at)
        due = self._local(company, case.due_at)
        legs = self._legs(case, tasks, words, language)
        named = tasks.sudo()  # agencies on the way of a case that he reads
        joining = dict.fromkeys(
            task.company_id.name for task in named if task.company_id != company
        )
        return {
            "external_code": case.external_code or case.name or "",
            "words": words,
            "log": placed(legs, self._facts(case, words)),
            "short": short,
            "moment": lambda at: paper_words.moment(at, language),
            "facts": [
                (
                    words["procedure" if case.kind == "tthc" else "work"],
                    case.document_id.title,
                ),
                (words["solving"], self._unit(company, case.department_id)),
                (words["joining"], "; ".join(joining)),
                (words["received"], paper_words.moment(received, language)),
                (words["appointed"], due and paper_words.moment(due, language)),
            ],
            "printed": words["printed"].format(
                at=short(self._now_local(company)), name=self.env.user.name
            ),
        }

    # --- from hand to hand ------------------------------------------------------------

    def _legs(self, case, tasks, words, language):
        """Receipt, each step begun, and what went back to the requester."""
        steps = [self._leg(case, task, words, language) for task in tasks]
        first = tasks.filtered(lambda task: not task.opened_by_id)[:1]
        receipt = self._receipt(case, words)
        # The paper tells where a file went; its reader passed the case.
        if not first or not self._is_at_desk(case, first.sudo()):
            steps.insert(0, receipt)
        if case.state in ENDED_CASES and case.ended_at:
            steps.append(self._return(case, tasks, words))
        return steps

    def _is_at_desk(self, case, task):
        """Whether who received the dossier has its first step, too."""
        return task.company_id == case.company_id and (
            (task.done_by_id or task.user_id) == case.received_by_id
        )

    def _receipt(self, case, words):
        return Leg(
            given_at=self._local(case.company_id, case.received_at),
            giver=words["citizen"],
            giver_person=self._requester(case),
            taker=self._unit(case.company_id, case.department_id),
            taker_person=case.received_by_id.name or "",
        )

    def _leg(self, case, task, words, language):
        named = task.sudo()  # units and people on the way of a task that he reads
        at = self._local(case.company_id, task.ready_at)
        if before := named.opened_by_id:
            giver = self._unit(before.company_id, before.department_id)
            giver_person = self._person(before, before.done_by_id)
        elif self._is_at_desk(case, named):
            giver, giver_person = words["citizen"], self._requester(case)
        else:
            giver = self._unit(case.company_id, case.department_id)
            giver_person = case.received_by_id.name or ""
        line = named.handover_line_ids[:1]
        taken_at = line.state == "received" and self._local(
            case.company_id, line.received_at
        )
        return Leg(
            given_at=at,
            giver=giver,
            giver_person=giver_person,
            taker=self._unit(named.company_id, named.department_id),
            taker_person=self._person(named, named.done_by_id or named.user_id),
            taken_at=taken_at or None,
            result=self._result(named, words),
            remarks=tuple(self._remarks(case, named, line, words, language)),
        )

    def _return(self, case, tasks, words):
        last = tasks.sudo().filtered("done_at").sorted("done_at")[-1:]  # as in `_leg`
        verdict = words["results"].get(case.verdict, "")
        ended = [words["ends"][case.state], case.end_reason]
        return Leg(
            given_at=self._local(case.company_id, case.ended_at),
            giver=self._unit(
                last.company_id or case.company_id,
                last.department_id or case.department_id,
            ),
            giver_person=self._person(last, last.done_by_id) if last else "",
            taker=words["citizen"],
            taker_person=self._requester(case),
            result=verdict,
            remarks=(": ".join(part for part in ended if part),),
        )

    def _unit(self, company, department):
        return ", ".join(filter(None, (department.name, company.name)))

    def _person(self, task, user):
        """Who it was; of a late step not yet explained, what the reader may know."""
        if user == (task.done_by_id or task.user_id):
            return task.sudo(False).person_shown or ""
        return user.name or ""

    def _requester(self, case):
        return (
            case.requester_name
            or case.requester_user_id.name
            or case.requester_department_id.name
            or ""
        )

    def _result(self, task, words):
        results = words["results"]
        if task.state == "sent_back":
            verdict = results.get(task.verdict)
            return "; ".join(filter(None, (results["sent_back"], verdict)))
        if task.state == "done":
            return results.get(task.verdict, results["done"])
        return results.get(task.state, "")

    def _remarks(self, case, task, line, words, language):
        step = " ".join(filter(None, (task.label, task.name)))
        if task.occurrence > 1:
            step = f"{step} ({words['again'].format(number=task.occurrence)})"
        yield step
        times = [
            (words["due"], task.due_at),
            (words["done"], task.done_at),
        ]
        told = [
            word.format(at=short(self._local(case.company_id, at)))
            for word, at in times
            if at
        ]
        if task.late_minutes:
            told.append(words["over"].format(span=span(task.late_minutes, language)))
        if told:
            yield "; ".join(told)
        if task.state == "sent_back":
            why = filter(None, (task.return_reason_id.name, task.reason))
            yield words["back"].format(why=" – ".join(why))
        if line:
            yield self._of_list(case, line, words)
        before = task.had_by_ids - (task.done_by_id or task.user_id)
        if before:
            yield words["moved"].format(names=", ".join(before.mapped("name")))

    def _of_list(self, case, line, words):
        number = line.handover_id.name
        at = short(self._local(case.company_id, line.received_at))
        if line.state == "received":
            return words["list"].format(number=number, at=at)
        if line.state == "refused":
            why = filter(None, (line.return_reason_id.name, line.reason))
            return words["list_refused"].format(
                number=number, at=at, why=" – ".join(why)
            )
        return words["list_open"].format(number=number)
