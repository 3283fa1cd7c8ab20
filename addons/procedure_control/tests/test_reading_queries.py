from odoo.tests import tagged

from .common import AT
from .reading_common import ReadingCommon


@tagged("post_install", "-at_install")
class TestReadingQueries(ReadingCommon):
    """Queries do not grow with readers beyond the slope."""

    SIZES = (10, 110)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = []
        for size in cls.SIZES:
            department = cls.env["hr.department"].create(
                {"name": f"Phòng {size}", "company_id": cls.company.id}
            )
            users = cls.env["res.users"].create(
                [
                    {
                        "name": f"Người {size} {number}",
                        "login": f"many-{size}-{number}",
                        "company_id": cls.company.id,
                        "company_ids": [(6, 0, cls.company.ids)],
                        "group_ids": [
                            (4, cls.env.ref("procedure_control.group_staff").id)
                        ],
                    }
                    for number in range(size)
                ]
            )
            cls.env["hr.employee"].create(
                [
                    {
                        "name": user.name,
                        "user_id": user.id,
                        "company_id": cls.company.id,
                        "department_id": department.id,
                    }
                    for user in users
                ]
            )
            cls.groups.append((department, users))

    def count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def slope(self, acts):
        few, many = (self.count(act) for act in acts)
        small, large = self.SIZES
        return (many - few) / (large - small), few

    def test_readers(self):
        revisions = []
        for department, _users in self.groups:
            document = self.make_document()
            revision = self.issue(document)
            self.distribute(document, department, sequence=1)
            self.rows(revision)._release("moved", AT)
            revisions.append(revision)
        warm = revisions[0]
        warm._ask_to_read(AT)
        self.rows(warm)._release("moved", AT)
        slope, few = self.slope(
            [lambda r=revision: r._ask_to_read(AT) for revision in revisions]
        )
        self.assertLessEqual(slope, 0.15)
        self.assertLessEqual(few, 40)
        # A second time nothing changes, and nothing grows.
        slope, few = self.slope(
            [
                lambda r=revision: r._refresh_readers(AT, "joined")
                for revision in revisions
            ]
        )
        self.assertEqual(slope, 0)
        slope, _few = self.slope(
            [lambda r=revision: r._move("superseded") for revision in revisions]
        )
        self.assertLessEqual(slope, 0.02)

    def test_acknowledging_many(self):
        """One reader, many procedures: flat but for the events' own inserts."""
        user = self.staff
        batches = []
        for size in (2, 12):
            rows = self.acknowledgements
            for _number in range(size):
                document = self.make_document()
                self.distribute(document, user)
                rows |= self.rows(self.issue(document))
            rows._note({"opened_at": AT})
            batches.append(rows.with_user(user))
        few, many = (self.count(rows.action_acknowledge) for rows in batches)
        self.assertLessEqual((many - few) / 10, 0.2)
