"""What tests of questions to agencies share: four agencies and who answers there."""

from ..engine.content import Content, Limit, Outcome, Ref, Step
from .case_common import CaseCommon, local

__all__ = ["ConsultCommon", "Content", "Limit", "Outcome", "Ref", "Step"]


class ConsultCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expert = cls._user("consult-expert")
        cls._hold("consult-expert", cls.expert)
        cls.asked = cls.env["res.company"]
        cls.answering = {}
        for name in ("Sở Tài chính", "Sở Tư pháp", "Sở Nội vụ", "Sở Xây dựng"):
            number = len(cls.asked) + 1
            agency = cls.env["res.company"].create(
                {
                    "name": name,
                    "procedure_code": f"T-YK{number}",
                    "procedure_calendar_id": cls.calendar.id,
                }
            )
            cls._days_off(agency)
            user = cls._user(f"opinion-{number}", company=agency)
            cls._hold("opinion", user, company=agency)
            cls.asked |= agency
            cls.answering[agency] = user

    @classmethod
    def _questions(cls, code="QT.YKIEN", time=("8", "hour"), **values):
        """B1 chooses whom to ask, B2 asks, B3 goes on with the answers."""
        return cls._procedure(
            code,
            [
                cls._step(1, "B1", "consult-expert", "4", "hour"),
                cls._step(
                    2,
                    "B2",
                    "opinion",
                    *time,
                    kind="consult",
                    agency_mode="chosen",
                    chosen_by="s1",
                    **values,
                ),
                cls._step(3, "B3", "consult-expert", "8", "hour"),
            ],
            limit=("20", "hour"),
        )

    def _ask(self, document, agencies=None, at="2026-10-06 09:00"):
        """A case in which these agencies were asked at a local time."""
        case = self._receive(document, "2026-10-05 15:00")
        agencies = self.asked if agencies is None else agencies
        row = {
            "step_id": self._task(case, "B2").step_id.id,
            "agency_ids": agencies.ids,
        }
        self._finish(case, "B1", at, assignments=[row])
        return case

    def _sheet(self, case):
        """The newest rows of the agencies of `self.asked`, in that order."""
        rows = case.consultation_ids.sorted("id")
        return self.env["procedure.consultation"].union(
            *(rows.filtered(lambda r, a=a: r.company_id == a)[-1:] for a in self.asked)
        )

    def _of(self, case, agency):
        """The newest task of an agency asked in the case."""
        tasks = case.task_ids.filtered(
            lambda t: t.label == "B2" and t.company_id == agency
        )
        return tasks.sorted("occurrence")[-1:]

    def _answer(self, case, agency, at, answer="agree", reason=""):
        task = self._of(case, agency)
        task._complete(
            {
                "choice": False,
                "reason": reason,
                "checked": [],
                "document_number": "",
                "attachment_ids": [],
                "assignments": [],
                "answer": answer,
            },
            local(at),
            user=task.user_id,
        )
        return task

    def _sweep(self, at):
        self.env["procedure.task"]._close_silent(local(at))
        self.env.invalidate_all()
