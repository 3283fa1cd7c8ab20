"""What tests of running cases share: agencies, people, and procedures by a table."""

from datetime import datetime

import pytz
from odoo.tests import HttpCase, new_test_user

from ..engine.content import Content, Limit, Outcome, Ref, Step
from .common import ProcedureRpcCommon, WithoutPaper, decision_outside

HANOI = pytz.timezone("Asia/Ho_Chi_Minh")

#: Days off of 2026 as the exact figures of the journeys use them.
DAYS_OFF = (
    ("2026-02-16", "2026-02-20", "Tết"),
    ("2026-04-27", "2026-04-27", "Giỗ Tổ"),
    ("2026-04-30", "2026-05-01", "30/4"),
    ("2026-08-31", "2026-09-02", "Quốc khánh"),
    ("2026-11-24", "2026-11-24", "Ngày Văn hóa Việt Nam"),
)


def local(text):
    """ "2026-10-05 09:00" on the wall clock of Hà Nội → naive UTC."""
    naive = datetime.strptime(text, "%Y-%m-%d %H:%M")
    return HANOI.localize(naive).astimezone(pytz.utc).replace(tzinfo=None)


def shown(at):
    """Naive UTC → "2026-10-05 09:00" on the wall clock of Hà Nội."""
    return at and pytz.utc.localize(at).astimezone(HANOI).strftime("%Y-%m-%d %H:%M")


class CaseCommon(WithoutPaper):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls._build_agency()

    @classmethod
    def _build_agency(cls, name="Sở Y tế", code="SYTE"):
        cls.calendar = cls._calendar("Giờ hành chính")
        cls.agency = cls.env["res.company"].create(
            {
                "name": name,
                "procedure_code": code,
                "procedure_calendar_id": cls.calendar.id,
            }
        )
        cls._days_off(cls.agency)
        cls.officer = cls._user("officer", "procedure_control.group_quality_officer")
        cls.author = cls._user("author", "procedure_control.group_author")
        cls.signer = cls._user("signer", "procedure_control.group_signer")
        cls.env.user.company_ids |= cls.agency

    @classmethod
    def _calendar(cls, name):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": False,
                "attendance_ids": [(5, 0, 0)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": name,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        },
                    )
                    for day in range(5)
                    for start, end, period in (
                        (8, 12, "morning"),
                        (13, 17, "afternoon"),
                    )
                ],
            }
        )

    @classmethod
    def _days_off(cls, company):
        leaves = (
            cls.env["resource.calendar.leaves"]
            .with_company(company)
            .create(
                [
                    {
                        "name": name,
                        "calendar_id": cls.calendar.id,
                        "company_id": company.id,
                        "date_from": local(f"{first} 00:00"),
                        "date_to": local(f"{last} 23:59"),
                    }
                    for first, last, name in DAYS_OFF
                ]
            )
        )
        # Odoo computes their company when they are flushed, from that moment's company.
        leaves.flush_recordset()

    @classmethod
    def _user(
        cls, login, groups="procedure_control.group_staff", company=None, **values
    ):
        company = company or cls.agency
        return new_test_user(
            cls.env,
            f"t.{login}",
            groups=groups,
            tz="Asia/Ho_Chi_Minh",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            **values,
        )

    @classmethod
    def _department(cls, name, head=None, company=None, **values):
        company = company or cls.agency
        manager = (
            cls.env["hr.employee"].create(
                {"name": head.name, "user_id": head.id, "company_id": company.id}
            )
            if head
            else cls.env["hr.employee"]
        )
        return cls.env["hr.department"].create(
            {"name": name, "company_id": company.id, "manager_id": manager.id, **values}
        )

    @classmethod
    def _hold(cls, code, user, company=None, department=None, **values):
        """Give `user` the role `code`, made when it does not exist yet."""
        roles = cls.env["procedure.role"]
        of_role = values.pop("role", {})
        role = roles.search([("code", "=", f"t-{code}")]) or roles.create(
            {"code": f"t-{code}", "name": code, **of_role}
        )
        return cls.env["procedure.role.holder"].create(
            {
                "role_id": role.id,
                "company_id": (company or cls.agency).id,
                "department_id": department.id if department else False,
                "user_id": user.id,
                **values,
            }
        )

    @classmethod
    def _step(cls, number, label, role, value="", unit="day", **values):
        """One row of a table of steps; `role` is a code made by `_hold`."""
        counted = unit != "not_counted"
        return Step(
            key=f"s{number}",
            label=label,
            name=values.pop("name", f"Step {label}"),
            role=Ref(f"t-{role}", role) if role else None,
            duration=Limit(value, unit),
            counted=values.pop("counted", counted),
            **values,
        )

    @classmethod
    def _procedure(cls, code, steps, limit=None, kind="internal", **values):
        """An effective procedure with these steps; in force from 01/01/2026."""
        types = cls.env["procedure.type"]
        document_type = types.search([("code", "=", "T")]) or types.create(
            {"code": "T", "name": "Test procedure"}
        )
        document = cls.env["procedure.document"].create(
            {
                "code": code,
                "title": values.pop("title", f"Procedure {code}"),
                "kind": kind,
                "type_id": document_type.id,
                "company_id": cls.agency.id,
                "owner_id": cls.author.id,
                "applying_company_ids": [
                    (6, 0, [c.id for c in values.pop("applying", [])])
                ],
            }
        )
        content = Content(
            code=code,
            title=document.title,
            kind=kind,
            language="vi",
            issue_number=1,
            amendment_number=0,
            limit=Limit(*limit) if limit else None,
            steps=tuple(steps),
            **values,
        )
        revision = document.revision_ids or cls.env["procedure.revision"].create(
            {"document_id": document.id}
        )
        revision._write_content(content)
        cls._adopt(revision, local("2026-01-01 08:00"))
        return document

    @classmethod
    def _adopt(cls, draft, at):
        """Put a draft into force since that instant, as a decision outside says."""
        number = f"QĐ {draft.id}/QĐ-TEST"
        issuance = decision_outside(cls.env, draft.company_id, at, number)
        draft._adopt(at, issuance, effective_at=at)

    @classmethod
    def _qt_gd_02(cls):
        """QT.GĐ.02, 10 working days: Hà Tĩnh 3005/QĐ-UBND, 01/12/2025."""
        for role in ("clerk", "courier", "head", "expert", "leader", "registry"):
            cls._hold(role, cls._user(role))
        row = cls._step
        return cls._procedure(
            "QT.GĐ.02",
            [
                row(1, "B1", "clerk", unit="not_counted"),
                row(2, "B2", "courier", "0.5"),
                row(3, "B3", "head", "0.5"),
                row(4, "B4", "expert", "7"),
                row(
                    5,
                    "B5",
                    "head",
                    "0.5",
                    outcomes=(Outcome("Không đồng ý", "back", "s4", True),),
                ),
                row(6, "B6", "leader", "1"),
                row(7, "B7", "registry", "0.5"),
                row(8, "B8", "clerk", unit="not_counted"),
            ],
            limit=("10", "day"),
            kind="tthc",
        )

    def _receive(self, document, at, **values):
        """One case received at a local time, as the officer would."""
        return (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [{"document_id": document.id, "company_id": self.agency.id, **values}],
                local(at),
            )
            .sudo()
        )

    def _task(self, case, label):
        """The newest occurrence of the step with this label."""
        tasks = case.task_ids.filtered(lambda t: t.label == label)
        return tasks.sorted("occurrence")[-1:]

    def _ready(self, case):
        """Labels of the steps that can be done now, in order."""
        ready = case.task_ids.filtered(lambda t: t.state == "ready")
        return ready.sorted("sequence").mapped("label")

    def _finish(self, case, label, at=None, choice=False, reason="", **evidence):
        """Complete the ready task with this label at a local time, as its assignee."""
        task = case.task_ids.filtered(lambda t: t.label == label and t.state == "ready")
        self.assertEqual(len(task), 1, f"{label} is not ready")
        task._complete(
            {
                "choice": choice,
                "reason": reason,
                "checked": [],
                "document_number": "",
                "attachment_ids": [],
                "assignments": [],
                # Asked for only where the choice sends back.
                "return_reason_id": self.env.ref(
                    "procedure_control.procedure_return_reason_content"
                ).id,
                **evidence,
            },
            local(at) if isinstance(at, str) else at or task.due_at,
            user=task.user_id,
        )
        return task


class CaseRpcCommon(CaseCommon, HttpCase):
    """Calls over HTTP as a client sends them; everybody's password is his login."""

    REFUSED = ("AccessError", "UserError", "ValidationError")

    call = ProcedureRpcCommon.call
    call_json2 = ProcedureRpcCommon.call_json2

    @classmethod
    def _user(cls, login, *args, **values):
        return super()._user(login, *args, password=f"t.{login}", **values)

    def assertRefused(self, user, model, method, *args, **kwargs):
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, self.REFUSED, f"{user.login} {model}.{method}: {result}")
