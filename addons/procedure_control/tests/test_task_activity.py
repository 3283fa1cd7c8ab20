from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.content import Phase
from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestTaskActivity(CaseCommon):
    """The task owns its state; the activity in the inbox mirrors it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._user("act-anna")
        cls.binh = cls._user("act-binh")
        cls.chi = cls._user("act-chi")
        cls.holder = cls._hold("worker", cls.anna, substitute_id=cls.binh.id)
        cls.document = cls._procedure(
            "QT.HĐ",
            [cls._step(n, f"B{n}", "worker", "1") for n in (1, 2, 3)],
            limit=("3", "day"),
        )
        cls.case = cls._receive(cls, cls.document, "2026-10-05 08:00")
        cls.task = cls._task(cls, cls.case, "B1")
        cls.activity = cls.task.activity_id

    # --- one act ---------------------------------------------------------------------

    def _ways(self):
        """Every way in which a client completes: name → call on (task, activity)."""
        return {
            "action_complete": lambda task, activity: task.action_complete(
                reason="xong"
            ),
            "mark done with feedback": lambda task, activity: activity.action_feedback(
                feedback="xong"
            ),
            "button of the activity form": lambda task, activity: (
                activity.action_done()
            ),
            "list popover": (
                lambda task, activity: activity.action_feedback_schedule_next("xong")
            ),
            "redirecting button": (
                lambda task, activity: activity.action_done_redirect_to_other()
            ),
            "schedule next": (
                lambda task, activity: activity.action_done_schedule_next()
            ),
            "by the case": lambda task, activity: task.case_id.activity_feedback(
                ["procedure_control.mail_activity_type_task"], user_id=self.anna.id
            ),
            "dialog": self._by_dialog,
        }

    def _by_dialog(self, task, activity):
        action = activity.action_open_task_completion()
        self.env[action["res_model"]].with_user(self.anna).browse(
            action["res_id"]
        ).action_complete()

    def test_every_way_is_the_same_act(self):
        for name, complete in self._ways().items():
            with self.subTest(name):
                case = self._receive(self.document, "2026-10-05 08:00")
                task = self._task(case, "B1")
                activity = task.activity_id
                complete(task.with_user(self.anna), activity.with_user(self.anna))
                self.assertEqual(task.state, "done")
                self.assertEqual(task.done_by_id, self.anna)
                self.assertFalse(activity.active, "done for Odoo too")
                self.assertEqual(self._ready(case), ["B2"])
                notes = case.message_ids.filtered(lambda m: "done by" in (m.body or ""))
                self.assertEqual(len(notes), 1, "one note")
                events = self.env["procedure.event"].search(
                    [("model", "=", "procedure.task"), ("res_id", "=", task.id)]
                )
                # Whoever opens the dialog has begun.
                begun = ["task.started"] if name == "dialog" else []
                self.assertEqual(
                    sorted(events.mapped("kind")),
                    ["task.completed", "task.ready", *begun],
                )

    def test_stand_in_completes_and_the_trail_says_for_whom(self):
        self.task.with_user(self.binh).action_complete()
        self.assertEqual(self.task.done_by_id, self.binh)
        event = self.env["procedure.event"].search(
            [("kind", "=", "task.completed"), ("res_id", "=", self.task.id)]
        )
        self.assertEqual((event.user_id, event.in_name_of_id), (self.binh, self.anna))

    def test_others_do_not_complete(self):
        for user in (self.chi, self.officer):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(AccessError, "Only its owner"),
            ):
                self.task.with_user(user).action_complete()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.activity.with_user(user).action_feedback()
        self.assertEqual(self.task.state, "ready")

    def test_second_completion_is_told_who_and_when(self):
        self.task.with_user(self.binh).action_complete()
        for user in (self.anna, self.chi):
            with self.assertRaisesRegex(UserError, "already completed by t.act-binh"):
                self.task.with_user(user).action_complete()

    # --- the mirror ------------------------------------------------------------------

    def test_one_activity_per_ready_task_none_for_planned(self):
        document = self._procedure(
            "QT.CUNG",
            [self._step(n, f"B{n}", "worker", "1", phase="p1") for n in (1, 2)]
            + [self._step(3, "B3", "worker", "1")],
            phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
        )
        case = self._receive(document, "2026-10-05 08:00")
        activities = self.env["mail.activity"].search([("res_id", "=", case.id)])
        self.assertEqual(
            activities.procedure_task_id,
            self._task(case, "B1") | self._task(case, "B2"),
        )
        self.assertEqual(len(activities), 2)
        self.assertFalse(self._task(case, "B3").activity_id)

    def test_activity_shows_the_case_the_step_and_the_due_date(self):
        self.assertEqual(self.activity.res_name, self.case.name)
        self.assertEqual(self.activity.summary, "B1 Step B1")
        self.assertEqual(str(self.activity.date_deadline), "2026-10-05")
        self.assertEqual(self.activity.user_id, self.anna)

    def test_assignee_does_not_follow_the_case(self):
        self.assertNotIn(self.anna.partner_id, self.case.message_partner_ids)

    def test_assignee_cannot_bend_it(self):
        activity = self.activity.with_user(self.anna)
        other = self._receive(self.document, "2026-10-05 08:00")
        kind = self.env.ref("mail.mail_activity_data_todo")
        for vals in (
            {"active": False},
            {"user_id": self.binh.id},
            {"date_deadline": "2030-01-01"},
            {"res_id": other.id},
            {"res_model_id": self.env["ir.model"]._get_id("res.partner")},
            {"activity_type_id": kind.id},
            {"procedure_task_id": False},
        ):
            with (
                self.subTest(vals),
                self.assertRaisesRegex(UserError, "belongs to a task"),
            ):
                activity.write(vals)
        for call in ("unlink", "action_cancel", "action_archive"):
            with self.subTest(call), self.assertRaises(UserError):
                getattr(activity, call)()
        for call in ("action_reschedule_today", "action_reschedule_tomorrow"):
            with self.subTest(call), self.assertRaises(UserError):
                getattr(activity, call)()
        activity.write({"note": "Gọi lại buổi chiều"})
        self.assertEqual(self.task.state, "ready")
        self.assertTrue(self.activity.active)

    def test_own_activity_beside_it_is_free(self):
        """Nobody else's activities are touched, nor taken for a task's."""
        own = (
            self.env["mail.activity"]
            .with_user(self.anna)
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("procedure.case"),
                    "res_id": self.case.id,
                    "summary": "Gọi cho công dân",
                    "user_id": self.anna.id,
                    "procedure_task_id": self.task.id,
                }
            )
        )
        self.assertFalse(own.procedure_task_id)
        own.action_feedback("đã gọi")
        self.assertFalse(own.active)
        self.assertEqual(self.task.state, "ready")

    def test_default_in_the_context_links_nothing(self):
        activities = self.env["mail.activity"].with_context(
            default_procedure_task_id=self.task.id
        )
        vals = {"summary": "x", "user_id": self.anna.id}
        self.assertFalse(activities.with_user(self.anna).create(vals).procedure_task_id)
        self.assertFalse(activities.sudo().create(vals).procedure_task_id)

    # --- healed ----------------------------------------------------------------------

    def test_lost_activity_is_healed(self):
        """An SQL cascade, or Odoo's clean-up of old ones, takes it away."""
        self.env.cr.execute(
            "DELETE FROM mail_activity WHERE id = %s", [self.activity.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.task.activity_id)
        self.env["procedure.task"]._heal(local("2026-10-05 09:00"))
        self.assertEqual(self.task.activity_id.user_id, self.anna)

    def test_autovacuum_of_old_activities_is_healed(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.activity.gc.delete_overdue_years", 1
        )
        self.env.cr.execute(
            "UPDATE mail_activity SET date_deadline = '2015-01-01' WHERE id = %s",
            [self.activity.id],
        )
        self.env.invalidate_all()
        self.env["mail.activity"]._gc_delete_old_overdue_activities()
        self.env.invalidate_all()
        self.assertFalse(self.task.activity_id.exists())
        self.assertEqual(self.task.state, "ready")
        self.env["procedure.task"]._heal(local("2026-10-05 09:00"))
        self.assertTrue(self.task.activity_id)

    # --- leaving ---------------------------------------------------------------------

    def _leaves(self, leave):
        self._hold("worker", self.chi)
        self.holder.substitute_id = False
        leave(self.anna)
        self.env.invalidate_all()
        self.assertFalse(self.anna.active)
        self.assertEqual(self.task.state, "ready", "nothing is lost")
        self.assertEqual(self.task.user_id, self.chi)
        self.assertEqual(self.task.activity_id.user_id, self.chi)
        event = self.env["procedure.event"].search(
            [("kind", "=", "task.reassigned"), ("res_id", "=", self.task.id)]
        )
        self.assertEqual(len(event), 1)

    def test_archived_by_the_button(self):
        self._leaves(lambda user: user.action_archive())

    def test_archived_by_write(self):
        self._leaves(lambda user: user.write({"active": False}))

    def test_archived_without_another_holder(self):
        """The task stands on the list of tasks nobody holds, and is healed."""
        self.holder.substitute_id = False
        self.anna.action_archive()
        self.assertEqual(self.task.state, "ready")
        self.assertFalse(self.task.user_id)
        self.assertFalse(self.task.activity_id.exists())
        self._hold("worker", self.chi)
        self.env["procedure.task"]._heal(local("2026-10-05 09:00"))
        self.assertEqual(self.task.activity_id.user_id, self.chi)

    @mute_logger("odoo.models.unlink", "odoo.sql_db")
    def test_user_with_evidence_is_not_deleted(self):
        self.task.with_user(self.anna).action_complete()
        self.task.flush_recordset()
        for user in (self.anna, self.binh):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(UserError, "Archive the user instead"),
            ):
                user.unlink()
            self.assertTrue(user.exists())

    # --- reassigned ------------------------------------------------------------------

    def test_manager_reassigns_in_his_department_only(self):
        head = self._user("act-head", "procedure_control.group_manager")
        section = self._department("Phòng A", head=head)
        stranger = self._user("act-stranger", "procedure_control.group_manager")
        self._department("Phòng B", head=stranger)
        self.task.department_id = section
        self.task.with_user(head).action_reassign(self.chi.id, "Ốm")
        self.assertEqual(self.task.user_id, self.chi)
        self.assertEqual(self.task.activity_id.user_id, self.chi)
        with self.assertRaises(AccessError):
            self.task.with_user(stranger).action_reassign(stranger.id, "x")
        with self.assertRaises(AccessError):
            self.task.with_user(self.chi).action_reassign(self.binh.id, "x")
        with self.assertRaisesRegex(UserError, "Give a reason"):
            self.task.with_user(head).action_reassign(self.anna.id, " ")
