from odoo import models
from odoo.exceptions import AccessError, UserError

from ..engine.evidence import misshapen

#: Outcomes that do not finish the step's work, so nothing of it can lack.
UNFINISHED = ("back", "end_refused", "end_terminated")


class ProcedureTask(models.Model):
    """What a completion must bring: a choice, a reason, the evidence of the step."""

    _inherit = "procedure.task"

    def _refuse_misshapen(self, **handed_in):
        """Refuse what a client hands in that is not of the shape it should be."""
        wrong = misshapen(handed_in)
        if wrong:
            raise UserError(
                self.env._(
                    'What was sent as "%(name)s" cannot be read. Complete the step in '
                    "its dialog, or mend the program that sends this; nothing was "
                    "done.",
                    name=wrong,
                )
            )

    def _check_can_end(self, evidence, at):
        """Refuse, in words, what the step does not allow or what lacks."""
        if self.state in ("done", "sent_back"):
            raise UserError(self._already_done_message())
        if self.state != "ready":
            raise UserError(self._not_ready_message())
        choices = self._completion_choices()
        if len(choices) > 1 and not evidence["choice"]:
            raise UserError(
                self.env._(
                    "%(task)s has several outcomes: %(choices)s. Open the task and "
                    "choose one; nothing is done until you do.",
                    task=self.display_name,
                    choices=", ".join(choice["name"] for choice in choices),
                )
            )
        outcome = self._outcome(evidence["choice"])
        lacking = []
        back = outcome.kind == "back"
        if back and not evidence.get("return_reason_id"):
            lacking.append(self.env._("why it goes back, from the list"))
        if (outcome.needs_reason or back) and not evidence["reason"]:
            lacking.append(self.env._("a reason"))
        lacking += self._lacking_answer(evidence)
        if outcome.kind not in UNFINISHED:
            lacking += self._lacking_evidence(evidence, at)
        if lacking:
            raise UserError(
                self.env._(
                    "%(task)s is not complete yet. Still lacking: %(what)s.",
                    task=self.display_name,
                    what=", ".join(lacking),
                )
            )

    def _not_ready_message(self):
        if self.state == "no_reply":
            return self.env._(
                "The time to answer %(task)s was over at %(when)s. %(agency)s is kept "
                "as having given no reply, and the case has gone on.",
                task=self.display_name,
                when=self.case_id._local(self.due_at).strftime("%d/%m/%Y %H:%M"),
                agency=self.company_id.name,
            )
        return self.env._(
            "%(task)s cannot be completed now: it is %(state)s.",
            task=self.display_name,
            state=self._state_label().lower(),
        )

    def _lacking_evidence(self, evidence, at):
        step = self.step_id
        lacking = [
            self.env._('"%(line)s" on the checklist', line=line)
            for line in step._checklist_lines()
            if line not in evidence["checked"]
        ]
        if step.needs_file and not evidence["attachment_ids"]:
            lacking.append(self.env._("a file"))
        if step.needs_number and not evidence["document_number"]:
            lacking.append(self.env._("a document number"))
        return lacking + self._lacking_decisions(evidence["assignments"], at)

    def _outcome(self, choice):
        """The outcome chosen; empty for the unnamed next step."""
        choices = [row["choice"] for row in self._completion_choices()]
        if not choice and len(choices) == 1:
            choice = choices[0]
        if str(choice) not in choices:
            raise UserError(
                self.env._(
                    "This is not an outcome of %(task)s.", task=self.display_name
                )
            )
        if choice == "next":
            return self.env["procedure.outcome"].sudo()
        return self.step_id.outcome_ids.filtered(lambda o: str(o.id) == str(choice))

    # --- files -----------------------------------------------------------------------

    def _check_attachments(self, attachment_ids):
        """Only what its doer has just uploaded, or what hangs on the case already."""
        files = self.env["ir.attachment"].browse(attachment_ids)
        cases = self.sudo().case_id.ids  # whose task it is has been checked
        for file in files.sudo():  # whoever looks, these are the facts
            free = not file.res_id or file.res_model in (
                "procedure.task.completion",
                "mail.compose.message",
            )
            own = file.exists() and file.create_uid == self.env.user and free
            if not (
                own or (file.res_model == "procedure.case" and file.res_id in cases)
            ):
                raise AccessError(
                    self.env._("A file handed in must be one that you have uploaded.")
                )

    def _attach(self, attachment_ids):
        """Hang handed-in files on the case, so that whoever works on it sees them."""
        if not attachment_ids:
            return
        here = {"res_model": "procedure.case", "res_id": self.case_id.id}
        files = self.env["ir.attachment"].sudo().browse(attachment_ids)  # checked
        taken = files.filtered(
            lambda f: f.res_model == "procedure.case" and f.res_id != self.case_id.id
        )
        (files - taken).write(here)
        # One file handed in for tasks of several cases: each case keeps its own.
        for file in taken:
            file.copy(here)
