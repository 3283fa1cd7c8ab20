from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .case_common import CaseCommon, local, shown

WORDS = "Mẫu 04 không còn trong thông tư mới"


@tagged("post_install", "-at_install")
class TestObstacle(CaseCommon):
    """What hinders people goes to the procedure's owner and is followed to an end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.clerk = cls.env["res.users"].search([("login", "=", "t.clerk")])
        cls.stranger = cls._user("stranger")

    def _report(self, at="2026-10-05 10:00"):
        self.case = self._receive(self.document, "2026-10-05 09:00")
        self.task = self._task(self.case, "B1")
        with freeze_time(local(at)):
            return (
                self.env["procedure.obstacle"]
                .with_user(self.clerk)
                .action_raise("procedure.task", self.task.id, WORDS)
            )

    def _act(self, obstacle, user, act, *args, at="2026-10-06 09:00"):
        with freeze_time(local(at)):
            return getattr(obstacle.with_user(user), act)(*args)

    def _sweep(self, obstacle, at):
        """What the job does at this local time."""
        due = obstacle.sudo()
        if due.next_check_at and due.next_check_at <= local(at):
            due._sweep(local(at))

    def _kinds(self, obstacle):
        events = self.env["procedure.event"].search(
            [("model", "=", "procedure.obstacle"), ("res_id", "=", obstacle.id)]
        )
        return events.sorted("id").mapped("kind")

    def test_the_owner_is_asked_with_a_due_time(self):
        obstacle = self._report()
        self.assertEqual(obstacle.state, "open")
        self.assertEqual(obstacle.user_id, self.author, "owner of the procedure")
        self.assertEqual(obstacle.document_id, self.document)
        self.assertEqual(obstacle.case_id, self.case)
        self.assertEqual(obstacle.step_id, self.task.step_id)
        # Three working days after Monday 05/10, at close of business.
        self.assertEqual(shown(obstacle.due_at), "2026-10-08 17:00")
        derived = obstacle.due_derivation
        self.assertEqual((derived["value"], derived["unit"]), ("3", "day"))
        self.assertEqual(derived["result"], obstacle.due_at.isoformat())
        activity = obstacle.sudo().activity_id
        self.assertEqual(activity.user_id, self.author)
        self.assertEqual(str(activity.date_deadline), "2026-10-08")
        self.assertEqual(self._kinds(obstacle), ["obstacle.raised"])
        self.assertEqual(self.task.state, "ready", "the task goes on")

    def test_days_to_answer_are_the_agency_s_setting(self):
        self.agency.procedure_obstacle_days = 1
        self.assertEqual(shown(self._report().due_at), "2026-10-06 17:00")

    def test_reported_on_a_day_of_rest(self):
        """Saturday 10/10: Monday, Tuesday, Wednesday."""
        due = self._report()._due_values(local("2026-10-10 09:00"))["due_at"]
        self.assertEqual(shown(due), "2026-10-14 17:00")

    def test_answered_and_settled(self):
        obstacle = self._report()
        asked = obstacle.sudo().activity_id
        self._act(obstacle, self.author, "action_answer", "Dùng mẫu 05")
        self.assertFalse(asked.active)
        self.assertEqual(obstacle.state, "answered")
        self.assertEqual(obstacle.answered_by_id, self.author)
        told = obstacle.sudo().activity_id
        self.assertEqual(told.user_id, self.clerk, "who reported it is told")
        self.assertTrue(told.active)
        self._act(obstacle, self.clerk, "action_close")
        self.assertFalse(told.active)
        self.assertEqual(obstacle.state, "closed")
        self.assertEqual(
            self._kinds(obstacle),
            ["obstacle.raised", "obstacle.answered", "obstacle.closed"],
        )

    def test_asking_again_has_a_new_due(self):
        obstacle = self._report()
        self._act(obstacle, self.author, "action_answer", "Dùng mẫu 05")
        self._act(obstacle, self.clerk, "action_ask_again", "Mẫu 05 cũng không có")
        self.assertEqual(obstacle.state, "open")
        self.assertEqual(shown(obstacle.due_at), "2026-10-09 17:00")
        self.assertEqual(obstacle.clock_generation, 2)
        self.assertEqual(obstacle.sudo().activity_id.user_id, self.author)

    def test_without_an_answer_it_is_settled_with_a_reason(self):
        obstacle = self._report()
        with self.assertRaisesRegex(UserError, "words"):
            self._act(obstacle, self.clerk, "action_close")
        self._act(obstacle, self.clerk, "action_close", "Đã có mẫu")
        self.assertEqual(obstacle.state, "closed")

    def test_who_may_do_what(self):
        obstacle = self._report()
        for act in ("action_answer", "action_ask_again", "action_close"):
            with self.subTest(act), self.assertRaises(AccessError):
                self._act(obstacle, self.stranger, act, "x")
        with self.assertRaises(UserError):
            self._act(obstacle, self.clerk, "action_answer", "tự trả lời")
        with self.assertRaises(UserError):
            self._act(obstacle, self.author, "action_close", "bỏ qua")
        self.assertEqual(obstacle.state, "open")
        self._act(obstacle, self.officer, "action_answer", "Dùng mẫu 05")
        self.assertEqual(obstacle.answered_by_id, self.officer)
        with self.assertRaises(UserError):  # answered already
            self._act(obstacle, self.author, "action_answer", "khác")

    def test_the_owner_does_not_answer_himself(self):
        obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.author)
            .action_raise("procedure.document", self.document.id, WORDS)
        )
        self.assertTrue(obstacle.user_id)
        self.assertNotEqual(obstacle.user_id, self.author)

    def test_one_reports_only_on_what_one_may_read(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        obstacles = self.env["procedure.obstacle"].with_user(self.stranger)
        for place in (case, self._task(case, "B1")):
            with self.assertRaises(AccessError):
                obstacles.action_raise(place._name, place.id, WORDS)
        with self.assertRaises(UserError):
            obstacles.action_raise("res.users", self.clerk.id, WORDS)
        with self.assertRaises(UserError):
            obstacles.with_user(self.clerk).action_raise(
                "procedure.case", case.id, "  "
            )

    def test_a_change_request_starts_from_it(self):
        obstacle = self._report()
        self._act(obstacle, self.author, "action_answer", "Sẽ sửa quy trình")
        with self.assertRaises(UserError):
            self._act(obstacle, self.clerk, "action_start_change")
        action = self._act(obstacle, self.author, "action_start_change")
        change = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(obstacle.change_id, change)
        self.assertEqual(change.source, "obstacle")
        self.assertEqual(change.document_id, self.document)
        self.assertEqual(change.reason, f"{WORDS}\n\nSẽ sửa quy trình")
        with self.assertRaises(UserError):  # one obstacle, one request
            self._act(obstacle, self.author, "action_start_change")

    def test_an_overdue_answer_climbs_the_ladder(self):
        head = self._user("headof")
        department = self._department("Phòng Y", head)
        self.document.department_id = department
        obstacle = self._report()
        self.assertEqual(obstacle.department_id, department)
        self._sweep(obstacle, "2026-10-08 16:59")
        self.assertNotIn(head, obstacle.sudo().escalation_ids.user_id)
        # At close of business it is due; the next morning its head hears of it.
        self._sweep(obstacle, "2026-10-09 08:00")
        told = obstacle.sudo().escalation_ids
        self.assertIn(head, told.user_id)
        count = len(told)
        obstacle.sudo().next_check_at = local("2026-10-09 08:00")
        self._sweep(obstacle, "2026-10-09 08:05")
        self.assertEqual(len(obstacle.sudo().escalation_ids), count, "fires once")
        self.assertTrue(obstacle.with_user(self.clerk).is_overdue)

    def test_answered_in_time_is_reported_to_nobody(self):
        obstacle = self._report()
        self._act(obstacle, self.author, "action_answer", "Dùng mẫu 05")
        self.assertFalse(obstacle.next_check_at)
        self._sweep(obstacle, "2026-10-20 09:00")
        above = obstacle.sudo().escalation_ids.user_id - self.author
        self.assertFalse(above)

    def test_an_owner_who_leaves_is_replaced(self):
        obstacle = self._report()
        heir = self._user("heir", "procedure_control.group_author")
        self.author.active = False
        self.document.owner_id = heir
        self.env["procedure.obstacle"]._heal()
        self.assertEqual(obstacle.user_id, heir)
        self.assertEqual(obstacle.sudo().activity_id.user_id, heir)

    def test_the_activity_ends_by_words_alone(self):
        obstacle = self._report()
        activity = obstacle.sudo().activity_id.with_user(self.author).sudo(False)
        self.assertTrue(activity.procedure_door)
        for act in (
            lambda: activity.action_feedback(feedback="xong"),
            lambda: activity.write({"active": False}),
            lambda: activity.unlink(),
        ):
            with self.assertRaises(UserError):
                act()
        action = activity.action_open_procedure_door()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.author)
        self.assertTrue(dialog.can_answer)
        dialog.text = "Dùng mẫu 05"
        dialog.action_answer()
        self.assertEqual(obstacle.state, "answered")

    def test_other_activities_have_no_door(self):
        own = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.clerk.partner_id.id,
                "user_id": self.env.uid,
                "summary": "call",
            }
        )
        self.assertFalse(own.procedure_door)
        self.assertFalse(own.action_open_procedure_door())

    def test_counted_where_it_was_met(self):
        obstacle = self._report()
        for record in (self.task, self.case, self.document):
            self.assertEqual(record.with_user(self.officer).obstacle_count, 1)
        self._act(obstacle, self.clerk, "action_close", "xong")
        records = (self.task, self.case, self.document)
        for record in records:
            record.invalidate_recordset()
            self.assertEqual(record.with_user(self.officer).obstacle_count, 0)

    def test_never_deleted(self):
        obstacle = self._report()
        with self.assertRaises(UserError):
            obstacle.sudo().unlink()

    def test_the_digest_tells_whose_turn_it_is_once(self):
        owner = self.document.owner_id
        owner.write({"email": "asked@example.com", "tz": "Asia/Ho_Chi_Minh"})
        self.clerk.write({"email": "met@example.com", "tz": "Asia/Ho_Chi_Minh"})
        obstacle = self._report()

        def told(at, address):
            before = self.env["mail.mail"].search([])
            self.env["procedure.digest"]._send(local(at))
            mails = self.env["mail.mail"].search([]) - before
            return mails.filtered(
                lambda m: address in (m.email_to or "") and WORDS in (m.body_html or "")
            )

        self.assertFalse(told("2026-10-05 10:30", "asked@"), "after the set time")
        self.assertIn("1 obstacles", told("2026-10-05 13:30", "asked@").subject)
        self.assertFalse(told("2026-10-06 08:30", "asked@"), "nothing twice")
        self._act(obstacle, owner, "action_answer", "Dùng mẫu cũ")
        self.assertFalse(told("2026-10-06 13:15", "met@"))
        self.assertIn("Answered", told("2026-10-06 13:30", "met@").body_html)
        self.assertFalse(told("2026-10-07 08:30", "met@"))
