from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .startable_common import StartCommon

SETTING = "procedure.start.setting"


@tagged("post_install", "-at_install")
class TestStartSetting(StartCommon):
    """What the administrator sets up, and what it opens to whom."""

    def _entries(self, user, model="res.partner", lang=None):
        """Names of our entries in the action menu of a model, as `user` gets it."""
        actions = self.env["ir.actions.actions"].with_user(user)
        if lang:
            actions = actions.with_context(lang=lang)
        setting = self.env[SETTING].search([("model", "=", model)])
        ours = setting.start_action_id | setting.cases_action_id
        bound = actions.get_bindings(model).get("action", [])
        return [entry["name"] for entry in bound if entry["id"] in ours.ids]

    def test_entries_come_and_go(self):
        setting = (
            self.env[SETTING].with_user(self.quality).create({"model": "res.partner"})
        )
        both = ["Start a procedure", "Procedures"]
        self.assertEqual(self._entries(self.worker), both)
        self.assertEqual(self._entries(self.auditor), ["Procedures"])
        self.assertEqual(self._entries(self.clerk), [])
        actions = setting.start_action_id | setting.cases_action_id
        setting.group_ids = self.env.ref("procedure_control.group_manager")
        self.assertEqual(self._entries(self.worker), ["Procedures"])
        self.assertEqual(self._entries(self.manager), both)
        self.assertFalse(actions.exists(), "the former entries are gone")
        setting.action_archive()
        self.assertEqual(self._entries(self.manager), [])
        setting.action_unarchive()
        self.assertEqual(self._entries(self.manager), both)
        actions = setting.start_action_id | setting.cases_action_id
        setting.unlink()
        self.assertFalse(actions.exists())

    def test_entries_speak_the_languages(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        setting = self._setting()
        names = {"start_action_id": "Bắt đầu", "cases_action_id": "Quy trình"}
        with patch_names(self, {"vi_VN": names}):
            setting._name_entries()
        self.assertEqual(
            self._entries(self.worker, lang="vi_VN"), ["Bắt đầu", "Quy trình"]
        )
        self.assertEqual(
            self._entries(self.worker, lang="en_US"),
            ["Start a procedure", "Procedures"],
        )

    def test_a_new_language_names_them(self):
        setting = self._setting()
        setting.start_action_id.name = "?"
        module = self.env.ref("base.module_procedure_control")
        module._update_translations("en_US")
        self.assertEqual(setting.start_action_id.name, "Start a procedure")

    def test_only_records_of_applications(self):
        offered = dict(self.env[SETTING]._models())
        self.assertIn("res.partner", offered)
        self.assertIn("hr.employee", offered)
        for name in (
            "procedure.case",
            "ir.attachment",
            "ir.config_parameter",
            "mail.message",
            "res.users",
            "res.users.apikeys",
            "res.config.settings",
            "procedure.start",
            "mail.thread",
            "no.such.model",
        ):
            self.assertNotIn(name, offered)
            with self.assertRaises(Exception, msg=name):  # noqa: B017
                self._setting(name).flush_recordset()

    def test_one_setting_a_model(self):
        self._setting()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(Exception) as refused,  # noqa: B017
        ):
            self._setting()
        self.assertIn("model_uniq", str(refused.exception))

    def test_paths_are_checked(self):
        setting = self._setting()
        for path in ("nothing", "city.name", "child_ids", "parent_id.", "image_1920"):
            with self.assertRaises(ValidationError, msg=path):
                setting.subject_path = path
        for path in ("city", "parent_id.country_id", "company_id.currency_id"):
            with self.assertRaises(ValidationError, msg=path):
                setting.requester_path = path
        setting.write({"subject_path": "parent_id.city", "requester_path": "user_id"})
        self.assertEqual(setting.subject_path, "parent_id.city")

    def test_what_a_case_takes_over(self):
        setting = self._setting()
        case = self._start(self.worker, self.partners[0])
        self.assertEqual(case.subject, "Nhà cung cấp 0")
        self.assertEqual(case.requester_partner_id, self.partners[0])
        self.assertEqual(case.requester_name, "Nhà cung cấp 0")
        setting.write({"subject_path": "city", "requester_path": "user_id"})
        self.partners[1].user_id = self.other
        case = self._start(self.worker, self.partners[1])
        self.assertEqual(case.subject, "Phường 1")
        self.assertEqual(case.requester_user_id, self.other)
        # What the caller says goes before what the record says.
        case = self._start(self.worker, self.partners[1], subject="Khác")
        self.assertEqual(case.subject, "Khác")
        # An empty field leaves the name.
        self.partners[2].city = False
        self.assertEqual(
            self._start(self.worker, self.partners[2]).subject, "Nhà cung cấp 2"
        )

    def test_what_one_may_not_read_is_not_taken_over(self):
        secret = self.env["res.partner"].create({"name": "Kín", "city": "Mật"})
        self.partners[0].parent_id = secret
        self._hide(secret)
        self._setting(subject_path="parent_id.city", requester_path="parent_id")
        self.assertTrue(secret.city)  # the cache holds it
        case = self._start(self.worker, self.partners[0])
        self.assertEqual(case.subject, self.partners[0].display_name)
        self.assertFalse(case.requester_partner_id)
        self.assertFalse(case.requester_name)

    def _hide(self, partner):
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {partner.id})]",
            }
        )

    def test_origin_is_opened_by_who_may_read_it(self):
        self._setting()
        case = self._start(self.worker, self.partners[0])
        self._hide(self.partners[0])
        self.env.invalidate_all()
        mine = case.with_user(self.worker)
        self.assertFalse(mine.can_open_origin)
        self.assertEqual(mine.origin_name, "Nhà cung cấp 0")
        self.assertEqual(mine.origin_kind, "Contact")
        with self.assertRaisesRegex(AccessError, "Nhà cung cấp 0"):
            mine.action_open_origin()
        officer = case.with_user(self.officer)
        self.env["ir.rule"].search([("name", "=", "hidden")]).unlink()
        self.env.invalidate_all()
        self.assertTrue(officer.can_open_origin)
        self.assertEqual(officer.action_open_origin()["res_id"], self.partners[0].id)

    def test_a_private_name_is_not_shown(self):
        """Kind and number in place of the name, by default of what is personal."""
        new = self.env[SETTING].new
        self.assertTrue(new({"model": "hr.employee.location"}).hides_name)
        for model in ("hr.employee", "hr.department", "res.partner"):
            self.assertFalse(new({"model": model}).hides_name, model)
        setting = self._setting()
        setting.with_user(self.quality).hides_name = True
        case = self._start(self.worker, self.partners[0])
        neutral = f"Contact {self.partners[0].id}"
        self.assertEqual((case.origin_name, case.subject), (neutral, neutral))
        # An archived setting still keeps the name: a developer may have opened these.
        setting.active = False
        self.assertEqual(self.env[SETTING]._name_of(self.partners[0]), neutral)
        setting.hides_name = False
        self.assertEqual(self.env[SETTING]._name_of(self.partners[0]), "Nhà cung cấp 0")

    def test_a_case_outlives_its_origin(self):
        setting = self._setting()
        case = self._start(self.worker, self.partners[0])
        self.partners[0].name = "Tên mới"
        self.assertEqual(case.origin_name, "Nhà cung cấp 0", "as it was called then")
        case.sudo().requester_partner_id = False
        self.partners[0].unlink()
        self.env.invalidate_all()
        case = case.with_user(self.worker)
        self.assertEqual(case.origin_name, "Nhà cung cấp 0")
        self.assertFalse(case.can_open_origin)
        with self.assertRaises(AccessError):
            case.action_open_origin()
        setting.unlink()
        self.assertEqual(case.origin_name, "Nhà cung cấp 0")
        # The application that had it is gone.
        self.env.cr.execute(
            "UPDATE procedure_case SET origin_model = 'no.such' WHERE id = %s",
            [case.id],
        )
        self.env.invalidate_all()
        self.assertFalse(case.can_open_origin)
        self.assertEqual(case.origin_kind, "")
        self._end(case.with_env(self.env))

    # --- the dialog ------------------------------------------------------------------

    def _dialog(self, user, records, **context):
        return Form(
            self.env["procedure.start"]
            .with_user(user)
            .with_company(self.agency)
            .with_context(active_model=records._name, active_ids=records.ids, **context)
        )

    def test_dialog_for_many(self):
        self._setting(document_ids=[(6, 0, self.document.ids)], subject_path="city")
        under_way = self._start(self.worker, self.partners[1])
        form = self._dialog(self.worker, self.partners)
        self.assertEqual(form.document_id, self.document, "the only one offered")
        self.assertEqual(form.running_count, 1)
        self.assertEqual(form.count, 2)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.origin_name, "Nhà cung cấp 0")
            self.assertEqual(line.subject, "Phường 0")
            line.subject = "Đổi"
        action = form.save().action_start()
        cases = self.env["procedure.case"].search(action["domain"])
        self.assertEqual(set(cases.mapped("subject")), {"Đổi", "Phường 2"})
        self.assertEqual(
            set(cases.mapped("origin_id")),
            set(self.partners.ids) - {self.partners[1].id},
        )
        self.assertNotIn(under_way, cases)
        setting = self.env[SETTING].search([("model", "=", "res.partner")])
        self.assertEqual(setting.with_user(self.officer).case_count, 3)

    def test_dialog_for_one(self):
        self._setting()
        form = self._dialog(self.worker, self.partners[0])
        form.document_id = self.document
        action = form.save().action_start()
        case = self.env["procedure.case"].browse(action["res_id"])
        self.assertEqual(case.origin_id, self.partners[0].id)
        self.assertEqual(case.received_by_id, self.worker)

    def test_dialog_without_a_tick(self):
        self._setting()
        form = self._dialog(self.worker, self.partners[0])
        form.document_id = self.document
        with form.line_ids.edit(0) as line:
            line.is_chosen = False
        with self.assertRaisesRegex(UserError, "No record is ticked"):
            form.save().action_start()

    def test_queries_do_not_grow_with_the_records(self):
        """100 and 300 records: each case more costs what receiving it costs."""
        self._setting(subject_path="city")
        partners = self.env["res.partner"].create(
            [{"name": f"{n}", "city": f"c{n}"} for n in range(60)]
        )
        self._start(self.worker, partners[:2])

        def queries(act):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            act()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = queries(lambda: self._start(self.worker, partners[:10]))
        many = queries(lambda: self._start(self.worker, partners[10:]))
        cases = self.env["procedure.case"].with_user(self.worker)
        cases = cases.with_company(self.agency)

        def receive(count):
            row = {"document_id": self.document.id, "company_id": self.agency.id}
            return lambda: cases.action_receive([dict(row) for _n in range(count)])

        plain = queries(receive(50)) - queries(receive(10))
        self.assertLessEqual(many - few, plain + 5)


def patch_names(test, names):
    """For the languages given the entries bear these names."""
    settings = test.registry[SETTING]
    said = settings._entry_names

    def entry_names(self):
        return names.get(self.env.lang) or said(self)

    return patch.object(settings, "_entry_names", entry_names)
