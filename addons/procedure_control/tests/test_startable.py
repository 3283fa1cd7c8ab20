from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .startable_common import ORDER, StartCommon


@tagged("post_install", "-at_install")
class TestStartable(StartCommon):
    """A record waits for the cases it started that must end first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_order()
        cls.orders = cls.env[ORDER].create(
            [{"name": f"Đơn {n}", "buyer_id": cls.other.id} for n in range(3)]
        )
        cls.order = cls.orders[0]
        cls.free = cls._two_steps("QT.FREE")

    def test_starts_what_its_developer_opened(self):
        """Without any setting: the mixin is enough, and says what a case takes over."""
        action = self.order.with_user(self.worker).action_start_procedure()
        self.assertEqual(action["context"]["active_ids"], self.order.ids)
        case = self._start(self.worker, self.order)
        self.assertEqual(
            (case.origin_model, case.origin_id, case.origin_name, case.start_source),
            (ORDER, self.order.id, "Đơn 0", "record"),
        )
        self.assertEqual(case.subject, "Đơn 0")
        self.assertEqual(case.requester_user_id, self.other)
        self.assertTrue(case.holds_origin)
        mine = self.order.with_user(self.worker)
        self.assertEqual(mine.procedure_case_ids, case)
        self.assertEqual(mine.procedure_case_count, 1)
        self.assertEqual(mine.procedure_running_count, 1)
        found = self.env["procedure.case"].search(
            mine.action_open_procedures()["domain"]
        )
        self.assertEqual(found, case)
        # Who works on no such case sees that there is none for him.
        self.env.invalidate_all()
        self.assertFalse(self.order.with_user(self.manager).procedure_case_ids)
        self.assertEqual(self.order.with_user(self.manager).procedure_case_count, 0)

    def test_waits_in_words(self):
        cases = self._start(self.worker, self.order)
        cases |= self._start(self.worker, self.order)
        for act in (
            lambda order: order.confirm(),
            lambda order: order.write({"state": "confirmed"}),
            # Nobody's rights and no key of a context shorten the wait.
            lambda order: order.sudo().confirm(),
            lambda order: order.with_context(procedure_no_hold=True).confirm(),
        ):
            with self.assertRaisesRegex(UserError, "Đơn 0.*waits") as refused:
                act(self.order.with_user(self.worker))
            for case in cases:
                self.assertIn(case.name, str(refused.exception))
        self.assertEqual(self.order.state, "draft")
        # What started nothing waits for nothing; other values are free.
        self.orders[1].confirm()
        self.order.write({"state": "sent"})
        with self.assertRaises(UserError):
            (self.order | self.orders[2]).confirm()

    def test_names_only_what_one_may_read(self):
        case = self._start(self.worker, self.order)
        with self.assertRaises(UserError) as refused:
            self.order.with_user(self.manager).confirm()
        self.assertNotIn(case.name, str(refused.exception))
        self.assertIn("1 more", str(refused.exception))

    def test_goes_on_when_the_last_has_ended(self):
        first = self._start(self.worker, self.order)
        second = self._start(self.worker, self.order)
        self._end(first)
        self.assertEqual(self.order.told, 0)
        with self.assertRaises(UserError):
            self.order.confirm()
        second._end_by("withdrawn", "thôi", second.received_at)
        self.assertEqual(self.order.told, 1)
        self.order.with_user(self.worker).confirm()
        self.assertEqual(self.order.state, "confirmed")

    def test_many_ended_at_once_are_told_once(self):
        cases = self._start(self.worker, self.orders)
        cases |= self._start(self.worker, self.orders)
        cases.sudo()._end_by("terminated", "hủy", cases[0].received_at)
        self.assertEqual(self.orders.mapped("told"), [1, 1, 1])

    def test_a_procedure_that_does_not_hold(self):
        case = self._start(self.worker, self.order, self.free)
        self.assertFalse(case.holds_origin)
        self.order.with_user(self.worker).confirm()
        self._end(case)
        self.assertEqual(self.order.told, 0)

    def test_refusal_of_the_record_does_not_keep_the_case(self):
        self.order.is_stubborn = True
        case = self._start(self.worker, self.order)
        self._end(case)
        self.assertEqual((self.order.told, self.order.state), (0, "draft"))
        notes = " ".join(case.message_ids.mapped("body"))
        self.assertIn("could not go on after this case: no", notes)

    def test_a_case_at_intake_holds_too(self):
        """Not begun is not ended; refused at the desk is."""
        self.env.user.group_ids |= self.env.ref("procedure_control.group_staff")
        case = self._start(self.worker, self.order)
        case.sudo().write({"state": "intake"})
        with self.assertRaises(UserError):
            self.order.confirm()
        case._refuse_intake("thiếu", case.received_at)
        self.assertEqual(self.order.told, 1)
        self.order.confirm()

    def test_own_code_starts_procedures(self):
        cases = (
            self.orders.with_user(self.worker)
            .with_company(self.agency)
            ._procedure_start(self.document, {"subject": "Từ mã"})
        )
        self.assertEqual(cases.mapped("origin_id"), self.orders.ids)
        self.assertEqual(set(cases.mapped("subject")), {"Từ mã"})

    def test_both_sides_write_the_row(self):
        """Of a start and a move at once the platform repeats one: both write a row."""
        order = self.registry[ORDER]
        with patch.object(order, "_procedure_touch", autospec=True) as touch:
            case = self._start(self.worker, self.order)
            self.assertEqual(touch.call_args.args[0], self.order)
            touch.reset_mock()
            self._end(case)
            self.assertEqual(touch.call_args.args[0], self.order)
        before = self.env.cr.sql_log_count
        self.order._procedure_touch()
        self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_attacks(self):
        """Links of a case are not written through the record that shows them."""
        case = self._start(self.worker, self.order)
        other = self._start(self.worker, self.orders[1])
        for command in (
            [[6, 0, []]],
            [[3, case.id]],
            [[2, case.id]],
            [[4, other.id]],
            [[0, 0, {"document_id": self.document.id}]],
            [[1, case.id, {"holds_origin": False}]],
        ):
            self.call(
                self.worker,
                ORDER,
                "write",
                self.order.ids,
                {"procedure_case_ids": command},
            )
            self.assertEqual(case.origin_id, self.order.id, command)
            self.assertEqual(other.origin_id, self.orders[1].id, command)
            self.assertTrue(case.holds_origin)
        self.assertRefused(self.worker, ORDER, "confirm", self.order.ids)
        self.assertRefused(
            self.worker, ORDER, "write", self.order.ids, {"state": "confirmed"}
        )
        for values in ({"holds_origin": False}, {"origin_id": 0}, {"origin_name": ""}):
            self.assertRefused(self.worker, "procedure.case", "write", case.ids, values)
            self.assertRefused(
                self.quality, "procedure.case", "write", case.ids, values
            )
        self.assertEqual(self.order.state, "draft")

    def test_queries_do_not_grow_with_the_records(self):
        orders = self.env[ORDER].create([{"name": f"{n}"} for n in range(60)])
        for order, case in zip(orders, self._start(self.worker, orders), strict=True):
            self.assertEqual(case.origin_id, order.id)

        def confirm(count):
            part = orders[:count].with_env(self.env(user=self.worker.id))
            self.env.invalidate_all()
            with self.assertRaises(UserError):
                part.confirm()

        confirm(5)
        few = self._count(lambda: confirm(5))
        many = self._count(lambda: confirm(60))
        self.assertLessEqual(many, few)

    def _count(self, act):
        before = self.env.cr.sql_log_count
        act()
        return self.env.cr.sql_log_count - before
