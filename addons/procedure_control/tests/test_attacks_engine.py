"""Over HTTP, by ids one should not know: dialogs, words of refusals, doubled acts."""

import base64

from odoo import fields
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .consult_common import ConsultCommon
from .people_common import PeopleCommon
from .test_handover import HandoverCommon

#: Whose task it is may be told in its agency to who would complete it.
TOLD = ("action_complete", "action_open_completion")
SECRET = "Hồ sơ mật 4711"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


class OutsidersCommon(CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create(
            {"name": "Sở khác", "procedure_calendar_id": cls.calendar.id}
        )
        cls.env.user.company_ids |= cls.elsewhere
        cls.intruders = [
            cls._user(f"ae-{group}", f"procedure_control.group_{group}", cls.elsewhere)
            for group in ("staff", "manager", "quality_manager", "auditor")
        ] + [cls._user("ae-bystander"), cls._user("ae-author", AUTHOR)]

    def assertSilent(self, user, model, method, *args, **kwargs):
        """Refused, and the refusal tells nothing of what it is about."""
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, self.REFUSED, f"{user.login} {model}.{method}: {result}")
        if user.company_id == self.agency and method in TOLD:
            return
        for word in self.secrets:
            self.assertNotIn(word, self.said, f"{user.login} {model}.{method}")


AUTHOR = "procedure_control.group_author"


@tagged("post_install", "-at_install")
class TestAttacksEngineWalls(HandoverCommon, OutsidersCommon):
    """Read beyond the walls through what asks, shows and refuses."""

    def setUp(self):
        super().setUp()
        self.case = self._cases(1)
        self.case.subject = SECRET
        self.task = self._task(self.case, "B1")
        self.obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.clerk)
            .action_raise("procedure.task", self.task.id, SECRET)
            .sudo()
        )
        self.secrets = (SECRET, self.case.name, self.clerk.name, self.document.code)

    def _dialogs(self):
        """(model, values that name what its writer may not read)."""
        task, case = self.task.id, self.case.id
        return (
            ("procedure.case.act", {"case_id": case, "act": "extend"}),
            ("procedure.case.papers", {"case_id": case}),
            ("procedure.late.entry.act", {"case_id": case, "kind": "pause"}),
            ("procedure.case.replan", {"case_ids": [[6, 0, [case]]]}),
            ("procedure.case.replan.line", {"case_id": case, "task_id": task}),
            ("procedure.takeover.line", {"task_id": task}),
            ("procedure.takeover", {"line_ids": [[0, 0, {"task_id": task}]]}),
            ("procedure.handover.send.line", {"task_id": task}),
            ("procedure.handover.send", {"going_ids": [[0, 0, {"task_id": task}]]}),
            ("procedure.task.bulk", {"task_ids": [[4, task]]}),
            ("procedure.task.bulk", {"rest_ids": [[0, 0, {"task_id": task}]]}),
            ("procedure.task.hand.back", {"task_ids": [[6, 0, [task]]], "reason": "x"}),
            (
                "procedure.task.reassign",
                {"task_ids": [[6, 0, [task]]], "user_id": 2, "reason": "x"},
            ),
            ("procedure.obstacle.act", {"obstacle_id": self.obstacle.id}),
            ("procedure.task.completion", {"task_id": task}),
        )

    def test_no_dialog_shows_what_its_writer_may_not_read(self):
        for user in self.intruders:
            for model, values in self._dialogs():
                with self.subTest(user=user.login, model=model):
                    if user.company_id == self.agency and "completion" in model:
                        self.assertRefused(user, model, "create", [values])
                        continue
                    self.assertSilent(user, model, "create", [values])
                    self.assertSilent(
                        user,
                        model,
                        "default_get",
                        list(values),
                        context={f"default_{k}": v for k, v in values.items()},
                    )
                    spec = {name: {} for name in values}
                    self.assertSilent(
                        user, model, "onchange", [], values, list(values), spec
                    )

    def test_an_own_dialog_is_not_turned_to_another_s_task(self):
        dialog, error = self.call(
            self.clerk,
            "procedure.case.act",
            "create",
            [{"case_id": self.case.id, "act": "extend"}],
        )
        self.assertIsNone(error, self.said)
        hidden = self._cases(1)
        hidden.department_id = False
        hidden.task_ids.user_id = self.helper
        self.secrets = (hidden.name,)
        self.assertSilent(
            self.clerk, "procedure.case.act", "write", dialog, {"case_id": hidden.id}
        )

    def test_refusals_tell_strangers_nothing(self):
        reason = self.env.ref("procedure_control.procedure_return_reason_other").id
        acts = (
            ("procedure.task", self.task, "action_complete", ()),
            ("procedure.task", self.task, "action_claim", ()),
            ("procedure.task", self.task, "action_hand_back", ("x",)),
            ("procedure.task", self.task, "action_reassign", (2, "x")),
            ("procedure.task", self.task, "action_open_completion", ()),
            ("procedure.task", self.task, "action_open_bulk", ()),
            ("procedure.task", self.task, "action_hand_over_files", ()),
            ("procedure.task", self.task, "action_open_hand_over", ()),
            ("procedure.obstacle", self.obstacle, "action_answer", ("x",)),
            ("procedure.obstacle", self.obstacle, "action_ask_again", ("x",)),
            ("procedure.obstacle", self.obstacle, "action_close", ("x",)),
            ("procedure.obstacle", self.obstacle, "action_start_change", ()),
            ("procedure.obstacle", self.obstacle, "action_open_act", ()),
            ("procedure.case", self.case, "flow_pictures", ()),
            ("procedure.case", self.case, "action_replan", ("x",)),
            ("procedure.case", self.case, "action_open_replan", ()),
            ("procedure.case", self.case, "action_change_variant", (False, "x")),
            ("procedure.case", self.case, "action_request_supplement", ("x",)),
            ("procedure.case", self.case, "action_extend", ("2030-01-01", "x")),
            ("procedure.case", self.case, "action_open_record_late", ()),
        )
        for user in self.intruders:
            for model, record, act, args in acts:
                with self.subTest(user=user.login, act=act):
                    self.assertSilent(user, model, act, record.ids, *args)
        made = self._lists(self._tasks(self._finished(), "B1"), self.clerk)
        self.secrets = (made.name, made.line_ids.case_name)
        for user in self.intruders:
            for model, record, act, args in (
                ("procedure.handover", made, "action_confirm", ()),
                ("procedure.handover.line", made.line_ids, "action_receive", ()),
                (
                    "procedure.handover.line",
                    made.line_ids,
                    "action_refuse",
                    (reason, "x"),
                ),
            ):
                with self.subTest(user=user.login, act=act):
                    self.assertSilent(user, model, act, record.ids, *args)

    def _finished(self):
        case = self._cases(1)
        self._finish(case, "B1", "2026-10-05 09:00")
        return case

    def test_evidence_is_neither_loaded_copied_nor_forged(self):
        forged = {
            "procedure.case": {
                "overrun_minutes": -1,
                "step_overrun_minutes": -1,
                "uncounted_minutes": -1,
                "verdict": "in_time",
                "received_at": "2026-01-01 00:00:00",
                "first_due_at": "2030-01-01 00:00:00",
                "extension_count": 0,
                "late_entry_count": 0,
            },
            "procedure.task": {
                "opened_by_id": self.task.id,
                "principal_id": self.clerk.id,
                "verdict": "in_time",
                "asked_agency_ids": [[6, 0, self.elsewhere.ids]],
                "silence_closes": False,
                "answer": "agree",
                "delegation_id": False,
                "had_by_ids": [[5]],
                "handed_back_ids": [[5]],
            },
            "procedure.obstacle": {"due_at": "2030-01-01 00:00:00"},
        }
        records = {
            "procedure.case": self.case,
            "procedure.task": self.task,
            "procedure.obstacle": self.obstacle,
        }
        users = (self.clerk, self.head, self.officer, self.intruders[2])
        for model, values in forged.items():
            for user in users:
                for name, value in values.items():
                    if name not in self.env[model]._fields:
                        self.fail(f"{model}.{name} is gone")
                    self.assertRefused(
                        user, model, "write", records[model].ids, {name: value}
                    )
                self.assertRefused(user, model, "copy", records[model].ids)
        for model in (
            "procedure.case",
            "procedure.task",
            "procedure.due",
            "procedure.pause",
            "procedure.consultation",
            "procedure.handover",
            "procedure.handover.line",
            "procedure.late.entry",
            "procedure.people.change",
            "procedure.obstacle",
        ):
            count = self.env[model].search_count([])
            for user in users:
                result, error = self.call(user, model, "load", ["case_id/.id"], [["1"]])
                self.assertTrue(error or not result["ids"], f"{user.login} {model}")
            self.assertEqual(self.env[model].search_count([]), count)

    def test_what_is_typed_is_shown_as_text(self):
        self.obstacle.with_user(self.clerk).action_close(SCRIPT)
        bodies = " ".join(self.obstacle.message_ids.mapped("body"))
        self.assertIn("&lt;script&gt;", bodies)
        self.assertNotIn("<script", bodies)
        self.assertNotIn("<img", bodies)
        self.clerk.name = SCRIPT
        self.commune.name = SCRIPT
        self.task.name = SCRIPT
        (picture,) = self.case.with_user(self.clerk).flow_pictures()
        self.assertNotIn("<script", picture["svg"])
        self.assertNotIn("<img", picture["svg"])
        self.env["ir.attachment"].create(
            {
                "name": SCRIPT,
                "res_model": "procedure.case",
                "res_id": self.case.id,
                "raw": b"x",
            }
        )
        papers = self.task.with_user(self.clerk).papers
        self.assertIn("&lt;script&gt;", papers)
        self.assertNotIn("<script", papers)
        self.assertNotIn("<img", papers)


@tagged("post_install", "-at_install")
class TestAttacksEngineTwice(HandoverCommon, CaseRpcCommon):
    """A client names a record twice, or means one evidence for many."""

    def test_a_case_named_twice_stands_still_once(self):
        case = self._cases(1)
        twice = case.ids * 2
        for act, args in (
            ("action_request_supplement", ("giấy",)),
            ("action_extend", ("2030-01-01 00:00:00", "x")),
            ("action_replan", ("x",)),
            ("action_terminate", ("x",)),
        ):
            with self.subTest(act):
                _none, error = self.call(
                    self.officer, "procedure.case", act, twice, *args
                )
                self.assertIn(error, self.REFUSED)
                self.assertEqual(self.said, "A case was named twice.")
        self.assertFalse(case.pause_ids)
        self.assertEqual((case.supplement_count, case.extension_count), (0, 0))

    def test_no_promise_at_the_end_of_the_calendar(self):
        case = self._cases(1)
        due = case.due_at
        for day in ("9999-12-31 23:59:59", "2300-01-01 00:00:00"):
            _none, error = self.call(
                self.officer, "procedure.case", "action_extend", case.ids, day, "x"
            )
            self.assertIn(error, self.REFUSED)
            self.assertIn("too far away", self.said)
        self.assertEqual((case.due_at, case.extension_count), (due, 0))

    def test_what_is_of_no_shape_is_refused_in_words(self):
        task = self._task(self._cases(1, self.asking), "B1")
        for name, value in (
            ("checked", [{"x": 1}]),
            ("assignments", ["s1"]),
            ("return_reason_id", "x"),
            ("attachment_ids", "4"),
        ):
            with self.subTest(name):
                self.assertRefused(
                    self.clerk,
                    "procedure.task",
                    "action_complete",
                    task.ids,
                    **{name: value},
                )
                self.assertIn(f'"{name}" cannot be read', self.said)
        self.assertEqual(task.state, "ready")

    def test_only_lines_of_the_checklist_are_ticked(self):
        task = self._task(self._cases(1, self.asking), "B1")
        _true, error = self.call(
            self.clerk,
            "procedure.task",
            "action_complete",
            task.ids,
            choice="next",
            checked=["Đã nộp lệ phí", "đủ", "đủ"],
        )
        self.assertIsNone(error, self.said)
        self.assertEqual(task.checklist_done, ["đủ"])

    def test_an_activity_is_not_led_astray(self):
        """Pointed at another kind of record, it would end by a tick."""
        obstacle = (
            self.env["procedure.obstacle"]
            .with_user(self.clerk)
            .action_raise("procedure.document", self.document.id, "x")
            .sudo()
        )
        activity = obstacle.activity_id
        self.assertTrue(activity)
        partner = self.env["ir.model"]._get_id("res.partner")
        for vals in (
            {"res_model_id": partner},
            {"res_model_id": partner, "res_id": self.author.partner_id.id},
            {"res_model": "res.partner"},
            {"user_id": self.clerk.id},
            {"active": False},
        ):
            self.assertRefused(
                self.author, "mail.activity", "write", activity.ids, vals
            )
        self.assertRefused(self.author, "mail.activity", "action_done", activity.ids)
        self.assertRefused(self.author, "mail.activity", "unlink", activity.ids)
        self.assertEqual(activity.res_model, "procedure.obstacle")

    def test_a_file_named_twice_goes_back_once(self):
        cases, made = self._handed(1)
        why = self.env.ref("procedure_control.procedure_return_reason_papers")
        for act, args in (("action_refuse", (why.id, "Thiếu")), ("action_receive", ())):
            _none, error = self.call(
                self.expert,
                "procedure.handover.line",
                act,
                made.line_ids.ids * 2,
                *args,
            )
            self.assertIn(error, self.REFUSED)
            self.assertEqual(self.said, "A file was named twice.")
        self.assertEqual(made.state, "sent")
        self.assertEqual(self._task(cases, "B1").occurrence, 1)

    def test_one_evidence_is_not_for_many(self):
        cases = self._cases(3)
        tasks = self._tasks(cases, "B1")
        for evidence in (
            {"checked": ["đủ"]},
            {"document_number": "1/QĐ"},
            {"answer": "agree"},
            {"assignments": [{"step_id": tasks[0].step_id.id}]},
        ):
            with self.subTest(evidence=evidence):
                _none, error = self.call(
                    self.clerk,
                    "procedure.task",
                    "action_complete",
                    tasks.ids,
                    **evidence,
                )
                self.assertIn(error, self.REFUSED)
                self.assertIn("one by one", self.said)
        _none, error = self.call(
            self.clerk, "procedure.task", "action_complete", tasks[:1].ids * 2
        )
        self.assertEqual(self.said, "A task was named twice.")
        self.assertEqual(set(tasks.mapped("state")), {"ready"})
        asking = self._tasks(self._cases(2, self.asking), "B1")
        _none, error = self.call(
            self.clerk,
            "procedure.task",
            "action_complete",
            asking.ids,
            choice="next",
            checked=["đủ"],
        )
        self.assertIn("one by one", self.said)
        self.assertEqual(set(asking.mapped("state")), {"ready"})


@tagged("post_install", "-at_install")
class TestAttacksEnginePeople(PeopleCommon, OutsidersCommon):
    def setUp(self):
        super().setUp()
        self.tasks = self._cases(self.slow, 2, "2026-10-05 08:00")
        self.secrets = (self.away.name, self.an.name, self.slow.code)

    def test_who_does_what_elsewhere_is_not_told(self):
        for user in self.intruders[1:4]:
            values = {"company_id": self.agency.id, "date": "2026-10-14"}
            sheet, error = self.call(
                user, "procedure.assignment.sheet", "create", [values]
            )
            self.assertIsNone(error, self.said)
            for act in ("action_make", "action_print"):
                self.assertSilent(user, "procedure.assignment.sheet", act, sheet)
            line = {"sheet_id": sheet[0], "document_id": self.slow.id, "name": "x"}
            self.assertSilent(user, "procedure.assignment.line", "create", [line])
        values["department_id"] = self._department("Xa", company=self.elsewhere).id
        sheet, _error = self.call(
            self.head, "procedure.assignment.sheet", "create", [values]
        )
        self.assertSilent(self.head, "procedure.assignment.sheet", "action_make", sheet)
        rows, error = self.call(self.intruders[1], "procedure.workload", "action_open")
        self.assertIsNone(error, self.said)
        self.assertEqual(rows["domain"], [["id", "in", []]])

    def test_how_much_somebody_elsewhere_has_to_do_is_not_told(self):
        for user in self.intruders[:3]:
            made, error = self.call(
                user, "procedure.takeover.share", "create", [{"user_id": self.away.id}]
            )
            self.assertIsNone(error, self.said)
            rows, _error = self.call(
                user, "procedure.takeover.share", "read", made, ["open_count"]
            )
            self.assertEqual(rows[0]["open_count"], 0)

    def test_tasks_go_to_members_of_staff_alone(self):
        guest = self._user("ae-guest", "base.group_portal")
        self.assertRefused(
            self.head,
            "procedure.task",
            "action_reassign",
            self.tasks.ids,
            guest.id,
            "x",
        )
        self.assertEqual(self.tasks.user_id, self.away)

    def test_the_portal_reads_and_does_nothing(self):
        guest = self._user("ae-portal", "base.group_portal")
        for model, act, args in (
            ("procedure.task", "my_day", ()),
            ("procedure.task", "action_claim", (self.tasks.ids,)),
            ("procedure.task", "action_complete", (self.tasks.ids,)),
            ("procedure.task", "action_hand_back", (self.tasks.ids, "x")),
            ("procedure.case", "flow_pictures", (self.tasks.case_id[:1].ids,)),
            ("procedure.delegation", "action_take_over", (self.away.id, [], 1, 1, "x")),
            ("procedure.task", "action_hand_over", (self.away.id, [], "2026", "x")),
            ("procedure.obstacle", "action_raise", ("procedure.task", 1, "x")),
            ("procedure.case", "action_receive_late", ([{}], "2026-01-01", "x", {})),
        ):
            result, error = self.call(guest, model, act, *args)
            if act == "my_day":
                self.assertFalse(result)
            else:
                self.assertTrue(error, f"{act}: {result}")
                for word in self.secrets:
                    self.assertNotIn(word, self.said)

    def test_who_gets_it_back_records_no_late_fact(self):
        """Head of the section and away himself: his tasks come back to him."""
        task = self.tasks[:1]
        task.principal_id = self.head
        paper = {
            "number": "1",
            "date": "2026-10-07",
            "file": base64.b64encode(b"x").decode(),
        }
        self.assertRefused(
            self.head,
            "procedure.case",
            "action_pause_late",
            task.case_id.ids,
            "x",
            fields.Datetime.to_string(task.ready_at),
            "x",
            paper,
        )
        self.assertIn("somebody else records", self.said)


@tagged("post_install", "-at_install")
class TestAttacksEngineChoices(ConsultCommon, CaseRpcCommon):
    def test_an_answer_after_silence_is_no_answer(self):
        case = self._ask(self._questions(), self.asked[:1])
        task = self._of(case, self.asked[0])
        user = self.answering[self.asked[0]]
        self.assertRefused(
            user, "procedure.task", "action_complete", task.ids, answer="agree"
        )
        self.env["procedure.task"]._close_silent(fields.Datetime.now())
        self.assertEqual(task.state, "no_reply")
        self.assertRefused(
            user, "procedure.task", "action_complete", task.ids, answer="agree"
        )
        self.assertIn("no reply", self.said)
        self.assertFalse(task.answer)
        self.assertEqual(case.consultation_ids.answer, "no_reply")

    def test_an_opinion_is_not_told_in_the_notes_that_all_who_were_asked_read(self):
        case = self._ask(self._questions(), self.asked[:2])
        words = "Không đồng ý mức phí"
        task = self._answer(case, self.asked[0], "2026-10-06 10:00", "disagree", words)
        self.assertEqual((task.answer, task.opinion), ("disagree", words))
        other = self.answering[self.asked[1]]
        notes, error = self.call(
            other,
            "mail.message",
            "search_read",
            [("model", "=", "procedure.case"), ("res_id", "=", case.id)],
            ["body"],
        )
        self.assertIsNone(error, self.said)
        bodies = " ".join(note["body"] for note in notes)
        self.assertIn("B2", bodies)
        self.assertNotIn(words, bodies)
        activities = self.env["mail.activity"].with_context(active_test=False)
        closed = activities.search([("procedure_task_id", "=", task.id)])
        self.assertTrue(closed)
        self.assertFalse(any(closed.mapped("feedback")))
        self.assertEqual(self._sheet(case)[:1].text, words)
