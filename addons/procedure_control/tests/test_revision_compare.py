"""What changes is shown from what was signed, and whoever looks is remembered."""

from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine.content import Limit
from .common import ProcedureCommon


@tagged("post_install", "-at_install")
class TestRevisionCompare(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = cls.make_revision()
        content = cls.make_content()
        step = replace(content.steps[1], duration=Limit("1", "day"))
        content = replace(
            content,
            limit=Limit("1.5", "day"),
            committed=Limit("1.5", "day"),
            variants=(
                replace(content.variants[0], limit=Limit("1.5", "day")),
                content.variants[1],
            ),
            sections=(
                replace(content.sections[0], body="<p>Quy định chung</p>"),
                *content.sections[1:],
            ),
            steps=(content.steps[0], step, content.steps[2]),
        )
        cls.draft = cls.make_draft(document=cls.base.document_id, content=content)

    def submit(self):
        self.draft.with_user(self.author).action_submit(approver_id=self.signer.id)

    def looks(self, user):
        return self.env["procedure.event"].search(
            [
                ("kind", "=", "revision.compared"),
                ("res_id", "=", self.draft.id),
                ("user_id", "=", user.id),
            ]
        )

    def test_a_draft_is_compared_with_what_is_in_force(self):
        """Proves: ISO 9001 7.5.3.2 c."""
        self.assertEqual(self.draft._comparison_base(), self.base)
        found = self.draft._compare(self.base)
        self.assertEqual(
            [(item.part, item.change) for item in found.items],
            [
                ("sections", "changed"),
                ("steps", "changed"),
                ("variants", "changed"),
            ],
        )
        self.assertEqual(
            [change.name for change in found.fields], ["limit", "committed"]
        )
        self.assertEqual(found.time_before[0].total, (Limit("2.5", "day"),))
        self.assertEqual(found.time_after[0].total, (Limit("1.5", "day"),))

    def test_past_draft_the_signed_bytes_are_compared(self):
        """A text altered in the tables does not change what the comparison shows."""
        section = self.base.section_ids[0]
        self.env.cr.execute(
            "UPDATE procedure_section SET body = '<p>Sửa lén</p>' WHERE id = %s",
            [section.id],
        )
        section.invalidate_recordset()
        [change] = self.draft._compare(self.base).of("sections")[0].fields
        self.assertEqual(change.old, "Quy định")

    def test_marks_do_not_need_colour(self):
        html = self.draft.with_user(self.author)._comparison_html()
        self.assertIn("<ins", html)
        self.assertIn("<del", html)
        self.assertIn("chung", html)
        self.assertIn("≠", html)
        self.assertNotIn("<p>Quy định", html)

    def test_texts_of_the_revision_are_escaped(self):
        self.draft.step_ids[0].name = "<script>alert(1)</script>"
        html = self.draft._comparison_html()
        self.assertIn("&lt;script&gt;", html)
        self.assertNotIn("<script>", html)

    def test_a_look_is_recorded_once_per_user_and_round(self):
        by_signer = self.draft.with_user(self.signer)
        self.draft._comparison_html()
        self.assertFalse(self.draft._compared_by(self.env.user), "no round yet")
        self.submit()
        self.assertFalse(self.draft._compared_by(self.signer))
        by_signer._comparison_html()
        by_signer._comparison_html()
        self.assertEqual(self.draft._compared_by(self.signer), self.draft)
        self.assertFalse(self.draft._compared_by(self.signer2))
        self.assertEqual(len(self.looks(self.signer)), 1)
        self.assertIn(self.draft.fingerprint, self.looks(self.signer).body)
        round_ = self.draft._open_rounds()
        round_._close("void", round_.opened_at)
        self.assertFalse(self.draft._compared_by(self.signer))

    def test_another_pair_is_not_a_look_at_what_changes(self):
        self.submit()
        self.draft.with_user(self.signer)._comparison_html(self.draft)
        self.assertFalse(self.draft._compared_by(self.signer))

    def test_a_first_revision_says_so(self):
        first = self.make_draft()
        first.with_user(self.author).action_submit(approver_id=self.signer.id)
        html = first.with_user(self.signer)._comparison_html()
        self.assertIn("first revision", html)
        self.assertEqual(first._compared_by(self.signer), first)

    def test_the_screen_offers_the_revisions_the_user_may_read(self):
        found = self.draft.with_user(self.author).compare_with()
        self.assertEqual((found["old"], found["new"]), (self.base.id, self.draft.id))
        self.assertEqual(
            {choice["id"] for choice in found["choices"]},
            {self.base.id, self.draft.id},
        )
        with self.assertRaises(AccessError):
            self.draft.with_user(self.stranger).compare_with()
        with self.assertRaises(AccessError):
            self.base.with_user(self.staff).compare_with(self.draft.id)
        other = self.make_revision()
        with self.assertRaises(UserError):
            self.draft.with_user(self.author).compare_with(other.id)

    def test_queries_do_not_grow_with_the_content(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.draft._compare(self.base)
            return self.env.cr.sql_log_count - before

        queries()
        small = queries()
        content = self.make_content()
        many = tuple(
            replace(content.steps[0], key=f"s{n}", name=f"Bước {n}")
            for n in range(1, 31)
        )
        self.draft._write_content(replace(content, steps=many))
        self.assertEqual(queries(), small)

    def test_print(self):
        reports = self.env["ir.actions.report"].with_user(self.author)
        pdf, kind = reports._render_weasyprint_pdf(
            "procedure_control.paper_comparison", self.draft.ids
        )
        self.assertEqual((pdf[:4], kind), (b"%PDF", "pdf"))
