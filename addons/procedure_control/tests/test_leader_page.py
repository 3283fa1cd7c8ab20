from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from .case_common import CaseCommon, CaseRpcCommon, local

NOW = "2026-10-12 09:00"


class LeaderPageCommon(CaseCommon):
    """Two sections with a head each, a leader, and an agency beside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {
                "name": "Sở Nội vụ",
                "procedure_code": "SNV",
                "procedure_calendar_id": cls.calendar.id,
            }
        )
        cls.env.user.company_ids |= cls.other
        manager = "procedure_control.group_manager"
        cls.head = cls._user("lp-head", manager)
        cls.head2 = cls._user("lp-head2", manager)
        cls.leader = cls._user("lp-leader", manager)
        cls.auditor = cls._user("lp-auditor", "procedure_control.group_auditor")
        cls.stranger = cls._user("lp-stranger", manager, company=cls.other)
        cls.worker, cls.worker2 = cls._user("lp-one"), cls._user("lp-two")
        cls.section = cls._department("Phòng Một", head=cls.head)
        cls.section2 = cls._department("Phòng Hai", head=cls.head2)
        cls._hold("lp-one", cls.worker, department=cls.section)
        cls._hold("lp-two", cls.worker2, department=cls.section2)
        cls._hold("lp-leader", cls.leader, role={"is_leader": True})
        cls._hold("lp-leader", cls.stranger, company=cls.other)
        cls.document = cls._procedure(
            "QT.LP",
            [cls._step(1, "B1", "lp-one", "2"), cls._step(2, "B2", "lp-two", "2")],
            limit=("4", "day"),
        )

    def _world(self):
        """Late, soon due, done early and late, paused, and one that nobody holds."""
        receive = self._receive
        # The second section took it in, and so reads the steps of the first.
        self.late = receive(
            self.document, "2026-10-05 08:00", department_id=self.section2.id
        )
        self.soon = receive(self.document, "2026-10-08 10:00")
        self.fresh = receive(self.document, "2026-10-12 08:30")
        self.done = receive(self.document, "2026-10-01 08:00")
        self._finish(self.done, "B1", "2026-10-02 08:00")
        self._finish(self.done, "B2", "2026-10-12 08:40")
        self.over = receive(self.document, "2026-09-16 08:00")
        self._finish(self.over, "B1", "2026-09-25 08:00")
        self._finish(self.over, "B2", "2026-09-25 09:00")
        self.paused = receive(self.document, "2026-10-09 08:00")
        self.paused._pause("supplement", "", "x", local("2026-10-09 09:00"))
        self.pool = receive(self.document, "2026-10-12 08:00")
        self._task(self.pool, "B1").user_id = False
        self.env.flush_all()

    def _page(self, user, *args, company=None):
        company = company or user.company_id
        page = self.env["procedure.leader.page"].with_user(user)
        page = page.with_context(allowed_company_ids=company.ids)
        return page.leader_page(*args)

    def _counts(self, page):
        return {f["key"]: f["count"] for t in page["tiles"] for f in t["figures"]}

    def _opened(self, user, page, figure, row=None):
        """How many records the reader finds behind a figure."""
        asked = page["domains"][figure]
        domain = Domain(asked["domain"]) & Domain(row["domain"] if row else [])
        records = self.env[asked["model"]].with_user(user)
        return records.with_context(
            allowed_company_ids=user.company_ids.ids
        ).search_count(domain)


@tagged("post_install", "-at_install")
class TestLeaderPage(LeaderPageCommon):
    """Every figure is the number of the records it opens, for each role."""

    def test_figures(self):
        self._world()
        with freeze_time(local(NOW)):
            counts = self._counts(self._page(self.leader))
        self.assertEqual(
            counts,
            {
                "open": 4,
                "today": 1,
                "done_today": 1,
                "overdue": 1,
                "soon": 1,
                "nobody": 1,
                "case_received_today": 2,
                "case_ended_today": 1,
                "case_supplement": 1,
                "case_ended": 2,
                "case_in_time": 0,
                "case_late": 2,
                "case_received": 7,
                "ended": 4,
                "in_time": 2,
                "late": 2,
            },
        )

    def test_every_figure_opens_what_it_counts(self):
        self._world()
        for user in (self.leader, self.head, self.officer, self.auditor):
            with freeze_time(local(NOW)):
                page = self._page(user)
                counts = self._counts(page)
                self.assertEqual(set(counts), set(page["domains"]))
                for figure, count in counts.items():
                    with self.subTest(user=user.login, figure=figure):
                        self.assertEqual(self._opened(user, page, figure), count)
                for table in page["tables"]:
                    for row in table["rows"]:
                        for cell in row["cells"]:
                            with self.subTest(user=user.login, row=row["name"]):
                                found = self._opened(user, page, cell["key"], row)
                                self.assertEqual(found, cell["count"])

    def test_tables_add_up_to_the_page(self):
        self._world()
        with freeze_time(local(NOW)):
            page = self._page(self.leader)
        counts = self._counts(page)
        for table in page["tables"]:
            for head in table["heads"]:
                total = sum(
                    cell["count"]
                    for row in table["rows"]
                    for cell in row["cells"]
                    if cell["key"] == head["key"]
                )
                self.assertEqual(total, counts[head["key"]], (table["key"], head))

    def test_weeks_open_what_they_count(self):
        self._world()
        with freeze_time(local(NOW)):
            page = self._page(self.leader)
            tasks = self.env["procedure.task"].with_user(self.leader)
            self.assertEqual(len(page["trend"]), 12)
            self.assertEqual(sum(week["ended"] for week in page["trend"]), 4)
            for week in page["trend"]:
                self.assertEqual(tasks.search_count(week["domain"]), week["ended"])
        self.assertEqual(page["trend"][-1]["label"], "12/10")
        self.assertEqual(page["trend"][-1]["ended"], 1)

    def test_a_head_sees_his_own_department(self):
        self._world()
        with freeze_time(local(NOW)):
            page = self._page(self.head)
        departments = page["tables"][1]["rows"]
        self.assertEqual([row["name"] for row in departments], ["Phòng Một"])
        self.assertEqual(page["scope"], "Phòng Một")
        self.assertEqual(self._counts(page)["late"], 1)

    def test_other_periods_and_agencies(self):
        self._world()
        with freeze_time(local("2026-10-16 09:00")):
            page = self._page(self.leader, self.agency.id, "last_month")
            self.assertEqual(page["period_words"], "15/09/2026 – 14/10/2026")
            self.assertEqual(self._counts(page)["ended"], 4)
            self.assertEqual(self._counts(self._page(self.leader))["ended"], 0)
            with self.assertRaises(AccessError):
                self._page(self.leader, self.other.id)
            with self.assertRaises(UserError):
                self._page(self.leader, False, "decade")

    def test_another_agency_is_empty(self):
        self._world()
        with freeze_time(local(NOW)):
            page = self._page(self.stranger)
        self.assertTrue(page["is_empty"])
        self.assertFalse(page["oldest"])
        self.assertFalse(any(table["rows"] for table in page["tables"]))

    def test_a_correction_is_in_no_figure_of_timeliness(self):
        self._world()
        self.over._conclude("closed", local("2026-09-25 10:00"))
        with freeze_time(local("2026-10-01 08:00")):
            started = self.over.with_user(self.officer).action_start_correction(
                "correction", "own", "x"
            )
        self.assertTrue(started)
        with freeze_time(local("2026-10-12 09:00")):
            counts = self._counts(self._page(self.leader))
        self.assertEqual((counts["overdue"], counts["case_received"]), (1, 7))

    def test_an_agency_without_a_calendar(self):
        self._world()
        self.calendar.attendance_ids.unlink()
        with freeze_time(local(NOW)):
            page = self._page(self.leader)
        self.assertEqual(page["oldest"][0]["late"], "no calendar")

    def test_queries(self):
        self._world()
        with freeze_time(local(NOW)):
            for user in (self.leader, self.head, self.officer):
                self._page(user)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._page(user)
                self.assertLessEqual(self.env.cr.sql_log_count - before, 40)

    def test_queries_do_not_grow(self):
        self._world()
        sizes = []
        with freeze_time(local(NOW)):
            for _round in range(2):
                self._page(self.officer)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._page(self.officer)
                sizes.append(self.env.cr.sql_log_count - before)
                for _number in range(8):
                    self._receive(self.document, "2026-10-05 08:00")
        self.assertEqual(*sizes)


@tagged("post_install", "-at_install")
class TestLeaderPageAttacks(LeaderPageCommon, CaseRpcCommon):
    """Who may not look gets nothing; names stay in their line."""

    def test_who_may_not_look(self):
        for user in (self.worker, self.author, self.signer):
            self.assertRefused(user, "procedure.leader.page", "leader_page")

    def test_helpers_are_no_doors(self):
        for method in ("_count", "_counts", "_page", "_figures", "_trend"):
            self.assertRefused(self.leader, "procedure.leader.page", method)

    def test_a_late_name_is_not_told_outside_its_line(self):
        """By group, order, search or the page itself: the second head reads the step
        of the first section and not whose it is."""
        self._world()
        tasks = self.env["procedure.task"].with_user(self.head2)
        late = self._task(self.late, "B1").with_user(self.head2)
        with freeze_time(local("2026-10-07 09:00")):
            page = self._page(self.officer)
            self.assertIn(self.worker.name, str(page["oldest"]))
            self.assertEqual(late.person_shown, "Phòng Một")
            groups = tasks._read_group(
                [("id", "=", late.id)], ["user_id"], ["late_count:sum", "__count"]
            )
            self.assertEqual(groups, [(self.env["res.users"], 0, 1)])
            shown = tasks.formatted_read_group(
                [("id", "=", late.id)],
                ["user_id", "done_at:month"],
                ["on_time_rate:avg", "waiting_hours:avg"],
                order="user_id",
            )
            self.assertNotIn(self.worker.name, str(shown))
            self.assertFalse(
                tasks.search([("id", "=", late.id), ("user_id", "=", self.worker.id)])
            )
            # That it has somebody is no secret.
            domain = [("id", "=", late.id), ("nobody", "=", False)]
            self.assertEqual(tasks.search_count(domain), 1)
