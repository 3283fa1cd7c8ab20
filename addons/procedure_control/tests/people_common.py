"""A department with its head, somebody who is away, and colleagues who take over."""

from odoo.tests import freeze_time

from .case_common import CaseCommon, local

HEAD = "procedure_control.group_manager"
QUALITY = "procedure_control.group_quality_manager"


class PeopleCommon(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("pp-loc", HEAD, name="Nguyễn Hữu Lộc")
        cls.away = cls._user("pp-dung", name="Phạm Văn Dũng")
        cls.an = cls._user("pp-an", name="Trần Văn An")
        cls.binh = cls._user("pp-binh", name="Lê Thị Bình")
        cls.quality = cls._user("pp-minh", QUALITY, name="Ngô Quang Minh")
        cls.section = cls._department("Phòng Nghiệp vụ", head=cls.head)
        cls.other_section = cls._department("Văn phòng")
        for user in (cls.away, cls.an, cls.binh):
            cls._employ(user, cls.section)
        cls._hold("pp", cls.away, department=cls.section)
        cls.slow = cls._make("QT.PP1", "10")
        cls.quick = cls._make("QT.PP2", "1")

    @classmethod
    def _employ(cls, user, department):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": department.company_id.id,
                "department_id": department.id,
            }
        )

    @classmethod
    def _make(cls, code, days, role="pp"):
        return cls._procedure(
            code, [cls._step(1, "B1", role, days)], limit=(days, "day")
        )

    def _cases(self, document, count, at):
        """Tasks of so many cases received at once, as the officer would."""
        cases = (
            self.env["procedure.case"]
            .with_user(self.officer)
            ._receive(
                [{"document_id": document.id, "company_id": self.agency.id}] * count,
                local(at),
            )
        )
        return cases.sudo().task_ids

    def _absence(self, by=None, **values):
        """Who is away from 12/10 to 16/10/2026; Trần Văn An acts for him."""
        return (
            self.env["procedure.delegation"]
            .with_user(by or self.head)
            .create(
                {
                    "user_id": self.away.id,
                    "delegate_id": self.an.id,
                    "scope": "tasks",
                    "date_from": "2026-10-12",
                    "date_to": "2026-10-16",
                    "reason": "ốm",
                    **values,
                }
            )
            .with_env(self.env)
        )

    def _job(self, at):
        with freeze_time(local(at)):
            self.env["procedure.task"]._cron_people()
        self.env.invalidate_all()

    def _events(self, kind, tasks):
        return self.env["procedure.event"].search(
            [
                ("kind", "=", kind),
                ("model", "=", "procedure.task"),
                ("res_id", "in", tasks.ids),
            ]
        )
