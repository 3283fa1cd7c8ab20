from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.content import Component, Content, Limit, Variant
from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseIntake(CaseCommon):
    """How cases come in: numbered, complete or waiting, under the right revision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._user("in-clerk")
        cls.outsider = cls._user("in-outsider")
        cls.desk = cls._department("Một cửa", procedure_is_one_stop=True)
        cls.env["hr.employee"].create(
            {
                "name": "Hoa",
                "user_id": cls.clerk.id,
                "company_id": cls.agency.id,
                "department_id": cls.desk.id,
            }
        )
        cls._hold("clerk", cls.clerk)
        cls.document = cls._make("QT.TN", kind="tthc")

    @classmethod
    def _make(cls, code, **values):
        return cls._procedure(
            code,
            [cls._step(1, "B1", "clerk", "1")],
            limit=("2", "day"),
            components=(Component("Đơn"), Component("Ảnh", 0, 2, False)),
            **values,
        )

    def _door(self, user=None):
        return self.env["procedure.case"].with_user(user or self.clerk)

    def _vals(self, **values):
        return {
            "document_id": self.document.id,
            "company_id": self.agency.id,
            "requester_name": "Nguyễn Văn Đức",
            **values,
        }

    # --- number and code -------------------------------------------------------------

    def test_numbers_run_by_agency_and_year(self):
        names = [
            self._receive(self.document, at).name
            for at in ("2026-12-31 08:00", "2026-12-31 09:00", "2027-01-04 08:00")
        ]
        self.assertEqual(names, ["SYTE-26-000001", "SYTE-26-000002", "SYTE-27-000001"])
        branch = self.env["res.company"].create(
            {"name": "Xã", "parent_id": self.agency.id, "procedure_code": "XA1"}
        )
        self._hold("clerk", self._user("in-branch", company=branch), company=branch)
        self.document.applying_company_ids = branch
        elsewhere = self._receive(
            self.document, "2026-12-31 09:00", company_id=branch.id
        )
        self.assertEqual(elsewhere.name, "XA1-26-000001")

    def test_year_is_the_agencys_own(self):
        """23:30 UTC of 31/12 is already the new year in Hà Nội."""
        self.assertEqual(
            self._receive(self.document, "2027-01-01 06:30").name, "SYTE-27-000001"
        )

    def test_pattern_is_the_agencys(self):
        self.agency.procedure_number_pattern = "{seq:03d}/{yyyy}"
        self.assertEqual(
            self._receive(self.document, "2026-10-05 08:00").name, "001/2026"
        )

    def test_external_code_is_unique_per_agency(self):
        code = "000.00.01.H56-261005-0001"
        self._door().action_receive([self._vals(external_code=code)])
        with self.assertRaisesRegex(ValidationError, "already registered"):
            self._door().action_receive([self._vals(external_code=code)])
        with self.assertRaisesRegex(ValidationError, "already registered"):
            self._door().action_receive([self._vals(external_code="x")] * 2)

    def test_found_without_accents(self):
        case_id = self._door().action_receive([self._vals(subject="Cấp đổi thẻ")])[0]
        found = self._door(self.officer).search(
            [("search_text", "ilike", "nguyen van duc")]
        )
        self.assertIn(case_id, found.ids)
        self.assertIn(
            case_id,
            self._door(self.officer).search([("search_text", "like", "cap doi")]).ids,
        )

    # --- papers ----------------------------------------------------------------------

    def test_lacking_papers_wait_without_clock_or_receipt(self):
        required, optional = self.document.revision_ids.component_ids
        with freeze_time(local("2026-10-05 09:00")):
            waiting, complete = self._door().browse(
                self._door().action_receive(
                    [
                        self._vals(missing=[required.id]),
                        self._vals(missing=[optional.id]),
                    ]
                )
            )
        self.assertEqual(complete.state, "running", "what is not required may lack")
        self.assertEqual(waiting.state, "intake")
        self.assertTrue(waiting.name)
        for field in ("received_at", "clock_start_at", "due_at"):
            self.assertFalse(waiting[field], field)
        self.assertFalse(waiting.sudo().task_ids)
        paper = waiting.component_ids.filtered("required")
        with freeze_time(local("2026-10-07 10:00")):
            waiting.action_complete_dossier(paper.ids)
        self.assertEqual(waiting.state, "running")
        self.assertEqual(shown(waiting.received_at), "2026-10-07 10:00")
        self.assertEqual(shown(waiting.due_at), "2026-10-09 17:00")
        self.assertEqual(shown(paper.received_at), "2026-10-07 10:00")
        with self.assertRaisesRegex(UserError, "no longer waiting"):
            waiting.action_complete_dossier(paper.ids)

    def test_completed_dossier_runs_the_revision_then_in_force(self):
        case = self._receive(
            self.document,
            "2026-10-05 09:00",
            missing=self.document.revision_ids.component_ids[:1].ids,
        )
        newer = self._newer(components=(Component("Đơn"), Component("Giấy mới")))
        case._complete_dossier(case.component_ids.ids, local("2026-11-02 09:00"))
        self.assertEqual(case.revision_id, newer)
        self.assertEqual(case.state, "intake", "a paper newly asked for lacks")
        lacking = case.component_ids.filtered(lambda p: not p.is_received)
        self.assertEqual(lacking.name, "Giấy mới")
        case._complete_dossier(lacking.ids, local("2026-11-03 09:00"))
        self.assertEqual(case.state, "running")
        self.assertEqual(case.task_ids.step_id.revision_id, newer)

    def test_refused_at_intake_is_a_numbered_line_only(self):
        refused = self._door().browse(
            self._door().action_refuse_new(self._vals(), "Không thuộc thẩm quyền")
        )
        self.assertEqual(refused.state, "not_accepted")
        self.assertEqual(refused.end_reason, "Không thuộc thẩm quyền")
        self.assertTrue(refused.name)
        self.assertFalse(refused.received_at, "in no figure of cases received")
        self.assertFalse(refused.sudo().task_ids)
        self.assertFalse(any(refused.component_ids.mapped("is_received")))
        with self.assertRaisesRegex(UserError, "Give a reason"):
            self._door().action_refuse_new(self._vals(), " ")

    def test_refused_though_nothing_is_asked_for(self):
        document = self._procedure("QT.KHONG", [self._step(1, "B1", "clerk", "1")])
        case_id = self._door().action_refuse_new(
            self._vals(document_id=document.id), "Sai cơ quan"
        )
        self.assertEqual(self._door().browse(case_id).state, "not_accepted")

    # --- who and under what ----------------------------------------------------------

    def test_only_the_one_stop_desk_receives_dossiers(self):
        with self.assertRaisesRegex(AccessError, "one-stop desk"):
            self._door(self.outsider).action_receive([self._vals()])
        internal = self._make("QT.NB")
        self.assertTrue(
            self._door(self.outsider).action_receive(
                [
                    self._vals(
                        document_id=internal.id, requester_user_id=self.outsider.id
                    )
                ]
            )
        )

    def test_no_case_without_a_revision_in_force(self):
        draft = self.env["procedure.document"].create(
            {
                "code": "QT.DT",
                "title": "Dự thảo",
                "kind": "internal",
                "type_id": self.document.type_id.id,
                "company_id": self.agency.id,
                "owner_id": self.author.id,
            }
        )
        if not draft.revision_ids:
            self.env["procedure.revision"].create({"document_id": draft.id})
        repealed = self._make("QT.BB")
        repealed.revision_ids._move("repealed", {"ended_at": local("2026-10-01 08:00")})
        for document in (draft, repealed):
            with self.assertRaisesRegex(UserError, "no revision in force"):
                self._receive(document, "2026-10-05 08:00")
        self.assertTrue(self._receive(repealed, "2026-09-30 08:00").task_ids)

    def _newer(self, at="2026-11-01 00:00", **values):
        """A second revision, of 5 days, in force from a local time on."""
        revision = self.document._new_draft("rút ngắn")
        content = revision._content()
        content = content if isinstance(content, Content) else content[revision]
        steps = (self._step(1, "B1", "clerk", "5"),)
        revision._write_content(
            content.__class__(
                **{
                    **content.__dict__,
                    "steps": steps,
                    "limit": Limit("5", "day"),
                    **values,
                }
            )
        )
        self._adopt(revision, local(at))
        return revision

    def test_past_receipt_takes_the_revision_then_in_force(self):
        older = self.document.revision_ids
        newer = self._newer()
        before = self._receive(self.document, "2026-10-31 08:00")
        after = self._receive(self.document, "2026-11-02 08:00")
        self.assertEqual(before.revision_id, older)
        self.assertEqual(after.revision_id, newer)
        self.assertEqual(shown(after.due_at), "2026-11-09 17:00")
        with self.assertRaisesRegex(UserError, "no revision in force"):
            self._receive(self.document, "2025-12-31 08:00")

    def test_variant_belongs_to_the_revision(self):
        document = self._make("QT.BT", variants=(Variant("v1", "Khẩn", True),))
        foreign = document.revision_ids.variant_ids
        self.assertTrue(
            self._receive(document, "2026-10-05 08:00", variant_id=foreign.id).task_ids
        )
        with self.assertRaisesRegex(UserError, "does not belong"):
            self._receive(self.document, "2026-10-05 08:00", variant_id=foreign.id)

    def test_cutoff_moves_the_clock_not_the_receipt(self):
        case = self._receive(self.document, "2026-10-05 15:01")
        self.assertEqual(shown(case.received_at), "2026-10-05 15:01")
        self.assertEqual(shown(case.clock_start_at), "2026-10-06 08:00")
        self.assertEqual(shown(case.due_at), "2026-10-08 17:00")
        self.agency.procedure_cutoff = 0
        self.assertEqual(
            shown(self._receive(self.document, "2026-10-05 15:01").due_at),
            "2026-10-07 17:00",
        )
        self.agency.procedure_cutoff = 15
        internal = self._receive(self._make("QT.NB"), "2026-10-05 15:01")
        self.assertEqual(shown(internal.due_at), "2026-10-07 17:00")

    def test_applying_agencies_run_it_with_their_own_people_and_calendar(self):
        company = self.env["res.company"]
        commune = company.create({"name": "Xã A", "procedure_code": "T-A"})
        six_days = self._calendar("Xã làm sáng thứ Bảy")
        six_days.attendance_ids = [
            (0, 0, {"name": "Bảy", "dayofweek": "5", "hour_from": 8, "hour_to": 12})
        ]
        commune.procedure_calendar_id = six_days
        other = company.create({"name": "Xã B", "procedure_code": "T-B"})
        official = self._user("in-commune", company=commune)
        self._hold("clerk", official, company=commune)
        self.document.applying_company_ids = commune
        case = self._receive(self.document, "2026-10-08 09:00", company_id=commune.id)
        self.assertEqual(case.task_ids.user_id, official)
        self.assertEqual(shown(case.due_at), "2026-10-10 12:00", "Saturday is worked")
        theirs = self._user("in-other", company=other)
        with self.assertRaises(AccessError):
            self._door(theirs).action_receive([self._vals(company_id=other.id)])
        with self.assertRaisesRegex(AccessError, "do not work for"):
            self._door().action_receive([self._vals(company_id=other.id)])

    def test_who_hands_in_is_asked(self):
        with self.assertRaisesRegex(UserError, "who hands in"):
            self._door().action_receive([self._vals(requester_name=" ")])
        with self.assertRaisesRegex(UserError, "which procedure"):
            self._door().action_receive([{"requester_name": "Hà"}])
