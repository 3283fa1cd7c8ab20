from odoo import models

from ..reporting.control_slip import Fact, short


class PaperControlSlip(models.AbstractModel):
    """What the remarks of the slip tell of the case as a whole."""

    _inherit = "report.procedure_control.paper_control_slip"

    def _facts(self, case, words):
        return [
            Fact(self._local(case.company_id, at), text)
            for at, text in (
                *self._pauses(case, words),
                *self._dues(case, words),
                *self._apologies(case, words),
                *self._late_entries(case, words),
                *self._moves(case, words),
                *self._corrections(case, words),
            )
            if at
        ]

    def _at(self, case, moment):
        return short(self._local(case.company_id, moment))

    def _pauses(self, case, words):
        for pause in case.pause_ids.sorted("date_from"):
            key = pause.kind if pause.date_to else f"{pause.kind}_open"
            yield (
                pause.date_from,
                words[key].format(
                    start=self._at(case, pause.date_from),
                    end=self._at(case, pause.date_to),
                ),
            )

    def _dues(self, case, words):
        of_case = case.due_ids.filtered(lambda due: not due.task_id).sorted("id")
        before = None
        for due in of_case:
            moved = before and due.due_at != before.due_at
            before = due
            if not moved:
                continue
            extended = (due.derivation or {}).get("extended_from")
            if extended and not self._was_extended(of_case, due):
                key = "extended"
            else:
                key = "due_set"
            yield (
                due.set_at,
                words[key].format(due=self._at(case, due.due_at), why=due.reason or ""),
            )

    def _was_extended(self, dues, due):
        """Whether an earlier due already was that extension, derived anew since."""
        since = due.derivation["extended_from"]
        return any(
            (one.derivation or {}).get("extended_from") == since and one.id < due.id
            for one in dues
        )

    def _apologies(self, case, words):
        for apology in case.apology_ids.sorted("given_at"):
            yield (
                apology.given_at,
                words["apologised"].format(
                    due=self._at(case, apology.promised_at), why=apology.reason
                ),
            )

    def _late_entries(self, case, words):
        for entry in case.late_entry_ids.sorted("happened_at"):
            date = entry.paper_date
            yield (
                entry.happened_at,
                words["late"].format(
                    recorded=self._at(case, entry.recorded_at),
                    number=entry.paper_number or "",
                    date=f"{date:%d/%m/%Y}" if date else "",
                    what=words["late_kinds"].get(entry.kind, ""),
                ),
            )

    def _moves(self, case, words):
        for line in case.move_line_ids.sorted("id"):
            yield (
                line.moved_at,
                words["revised"].format(
                    new=line.revision_id.display_name,
                    old=line.old_revision_id.display_name,
                ),
            )

    def _corrections(self, case, words):
        for correction in case._present_correction():
            yield (
                correction.received_at,
                words[correction.correction_kind].format(number=correction.name),
            )
