"""A schedule starts each planned date once, on a working day, in somebody's name."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..engine.content import Limit, Variant
from .case_common import local, shown
from .schedule_common import StartCommon


@tagged("post_install", "-at_install")
class TestSchedule(StartCommon):
    def test_it_starts_once_as_work_begins(self):
        schedule = self._schedule()
        # 15/10/2026 is a Thursday.
        self.assertEqual(shown(schedule.next_run_at), "2026-10-15 08:00")
        self._run(schedule, "2026-10-15 07:59")
        self.assertFalse(schedule.run_ids)
        self._run(schedule, "2026-10-15 08:00")
        run = schedule.run_ids
        case = run.case_id
        self.assertEqual((run.state, run.is_late), ("started", False))
        self.assertEqual(case.subject, "Báo cáo tháng 10/2026")
        self.assertEqual(case.start_source, "schedule")
        self.assertEqual(case.received_by_id, self.planner)
        self.assertEqual(shown(case.received_at), "2026-10-15 08:00")
        self.assertEqual(self._ready(case), ["B1"])
        self.assertTrue(case.task_ids.activity_id)
        # 15/11 is a Sunday.
        self.assertEqual(shown(schedule.next_run_at), "2026-11-16 08:00")
        self._run(schedule, "2026-10-15 08:15")
        self.assertEqual(len(schedule.run_ids), 1)

    def test_the_same_date_is_never_started_twice(self):
        """Even where the bookkeeping of the schedule is set back."""
        schedule = self._schedule()
        self._run(schedule, "2026-10-15 08:00")
        schedule._set({"planned_until": False})
        at = self._at("2026-10-15 08:30")
        schedule._plan_next(at)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            schedule._run_due(at)
        self.assertEqual(len(schedule.run_ids), 1)

    def test_rest_days(self):
        for adjust, expected in (
            ("next", "2026-11-16 08:00"),
            ("previous", "2026-11-13 08:00"),
            ("as_is", "2026-11-15 00:00"),
            # 15/11 left out: the next one is 15/12, a Tuesday.
            ("skip", "2026-12-15 08:00"),
        ):
            with self.subTest(adjust):
                schedule = self._schedule(date_from="2026-11-01", adjust=adjust)
                self.assertEqual(shown(schedule.next_run_at), expected)
        skipping = self._schedule(date_from="2026-11-01", adjust="skip")
        self._run(skipping, "2026-12-15 08:00")
        self.assertEqual(
            self._told(skipping), ["15/11 not_started rest_day", "15/12 started"]
        )

    def test_working_days_before(self):
        # Five working days before 15/12: 08/12.
        schedule = self._schedule(date_from="2026-12-01", offset_days=-5)
        self.assertEqual(shown(schedule.next_run_at), "2026-12-08 08:00")
        # The 24th of November is a day off.
        late = self._schedule(date_from="2026-11-23", unit="week", anchor="first")
        late.offset_days = 1
        self.assertEqual(shown(late.next_run_at), "2026-11-25 08:00")

    def test_a_day_off_entered_later_moves_the_start(self):
        schedule = self._schedule()
        self.env["resource.calendar.leaves"].with_company(self.agency).create(
            {
                "name": "Bão",
                "calendar_id": self.calendar.id,
                "company_id": self.agency.id,
                "date_from": local("2026-10-15 00:00"),
                "date_to": local("2026-10-15 23:59"),
            }
        ).flush_recordset()
        self._run(schedule, "2026-10-15 08:00")
        self.assertFalse(schedule.run_ids)
        self.assertEqual(shown(schedule.next_run_at), "2026-10-16 08:00")
        self._run(schedule, "2026-10-16 08:00")
        self.assertEqual(self._told(schedule), ["15/10 started"])

    def test_after_a_standstill(self):
        """Down from October to the 10th of February: four dates passed."""
        passed = ["15/10", "15/11", "15/12", "15/01"]
        for catch_up, started in (("last", [3]), ("each", [0, 1, 2, 3]), ("none", [])):
            with self.subTest(catch_up):
                schedule = self._schedule(catch_up=catch_up)
                self._run(schedule, "2027-01-20 09:00")
                runs = schedule.run_ids.sorted("id")
                self.assertEqual(
                    sorted(self._told(schedule)),
                    sorted(
                        f"{day} started"
                        if number in started
                        else f"{day} not_started catch_up"
                        for number, day in enumerate(passed)
                    ),
                )
                self.assertEqual(
                    runs.filtered(lambda run: run.state == "started").mapped("is_late"),
                    [True] * len(started),
                )
                # 15/02 is a Monday; the year's days off are not entered yet.
                self.assertEqual(shown(schedule.next_run_at), "2027-02-15 08:00")
                self._run(schedule, "2027-01-20 09:15")
                self.assertEqual(len(schedule.run_ids), 4)

    def test_none_of_the_missed_but_today_s(self):
        schedule = self._schedule(catch_up="none")
        self._run(schedule, "2026-11-16 14:00")
        self.assertEqual(
            self._told(schedule), ["15/10 not_started catch_up", "15/11 started"]
        )

    def test_what_lies_before_it_was_made_is_not_started(self):
        schedule = self._schedule(date_from="2026-01-01", catch_up="each")
        self.assertEqual(schedule.planned_until.isoformat(), "2026-09-15")
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(self._told(schedule), ["15/10 started"])
        # Nor what lies behind when the rule is changed.
        self._at("2026-10-20 09:00")
        schedule.with_user(self.quality).write({"unit": "week", "anchor": "first"})
        self._run(schedule, "2026-10-20 10:00")
        self.assertEqual(len(schedule.run_ids), 1)
        self.assertEqual(shown(schedule.next_run_at), "2026-10-22 08:00")

    def test_pause(self):
        schedule = self._schedule(catch_up="each")
        self._at("2026-10-10 09:00")
        schedule.with_user(self.quality).action_pause()
        self._run(schedule, "2026-11-20 08:00")
        self.assertFalse(schedule.run_ids)
        self._at("2026-11-20 09:00")
        schedule.with_user(self.quality).action_resume()
        self.assertEqual(
            self._told(schedule),
            ["15/10 not_started paused", "15/11 not_started paused"],
        )
        self.assertEqual(shown(schedule.next_run_at), "2026-12-15 08:00")
        kinds = self.env["procedure.event"].search(
            [("model", "=", schedule._name), ("res_id", "=", schedule.id)]
        )
        self.assertIn("schedule.paused", kinds.mapped("kind"))
        self.assertIn("schedule.resumed", kinds.mapped("kind"))

    def test_it_ends(self):
        schedule = self._schedule(date_to="2026-11-30")
        self._run(schedule, "2026-10-15 08:00")
        self._run(schedule, "2026-11-16 08:00")
        self.assertEqual((schedule.state, schedule.next_run_at), ("ended", False))
        self._at("2026-12-01 08:00")
        schedule.with_user(self.quality).date_to = "2027-01-31"
        self.assertEqual(shown(schedule.next_run_at), "2026-12-15 08:00")
        self.assertEqual(schedule.state, "running")

    def test_what_failed_is_kept_told_and_tried_again(self):
        other = self._schedule(name="Khác")
        # Made by somebody who may receive, who then leaves.
        gone = self._user("gone")
        schedule = self._schedule(receiver_kind="user", receiver_id=gone.id)
        gone.sudo().write({"active": False})
        self._run(schedule | other, "2026-10-15 08:00")
        self.assertEqual(self._told(other), ["15/10 started"])
        self.assertEqual(self._told(schedule), ["15/10 failed"])
        self.assertIn(gone.name, schedule.run_ids.error)
        self.assertIn(gone.name, schedule.error)
        self.assertEqual(shown(schedule.next_run_at), "2026-10-15 08:15")
        self.assertEqual(self._alarms(schedule).user_id, self.quality)
        self._run(schedule, "2026-10-15 08:15")
        self.assertEqual(shown(schedule.next_run_at), "2026-10-15 08:45")
        self.assertEqual(len(self._alarms(schedule)), 1)
        # Mended the next day: a failed date is still due, whatever is caught up.
        schedule.with_user(self.quality).write(
            {"receiver_id": self.planner.id, "catch_up": "none"}
        )
        self._run(schedule, "2026-10-16 08:45")
        self.assertEqual(self._told(schedule), ["15/10 started"])
        self.assertFalse(schedule.error or schedule.run_ids.error)
        self.assertTrue(schedule.run_ids.is_late)

    def _alarms(self, schedule):
        return self.env["mail.activity"].search(
            [("res_model", "=", schedule._name), ("res_id", "=", schedule.id)]
        )

    def test_who_holds_the_role_that_day_receives(self):
        holder = self.env["procedure.role.holder"].search(
            [("role_id", "=", self.role.id)]
        )
        holder.date_to = "2026-10-31"
        successor = self._user("successor")
        self._hold("planner", successor, date_from="2026-11-01")
        schedule = self._schedule()
        self._run(schedule, "2026-10-15 08:00")
        self._run(schedule, "2026-11-16 08:00")
        self.assertEqual(
            schedule.run_ids.sorted("planned_on").mapped("receiver_id"),
            self.planner | successor,
        )

    def test_nobody_holds_the_role(self):
        self.env["procedure.role.holder"].search(
            [("role_id", "=", self.role.id)]
        ).date_to = "2026-10-01"
        schedule = self._schedule()
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(self._told(schedule), ["15/10 failed"])

    def test_a_case_by_hand_counts_for_the_period(self):
        schedule = self._schedule(
            document_id=self.dialogue.id, unit="half_year", by_hand="counts"
        )
        self.assertEqual(shown(schedule.next_run_at), "2026-10-15 08:00")
        by_hand = self._receive(self.dialogue, "2026-10-05 10:00")
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(self._told(schedule), ["15/10 by_hand"])
        self.assertEqual(schedule.run_ids.case_id, by_hand)
        # The same case does not count for the next period.
        self._run(schedule, "2027-04-15 08:00")
        self.assertEqual(self._told(schedule), ["15/04 started", "15/10 by_hand"][::-1])

    def test_archived_it_starts_nothing(self):
        schedule = self._schedule(catch_up="each")
        self._at("2026-10-10 09:00")
        schedule.with_user(self.quality).action_archive()
        due = self.env["procedure.schedule"].search(
            [("next_run_at", "!=", False), ("id", "=", schedule.id)]
        )
        self.assertFalse(due, "the job does not see it")
        self._at("2026-11-20 09:00")
        schedule.with_user(self.quality).action_unarchive()
        self._run(schedule, "2026-11-20 10:00")
        self.assertFalse(schedule.run_ids)
        self.assertEqual(shown(schedule.next_run_at), "2026-12-15 08:00")

    def test_a_case_long_ago_counts_where_the_period_is_long(self):
        schedule = self._schedule(
            document_id=self.dialogue.id,
            unit="year",
            every=3,
            anchor="first",
            date_from="2026-10-15",
            by_hand="counts",
        )
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(shown(schedule.next_run_at), "2029-10-15 08:00")
        self._receive(self.dialogue, "2027-01-20 10:00")
        self._run(schedule, "2029-10-15 08:00")
        told = [run.state for run in schedule.run_ids.sorted("planned_on")]
        self.assertEqual(told, ["started", "by_hand"])

    def test_a_case_of_another_agency_or_refused_does_not_count(self):
        schedule = self._schedule(document_id=self.dialogue.id, by_hand="counts")
        self._receive(self.report, "2026-10-05 10:00")
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(self._told(schedule), ["15/10 started"])

    def test_at_least_every_six_months(self):
        """Six months after the last one, whoever started it."""
        schedule = self._schedule(
            document_id=self.dialogue.id,
            unit="half_year",
            by_hand="from_last",
            adjust="previous",
        )
        self._run(schedule, "2026-10-01 10:00")
        self.assertEqual(self._told(schedule), ["01/10 started"])
        # 01/04/2027 is a Thursday.
        self.assertEqual(shown(schedule.next_run_at), "2027-04-01 08:00")
        self._receive(self.dialogue, "2027-01-20 10:00")
        self._run(schedule, "2027-04-01 08:00")
        self.assertEqual(len(schedule.run_ids), 1)
        # 20/07/2027 is a Tuesday.
        self.assertEqual(shown(schedule.next_run_at), "2027-07-20 08:00")
        self._run(schedule, "2027-07-20 08:00")
        self.assertEqual(len(schedule.run_ids), 2)
        self.assertEqual(shown(schedule.next_run_at), "2028-01-20 08:00")

    def test_start_early_and_start_missed(self):
        schedule = self._schedule(catch_up="none")
        self._at("2026-10-12 09:00")
        schedule.with_user(self.quality).action_start_next()
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(self._told(schedule), ["15/10 started"])
        self.assertEqual(
            shown(schedule.run_ids.case_id.received_at), "2026-10-12 09:00"
        )
        self._run(schedule, "2026-12-20 08:00")
        missed = schedule.run_ids.filtered(lambda run: run.planned_on.month == 11)
        self.assertEqual(missed.state, "not_started")
        missed.with_user(self.quality).action_start()
        self.assertEqual(missed.state, "started")
        with self.assertRaises(UserError):
            missed.with_user(self.quality).action_start()
        self.assertEqual(len(schedule.run_ids), 3)

    def test_the_next_six_are_foreseen(self):
        schedule = self._schedule(date_from="2026-11-01")
        [rows] = schedule.foreseen.values()
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0], ["15/11/2026", "Monday 16/11/2026 08:00"])
        self.assertIn("days off of that year", rows[2][1])
        [rows] = self._schedule(unit="year", every=3).foreseen.values()
        self.assertEqual(rows[-1][0], "15/10/2041")
        self.assertEqual(schedule.rule_text, "every month, on day 15")

    def test_the_variant_of_the_same_name_is_meant(self):
        document = self._procedure(
            "QT.BC.02",
            [self._step(1, "B1", "planner", "2")],
            limit=("2", "day"),
            variants=(Variant("v1", "Khẩn", True, Limit("1", "day")),),
        )
        revision = document.effective_revision_id
        schedule = self._schedule(
            document_id=document.id, variant_id=revision.variant_ids.id
        )
        self._run(schedule, "2026-10-15 08:00")
        self.assertEqual(schedule.run_ids.case_id.variant_id, revision.variant_ids)
        self.assertEqual(shown(schedule.run_ids.case_id.due_at), "2026-10-16 17:00")

    def test_what_a_schedule_may_not_be(self):
        dossier = self._procedure(
            "QT.TT.01", [self._step(1, "B1", "planner", "2")], kind="tthc"
        )
        commune = self.env["res.company"].create({"name": "Xã"})
        stranger = self._user("stranger", company=commune)
        self.env.user.company_ids |= commune
        self.quality.company_ids |= commune
        for values in (
            {"document_id": dossier.id},
            {"company_id": commune.id},
            {"receiver_kind": "user", "receiver_id": stranger.id},
            {"receiver_role_id": False},
            {"date_to": "2025-01-01"},
            {"every": 0},
            {"day": 40},
            {"offset_days": 1000},
        ):
            in_database = {"offset_days", "day", "every", "date_to"} & set(values)
            error = IntegrityError if in_database else ValidationError
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.cr.savepoint(),
            ):
                self._schedule(**values).flush_recordset()

    def test_a_subject_is_filled_and_formats_nothing(self):
        schedule = self._schedule(
            subject="Quý %(quarter)s nửa %(half)s %(date)s lần %(number)s "
            "%(x)s %(day)99s 5%"
        )
        self.assertEqual(
            schedule._worded(date(2026, 10, 15), 3),
            "Quý 4 nửa 2 15/10/2026 lần 3 %(x)s %(day)99s 5%",
        )

    def test_a_schedule_that_ran_stays(self):
        schedule = self._schedule()
        self._run(schedule, "2026-10-15 08:00")
        by_quality = schedule.with_user(self.quality)
        with self.assertRaises(UserError):
            by_quality.unlink()
        with self.assertRaises(UserError):
            by_quality.document_id = self.dialogue
        with self.assertRaises(UserError):
            by_quality.write({"planned_until": False})
        with self.assertRaises(AccessError):
            schedule.with_user(self.planner).action_pause()

    def test_a_change_is_told_in_the_trail(self):
        schedule = self._schedule()
        schedule.with_user(self.quality).write({"day": 20})
        kinds = self.env["procedure.event"].search(
            [("model", "=", schedule._name), ("res_id", "=", schedule.id)]
        )
        self.assertEqual(
            sorted(kinds.mapped("kind")), ["schedule.changed", "schedule.created"]
        )

    def test_queries_do_not_grow(self):
        """From 100 to 1,000 schedules due at once: one query for three more of them."""
        counts = []
        self._at("2026-10-01 09:00")
        for size in (100, 1000):
            schedules = self.env["procedure.schedule"].create(
                [
                    {
                        "name": f"{size}-{number}",
                        "document_id": self.report.id,
                        "company_id": self.agency.id,
                        "receiver_kind": "user",
                        "receiver_id": self.planner.id,
                        "anchor": "day",
                        "day": 15,
                        "date_from": "2026-10-01",
                    }
                    for number in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            at = self._at("2026-10-15 08:00")
            before = self.cr.sql_log_count
            schedules._run_due(at)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(set(schedules.run_ids.mapped("state")), {"started"})
            self.assertEqual(len(schedules.run_ids.case_id), size)
            self._at("2026-10-01 09:00")
        self.assertLess((counts[1] - counts[0]) / 900, 1 / 3, counts)
