"""What tests of ladders share: a slow clerk, those above him, ladders by a table."""

from .case_common import CaseCommon, local, shown


class LadderCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_line()

    @classmethod
    def _build_line(cls):
        cls.clerk = cls._user("ld-clerk", name="Nguyễn Thị Chậm")
        cls.second = cls._user("ld-second", name="Trần Văn Thay")
        cls.head = cls._user("ld-head", name="Lê Trưởng Phòng")
        cls.leader = cls._user("ld-leader", name="Phạm Phó Giám đốc")
        cls.chief = cls._user("ld-chief", name="Chánh văn phòng")
        cls.quality = cls._user("ld-manager", "procedure_control.group_quality_manager")
        cls.section = cls._department("Phòng TCHC", head=cls.head)
        cls.holder = cls._hold(
            "ld", cls.clerk, department=cls.section, substitute_id=cls.second.id
        )
        cls._hold("ld-leader", cls.leader, role={"is_leader": True})
        cls.chief_role = cls._hold("ld-chief", cls.chief).role_id

    @classmethod
    def _ladder(cls, *rungs, **values):
        """A ladder; each rung (offset, recipient) or (offset, recipient, values)."""
        levels = [
            (
                0,
                0,
                {
                    "name": f"Rung {number}",
                    "sequence": number * 10,
                    "offset_value": offset,
                    "recipient": recipient,
                    **(more[0] if more else {}),
                },
            )
            for number, (offset, recipient, *more) in enumerate(rungs, 1)
        ]
        values = {"name": "Ladder", "company_id": cls.agency.id, **values}
        return cls.env["procedure.escalation.policy"].create(
            values | {"level_ids": levels}
        )

    def _task_of(self, days="4", at="2026-10-05 17:00", code="QT.THANG", **values):
        """A ready task of the clerk: 4 days from Mon 17:00 end Fri 09/10 17:00."""
        document = self._procedure(
            code, [self._step(1, "B1", "ld", days, **values)], limit=(days, "day")
        )
        return self._receive(document, at).task_ids

    def _sweep(self, duties, *days):
        """What the job does at these local times, whatever is due then."""
        for at in days:
            due = duties.filtered(
                lambda d, at=at: d.next_check_at and d.next_check_at <= local(at)
            )
            due._sweep(local(at))

    def _told(self, duty):
        """[(number of the rung, repeat, state, who was told)] in order of moments."""
        firings = duty.sudo().escalation_ids.sorted(
            lambda f: (f.moment_at, f.level_id.sequence, f.repeat)
        )
        return [
            (f.level_id.sequence // 10, f.repeat, f.state, f.user_id) for f in firings
        ]

    def _open_calls(self, duty):
        """Activities that rungs have open about this duty."""
        return duty.sudo().escalation_ids.activity_id.filtered("active")


__all__ = ["LadderCommon", "local", "shown"]
