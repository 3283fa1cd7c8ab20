"""A case whose second step is late by two hours; its people and those above them."""

from .case_common import CaseCommon, local

#: B2 is due on Thu 08/10/2026 14:00, and done at 16:00.
DUE, DONE = "2026-10-08 14:00", "2026-10-08 16:00"
#: Close of business two working days later, Mon 12/10.
DEADLINE = "2026-10-12 17:00"


class ExplanationCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = "procedure_control.group_manager"
        cls.head = cls._user("x-head", manager)
        cls.above = cls._user("x-above", manager)
        cls.other_head = cls._user("x-other-head", manager)
        cls.leader = cls._user("x-leader", manager)
        cls.late, cls.clerk = cls._user("x-late"), cls._user("x-clerk")
        cls.stranger = cls._user("x-stranger")
        cls.auditor = cls._user("x-auditor", "procedure_control.group_auditor")
        office = cls._department("Văn phòng Sở", head=cls.above)
        cls.section = cls._department(
            "Phòng Thẩm định", head=cls.head, parent_id=office.id
        )
        cls.desk = cls._department("Bộ phận Một cửa", head=cls.other_head)
        cls._hold("x-clerk", cls.clerk, department=cls.desk)
        cls._hold("x-late", cls.late, department=cls.section)
        cls._hold("x-leader", cls.leader, role={"is_leader": True})
        cls.document = cls._procedure(
            "QT.GT",
            [
                cls._step(1, "B1", "x-clerk", unit="not_counted"),
                cls._step(2, "B2", "x-late", "19", "hour"),
                cls._step(3, "B3", "x-clerk", "20", "hour"),
            ],
            limit=("39", "hour"),
        )
        cls.system = cls.env.ref("procedure_control.procedure_cause_system")
        cls.workload = cls.env.ref("procedure_control.procedure_cause_workload")
        # Groups and calendars of the people are looked up once, not in a test.
        cls.env.flush_all()

    def _open(self):
        """A case at B2, which is due on DUE."""
        case = self._receive(self.document, "2026-10-06 10:00")
        self._finish(case, "B1", "2026-10-06 10:00")
        return case

    def _late(self, done=DONE):
        """B2 of a new case, done late; and its explanation."""
        case = self._open()
        task = self._finish(case, "B2", done).sudo()
        return task, task.explanation_id

    def _explain(self, explanation, at="2026-10-09 09:00", cause=None):
        explanation.with_user(self.late)._explain(
            (cause or self.system).id, "Mất mạng cả buổi chiều.", local(at)
        )
