from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.content import Outcome
from .case_common import CaseRpcCommon

FORGED_CASE = {
    "state": "closed",
    "verdict": "early",
    "name": "SYTE-26-999999",
    "due_at": "2030-01-01 00:00:00",
    "received_at": "2020-01-01 00:00:00",
    "result_at": "2026-10-05 00:00:00",
    "ended_at": "2026-10-05 00:00:00",
    "clock_start_at": "2020-01-01 00:00:00",
    "due_derivation": {"forged": True},
    "supplement_count": 9,
    "extension_count": 9,
    "clock_version": 99,
    "end_reason": "forged",
}
FORGED_TASK = {
    "state": "done",
    "verdict": "early",
    "due_at": "2030-01-01 00:00:00",
    "planned_due_at": "2030-01-01 00:00:00",
    "ready_at": "2020-01-01 00:00:00",
    "done_at": "2026-10-05 00:00:00",
    "late_minutes": -99,
    "saved_minutes": 99,
    "used_minutes": 1,
    "next_check_at": False,
    "clock_generation": 7,
    "document_number": "forged",
    "occurrence": 9,
    "job_error": "forged",
}


@tagged("post_install", "-at_install")
class TestAttacksCases(CaseRpcCommon):
    """Invariants 2, 5, 6 and 10 of running cases, attacked as who would want to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user("rpc-worker")
        cls.colleague = cls._user("rpc-colleague")
        cls.head = cls._user("rpc-head", "procedure_control.group_manager")
        cls.section = cls._department("Phòng", head=cls.head)
        cls.holder = cls._hold("worker", cls.worker, department=cls.section)
        cls.document = cls._procedure(
            "QT.RPC",
            [
                cls._step(
                    1,
                    "B1",
                    "worker",
                    "1",
                    outcomes=(Outcome("Từ chối", "end_refused", "", True),),
                ),
                cls._step(2, "B2", "worker", "1"),
            ],
            limit=("2", "day"),
        )
        cls.case = cls._receive(cls, cls.document, "2026-10-05 08:00")
        cls.task = cls._task(cls, cls.case, "B1")
        cls.everybody = (cls.worker, cls.head, cls.officer)

    def _facts(self, record, names):
        self.env.invalidate_all()
        return {name: record[name] for name in names}

    # --- written directly ------------------------------------------------------------

    def test_no_field_of_case_or_task_is_written(self):
        for record, forged in ((self.case, FORGED_CASE), (self.task, FORGED_TASK)):
            before = self._facts(record, forged)
            for user in self.everybody:
                self.assertRefused(user, record._name, "write", record.ids, forged)
                self.assertRefused(
                    user, record._name, "web_save", record.ids, forged, specification={}
                )
            for name, value in forged.items():
                self.assertRefused(
                    self.worker, record._name, "write", record.ids, {name: value}
                )
            self.assertEqual(self._facts(record, forged), before)
            status, _body = self.call_json2(
                self.officer, record._name, "write", ids=record.ids, vals=forged
            )
            self.assertGreaterEqual(status, 400)

    def test_nothing_is_made_or_deleted_by_hand(self):
        case, step = self.case.id, self.task.step_id.id
        rows = {
            "procedure.case": {
                "document_id": self.document.id,
                "revision_id": self.case.revision_id.id,
                "company_id": self.agency.id,
            },
            "procedure.task": {"case_id": case, "step_id": step, "occurrence": 5},
            "procedure.pause": {
                "case_id": case,
                "kind": "supplement",
                "date_from": "2026-10-05 00:00:00",
            },
            "procedure.due": {"case_id": case, "due_at": "2030-01-01 00:00:00"},
            "procedure.case.component": {"case_id": case, "name": "forged"},
            "procedure.escalation": {
                "task_id": self.task.id,
                "level_id": self.env["procedure.escalation.level"]
                .search([], limit=1)
                .id,
                "moment_at": "2026-10-05 00:00:00",
            },
            "procedure.job": {"key": "forged"},
        }
        for model, vals in rows.items():
            count = self.env[model].search_count([])
            for user in (self.worker, self.officer):
                with self.subTest(model, user=user.login):
                    self.assertRefused(user, model, "create", [vals])
                    self.assertRefused(
                        user, model, "web_save", [], vals, specification={}
                    )
                    messages = self.call(
                        user, model, "load", list(vals), [list(vals.values())]
                    )
                    self.assertFalse((messages[0] or {}).get("ids"))
            self.assertEqual(self.env[model].search_count([]), count)
        for record in (self.case, self.task):
            for method in ("copy", "unlink"):
                self.assertRefused(self.officer, record._name, method, record.ids)

    def test_not_through_the_case(self):
        for commands in (
            [(0, 0, {"step_id": self.task.step_id.id, "occurrence": 5})],
            [(1, self.task.id, {"state": "done"})],
            [(2, self.task.id, 0)],
            [(5, 0, 0)],
        ):
            self.assertRefused(
                self.officer,
                "procedure.case",
                "write",
                self.case.ids,
                {"task_ids": commands},
            )
        for user in (self.author, self.officer):
            self.assertRefused(
                user,
                "procedure.document",
                "write",
                self.document.ids,
                {"case_ids": [(1, self.case.id, {"state": "closed"})]},
            )
        self.assertEqual(self.task.state, "ready")

    def test_not_through_a_parent_that_may_be_written(self):
        """Here nothing but the guard of the lines themselves stands in the way."""
        manager = self._user("rpc-manager", "procedure_control.group_quality_manager")
        self.document.flush_recordset()

        def write(record, vals):
            return self.call(manager, record._name, "write", record.ids, vals)

        self.assertEqual(write(self.document, {"owner_id": manager.id}), (True, None))
        for commands in ([(1, self.case.id, {"subject": "x"})], [(2, self.case.id, 0)]):
            self.assertIn(write(self.document, {"case_ids": commands})[1], self.REFUSED)
        self.env["ir.model.access"].create(
            {
                "name": "Write cases",
                "model_id": self.env["ir.model"]._get_id("procedure.case"),
                "group_id": self.env.ref("procedure_control.group_quality_manager").id,
                "perm_write": True,
            }
        )
        self.assertEqual(write(self.case, {"subject": "Của tôi"}), (True, None))
        for commands in (
            [(0, 0, {"step_id": self.task.step_id.id, "occurrence": 5})],
            [(1, self.task.id, {"state": "done"})],
            [(2, self.task.id, 0)],
            [(3, self.task.id, 0)],
            [(5, 0, 0)],
            [(6, 0, [])],
        ):
            answer = write(self.case, {"task_ids": commands})
            self.assertIn(answer[1], self.REFUSED, commands)
        self.env.invalidate_all()
        self.assertEqual(self.task.state, "ready")
        self.assertEqual(len(self.case.task_ids), 2)

    def test_defaults_of_the_client_do_not_enter(self):
        """`default_*` keys and rows of ir.default are client input."""
        defaults = {
            "verdict": "early",
            "name": "F-1",
            "ended_at": "2020-01-01 00:00:00",
        }
        for name, value in {**defaults, "supplement_count": 7}.items():
            self.call(
                self.officer, "ir.default", "set", "procedure.case", name, value, True
            )
        for name, value in (("late_minutes", 99), ("given_duration_unit", "minute")):
            self.call(
                self.officer, "ir.default", "set", "procedure.task", name, value, True
            )
        context = {f"default_{name}": value for name, value in defaults.items()}
        context |= {"default_state": "closed", "default_user_id": self.colleague.id}
        ids, error = self.call(
            self.officer,
            "procedure.case",
            "action_receive",
            [
                {
                    "document_id": self.document.id,
                    "company_id": self.agency.id,
                    **FORGED_CASE,
                    "revision_id": 1,
                    "received_by_id": self.worker.id,
                }
            ],
            context=context,
        )
        self.assertFalse(error)
        case = self.env["procedure.case"].browse(ids)
        self.assertEqual(case.state, "running")
        self.assertEqual(case.received_by_id, self.officer)
        self.assertEqual(case.revision_id, self.case.revision_id)
        self.assertTrue(case.name.startswith("SYTE-"))
        for name in ("verdict", "ended_at", "supplement_count", "end_reason"):
            self.assertFalse(case[name], name)
        self.assertEqual(set(case.task_ids.mapped("late_minutes")), {0})
        self.assertFalse(any(case.task_ids.mapped("given_duration_unit")))
        self.assertFalse(case.task_ids.filtered(lambda t: t.state == "planned").user_id)

    # --- acts ------------------------------------------------------------------------

    def test_anothers_task_is_not_completed(self):
        for user in (self.colleague, self.head, self.officer):
            self.assertRefused(user, "procedure.task", "action_complete", self.task.ids)
            self.assertRefused(
                user, "procedure.task", "action_open_completion", self.task.ids
            )
            self.assertRefused(
                user, "mail.activity", "action_feedback", self.task.activity_id.ids
            )
            status, _body = self.call_json2(
                user,
                "procedure.task",
                "action_complete",
                ids=self.task.ids,
                choice="next",
            )
            self.assertGreaterEqual(status, 400)
        self.assertEqual(self.task.state, "ready")

    def test_completed_over_json2_by_its_owner(self):
        status, _body = self.call_json2(
            self.worker,
            "procedure.task",
            "action_complete",
            ids=self.task.ids,
            choice="next",
        )
        self.assertEqual(status, 200)
        self.assertEqual((self.task.state, self.task.done_by_id), ("done", self.worker))

    def test_private_methods_are_not_called(self):
        calls = (
            ("procedure.case", "_receive", [[], "2020-01-01"]),
            ("procedure.case", "_make", [[]]),
            ("procedure.case", "_conclude", [self.case.ids, "closed", "2026-10-05"]),
            (
                "procedure.case",
                "_extend",
                [self.case.ids, "2030-01-01", "x", "2026-10-05"],
            ),
            ("procedure.task", "_complete", [self.task.ids, {}, "2026-10-05"]),
            ("procedure.task", "_move", [self.task.ids, {}, "x", "2026-10-05"]),
            ("procedure.task", "_heal", ["2026-10-05"]),
            ("mail.activity", "_procedure_mirror", [[]]),
            ("mail.activity", "_procedure_close", [self.task.activity_id.ids]),
            ("mail.activity", "_action_done", [self.task.activity_id.ids]),
            ("procedure.event", "_log", ["forged", []]),
        )
        for model, method, args in calls:
            with self.subTest(method):
                _result, error = self.call(self.officer, model, method, *args)
                self.assertTrue(error)
                status, _body = self.call_json2(self.officer, model, method, ids=[])
                self.assertGreaterEqual(status, 400)

    def test_case_is_not_decided_on_by_a_stranger(self):
        for act, args in (
            ("action_refuse", ("x",)),
            ("action_terminate", ("x",)),
            ("action_withdraw", ("x",)),
            ("action_request_supplement", ("x",)),
            ("action_extend", ("2030-01-01 00:00:00", "x")),
        ):
            self.assertRefused(
                self.colleague, "procedure.case", act, self.case.ids, *args
            )
        self.assertEqual(self.case.state, "running")

    # --- what a case stands on -------------------------------------------------------

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_what_is_in_use_is_not_deleted(self):
        quality = self._user("rpc-quality", "procedure_control.group_quality_manager")
        for model, record in (
            ("procedure.role", self.task.role_id),
            ("procedure.step", self.task.step_id),
            ("procedure.revision", self.case.revision_id),
            ("procedure.document", self.document),
            ("procedure.escalation.policy", self.task.policy_id),
        ):
            with self.subTest(model):
                self.assertRefused(quality, model, "unlink", record.ids)
                self.assertTrue(record.exists())
        admin = self.env.ref("base.user_admin")
        admin.password = admin.login
        admin.company_ids |= self.agency
        for record in (self.section, self.agency, self.worker):
            with self.subTest(record._name):
                self.assertRefused(admin, record._name, "unlink", record.ids)
        self.assertEqual(self.task.department_id, self.section)

    def test_merging_contacts_leaves_the_case_intact(self):
        partners = self.env["res.partner"].create(
            [{"name": "Nguyễn Văn A"}, {"name": "Nguyễn Văn A (trùng)"}]
        )
        kept, merged = partners
        name = merged.name
        case = self._receive(
            self.document,
            "2026-10-05 08:00",
            requester_partner_id=merged.id,
            requester_name=name,
        )
        events = self.env["procedure.event"].search_count([("case_id", "=", case.id)])
        self.env["base.partner.merge.automatic.wizard"]._merge(partners.ids, kept)
        self.env.invalidate_all()
        self.assertEqual(case.exists().requester_partner_id, kept)
        self.assertEqual(case.requester_name, name)
        self.assertEqual(
            self.env["procedure.event"].search_count([("case_id", "=", case.id)]),
            events,
        )
