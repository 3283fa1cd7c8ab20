from odoo.tests import tagged

from ..engine.content import Component, Phase, Ref
from .case_common import CaseRpcCommon, local


@tagged("post_install", "-at_install")
class TestAttacksCaseWalls(CaseRpcCommon):
    """Companies are walls: who takes part in a case reads that case, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"]
        cls.commune = company.create({"name": "Xã", "procedure_code": "T-XA"})
        cls.stranger_agency = company.create(
            {"name": "Tỉnh khác", "procedure_code": "T-TK"}
        )
        for agency in (cls.commune, cls.stranger_agency):
            agency.procedure_calendar_id = cls.calendar
        cls.worker = cls._user("wall-worker")
        cls.official = cls._user("wall-official", company=cls.commune)
        cls.neighbour = cls._user("wall-neighbour", company=cls.commune)
        cls.stranger = cls._user("wall-stranger", company=cls.stranger_agency)
        cls.foreign_officer = cls._user(
            "wall-officer",
            "procedure_control.group_quality_officer",
            company=cls.stranger_agency,
        )
        cls.colleague = cls._user("wall-colleague")
        cls._hold("worker", cls.worker)
        cls._hold("official", cls.official, company=cls.commune)
        cls.document = cls._procedure(
            "QT.TUONG",
            [
                cls._step(1, "B1", "worker", "1", phase="p1"),
                cls._step(
                    2,
                    "B2",
                    "official",
                    "1",
                    phase="p1",
                    agency_mode="fixed",
                    agency=Ref("T-XA", "Xã"),
                ),
            ],
            limit=("2", "day"),
            phases=(Phase("p1", "I", "Cùng làm", mode="together"),),
            components=(Component("Đơn"),),
        )
        plain = cls._procedure("QT.RIENG", [cls._step(1, "B1", "worker", "1")])
        cls.shared = cls._receive(cls, cls.document, "2026-10-05 08:00")
        cls.private = cls._receive(cls, plain, "2026-10-05 08:00")
        cls.shared._pause("supplement", "x", "y", local("2026-10-05 09:00"))
        cls.shared._resume("x", local("2026-10-05 10:00"))
        tasks = cls.shared.task_ids | cls.private.task_ids
        tasks._fire(local("2026-11-05 09:00"))

    def _parts(self, case):
        return {
            "procedure.case": case,
            "procedure.task": case.task_ids,
            "procedure.due": case.due_ids,
            "procedure.pause": case.pause_ids,
            "procedure.case.component": case.component_ids,
            "procedure.escalation": case.task_ids.escalation_ids,
        }

    def assertSees(self, user, case, what):
        for model, records in self._parts(case).items():
            if not records:
                continue
            with self.subTest(model, user=user.login):
                found, _error = self.call(
                    user, model, "search", [("id", "in", records.ids)]
                )
                self.assertEqual(bool(found), what)
                _rows, error = self.call(user, model, "read", records.ids, ["id"])
                if not what:
                    self.assertIn(error, self.REFUSED)

    def test_other_agencies_and_colleagues_see_nothing(self):
        for user in (
            self.stranger,
            self.foreign_officer,
            self.colleague,
            self.neighbour,
        ):
            for case in (self.shared, self.private):
                self.assertSees(user, case, False)

    def test_wide_open_switcher_opens_nothing(self):
        """Companies that are not his do not become his by being asked for."""
        _found, error = self.call(
            self.stranger,
            "procedure.case",
            "search",
            [],
            context={"allowed_company_ids": [self.agency.id]},
        )
        self.assertTrue(error)

    def test_taking_part_reads_the_case_and_nothing_else(self):
        for model, records in self._parts(self.shared).items():
            if model == "procedure.escalation":
                continue
            with self.subTest(model):
                _rows, error = self.call(
                    self.official, model, "read", records.ids, ["id"]
                )
                self.assertFalse(error)
        self.assertSees(self.official, self.private, False)
        revision = self.shared.revision_id
        for model, records in (
            ("procedure.revision", revision),
            ("procedure.step", revision.step_ids),
            ("procedure.dossier.component", revision.component_ids),
            ("procedure.document", self.document),
        ):
            with self.subTest(model):
                _rows, error = self.call(
                    self.official, model, "read", records.ids, ["display_name"]
                )
                self.assertFalse(error)
        other = self.private.revision_id
        for model, records in (
            ("procedure.revision", other),
            ("procedure.step", other.step_ids),
            ("procedure.document", other.document_id),
        ):
            with self.subTest(model):
                self.assertRefused(self.official, model, "read", records.ids, ["id"])

    def test_taking_part_works_on_its_own_step_only(self):
        mine = self._task(self.shared, "B2")
        theirs = self._task(self.shared, "B1")
        self.assertRefused(
            self.official, "procedure.task", "action_complete", theirs.ids
        )
        self.assertRefused(
            self.official, "procedure.case", "write", self.shared.ids, {"subject": "x"}
        )
        _result, error = self.call(
            self.official, "procedure.task", "action_complete", mine.ids
        )
        self.assertFalse(error)
        self.assertEqual((mine.state, theirs.state), ("done", "ready"))

    def test_files_follow_the_case(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "ho-so.pdf",
                "raw": b"x",
                "res_model": "procedure.case",
                "res_id": self.shared.id,
            }
        )
        _rows, error = self.call(
            self.official, "ir.attachment", "read", file.ids, ["name"]
        )
        self.assertFalse(error)
        for user in (self.stranger, self.colleague):
            self.assertRefused(user, "ir.attachment", "read", file.ids, ["name"])
        self.assertRefused(
            self.official, "ir.attachment", "write", file.ids, {"raw": "eA=="}
        )
        self.assertRefused(self.worker, "ir.attachment", "unlink", file.ids)

    def test_portal_and_plain_users(self):
        portal = self._user("wall-portal", "base.group_portal")
        plain = self._user("wall-plain", "base.group_user")
        for user in (portal, plain):
            for model, records in self._parts(self.shared).items():
                with self.subTest(model, user=user.login):
                    self.assertRefused(user, model, "read", records.ids, ["id"])
            self.assertRefused(
                user,
                "procedure.case",
                "action_receive",
                [{"document_id": self.document.id, "company_id": self.agency.id}],
            )
