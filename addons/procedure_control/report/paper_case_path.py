from markupsafe import Markup
from odoo import models

from ..reporting import paper_words
from ..reporting.case_path_words import CASE_PATH

#: Room for the picture on a sheet of A4, in pixels of 1/96 inch.
_SHEET = (620, 900)


class PaperCasePath(models.AbstractModel):
    """Where a case stands and how it came there, on paper."""

    _name = "report.procedure_control.paper_case_path"
    _description = "Printed path of a case"
    _inherit = ["procedure.case.paper"]

    def _issued_at(self, case):
        return self.env.cr.now()

    def _paper_values(self, case):
        values = super()._paper_values(case)
        language = values["language"]
        words = CASE_PATH[language]
        # As its reader: the names of who works on a step are not everybody's to see.
        own = case.sudo(False)
        zone = self._now_local(case.company_id).tzinfo
        drawn = own._flow_picture(language, zone)
        received = self._local(case.company_id, case.received_at)
        due = self._local(case.company_id, case.due_at)
        verdict = words["verdicts"].get(case.verdict)
        state = words["states"].get(case.state, "")
        return values | {
            "format": "A4",
            "words": words,
            "facts": [
                (words["procedure"], f"{case.document_id.code} {values['procedure']}"),
                (words["subject"], values["subject"]),
                (
                    words["received"],
                    received and paper_words.moment(received, language),
                ),
                (words["due"], due and paper_words.moment(due, language)),
                (words["now"], f"{state} – {verdict}" if verdict else state),
            ],
            "sheets": [Markup(page) for page in drawn.pages(*_SHEET, font="Paper")]
            if drawn
            else [],
            "rows": self._rows(own, words),
        }

    def _rows(self, case, words):
        """The occurrences that began, in order; only those the reader may read."""
        company = case.sudo().company_id  # its clock, not its record
        tasks = self.env["procedure.task"].search(
            [("case_id", "=", case.id), ("ready_at", "!=", False)],
            order="ready_at, sequence, id",
        )
        return [
            (
                task.label or "",
                task.name or "",
                task.person_shown or "",
                *(
                    self._short(company, at)
                    for at in (task.ready_at, task.due_at, task.done_at)
                ),
                " – ".join(
                    part
                    for part in (
                        task.outcome_id.sudo().name,  # of a step that he reads
                        words["verdicts"].get(task.verdict),
                        task.head_cause or task.explained_cause,
                        task.head_words or task.explained_words,
                    )
                    if part
                ),
            )
            for task in tasks
        ]

    def _short(self, company, at):
        local = self._local(company, at)
        return f"{local:%H:%M %d/%m/%Y}" if local else ""
