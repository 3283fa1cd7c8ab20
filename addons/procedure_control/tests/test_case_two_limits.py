from odoo.tests import tagged

from ..engine.content import Limit, Variant
from .case_common import CaseCommon, local, shown


@tagged("post_install", "-at_install")
class TestCaseTwoLimits(CaseCommon):
    """What the law allows and what the agency committed itself to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("expert", cls._user("limits-expert"))

    def _case(self, at="2026-10-05 08:00", variant=0, **values):
        steps = [self._step(1, "B1", "expert", "2"), self._step(2, "B2", "expert", "1")]
        document = self._procedure("QT.HAI", steps, limit=("5", "day"), **values)
        variants = document.revision_ids.variant_ids
        picked = {"variant_id": variants[variant].id} if variants else {}
        return self._receive(document, at, **picked)

    def test_both_are_kept_with_how_they_came_about(self):
        case = self._case(committed=Limit("3", "day"))
        self.assertEqual(shown(case.due_at), "2026-10-08 17:00")
        self.assertEqual(shown(case.legal_due_at), "2026-10-12 17:00")
        self.assertEqual(case.legal_due_derivation["value"], "5")

    def test_without_a_commitment_the_law_is_the_due(self):
        case = self._case()
        self.assertEqual(case.legal_due_at, case.due_at)

    def test_late_by_the_commitment_not_by_law(self):
        case = self._case(committed=Limit("3", "day"))
        self._finish(case, "B1", "2026-10-08 16:00")
        self._finish(case, "B2", "2026-10-09 16:00")
        self.assertEqual((case.verdict, case.legal_verdict), ("late", "early"))

    def test_both_are_derived_anew_together(self):
        case = self._case(committed=Limit("3", "day"))
        case._pause("supplement", "", "x", local("2026-10-06 09:00"))
        case._resume("", local("2026-10-08 09:00"))
        self.assertEqual(shown(case.due_at), "2026-10-12 17:00")
        self.assertEqual(shown(case.legal_due_at), "2026-10-14 17:00")

    def test_the_law_knows_no_extension_of_ours(self):
        case = self._case(committed=Limit("3", "day"))
        case._extend(local("2026-10-14 17:00"), "x", local("2026-10-06 09:00"))
        self.assertEqual(shown(case.legal_due_at), "2026-10-12 17:00")
        self._finish(case, "B1", "2026-10-12 16:00")
        self._finish(case, "B2", "2026-10-13 16:00")
        self.assertEqual((case.verdict, case.legal_verdict), ("early", "late"))

    def test_a_variants_own_limit_is_both(self):
        case = self._case(
            committed=Limit("3", "day"),
            variants=(Variant("v1", "Phức tạp", False, Limit("8", "day")),),
        )
        self.assertEqual(shown(case.due_at), "2026-10-15 17:00")
        self.assertEqual(case.legal_due_at, case.due_at)

    def test_refused_cases_are_judged_by_law_too(self):
        case = self._case(committed=Limit("3", "day"))
        case.with_user(self.officer)._end_by("refused", "x", local("2026-10-09 09:00"))
        self.assertEqual((case.verdict, case.legal_verdict), ("late", "early"))
