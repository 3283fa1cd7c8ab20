from odoo import fields
from odoo.tests import tagged

from .case_common import CaseRpcCommon
from .consult_common import ConsultCommon

DIALOG = "procedure.task.completion"
LINES = {"fields": {"is_asked": {}, "name": {}, "step_name": {}}}
LATER = {
    "fields": {
        "name": {},
        "candidate_ids": {},
        "user_id": {"fields": {"display_name": {}}},
    }
}


@tagged("post_install", "-at_install")
class TestAgencyChosen(ConsultCommon, CaseRpcCommon):
    """One agency for a later step, chosen by staff who read only their own company."""

    def _started(self, **values):
        document = self._procedure(
            "QT.MOT",
            [
                self._step(1, "B1", "consult-expert", "1"),
                self._step(
                    2,
                    "B2",
                    "opinion",
                    "1",
                    agency_mode="chosen",
                    chosen_by="s1",
                    **values,
                ),
            ],
            limit=("9", "day"),
        )
        case = (
            self.env["procedure.case"]
            .with_company(self.agency)
            .with_user(self.officer)
            ._receive(
                [{"document_id": document.id, "company_id": self.agency.id}],
                fields.Datetime.now(),
            )
            .sudo()
        )
        action, error = self.call(
            self.expert,
            "procedure.task",
            "action_open_completion",
            [self._task(case, "B1").id],
        )
        self.assertIsNone(error)
        return case, self.env[DIALOG].browse(action["res_id"])

    def _tick(self, dialog, *agencies):
        changes = [
            [1, line.id, {"is_asked": line.company_id in agencies}]
            for line in dialog.agency_ids
        ]
        return self.call(
            self.expert,
            DIALOG,
            "web_save",
            [dialog.id],
            vals={"agency_ids": changes},
            specification={"agency_ids": LINES, "assignment_ids": LATER},
        )

    def test_staff_tick_an_agency_that_they_may_not_read(self):
        case, dialog = self._started()
        self.assertFalse(
            self.env["res.company"].with_user(self.expert).search([]) & self.asked
        )
        [read], error = self.call(
            self.expert,
            DIALOG,
            "web_read",
            [dialog.id],
            specification={"agency_ids": LINES, "assignment_ids": LATER},
        )
        self.assertIsNone(error)
        names = {line["name"] for line in read["agency_ids"]}
        self.assertLessEqual(set(self.asked.mapped("name")), names)
        ticked = [line["name"] for line in read["agency_ids"] if line["is_asked"]]
        self.assertEqual(ticked, [self.agency.name], "where it would be done")
        _result, error = self._tick(dialog, self.asked[1])
        self.assertIsNone(error)
        _result, error = self.call(self.expert, DIALOG, "action_complete", [dialog.id])
        self.assertIsNone(error)
        later = self._task(case, "B2")
        self.assertEqual(later.state, "ready")
        self.assertEqual(later.company_id, self.asked[1])
        self.assertEqual(later.user_id, self.answering[self.asked[1]])
        self.assertIn(self.asked[1], case.agency_ids)

    def test_one_step_is_done_by_one_agency(self):
        case, dialog = self._started()
        self._tick(dialog, *self.asked[:2])
        _result, error = self.call(self.expert, DIALOG, "action_complete", [dialog.id])
        self.assertEqual(error, "UserError")
        self.assertIn("choose one", self.said)
        self.assertEqual(self._task(case, "B1").state, "ready")

    def test_who_may_be_chosen_follows_the_agency_ticked(self):
        other = self._user("opinion-other", company=self.asked[2])
        self._hold("opinion", other, company=self.asked[2])
        case, dialog = self._started(owner_mode="chosen")
        [saved], error = self._tick(dialog, self.asked[2])
        self.assertIsNone(error)
        [row] = saved["assignment_ids"]
        people = other | self.answering[self.asked[2]]
        self.assertEqual(set(row["candidate_ids"]), set(people.ids))
        _result, error = self.call(self.expert, DIALOG, "action_complete", [dialog.id])
        self.assertEqual(error, "UserError")
        self.assertIn("who does", self.said)
        changes = {"assignment_ids": [[1, row["id"], {"user_id": other.id}]]}
        _result, error = self.call(
            self.expert,
            DIALOG,
            "web_save",
            [dialog.id],
            vals=changes,
            specification={"assignment_ids": LATER},
        )
        self.assertIsNone(error)
        _result, error = self.call(self.expert, DIALOG, "action_complete", [dialog.id])
        self.assertIsNone(error)
        later = self._task(case, "B2")
        self.assertEqual((later.company_id, later.user_id), (self.asked[2], other))

    def test_no_other_agency_is_slipped_in(self):
        _case, dialog = self._started()
        stranger = self.env["res.company"].create({"name": "Ngoài cuộc"})
        line = dialog.agency_ids[:1]
        forged = {
            "completion_id": dialog.id,
            "step_id": line.step_id.id,
            "company_id": stranger.id,
        }
        self.assertRefused(self.expert, f"{DIALOG}.agency", "create", forged)
        self.assertRefused(
            self.expert,
            f"{DIALOG}.agency",
            "write",
            line.ids,
            {"company_id": stranger.id},
        )
