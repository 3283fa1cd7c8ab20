"""The engine plays the quarter of `quarter_data`, batch by batch in order of time."""

from datetime import datetime

from odoo import Command
from odoo.addons.procedure_control.engine.content import Content, Limit, Ref, Step

from . import quarter_data as data
from .quarter_data import PLAN, utc

SINCE = datetime(2026, 1, 5, 1, 0)
HOURS = ((8, 12, "morning"), (13, 17, "afternoon"))
STAFF = "procedure_control.group_staff"
MANAGER = "procedure_control.group_manager"
OFFICER = "procedure_control.group_quality_officer"
QUIET = {
    "no_reset_password": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "tracking_disable": True,
    "tz": "Asia/Ho_Chi_Minh",
}
NOTHING = {
    "choice": False,
    "reason": "",
    "checked": [],
    "document_number": "",
    "attachment_ids": [],
    "assignments": [],
    "return_reason_id": False,
}


class Quarter:
    """`agency`, `leader` (Đỗ Thị Lan), `officer`, `heads`, `documents`, `cases`.

    ``cases``: [(line of the plan, its cases)] in the order of receipt.
    """

    def __init__(self, env):
        self.env = env(context={**env.context, **QUIET})
        self._agency()
        self._people()
        self._library()
        self.cases = []

    # --- the house --------------------------------------------------------------------
    def _agency(self):
        env = self.env
        days = [
            Command.create(
                {
                    "name": data.AGENCY,
                    "dayofweek": str(day),
                    "hour_from": start,
                    "hour_to": end,
                    "day_period": period,
                }
            )
            for day in range(5)
            for start, end, period in HOURS
        ]
        calendar = env["resource.calendar"].create(
            {
                "name": data.AGENCY,
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": False,
                "attendance_ids": [Command.clear(), *days],
            }
        )
        self.agency = env["res.company"].create(
            {
                "name": data.AGENCY,
                "procedure_code": data.CODE,
                "procedure_calendar_id": calendar.id,
            }
        )
        env.user.company_ids |= self.agency
        leaves = env["resource.calendar.leaves"].with_company(self.agency)
        for first, last, name in data.DAYS_OFF:
            leaves.create(
                {
                    "name": name,
                    "calendar_id": calendar.id,
                    "company_id": self.agency.id,
                    "date_from": utc(f"{first} 00:00"),
                    "date_to": utc(f"{last} 23:59"),
                }
            ).flush_recordset()

    def _people(self):
        self.officer = self._person("q.officer", "Phan Thị Yến", OFFICER)
        self.leader = self._person("lan", "Đỗ Thị Lan", MANAGER)
        director = self._role("q-leader", is_leader=True)
        self._hold(director, self.leader)
        self.heads, self.departments = [], []
        for number, name in enumerate(data.DEPARTMENTS, 1):
            head = self._person(f"q.head{number}", f"Trưởng {name}", MANAGER)
            expert = self._person(f"q.expert{number}", f"Chuyên viên {name}", STAFF)
            employees = self.env["hr.employee"].create(
                [
                    {"name": u.name, "user_id": u.id, "company_id": self.agency.id}
                    for u in (head, expert)
                ]
            )
            department = self.env["hr.department"].create(
                {
                    "name": name,
                    "company_id": self.agency.id,
                    "manager_id": employees[0].id,
                }
            )
            employees.department_id = department
            for code, user in (("expert", expert), ("head", head)):
                self._hold(self._role(f"q-{code}{number}"), user, department)
            self.heads.append(head)
            self.departments.append(department)

    def _person(self, login, name, groups):
        users = self.env["res.users"]
        user = users.search([("login", "=", login)])
        if not user:
            group = self.env.ref(groups)
            user = users.create(
                {
                    "login": login,
                    "password": "demo",
                    "name": name,
                    "email": f"{login}@example.com",
                    "tz": "Asia/Ho_Chi_Minh",
                    "lang": self._language(),
                    "company_id": self.agency.id,
                    "company_ids": [Command.set(self.agency.ids)],
                    "group_ids": [Command.link(group.id)],
                }
            )
        # Whoever works elsewhere in the demonstration works here in this story.
        user.write(
            {
                "company_ids": [Command.set(self.agency.ids)],
                "company_id": self.agency.id,
            }
        )
        return user

    def _language(self):
        active = self.env["res.lang"]._get_data(code="vi_VN")
        return "vi_VN" if active else "en_US"

    def _role(self, code, **values):
        return self.env["procedure.role"].create({"code": code, "name": code, **values})

    def _hold(self, role, user, department=None):
        self.env["procedure.role.holder"].create(
            {
                "role_id": role.id,
                "company_id": self.agency.id,
                "department_id": department.id if department else False,
                "user_id": user.id,
            }
        )

    def _library(self):
        env = self.env
        kind = env["procedure.type"].create({"code": "Q3", "name": "Quy trình Q3"})
        fields = env["procedure.field"].create(
            [{"name": name, "code": f"Q3.{name}"} for name in data.FIELDS]
        )
        issuance = env["procedure.issuance"].with_company(self.agency)
        issuance = issuance.create(
            {
                "number": "1/QĐ-SNNMT",
                "date": SINCE.date(),
                "authority": "Ủy ban nhân dân tỉnh",
                "company_id": self.agency.id,
            }
        )
        issuance._confirm(SINCE)
        self.documents = {}
        for number, code in enumerate(data.DOSSIERS, 1):
            steps = (("expert", "3"), ("head", "2"))
            self._procedure(code, number, steps, "tthc", kind, fields[number - 1])
        for number, code in enumerate(data.OWN_WORK, 1):
            steps = (("expert", "2"),)
            self._procedure(code, number, steps, "internal", kind, fields[:0])
        for document, _number in self.documents.values():
            document.revision_ids._adopt(SINCE, issuance, effective_at=SINCE)

    def _procedure(self, code, number, steps, kind, document_type, field):
        document = self.env["procedure.document"].create(
            {
                "code": code,
                "title": f"Quy trình {code}",
                "kind": kind,
                "type_id": document_type.id,
                "field_id": field.id,
                "company_id": self.agency.id,
                "owner_id": self.officer.id,
            }
        )
        revision = document.revision_ids or self.env["procedure.revision"].create(
            {"document_id": document.id}
        )
        revision._write_content(
            Content(
                code=code,
                title=document.title,
                kind=kind,
                language="vi",
                issue_number=1,
                amendment_number=0,
                limit=Limit(str(sum(int(days) for _role, days in steps)), "day"),
                steps=tuple(
                    Step(
                        key=f"s{place}",
                        label=f"B{place}",
                        name=("Thẩm định", "Ký duyệt")[place - 1],
                        role=Ref(f"q-{role}{number}", role),
                        duration=Limit(days, "day"),
                    )
                    for place, (role, days) in enumerate(steps, 1)
                ),
            )
        )
        self.documents[code] = (document, number)

    # --- the quarter ------------------------------------------------------------------
    def play(self):
        """Everything of the plan, in order of time."""
        acts = {}
        for line in PLAN:
            acts.setdefault((line.received, 0), []).append((self._receive, line, None))
            for place, moment in enumerate(line.done):
                acts.setdefault((moment, 1), []).append((self._finish, line, place))
            if line.end:
                acts.setdefault((line.end[1], 2), []).append((self._end, line, None))
            for number, moment in enumerate(line.waits or ()):
                act = (self._resume if number else self._pause, line, None)
                if moment:
                    acts.setdefault((moment, 3), []).append(act)
        self._of = {}
        for (moment, order), of_moment in sorted(acts.items(), key=lambda a: a[0]):
            for act in dict.fromkeys(act for act, _line, _place in of_moment):
                mine = [(line, place) for a, line, place in of_moment if a == act]
                act(mine, utc(moment))
            self.env.flush_all()
            if order == 0:
                # Plans made for empty tables would look through all of full ones.
                self.env.cr.execute("ANALYZE procedure_case, procedure_task")
        return self

    def _receive(self, mine, at):
        cases = self.env["procedure.case"].with_company(self.agency)
        rows = []
        for line, _place in mine:
            document, number = self.documents[line.document]
            row = {
                "document_id": document.id,
                "company_id": self.agency.id,
                "department_id": self.departments[number - 1].id,
                "channel": line.channel,
                "requester_name": "Nguyễn Văn An",
            }
            rows += [row] * line.count
        made = cases.with_user(self.officer)._receive(rows, at).sudo()
        place = 0
        for line, _place in mine:
            some = made[place : place + line.count]
            place += line.count
            self._of[line] = some
            self.cases.append((line, some))

    def _finish(self, mine, at):
        tasks = self.env["procedure.task"]
        for line, _place in mine:
            tasks |= self._of[line].task_ids.filtered(lambda t: t.state == "ready")
        for user, of_user in tasks.grouped("user_id").items():
            of_user._complete(NOTHING, at, user=user)

    def _end(self, mine, at):
        for line, _place in mine:
            self._of[line]._end_by(line.end[0], "Theo đề nghị", at)

    def _pause(self, mine, at):
        for line, _place in mine:
            self._of[line]._pause("supplement", "Thiếu bản vẽ", "Bản vẽ", at)

    def _resume(self, mine, at):
        for line, _place in mine:
            self._of[line]._resume("Đã bổ sung", at)
