"""Agencies, departments, people and who holds which role."""

from odoo.fields import Command

from . import days_off

TZ = "Asia/Ho_Chi_Minh"
PASSWORD = "demo"
#: Employees created together.
AT_ONCE = 20
HOURS = ((8, 12, "morning"), (13, 17, "afternoon"))


class Organisation:
    """Creates the organisation of the data file; keeps its records by code."""

    def __init__(self, env, data, today):
        self.env = env
        self.data = data
        self.today = today
        self.lang = "vi_VN" if env["res.lang"]._lang_get("vi_VN") else "en_US"
        self.agencies, self.departments, self.users, self.roles = {}, {}, {}, {}
        self.fields = {}

    def build(self):
        self._agencies()
        self._calendar()
        self._departments()
        self._people()
        self._heads()
        self._fields()
        self._roles()
        self._administrator()
        return self

    @property
    def root(self):
        return self.agencies["UBT"]

    def _agencies(self):
        currency = self.env["res.currency"].with_context(active_test=False)
        dong = currency.search([("name", "=", "VND")], limit=1)
        dong.active = True
        country = self.env.ref("base.vn")
        for row in self.data["agencies"]:
            hour, _, minute = (row["intake_cutoff"] or "0:0").partition(":")
            self.agencies[row["code"]] = self.env["res.company"].create(
                {
                    "name": row["name"],
                    "parent_id": self.agencies[row["parent"]].id
                    if row["parent"]
                    else False,
                    "country_id": country.id,
                    "city": row["city"],
                    "currency_id": dong.id,
                    "procedure_code": row["code"],
                    "procedure_cutoff": int(hour) + int(minute) / 60,
                }
            )
        self.env["procedure.agency.level"].create(
            [
                {
                    "company_id": self.agencies[row["code"]].id,
                    "level": row["level"],
                    "date_from": row["level_from"],
                }
                for row in self.data["agencies"]
            ]
        )

    def _calendar(self):
        """Office hours, chosen on the root; every agency below counts on them."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Giờ hành chính (08–12, 13–17)",
                "tz": TZ,
                "company_id": self.root.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Giờ hành chính",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": end,
                                "day_period": period,
                            }
                        )
                        for day in range(5)
                        for start, end, period in HOURS
                    ),
                ],
            }
        )
        self.root.write(
            {
                "procedure_calendar_id": calendar.id,
                "resource_calendar_id": calendar.id,
            }
        )
        year = self.today.year
        days_off.enter(self.root, calendar, (year - 1, year, year + 1))

    def _departments(self):
        for agency in self.data["agencies"]:
            for row in agency["departments"]:
                self.departments[row["code"]] = self.env["hr.department"].create(
                    {
                        "name": row["name"],
                        "company_id": self.agencies[agency["code"]].id,
                        "parent_id": self.departments[row["parent"]].id
                        if row["parent"]
                        else False,
                        "procedure_is_one_stop": row["one_stop"],
                    }
                )

    def _people(self):
        people = self.data["people"]
        drafts, places = self._named_in_procedures()
        home = self.env.ref("procedure_control.procedure_task_action_my_work")
        users = self.env["res.users"].create(
            [
                {
                    "name": row["name"],
                    "login": row["login"],
                    "email": f"{row['login']}@lamgiang.example.com",
                    "tz": TZ,
                    "lang": self.lang,
                    "action_id": home.id,
                    "notification_type": "inbox",
                    "company_id": self.agencies[row["agency"]].id,
                    "company_ids": [
                        Command.set(
                            [
                                self.agencies[code].id
                                for code in places[row["login"]] | {row["agency"]}
                            ]
                        )
                    ],
                    "group_ids": [
                        Command.set(
                            [
                                self.env.ref(f"procedure_control.group_{name}").id
                                for name in sorted(
                                    {*row["groups"], *drafts[row["login"]]}
                                )
                            ]
                        )
                    ],
                }
                for row in people
            ]
        )
        self.users = dict(zip([row["login"] for row in people], users, strict=True))
        # One hash for all: hashing the same word fifty times takes half a minute.
        secret = users._crypt_context().hash(PASSWORD)
        for user in users:
            user._set_encrypted_password(user.id, secret)
        rows = [
            {
                "name": row["name"],
                "user_id": self.users[row["login"]].id,
                "company_id": self.agencies[row["agency"]].id,
                "department_id": self.departments[row["department"]].id,
                "job_title": row["job_title"],
                "work_email": f"{row['login']}@lamgiang.example.com",
                "tz": TZ,
            }
            for row in people
        ]
        model = employees = self.env["hr.employee"]
        # Odoo looks at the whole batch anew for each of its employees.
        for first in range(0, len(rows), AT_ONCE):
            employees += model.create(rows[first : first + AT_ONCE])
            self.env.flush_all()
        self.employees = dict(
            zip([row["login"] for row in people], employees, strict=True)
        )

    def _named_in_procedures(self):
        """({login: groups}, {login: codes of agencies}) that procedures ask for.

        Who drafts or signs for the agency above works for it as well; the quality
        manager and the auditor of the province look after every agency.
        """
        logins = [row["login"] for row in self.data["people"]]
        groups, places = ({login: set() for login in logins} for _ in range(2))
        for row in self.data["people"]:
            if {"quality_manager", "auditor"}.intersection(row["groups"]):
                places[row["login"]].update(self.agencies)
        for row in self.data["procedures"]:
            if row["test_only"]:
                continue
            groups[row["author"]].add("author")
            groups[row["signer"]].add("signer")
            for name in ("author", "signer", "owner"):
                places[row[name]].add(row["agency"])
        return groups, places

    def _heads(self):
        """Heads of departments, and everybody's superior from them."""
        rows = [row for a in self.data["agencies"] for row in a["departments"]]
        leaders = {}
        for agency in self.data["agencies"]:
            first = agency["departments"][0]["manager"]
            leaders.update({row["code"]: first for row in agency["departments"]})
        heads = {row["code"]: row["manager"] for row in rows}
        above = {row["code"]: row["parent"] for row in rows}
        for code, login in heads.items():
            self.departments[code].manager_id = self.employees[login]
        below = {}
        for row in self.data["people"]:
            department = row["department"]
            line = [
                heads[department],
                heads.get(above[department]),
                leaders[department],
            ]
            superior = next(
                (one for one in line if one not in (None, row["login"])), None
            )
            below.setdefault(superior, []).append(self.employees[row["login"]].id)
        model = self.env["hr.employee"]
        for superior, ids in below.items():
            model.browse(ids).parent_id = (
                self.employees[superior] if superior else False
            )

    def _fields(self):
        model = self.env["procedure.field"]
        self.fields = {f.code: f for f in model.search([])}
        for row in self.data["fields"]:
            if row["code"] not in self.fields:
                self.fields[row["code"]] = model.create(
                    {
                        "name": row["name"],
                        "code": row["code"],
                        "is_priority": row["is_priority"],
                        "parent_id": self.fields[row["parent"]].id
                        if row["parent"]
                        else False,
                    }
                )

    def _roles(self):
        model = self.env["procedure.role"]
        self.roles = {role.code: role for role in model.search([])}
        for row in self.data["roles"]:
            if row["code"] not in self.roles:
                self.roles[row["code"]] = model.create(row)
        self.env["procedure.role.holder"].create(
            [
                {
                    "role_id": self.roles[row["role"]].id,
                    "company_id": self.agencies[row["agency"]].id,
                    "department_id": self._department_of(row),
                    "field_id": self.fields[row["field"]].id if row["field"] else False,
                    "user_id": self.users[row["user"]].id,
                    "substitute_id": self.users[row["substitute"]].id
                    if row["substitute"]
                    else False,
                }
                for row in self.data["holders"]
            ]
        )

    def _department_of(self, row):
        if row["department"]:
            return self.departments[row["department"]].id
        return self.employees[row["user"]].department_id.id

    def _administrator(self):
        agencies = self.env["res.company"].union(*self.agencies.values())
        for user in self.env.ref("base.user_admin") | self.env.ref("base.user_root"):
            user.company_ids |= agencies
        self.env.ref("base.user_admin").write({"company_id": self.root.id, "tz": TZ})
