"""The city on paper: agencies, people and procedures like the demo's, many times.

Only plain values in the shape of ``demo/procedures.json``; the demo's own classes make
records of them.
"""

import random
from collections import Counter
from dataclasses import dataclass

#: Roles that more people of a department may hold than the demo's one.
SHARED = frozenset(
    (
        "one_stop_clerk specialist commune_specialist records_clerk hr_officer"
        " accountant asset_officer secretary facility_officer office_specialist"
    ).split()
)
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh".split()
MIDDLE = "Văn Thị Minh Ngọc Đức Thanh Quang Kim Hữu Thu Xuân Hồng Gia Bảo".split()
GIVEN = (
    "An Anh Bảo Bình Châu Chi Cường Dung Dũng Dương Đạt Giang Hà Hải Hạnh Hiếu Hoa"
    " Hòa Hùng Huy Hương Khánh Khoa Lan Linh Long Mai Minh Nam Nga Ngân Nhàn Oanh Phúc"
    " Phương Quân Quý Sơn Tâm Thảo Thắng Thơm Trang Trung Tuấn Tuyết Uyên Vân Vinh Yến"
).split()
FIRST = "An Bình Đông Hòa Long Minh Phú Tân Thanh Yên".split()
SECOND = "Hải Khê Lạc Lâm Sơn Thịnh".split()
OFFICES = (
    "Sở Tài chính",
    "Sở Tư pháp",
    "Sở Xây dựng",
    "Sở Công Thương",
    "Sở Khoa học và Công nghệ",
    "Sở Giáo dục và Đào tạo",
    "Sở Nông nghiệp và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Dân tộc và Tôn giáo",
    "Sở Ngoại vụ",
    "Thanh tra tỉnh",
    "Ban Quản lý khu kinh tế",
)


@dataclass(frozen=True)
class Size:
    """How large a city is; ``people`` in all, ``stories`` cases lived one by one."""

    agencies: int
    people: int
    procedures: int
    stories: int
    opened: int


def size_of(tasks: int) -> Size:
    """The city that fits so many tasks."""
    if tasks >= 500_000:
        return Size(60, 3_000, 200, 300, 1_500)
    if tasks >= 100_000:
        return Size(30, 900, 80, 400, 1_000)
    return Size(14, 220, 40, 300, 300)


class World:
    """``data`` for the demo's classes, and who is like whom.

    ``like``: code of an agency or of a department, login, or reference of a procedure
    → its like in the demo.
    """

    def __init__(self, data: dict, size: Size, seed: int):
        self.random = random.Random(seed)
        self.size = size
        self.data = {**data}
        self.like = {"agency": {}, "department": {}, "user": {}, "procedure": {}}
        self.used = Counter()
        #: (login, name, login of whom he works beside), and the roles they hold.
        self.colleagues, self.more_holders = [], []
        for kind in ("agencies", "people", "holders", "procedures"):
            self.data[kind] = list(data[kind])
        for row in data["agencies"]:
            self.like["agency"][row["code"]] = row["code"]
            for one in row["departments"]:
                self.like["department"][one["code"]] = one["code"]
        for row in data["people"]:
            self.like["user"][row["login"]] = row["login"]
            self.used[row["name"]] += 1
        self._agencies(data)
        self._more_people()
        self._procedures(data)

    # --- agencies ---------------------------------------------------------------------
    def _agencies(self, data):
        rows = {row["code"]: row for row in data["agencies"]}
        number = self.size.agencies - len(rows)
        offices = OFFICES[: max(2, number // 5)]
        names = [f"{a} {b}" for a in FIRST for b in SECOND]
        self.random.shuffle(names)
        for n in range(number):
            if n < len(offices):
                source, name = rows[("SNV", "SYT")[n % 2]], f"{offices[n]} tỉnh"
                short, old = offices[n], ("Sở Nội vụ", "Sở Y tế")[n % 2]
                code = f"S{n + 1:02d}"
                name += " Lam Giang"
            else:
                source = rows[("XHP", "PTM")[n % 2]]
                old, short = source["city"], names[n - len(offices)]
                name = source["name"].replace(old, short)
                code = f"C{n + 1:02d}"
            self._clone(data, source, code, name, old, short)

    def _clone(self, data, source, code, name, old, short):
        def renamed(text):
            return text.replace(old, short)

        def login(of):
            return f"{code.lower()}.{of}" if of in locals_ else of

        def place(of):
            return of and of.replace(f"{source['code']}.", f"{code}.", 1)

        people = [p for p in data["people"] if p["agency"] == source["code"]]
        # The province's quality manager and auditor are not there a second time.
        province = {"quality_manager", "auditor"}
        people = [p for p in people if not province & set(p["groups"])]
        locals_ = {p["login"] for p in people}
        self.like["agency"][code] = source["code"]
        departments = []
        for row in source["departments"]:
            self.like["department"][place(row["code"])] = row["code"]
            departments.append(
                {
                    **row,
                    "code": place(row["code"]),
                    "name": renamed(row["name"]),
                    "parent": place(row["parent"]),
                    "manager": login(row["manager"]),
                }
            )
        self.data["agencies"].append(
            {**source, "code": code, "name": name, "departments": departments}
        )
        for row in people:
            self._person(row, login(row["login"]), code, place(row["department"]))
        for row in data["holders"]:
            if row["agency"] == source["code"] and row["user"] in locals_:
                self.data["holders"].append(
                    {
                        **row,
                        "agency": code,
                        "department": place(row["department"]),
                        "user": login(row["user"]),
                        "substitute": row["substitute"] and login(row["substitute"]),
                    }
                )

    def _person(self, row, login, agency, department):
        self.like["user"][login] = self.like["user"][row["login"]]
        name = self._name()
        self.data["people"].append(
            {
                **row,
                "login": login,
                "name": name,
                "agency": agency,
                "department": department,
            }
        )

    def _name(self):
        name = " ".join(map(self.random.choice, (FAMILY, MIDDLE, MIDDLE, GIVEN)))
        self.used[name] += 1
        return f"{name} ({self.used[name]})" if self.used[name] > 1 else name

    # --- people -----------------------------------------------------------------------
    def _more_people(self):
        """More of those whose role several may hold, agency by agency in turn."""
        holders = {}
        for row in self.data["holders"]:
            holders.setdefault(row["user"], []).append(row)
        shared = [
            row
            for row in self.data["people"]
            if row["groups"] == ["staff"]
            and holders.get(row["login"])
            and all(one["role"] in SHARED for one in holders[row["login"]])
        ]
        number = self.size.people - len(self.data["people"])
        for n in range(max(0, number)):
            row = shared[n % len(shared)]
            login = f"{row['login']}.{n // len(shared) + 2}"
            self.like["user"][login] = self.like["user"][row["login"]]
            self.colleagues.append((login, self._name(), row["login"]))
            self.more_holders.extend(
                {**one, "user": login, "beside": row["login"]}
                for one in holders[row["login"]]
            )

    # --- procedures -------------------------------------------------------------------
    def _procedures(self, data):
        """Each shape several times; it applies where its like applies."""
        rows = [row for row in data["procedures"] if not row["test_only"]]
        clones = {}
        for code, source in self.like["agency"].items():
            clones.setdefault(source, []).append(code)
        wide = [
            {
                **row,
                "applying_agencies": [
                    code for one in row["applying_agencies"] for code in clones[one]
                ],
            }
            for row in rows
        ]
        self.data["procedures"] = list(wide)
        for row in wide:
            self.like["procedure"][row["ref"]] = row["ref"]
        shapes = [row for row in wide if row["ref"] != "P8"]
        for n in range(max(0, self.size.procedures - len(wide))):
            row, turn = shapes[n % len(shapes)], n // len(shapes) + 2
            ref = f"{row['ref']}.{turn}"
            self.like["procedure"][ref] = row["ref"]
            self.data["procedures"].append(
                {
                    **row,
                    "ref": ref,
                    "code": f"{row['code']}.{turn:02d}",
                    "title": f"{row['title']} (nhóm {turn})",
                    "national_code": None,
                }
            )
