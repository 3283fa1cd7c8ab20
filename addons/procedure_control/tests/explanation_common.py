"""A case whose second step is late by two hours; its people and those above them."""

import json

from odoo import fields

from .case_common import CaseCommon, CaseRpcCommon, local

TASK = "procedure.task"

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


class LateNamesCommon(ExplanationCommon, CaseRpcCommon):
    """A late step whose name is not told yet, and who stands in its line or outside."""

    def setUp(self):
        super().setUp()
        self.task, self.explanation = self._late()
        # Judged by the server's own clock, which HTTP calls read: as if today.
        self.soon = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.task.named_from = self.soon
        self.env.flush_all()
        self.outsiders = (self.clerk, self.other_head)
        self.line = (
            self.late,
            self.head,
            self.above,
            self.leader,
            self.officer,
            self.auditor,
        )

    def assertUnnamed(self, user, method, *args, model=TASK, **kwargs):
        answer, error = self.call(user, model, method, *args, **kwargs)
        self.assertFalse(error, f"{user.login} {method}: {self.said}")
        text = json.dumps(answer, default=str)
        self.assertNotIn(self.late.name, text, method)
        return answer
