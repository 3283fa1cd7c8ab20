from odoo.tests import freeze_time, tagged

from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestPeople(CaseCommon):
    """People are found and sorted as a Vietnamese office does."""

    def test_sorted_by_given_name(self):
        names = ("Trần Văn An", "Đỗ Thị Lan", "Bùi Đức Thắng")
        users = self.env["res.users"]
        for name in reversed(names):
            users |= self._user(name.replace(" ", ""), name=name)
            self._hold("pool", users[-1:])
        found = self.env["res.users"].with_context(procedure_by_given_name=True)
        self.assertEqual(
            found.search([("id", "in", users.ids)]).mapped("name"), list(names)
        )
        holders = self.env["procedure.role.holder"].search(
            [("user_id", "in", users.ids)]
        )
        self.assertEqual(holders.mapped("user_id.name"), list(names))

    def test_days_off_asked_from_november(self):
        """From 1 November until next year's days off are entered or confirmed none."""
        root = self.agency
        manager = self._user("qm", "procedure_control.group_quality_manager")
        activities = self.env["mail.activity"].search_count
        domain = [("user_id", "=", manager.id)]
        self._ask_on("2026-10-31")
        self.assertEqual(activities(domain), 0)
        self._ask_on("2026-11-01")
        self._ask_on("2026-11-02")
        self.assertEqual(activities(domain), 1, "asked once, not every day")
        self.env["mail.activity"].search(domain).action_feedback()
        root.procedure_days_off_until = "2027-12-31"
        self._ask_on("2026-11-03")
        self.assertEqual(activities(domain), 0)

    def _ask_on(self, day):
        with freeze_time(f"{day} 03:00:00"):
            self.env["res.company"]._cron_procedure_days_off()
