from ast import literal_eval

from freezegun import freeze_time
from lxml import etree
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .case_common import CaseCommon, local


@tagged("post_install", "-at_install")
class TestScreens(CaseCommon):
    """What lists and forms show at a glance, and that every screen opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._qt_gd_02()
        cls.clerk, cls.courier = (
            cls.env["res.users"].search([("login", "=", f"t.{login}")])
            for login in ("clerk", "courier")
        )

    def _timing(self, record, at, user=None):
        with freeze_time(local(at)):
            record = record.with_user(user or self.officer)
            record.invalidate_recordset(["timing"])
            return record.timing

    def test_timing_of_a_running_case(self):
        case = self._receive(self.document, "2026-10-05 09:00")  # due 19/10 17:00
        self.assertEqual(self._timing(case, "2026-10-18 23:59"), "within")
        self.assertEqual(self._timing(case, "2026-10-19 00:00"), "today")
        self.assertEqual(self._timing(case, "2026-10-19 17:00"), "today")
        self.assertEqual(self._timing(case, "2026-10-19 17:01"), "overdue")

    def test_today_ends_at_the_midnight_of_the_reader(self):
        """08:00 in Hà Nội on the day of the due is the evening before in New York."""
        case = self._receive(self.document, "2026-10-05 09:00")
        far = self._user("far", "procedure_control.group_quality_officer")
        far.tz = "America/New_York"
        self.assertEqual(self._timing(case, "2026-10-19 08:00"), "today")
        self.assertEqual(self._timing(case, "2026-10-19 08:00", far), "within")
        self.assertEqual(self._timing(case, "2026-10-19 12:00", far), "today")

    def test_timing_stands_and_ends(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        case._pause("supplement", "", "Bản sao", local("2026-10-07 10:00"))
        task = case.task_ids.filtered(lambda t: t.label == "B1")
        self.assertEqual(self._timing(case, "2026-12-01 09:00"), "stands")
        self.assertEqual(self._timing(task, "2026-12-01 09:00"), "stands")
        case._resume("", local("2026-10-07 11:00"))
        case._end_by("refused", "không đủ", local("2026-10-08 09:00"))
        self.assertEqual(self._timing(case, "2026-12-01 09:00"), "early")

    def test_path_so_far_and_to_come(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 09:00")
        case.invalidate_recordset()
        self.assertEqual(
            [(step["label"], step["state"]) for step in case.path][:3],
            [("B1", "done"), ("B2", "ready"), ("B3", "planned")],
        )
        self.assertEqual(case.current_step, "B2 Step B2")
        self.assertEqual(case.current_user_ids, self.courier)
        self.assertEqual(case.progress, 100 / 8)

    def test_sent_back_step_stands_twice_on_the_path(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        self._finish(case, "B1", "2026-10-05 09:00")
        for label in ("B2", "B3", "B4"):
            self._finish(case, label)
        b5 = case.task_ids.filtered(lambda t: t.label == "B5")
        back = b5.step_id.outcome_ids
        self._finish(case, "B5", choice=str(back.id), reason="sai tên")
        case.invalidate_recordset()
        labels = [step["label"] for step in case.path]
        self.assertEqual(labels.count("B4"), 2)
        self.assertEqual(case.current_step, "B4 Step B4")

    def test_buttons_say_what_the_guards_say(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        outsider = self._user("outsider")
        for user, allowed in ((self.clerk, True), (outsider, False)):
            seen = case.with_user(user).sudo(False)
            with self.subTest(user=user.login):
                may = seen.has_access("read") and seen.can_decide
                self.assertEqual(bool(may), allowed)
        task = case.task_ids.filtered(lambda t: t.label == "B1")
        self.assertTrue(task.with_user(self.clerk).can_complete)
        self.assertFalse(task.with_user(self.officer).can_complete)
        with self.assertRaises(AccessError):
            task.with_user(self.officer).action_complete()

    def test_due_is_explained(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        text = case.with_context(lang="en_US", tz="Asia/Ho_Chi_Minh").due_explanation
        self.assertIn("19/10/2026 17:00", text)
        self.assertIn("10 working days", text)

    def test_boards_follow_the_life_of_a_case(self):
        self._receive(self.document, "2026-10-05 09:00")
        boards = self.env["procedure.case"].with_context(read_group_expand=True)
        found = boards.web_read_group([("company_id", "=", self.agency.id)], ["state"])
        self.assertEqual(
            [group["state"] for group in found["groups"]],
            ["intake", "running", "paused", "result_ready"],
        )

    def test_list_costs_the_same_for_many(self):
        """G14: the queries of the case list do not grow with its rows."""
        names = ("name", "timing", "current_step", "current_user_ids", "progress")
        counts = []
        for number in (1, 2, 8):  # the first fills the caches of the registry
            cases = self.env["procedure.case"]
            for _ in range(number):
                cases |= self._receive(self.document, "2026-10-05 09:00")
            self.env.flush_all()
            self.env.invalidate_all()
            cases = cases.with_user(self.officer).sudo(False)
            before = self.cr.sql_log_count
            cases.web_read({name: {} for name in names})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    # --- dialogs ---------------------------------------------------------------------

    def test_reassign_dialog(self):
        case = self._receive(self.document, "2026-10-05 09:00")
        task = case.task_ids.filtered(lambda t: t.label == "B1").with_user(self.officer)
        action = task.action_open_reassign()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        dialog.user_id = self.courier
        dialog.reason = "ốm"
        dialog.save().action_confirm()
        self.assertEqual(task.user_id, self.courier)

    def test_papers_dialog_receives_the_case(self):
        revision = self.document.revision_ids
        self.assertFalse(revision.component_ids)
        document = self._procedure(
            "T.PAPERS",
            [self._step(1, "B1", "clerk", "1")],
            limit=("1", "day"),
            components=self._components(),
        )
        papers = document.revision_ids.component_ids
        case = self._receive(document, "2026-10-05 09:00", missing=papers.ids)
        self.assertEqual(case.state, "intake")
        dialog = Form(
            self.env["procedure.case.papers"]
            .with_user(self.officer)
            .with_context(default_case_id=case.id)
        ).save()
        self.assertEqual(dialog.component_ids.mapped("name"), ["Đơn"], "required only")
        dialog.action_confirm()
        self.assertEqual(case.state, "running")

    def _components(self):
        from ..engine.content import Component  # noqa: PLC0415

        return (Component("Đơn", 1, 0, True), Component("Ủy quyền", 1, 0, False))

    def test_revision_dialog_needs_a_reason(self):
        dialog = (
            self.env["procedure.revision.act"]
            .with_user(self.officer)
            .create({"act": "repeal", "revision_id": self.document.revision_ids.id})
        )
        with self.assertRaises(UserError):
            dialog.action_confirm()

    def test_an_accepted_request_starts_a_draft(self):
        form = self.document.with_user(self.officer).action_request_change("revise")
        self.assertEqual(form["res_model"], "procedure.change")
        change = (
            self.env["procedure.change"]
            .with_user(self.officer)
            .with_context(**form["context"])
            .create({"reason": "20 → 16"})
        )
        change.action_submit()
        decider = change.with_env(self.env)
        decider._accept(fields.Datetime.now(), "Không", "none", "Đồng ý")
        action = change.action_start_revision()
        draft = self.env["procedure.revision"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.change_id), ("draft", change))
        self.assertEqual(draft.change_reason, "20 → 16")

    def test_roles_nobody_holds_are_listed_by_agency(self):
        commune = self.env["res.company"].create(
            {"name": "Xã", "parent_id": self.agency.id, "procedure_code": "XAGAP"}
        )
        self._procedure(
            "T.GAP",
            [self._step(1, "B1", "clerk", "1"), self._step(2, "B2", "expert", "1")],
            limit=("2", "day"),
            applying=[self.agency, commune],
        )
        self._hold("clerk", self._user("clerk2", company=commune), company=commune)
        self.officer.company_ids |= commune
        gaps = (
            self.env["procedure.role.gap"]
            .with_user(self.officer)
            .with_context(allowed_company_ids=(self.agency | commune).ids)
        )
        found = gaps.search(gaps.action_open()["domain"])
        self.assertEqual(
            [(gap.company_id, gap.role_id.code, gap.step_count) for gap in found],
            [(commune, "t-expert", 1)],
        )
        self.assertEqual(found.document_ids.code, "T.GAP")

    # --- every screen ----------------------------------------------------------------

    def _own(self, model):
        data = self.env["ir.model.data"].search(
            [("module", "=", "procedure_control"), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def test_every_screen_opens_and_says_what_it_is_for(self):
        """A newcomer meets no empty list without a word, and no broken view."""
        for action in self._own("ir.actions.act_window"):
            dialog = action.target == "new" or action.res_model.startswith("res.config")
            with self.subTest(action=action.name):
                form = action.view_mode == "form"  # one page, never an empty list
                self.assertTrue(
                    action.help or dialog or form, "no help on an empty list"
                )
                views = [(view or False, mode) for view, mode in action.views]
                self.env[action.res_model].get_views([*views, (False, "search")])
                context = safe_eval(
                    action.context or "{}", {"active_id": 1, "active_ids": [1]}
                )
                self.assertIsInstance(context, dict)

    def test_every_filter_of_every_search_runs(self):
        officer = self.env(user=self.officer)
        for view in self._own("ir.ui.view").filtered(lambda v: v.type == "search"):
            model = officer[view.model]
            if not model.has_access("read"):
                continue
            for node in etree.fromstring(view.arch).iter("filter"):
                name = node.get("name")
                with self.subTest(view=view.name, filter=name):
                    if node.get("domain"):
                        domain = safe_eval(node.get("domain"), {"uid": officer.uid})
                        model.search_count(domain)
                    group = literal_eval(node.get("context") or "{}").get("group_by")
                    if group:
                        model.formatted_read_group([], [group], ["__count"])

    def test_menus_stand_in_their_order(self):
        root = self.env.ref("procedure_control.menu_root")
        self.assertEqual(
            root.with_context(lang="en_US").child_id.mapped("name"),
            ["My work", "Cases", "Procedures", "Reporting", "Configuration"],
        )

    def test_staff_see_no_configuration(self):
        staff = self._user("plain")
        shown = self.env["ir.ui.menu"].with_user(staff)._visible_menu_ids()
        self.assertIn(self.env.ref("procedure_control.menu_my_work").id, shown)
        self.assertNotIn(self.env.ref("procedure_control.menu_configuration").id, shown)
        self.assertNotIn(self.env.ref("procedure_control.menu_reporting").id, shown)

    def test_silence_of_the_sweep_is_told(self):
        jobs = self.env["procedure.job"]
        at = local("2026-10-05 09:00")
        jobs._ran("sweep", at)
        with freeze_time(local("2026-10-05 09:15")):
            self.assertFalse(jobs.sweep_health()["silent"])
        with freeze_time(local("2026-10-05 09:16")):
            health = jobs.sweep_health()
        self.assertTrue(health["silent"])
        self.assertEqual(health["last_run_at"], "2026-10-05 02:00:00")
