"""The role table: every role, every model, every operation, allowed and denied."""

from odoo.tests import new_test_user, tagged

from .access_table import OPERATIONS, ROLES, TABLE
from .common import GROUPS, ProcedureCommon


@tagged("post_install", "-at_install")
class TestAccessTable(ProcedureCommon):
    """Proves: 21 CFR 11.10(d); 21 CFR 11.10(g); ISO 9001 7.5.3.2 a."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, "portal-procedure-test", "base.group_portal"
        )
        cls.public = cls.env.ref("base.public_user")
        cls.users = {role: getattr(cls, role) for role in ROLES}

    def models(self):
        """Everything of this addon that has a table of its own, dialogs too."""
        return {
            name
            for name, model in self.registry.items()
            if model._original_module == "procedure_control" and not model._abstract
        }

    def test_the_table_is_complete(self):
        self.assertEqual(set(GROUPS) | {"portal", "public"}, set(ROLES))
        self.assertEqual(self.models() - set(TABLE), set(), "not in the role table")
        self.assertEqual(set(TABLE) - self.models(), set(), "no longer there")

    def test_every_cell(self):
        wrong = []
        for role, user in self.users.items():
            self.assertFalse(user.has_group("base.group_system"))
            for name, row in sorted(TABLE.items()):
                model = self.env[name].with_user(user)
                for letter, operation in OPERATIONS.items():
                    may = model.has_access(operation)
                    if may != (letter in row[role]):
                        wrong.append(f"{role} {operation} {name}: {may}")
        self.assertEqual(wrong, [])

    def test_no_access_without_a_group(self):
        """A line without a group would open its model to portal and public."""
        lines = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "procedure.%"), ("group_id", "=", False)]
        )
        self.assertFalse(lines)

    def test_a_plain_employee_has_no_role(self):
        plain = new_test_user(self.env, "plain-procedure-test", "base.group_user")
        open_to_all = [
            f"{operation} {name}"
            for name in TABLE
            for operation in OPERATIONS.values()
            if self.env[name].with_user(plain).has_access(operation)
        ]
        self.assertEqual(open_to_all, [])

    def test_platform_models_that_quality_keeps(self):
        """Agencies and departments carry settings of ours; nobody else writes them."""
        for name in ("res.company", "hr.department"):
            for role, user in self.users.items():
                model = self.env[name].with_user(user)
                with self.subTest(name, role=role):
                    self.assertEqual(model.has_access("write"), role == "quality")
                    self.assertFalse(model.has_access("create"))
                    self.assertFalse(model.has_access("unlink"))
