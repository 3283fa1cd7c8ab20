"""A server action starts a procedure: by whose rights, from what, once at a time."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .schedule_common import StartCommon


@tagged("post_install", "-at_install")
class TestStartByRule(StartCommon, CaseRpcCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user(
            "admin", "procedure_control.group_quality_manager,base.group_system"
        )
        cls.only_admin = cls._user("only-admin", "base.group_system,base.group_user")
        cls.contact_user = cls._user(
            "contacts", "procedure_control.group_staff,base.group_partner_manager"
        )
        cls.plain = cls._user("plain", "base.group_user,base.group_partner_manager")
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": "Công ty A", "phone": "0901", "ref": "HĐ-1"},
                {"name": "Công ty B", "user_id": cls.planner.id},
            ]
        )
        cls.model = cls.env["ir.model"]._get("res.partner")

    def _rule(self, user=None, **values):
        return (
            self.env["ir.actions.server"]
            .with_user(user or self.admin)
            .create(
                {
                    "name": "Báo cáo của khách",
                    "model_id": self.model.id,
                    "state": "procedure_start",
                    "procedure_document_id": self.report.id,
                    **values,
                }
            )
            .sudo()
        )

    def _fire(self, rule, records, user, su=False):
        """As a list's action menu does; with `su`, as an automation rule does."""
        action = rule.with_user(user).with_context(
            active_model=records._name,
            active_ids=records.ids,
            active_id=records[:1].id,
            allowed_company_ids=self.agency.ids,
        )
        return (action.sudo() if su else action).run()

    def _cases(self, record):
        return self.env["procedure.case"].search(
            [("origin_model", "=", record._name), ("origin_id", "=", record.id)]
        )

    def test_from_the_action_menu_of_a_list(self):
        rule = self._rule(procedure_subject_path="ref")
        action = self._fire(rule, self.partners, self.contact_user)
        first, second = (self._cases(partner) for partner in self.partners)
        self.assertEqual((first.subject, second.subject), ("HĐ-1", "Công ty B"))
        self.assertEqual(first.start_source, "rule")
        self.assertEqual(first.received_by_id, self.contact_user)
        self.assertEqual(first.requester_partner_id, self.partners[0])
        self.assertEqual(first.requester_phone, "0901")
        self.assertEqual(action["domain"], [("id", "in", (first | second).ids)])

    def test_a_private_name_stays_private(self):
        settings = self.env["procedure.start.setting"]
        settings.create({"model": "res.partner", "hides_name": True})
        self._fire(self._rule(), self.partners[0], self.contact_user)
        case = self._cases(self.partners[0])
        self.assertEqual(case.subject, f"Contact {self.partners[0].id}")
        self.assertEqual(case.origin_name, case.subject)

    def test_one_case_at_a_time(self):
        rule = self._rule()
        partner = self.partners[0]
        for _again in range(2):
            self._fire(rule, partner, self.contact_user)
        self.assertEqual(len(self._cases(partner)), 1)
        self._cases(partner)._end_by(
            "terminated", "thôi", self._cases(partner).received_at
        )
        self._fire(rule, partner, self.contact_user)
        self.assertEqual(len(self._cases(partner)), 2)
        rule.procedure_once = False
        self._fire(rule, partner, self.contact_user)
        self.assertEqual(len(self._cases(partner)), 3)

    def test_by_the_rights_of_who_sets_it_off(self):
        """Not by those of the rule, which runs as the system."""
        rule = self._rule()
        for su in (False, True):
            with self.assertRaises(AccessError):
                self._fire(rule, self.partners[0], self.plain, su=su)
        self.assertFalse(self._cases(self.partners[0]))

    def test_in_the_name_of_who_is_named(self):
        rule = self._rule(
            procedure_user_id=self.planner.id, procedure_requester_path="user_id"
        )
        self._fire(rule, self.partners[1], self.plain, su=True)
        case = self._cases(self.partners[1])
        self.assertEqual(case.received_by_id, self.planner)
        self.assertEqual(case.requester_user_id, self.planner)
        # By his rights too: once he may not receive, nothing starts.
        self.planner.group_ids -= self.env.ref("procedure_control.group_staff")
        with self.assertRaises(UserError):
            self._fire(rule, self.partners[0], self.plain, su=True)

    def test_a_dossier_goes_through_the_desk_s_own_check(self):
        dossier = self._procedure(
            "QT.TT.07", [self._step(1, "B1", "planner", "2")], kind="tthc"
        )
        rule = self._rule(procedure_document_id=dossier.id)
        with self.assertRaises(AccessError):
            self._fire(rule, self.partners[0], self.contact_user)

    def test_who_sets_it_up(self):
        for user in (self.only_admin, self.quality):
            with self.assertRaises(AccessError):
                self._rule(user=user)
        rule = self._rule()
        with self.assertRaises(AccessError):
            rule.with_user(self.only_admin).procedure_user_id = self.planner
        with self.assertRaises(AccessError):
            rule.with_user(self.only_admin).name = "x"
        other = self.env["ir.actions.server"].with_user(self.only_admin)
        code = other.create({"name": "x", "model_id": self.model.id, "state": "code"})
        with self.assertRaises(AccessError):
            code.write(
                {"state": "procedure_start", "procedure_document_id": self.report.id}
            )

    def test_what_it_may_not_be(self):
        elsewhere = self.env["res.company"].create({"name": "Xã"})
        for values in (
            {"procedure_document_id": False},
            {"procedure_company_id": elsewhere.id},
            {"procedure_user_id": self.plain.id},
            {"procedure_subject_path": "child_ids"},
            {"procedure_subject_path": "no.such"},
            {"procedure_requester_path": "name"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._rule(**values)

    def test_over_http_nobody_starts_from_what_he_does_not_see(self):
        """`run` is public in Odoo: the groups of an action open no records."""
        users = self.env["ir.model"]._get("res.partner")
        rule = self._rule(
            procedure_user_id=self.planner.id,
            model_id=users.id,
            group_ids=[(6, 0, self.env.ref("base.group_user").ids)],
        )
        hidden = self.env["res.partner"].create(
            {
                "name": "Của nơi khác",
                "company_id": self.env["res.company"].create({"name": "Xã"}).id,
            }
        )
        self.assertRefused(
            self.contact_user,
            "ir.actions.server",
            "run",
            rule.ids,
            context={
                "active_model": "res.partner",
                "active_ids": hidden.ids,
                "active_id": hidden.id,
            },
        )
        self.assertFalse(self._cases(hidden))
