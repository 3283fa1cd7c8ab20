"""The flow as a picture: in a case, in a revision, on paper; seen by whom."""

import xml.etree.ElementTree as ElementTree

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine.content import Outcome, Phase, Variant
from .case_common import CaseCommon, CaseRpcCommon, local
from .paper_common import text_of

HOSTILE = '<script>alert(1)</script>"&\x07'


def words(pictures):
    root = ElementTree.fromstring(pictures[0]["svg"])
    return [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]


@tagged("post_install", "-at_install")
class TestCasePicture(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")

    def _pictures(self, case, user):
        return case.with_user(user).with_context(lang="vi_VN").flow_pictures()

    def test_it_shows_where_the_case_stands(self):
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 09:30")
        self._finish(case, "B2", "2026-10-05 16:00")
        with freeze_time(local("2026-10-05 16:30")):
            shown = words(self._pictures(case, self.officer))
        self.assertIn("Xong 16:00 05/10", shown)
        self.assertIn("Quá hạn", shown)  # B2: half a day from 09:30 was up at 14:30
        [task] = case.task_ids.filtered(lambda t: t.state == "ready")
        self.assertIn(f"{task.user_id.name}", shown)
        self.assertIn("Đang làm", shown)

    def test_a_return_is_told_and_its_way_stands_out(self):
        document = self._qt_gd_02()
        case = self._receive(document, "2026-10-05 09:00")
        for hour, label in enumerate(("B1", "B2", "B3", "B4"), 10):
            self._finish(case, label, f"2026-10-05 {hour}:00")
        [back] = document.revision_ids.step_ids.outcome_ids
        reason = self.env["procedure.return.reason"].search([], limit=1)
        self._finish(
            case,
            "B5",
            "2026-10-05 15:00",
            choice=back.id,
            reason="Thiếu",
            return_reason_id=reason.id,
        )
        drawn = case._flow_picture("vi", self.env.tz)
        boxes = {box.node.key: box.node for box in drawn.drawing.boxes if box.node}
        self.assertEqual((boxes["s4"].times, boxes["s4"].look), (2, "current"))
        ways = [line for line in drawn.drawing.lines if line.look == "back"]
        self.assertTrue(ways)
        self.assertTrue(all(line.bold for line in ways))

    def test_members_of_a_block_are_side_by_side(self):
        self._hold("expert", self._user("expert"))
        block = [
            self._step(n, f"B{n}", "expert", "1", phase="p1", name=f"Ý kiến {n}")
            for n in (1, 2)
        ]
        document = self._procedure(
            "QT.K", block, phases=(Phase("p1", "", "Lấy ý kiến", "together"),)
        )
        case = self._receive(document, "2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 10:00")
        drawn = case._flow_picture("vi", self.env.tz)
        looks = [box.node.look for box in drawn.drawing.boxes if box.node]
        self.assertEqual(looks, ["done", "current"])

    def test_names_of_steps_cannot_act(self):
        self._hold("clerk", self._user("clerk", name=HOSTILE))
        document = self._procedure(
            "QT.H",
            [
                self._step(1, "B1", "clerk", "1", name=HOSTILE),
                self._step(
                    2,
                    "B2",
                    "clerk",
                    "1",
                    outcomes=(Outcome(HOSTILE, "back", "s1", True),),
                ),
            ],
        )
        case = self._receive(document, "2026-10-05 09:00", subject=HOSTILE)
        for pictures in (
            self._pictures(case, self.officer),
            document.revision_ids.flow_pictures(),
        ):
            root = ElementTree.fromstring(pictures[0]["svg"])
            tags = {one.tag.rpartition("}")[2] for one in root.iter()}
            self.assertFalse(tags & {"script", "a", "image", "foreignObject", "style"})
            self.assertIn('B1. <script>alert(1)</script>"&', words(pictures))

    def test_a_case_without_steps_has_no_picture(self):
        document = self._qt_gd_02()
        case = self._receive(document, "2026-10-05 09:00")
        self.env.flush_all()
        waiting = case.copy_data()[0] | {"name": "chờ", "state": "intake"}
        self.assertEqual(
            self.env["procedure.case"]._make([waiting]).flow_pictures(), []
        )

    def test_its_queries_do_not_grow_with_the_steps(self):
        self._hold("clerk", self._user("clerk"))
        counts = []
        for size in (3, 30):
            steps = [self._step(n, f"B{n}", "clerk", "0.1") for n in range(1, size + 1)]
            case = self._receive(
                self._procedure(f"QT.Q{size}", steps), "2026-10-05 09:00"
            )
            for number in range(1, size):
                self._finish(case, f"B{number}", "2026-10-05 09:30")
            self.env.flush_all()
            case.flow_pictures()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            case.flow_pictures()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLessEqual(counts[1], 25)

    def test_it_prints(self):
        case = self._receive(
            self._qt_gd_02(), "2026-10-05 09:00", subject="Hồ sơ của bà Ánh"
        )
        self._finish(case, "B1", "2026-10-05 09:30")
        report = self.env["ir.actions.report"].with_user(self.officer)
        pdf, kind = report._render("procedure_control.paper_case_path", case.ids)
        text = text_of(pdf)
        self.assertEqual(kind, "pdf")
        for told in (
            "PHIẾU THEO DÕI QUÁ TRÌNH GIẢI QUYẾT",
            "QT.GĐ.02",
            "Hồ sơ của bà Ánh",
            "09:30 05/10/2026",
            "Bắt đầu",
            "Không đồng ý",
        ):
            self.assertIn(told.casefold(), text.casefold())


@tagged("post_install", "-at_install")
class TestRevisionPicture(CaseCommon):
    def test_each_path_has_its_picture(self):
        document = self._two_paths()
        shown = document.revision_ids.with_user(self.officer).flow_pictures()
        self.assertEqual([one["name"] for one in shown], ["Ordinary case", "Khẩn"])
        self.assertNotIn("Step B2", " ".join(words(shown[:1])))

    def test_the_printed_procedure_holds_it(self):
        text = self._printed(self._qt_gd_02())
        self.assertIn("LƯU ĐỒ", text)
        self.assertIn("Bắt đầu", text)

    def test_a_print_holds_the_picture_of_each_path(self):
        document = self._two_paths()
        with self.assertNoLogs("weasyprint", "WARNING"):
            text = self._printed(document)
        self.assertEqual(text.count("Bắt đầu"), 2)

    def _printed(self, document):
        revision = document.revision_ids
        papers = self.env["report.procedure_control.paper_revision"]
        content = revision._content()[revision]
        [pdf] = papers._bodies({revision: content}).values()
        return text_of(pdf)

    def _two_paths(self):
        self._hold("clerk", self._user("clerk"))
        return self._procedure(
            "QT.V",
            [
                self._step(1, "B1", "clerk", "1"),
                self._step(2, "B2", "clerk", "1", variants=("v1",)),
            ],
            variants=(Variant("v1", "Khẩn", True),),
        )


@tagged("post_install", "-at_install")
class TestPictureWalls(CaseRpcCommon):
    """The picture tells no more than the record does."""

    def test_who_may_not_read_gets_no_picture(self):
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        elsewhere = self.env["res.company"].create({"name": "Sở Tư pháp"})
        stranger = self._user("stranger", company=elsewhere)
        idle = self._user("idle")
        for user in (stranger, idle):
            self.assertRefused(user, "procedure.case", "flow_pictures", case.ids)
        document = case.document_id.copy({"code": "QT.GĐ.03"})
        draft = document.revision_ids or self.env["procedure.revision"].create(
            {"document_id": document.id}
        )
        self.assertRefused(idle, "procedure.revision", "flow_pictures", draft.ids)

    def test_an_agency_sees_the_state_of_another_but_not_its_people(self):
        """A reader of the case whom the rules show no task sees no names."""
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        clerk = case.task_ids.filtered(lambda t: t.state == "ready").user_id
        reader = case.with_user(self.officer)
        self.assertIn(clerk.name, words(reader.flow_pictures()))
        self.env["ir.rule"].create(
            {
                "name": "no task at all",
                "model_id": self.env["ir.model"]._get_id("procedure.task"),
                "domain_force": "[(0, '=', 1)]",
            }
        )
        shown = words(reader.flow_pictures())
        self.assertNotIn(clerk.name, shown)
        self.assertIn("Current", shown)

    def test_the_act_reads_and_writes_nothing(self):
        case = self._receive(self._qt_gd_02(), "2026-10-05 09:00")
        clerk = case.task_ids.filtered(lambda t: t.state == "ready").user_id
        result, error = self.call(clerk, "procedure.case", "flow_pictures", case.ids)
        self.assertFalse(error)
        self.assertIn("<svg", result[0]["svg"])
        with self.assertRaises(AccessError):
            case.with_user(self._user("other")).flow_pictures()
