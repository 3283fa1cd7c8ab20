from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import consult

#: What an agency asked may say; silence is none of them.
ANSWERS = [
    ("agree", "Agrees"),
    ("disagree", "Does not agree"),
    ("comment", "Has comments"),
]
#: What of a task the row of its question repeats.
_TOLD = frozenset(("state", "due_at", "done_at"))


class ProcedureTask(models.Model):
    """A question to several agencies: one task each, ready together, due together."""

    _inherit = "procedure.task"

    asked_agency_ids = fields.Many2many(
        "res.company",
        "procedure_task_asked_agency_rel",
        "task_id",
        "company_id",
        string="Agencies to ask",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    asking_company_id = fields.Many2one(
        "res.company",
        string="Asked by agency",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Of an agency's opinion: who asked for it, and on whose calendar it is "
        "due.",
    )
    silence_closes = fields.Boolean(
        readonly=True, copy=False, help="At its due the task ends without a reply."
    )
    # Every agency of a case reads its tasks; an opinion is read in the consultations,
    # by who asked, who received the case and who gave it.
    answer = fields.Selection(
        ANSWERS, readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    opinion = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)
    consultation_ids = fields.One2many("procedure.consultation", "task_id")

    # In the words of the ORM's own search, or it would not be used.
    _silence_idx = models.Index(
        "(due_at, id) WHERE state = 'ready' AND silence_closes IS TRUE"
    )

    def write(self, vals):
        result = super().write(vals)
        if _TOLD.intersection(vals):
            asked = self.filtered("asking_company_id")
            # Whoever acts, the row of the question follows its task.
            asked.sudo().consultation_ids._follow()
        return result

    # --- who is asked -----------------------------------------------------------------

    def _completion_agencies(self):
        """Agencies that this doer chooses for later steps, as rows of the dialog.

        Who was asked there before is ticked; so is where a step would be done.
        """
        task = self.sudo()  # they lie beyond the agencies that the doer reads
        rows, now = [], fields.Datetime.now()
        for later, what in task._decisions().items():
            if "agencies" in what:
                offered = task._askable_agencies(later.step_id, now)
                ticked = later.asked_agency_ids
            elif "agency" in what:
                offered = task._candidate_agencies(later.step_id, now)
                ticked = later.company_id
            else:
                continue
            rows += [
                {
                    "step_id": later.step_id.id,
                    "company_id": agency.id,
                    "is_asked": agency in ticked,
                    "is_only": "agency" in what,
                }
                for agency in offered.sorted("name")
            ]
        return rows

    def _lacking_agencies(self, row):
        """Words for what lacks of the choice of agencies to ask."""
        least = max(1, self.step_id.quorum)
        if len(set(row.get("agency_ids") or ())) >= least:
            return []
        return [
            self.env._(
                "the agencies to ask at %(step)s (at least %(count)s)",
                step=self.step_id.name,
                count=least,
            )
        ]

    def _asked_agencies(self, step, row, at):
        """The agencies chosen, each with somebody who holds the role of the step."""
        chosen = self.env["res.company"].sudo().browse(set(row.get("agency_ids") or ()))
        if chosen - self._askable_agencies(step, at):
            raise UserError(
                self.env._("Nobody holds the role of this step in an agency chosen.")
            )
        return chosen

    def _askable_agencies(self, step, at):
        return self._holders(step, at).company_id

    def _ask_agencies(self):
        """These tasks, and one more for each further agency that is asked.

        The planned task serves the first agency; all are of one occurrence.
        """
        asking = self.filtered(lambda task: task.step_id._asks_agencies())
        if not asking:
            return self
        vals_list = []
        for task in asking:
            agencies = task.asked_agency_ids or task.company_id
            by = task.case_id._step_agencies_of(task)
            owners = task._owners_before()
            common = {
                "asking_company_id": by.id,
                "silence_closes": task.step_id.silence == "goes_on",
            }
            values = task._again_values() | common
            values |= {"occurrence": task.occurrence, "asked_agency_ids": []}
            for agency in agencies[1:]:
                of_agency = {"company_id": agency.id, "user_id": owners.get(agency.id)}
                vals_list.append(values | of_agency)
            first = agencies[0].id
            task.write(common | {"company_id": first, "user_id": owners.get(first)})
            task.case_id.agency_ids |= agencies
        return self | self._make(vals_list)

    def _owners_before(self):
        """{agency id: who answered there when it was asked before}."""
        before = self.case_id.task_ids.filtered(
            lambda t: t.step_id == self.step_id and t.occurrence < self.occurrence
        )
        return {t.company_id.id: t.user_id.id for t in before.sorted("occurrence")}

    # --- the answer -------------------------------------------------------------------

    def _words_of(self, evidence):
        """Where the doer's words are kept: those of an opinion apart."""
        if not self.asking_company_id:
            return {"reason": evidence["reason"], "answer": False}
        return {"opinion": evidence["reason"], "answer": evidence.get("answer")}

    def _lacking_answer(self, evidence):
        if not self.asking_company_id:
            return []
        if evidence.get("answer") not in dict(ANSWERS):
            return [self.env._("the answer: agrees, does not agree or has comments")]
        if evidence["answer"] != "agree" and not evidence["reason"]:
            return [self.env._("the opinion in words")]
        return []

    # --- silence ----------------------------------------------------------------------

    def _questions_apart(self):
        """These tasks, still open, in recordsets of one question a case at most."""
        waiting = [
            list(of_case.grouped("step_id").values())
            for of_case in self.grouped("case_id").values()
        ]
        while waiting:
            together = self.union(*(of_case.pop(0) for of_case in waiting))
            # The one before may have ended its case, or reached a quorum.
            if still := together.filtered(lambda t: t.state == "ready"):
                yield still
            waiting = [of_case for of_case in waiting if of_case]

    def _end_without_reply(self, at):
        """End what was not answered by its due, which is `at`."""
        self.write(
            {
                "state": consult.NO_REPLY,
                "done_at": at,
                "verdict": "late",
                "next_check_at": False,
            }
        )
        for task in self:
            task.used_minutes = task.allowed_minutes
        self._close_mirror(False)
        self.env["procedure.event"]._log(
            "task.no_reply",
            self,
            at=at,
            values=lambda task: {
                "step": task.label or "",
                "name": task.name,
                "agency": task.company_id.name,
            },
        )

    def _close_silent(self, at):
        """End, at their dues, the questions whose time is over; the sweep's part.

        :param at: now; what was due before is closed at its own due
        """
        job, tasks = self.env["procedure.job"], self.sudo()  # every agency's
        overdue = tasks.search(
            [
                ("state", "=", "ready"),
                ("silence_closes", "=", True),
                ("due_at", "<", at),
            ],
            order="due_at, id",
        )
        job._divide(overdue.case_id, lambda cases: cases._close_silent(at))

    def _note_asked(self, at):
        """Keep a row of each agency that was asked."""
        if asked := self.filtered("asking_company_id"):
            self.env["procedure.consultation"]._open(asked, at)
