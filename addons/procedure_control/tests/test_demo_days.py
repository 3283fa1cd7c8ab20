from contextlib import closing

from freezegun import freeze_time
from odoo import fields
from odoo.tests import TransactionCase, tagged

from .test_demo import ENOUGH, situations

#: Naive UTC; the province is seven hours ahead.
DAYS = (
    ("Monday before office hours", "2026-10-05 00:30"),
    ("in the middle of a working day", "2026-05-06 03:37"),
    ("the lunch break", "2026-07-15 05:30"),
    ("a Saturday worked in exchange", "2026-08-22 03:00"),
    ("Tết", "2026-02-18 02:00"),
    ("New Year, the year before last begun with no days off", "2027-01-01 16:59"),
    ("the evening of a leap day", "2028-02-29 12:00"),
)


@tagged("post_install", "-at_install", "slow")
class TestDemoDays(TransactionCase):
    """Whoever installs the demonstration finds it whole, whatever day it is."""

    def test_on_any_day(self):
        for name, moment in DAYS:
            with (
                self.subTest(name),
                closing(self.env.cr.savepoint()),
                freeze_time(moment),
            ):
                self._load_and_count()
            self.env.invalidate_all(flush=False)
            self.env.registry.clear_all_caches()

    def _load_and_count(self):
        self.env["procedure.demo"]._load()
        now = fields.Datetime.now()
        agencies = self.env["res.company"].search([("procedure_code", "!=", False)])
        cases = self.env["procedure.case"].search([("company_id", "in", agencies.ids)])
        found = situations(agencies, cases, now)
        counts = {situation: len(of_it) for situation, of_it in found.items()}
        few = {situation for situation, count in counts.items() if count < ENOUGH}
        self.assertFalse(few, counts)
        self.assertFalse(cases.task_ids.filtered("job_error"))
        done = [at for at in cases.task_ids.mapped("done_at") if at]
        self.assertLessEqual(max(done), now)
