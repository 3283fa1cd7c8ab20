"""A legal basis is replaced: who is to act, once, in good time."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import ProcedureCommon

SMALL, LARGE = 2, 12


@tagged("post_install", "-at_install")
class TestLegalBasis(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "8 giờ",
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": cls.company.id,
            }
        )
        cls.company.procedure_calendar_id = calendar
        cls.successor = cls.env["procedure.legal.basis"].create(
            {"code": "999/2027/NĐ-CP-T", "name": "Mới", "date_from": "2027-03-15"}
        )
        cls.revision = cls.make_revision()
        cls.document = cls.revision.document_id

    def replace(self, day="2027-03-15", basis=None):
        (basis or self.basis).write(
            {"replaced_by_id": self.successor.id, "replaced_from": day}
        )
        return (basis or self.basis).effect_ids

    def inbox(self, effects):
        return self.env["mail.activity"].search(
            [("res_model", "=", effects._name), ("res_id", "in", effects.ids)]
        )

    def test_one_activity_for_the_owner_five_working_days_before(self):
        effect = self.replace()
        self.assertEqual(effect.document_id, self.document)
        # Monday 15/03/2027, five working days before: Monday 08/03.
        self.assertEqual(effect.due_date, date(2027, 3, 8))
        activity = self.inbox(effect)
        self.assertEqual(activity.user_id, self.document.owner_id)
        self.assertEqual(activity.date_deadline, date(2027, 3, 8))
        self.assertEqual(effect.state, "to_do")

    def test_days_off_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Nghỉ",
                "company_id": self.company.id,
                "calendar_id": self.company.procedure_calendar_id.id,
                "date_from": "2027-03-09 17:00:00",
                "date_to": "2027-03-10 16:59:00",
                "time_type": "leave",
            }
        )
        self.assertEqual(self.replace().due_date, date(2027, 3, 5))

    def test_the_lead_is_a_setting_of_the_issuing_agency(self):
        self.company.procedure_basis_lead_days = 20
        self.assertEqual(self.replace().due_date, date(2027, 2, 15))
        self.company.procedure_basis_lead_days = 0
        self.env["procedure.change"]._cron_change()
        self.assertEqual(self.basis.effect_ids.due_date, date(2027, 3, 15))

    def test_once(self):
        effect = self.replace()
        self.replace()
        self.basis.name = "Tên khác"
        self.env["procedure.change"]._cron_change()
        self.assertEqual(self.basis.effect_ids, effect)
        self.assertEqual(len(self.inbox(effect)), 1)

    def test_another_day_moves_the_due(self):
        effect = self.replace()
        self.replace("2027-03-22")
        self.assertEqual(effect.due_date, date(2027, 3, 15))
        self.assertEqual(self.inbox(effect).date_deadline, date(2027, 3, 15))

    def test_who_cites_it_later_is_found_by_the_job(self):
        self.replace()
        later = self.make_revision()
        self.assertEqual(len(self.basis.effect_ids), 1)
        self.env["procedure.change"]._cron_change()
        self.assertEqual(
            self.basis.effect_ids.document_id, self.document | later.document_id
        )

    def test_not_replaced_after_all(self):
        effect = self.replace()
        self.basis.write({"replaced_by_id": False, "replaced_from": False})
        self.assertEqual(effect.state, "not_needed")
        self.assertFalse(self.inbox(effect))

    def test_from_the_list_to_the_revision_and_done(self):
        effect = self.replace().with_user(self.author)
        self.assertTrue(effect.can_act)
        action = effect.action_request_change()
        change = self.env["procedure.change"].browse(action["res_id"])
        self.assertEqual(effect.state, "requested")
        self.assertFalse(self.inbox(effect))
        self.assertEqual((change.source, change.legal_basis_id), ("law", self.basis))
        self.assertIn(self.successor.code, change.reason)
        with self.assertRaises(UserError):
            effect.action_request_change()
        change.with_user(self.author).action_submit()
        change.with_user(self.officer).action_accept("ít", "notice")
        change.with_user(self.author).action_start_revision()
        draft = change.revision_id
        draft.with_user(self.author).legal_basis_ids = self.successor
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertEqual(effect.state, "requested")
        self.approve(draft, self.signer)
        self.assertEqual(effect.state, "done")
        self.assertEqual(self.basis.to_do_count, 0)

    def test_a_refused_request_gives_it_back(self):
        effect = self.replace()
        for end in ("refused", "cancelled", "deleted"):
            effect.with_user(self.author).action_request_change()
            change = effect.change_id.with_user(self.author)
            if end == "refused":
                change.action_submit()
                change.with_user(self.officer).action_refuse("chưa")
            elif end == "cancelled":
                change.action_cancel("lầm")
            else:
                change.unlink()
            with self.subTest(end):
                self.assertEqual(effect.state, "to_do")
                self.assertFalse(effect.change_id)
                self.assertEqual(len(self.inbox(effect)), 1)

    def test_no_change_needed_with_a_reason(self):
        effect = self.replace().with_user(self.author)
        with self.assertRaises(UserError):
            effect.action_not_needed(" ")
        dialog = Form(
            self.env["procedure.change.act"]
            .with_user(self.author)
            .with_context(default_act="not_needed", default_effect_ids=effect.ids)
        )
        dialog.reason = "chỉ đổi số hiệu"
        dialog.save().action_confirm()
        self.assertEqual((effect.state, effect.note), ("not_needed", "chỉ đổi số hiệu"))

    def test_requests_for_all_at_once(self):
        other = self.make_revision(owner_id=self.colleague.id)
        effects = self.replace()
        self.assertEqual(len(effects), 2)
        action = self.basis.with_user(self.quality).action_request_changes()
        changes = self.env["procedure.change"].search(action["domain"])
        self.assertEqual(changes.document_id, self.document | other.document_id)
        with self.assertRaises(UserError):
            self.basis.with_user(self.quality).action_request_changes()

    def test_who_reads_and_acts(self):
        effect = self.replace()
        for role, reads, acts in (
            ("staff", False, False),
            ("author", True, True),
            ("colleague", True, True),
            ("officer", True, True),
            ("auditor", True, False),
            ("stranger", False, False),
        ):
            with self.subTest(role):
                mine = effect.with_user(getattr(self, role))
                found = mine.search_count([("id", "=", effect.id)])
                self.assertEqual(bool(found), reads)
                if reads:
                    self.assertEqual(mine.can_act, acts)
                for forbidden in (
                    lambda e=mine: e.write({"state": "done"}),
                    lambda e=mine: e.unlink(),
                    lambda e=mine: e.create({"basis_id": self.basis.id}),
                ):
                    with self.assertRaises(AccessError):
                        forbidden()

    def test_validity(self):
        bases = self.env["procedure.legal.basis"].create(
            [
                {"code": "V1", "name": "x", "date_from": "2020-01-01"},
                {"code": "V2", "name": "x", "date_to": "2026-06-01"},
                {"code": "V3", "name": "x", "date_to": "2026-12-01"},
                {"code": "V4", "name": "x", "date_from": "2027-01-01"},
                {
                    "code": "V5",
                    "name": "x",
                    "replaced_by_id": self.successor.id,
                    "replaced_from": "2026-10-01",
                },
                {
                    "code": "V6",
                    "name": "x",
                    "replaced_by_id": self.successor.id,
                    "replaced_from": "2027-10-01",
                },
                {
                    "code": "V7",
                    "name": "x",
                    "replaced_by_id": self.successor.id,
                    "date_to": "2026-10-01",
                },
            ]
        )
        expected = ["in_force", "expired", "expiring", "to_come", "replaced"]
        expected += ["expiring", "replaced"]
        with freeze_time("2026-10-05 03:00:00"):
            self.assertEqual(bases.mapped("validity"), expected)
            for key in set(expected):
                found = bases.search(
                    [("id", "in", bases.ids), ("validity", "=", key)], order="id"
                )
                shown = bases.filtered(lambda b, k=key: b.validity == k)
                self.assertEqual(found, shown.sorted("id"), key)

    def test_the_successor_gives_the_day(self):
        form = Form(self.basis.with_user(self.quality))
        form.replaced_by_id = self.successor
        self.assertEqual(form.replaced_from, date(2027, 3, 15))
        form.save()
        self.assertTrue(self.basis.effect_ids)

    def test_queries_do_not_grow(self):
        counts = []
        for number, size in enumerate((1, SMALL, LARGE)):
            basis = self.env["procedure.legal.basis"].create(
                {"code": f"Q{number}", "name": "x"}
            )
            documents = self.env["procedure.document"].create(
                [
                    {
                        "title": "x",
                        "type_id": self.type.id,
                        "field_id": self.field.id,
                        "company_id": self.company.id,
                        "department_id": self.department.id,
                        "owner_id": self.author.id,
                    }
                ]
                * size
            )
            drafts = documents.with_user(self.author)._new_draft("x")
            drafts.legal_basis_ids = basis
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.replace(basis=basis)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(basis.effect_ids), size)
        self.assertLessEqual((counts[2] - counts[1]) / (LARGE - SMALL), 1.2, counts)
