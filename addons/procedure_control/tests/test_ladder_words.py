"""Each rung says in one sentence what it does, and is filled in as it is said."""

from odoo.tests import Form, tagged

from .ladder_common import LadderCommon


@tagged("post_install", "-at_install")
class TestLadderWords(LadderCommon):
    def _said(self, offset="0", recipient="head", **values):
        return self._ladder((offset, recipient, values)).level_ids.sentence

    def test_sentences(self):
        for said, values in (
            (
                "After 1 working day overdue: head of section, by activity",
                {"offset": "1"},
            ),
            (
                "1.5 working days before due: responsible person, on his own activity",
                {"offset": "-1.5", "recipient": "owner"},
            ),
            (
                "At 50 % of its time, if not begun: stand-in, by mail",
                {
                    "offset": "50",
                    "offset_unit": "percent",
                    "condition": "not_started",
                    "recipient": "stand_in",
                    "how": "mail",
                },
            ),
            (
                "At due: ld-chief, by activity; again every 2 working days, 3 times",
                {
                    "recipient": "role",
                    "role_id": self.chief_role.id,
                    "repeat_every": 2,
                    "repeat_times": 3,
                },
            ),
            (
                "After 30 minutes of work overdue: leader in charge of the field, by a "
                "note in the discussion; again every 1 calendar day until done",
                {
                    "offset": "30",
                    "offset_unit": "minute",
                    "recipient": "leader",
                    "how": "chatter",
                    "repeat_every": 1,
                    "repeat_unit": "calendar_day",
                },
            ),
            (
                "After 2 working days overdue: the next of its role, who gets the step",
                {"offset": "2", "recipient": "role", "how": "reassign"},
            ),
            (
                "1 working day before due (short steps: at 75 % of their time): "
                "head of section, by activity",
                {"offset": "-1", "short_percent": 75},
            ),
        ):
            with self.subTest(said):
                self.assertEqual(self._said(**values), said)

    def test_before_and_after_as_it_is_filled_in(self):
        policy = self._ladder(("0", "owner"))
        with Form(
            policy.level_ids, "procedure_control.procedure_escalation_level_view_form"
        ) as form:
            self.assertEqual(form.side, "at")
            form.side = "before"
            form.amount = "0,5"
            self.assertIn("before due", form.sentence)
        self.assertEqual(policy.level_ids.offset_value, "-0.5")
        with Form(
            policy.level_ids, "procedure_control.procedure_escalation_level_view_form"
        ) as form:
            form.side = "after"
            form.amount = "2"
            form.recipient = "head"
        self.assertEqual(policy.level_ids.offset_value, "2")
        self.assertEqual(policy.level_ids.side, "after")
        with Form(
            policy.level_ids, "procedure_control.procedure_escalation_level_view_form"
        ) as form:
            form.offset_unit = "percent"
            form.amount = "150"
        self.assertEqual(policy.level_ids.offset_value, "150")
        self.assertEqual(
            policy.level_ids.sentence[:29], "At 150 % of its time, overdue"
        )

    def test_by_program_the_signed_number_is_enough(self):
        level = self._ladder(("-2", "owner")).level_ids
        self.assertEqual((level.side, level.amount), ("before", "2"))
        level.write({"side": "after"})
        self.assertEqual(level.offset_value, "2")
        level.write({"amount": "3"})
        self.assertEqual(level.offset_value, "3")
