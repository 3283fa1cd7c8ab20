"""Keys of a client's context, actions of the platform and other side doors."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_attacks_auditors_list import AttackCase

#: What clients, importers, installers and other addons' bypasses are known to send.
KEYS = {
    "_force_unlink": True,
    "active_test": False,
    "bypass": True,
    "check_move_validity": False,
    "force": True,
    "force_delete": True,
    "identity_checked": True,
    "import_file": True,
    "install_demo": True,
    "install_mode": True,
    "install_module": "procedure_control",
    "mail_activity_quick_update": True,
    "mail_notrack": True,
    "module": "procedure_control",
    "no_validation": True,
    "noupdate": False,
    "prefetch_fields": False,
    "procedure_no_followers": True,
    "skip_check_state_condition": True,
    "skip_validation_check": True,
    "su": True,
    "sudo": True,
    "tracking_disable": True,
    "uid": 1,
    "uninstall": True,
}


@tagged("post_install", "-at_install")
class TestAttacksKeys(AttackCase):
    """Proves: ISO 9001 7.5.3.1 b; ISO 9001 7.5.3.2 evidence; 21 CFR 11.10(e)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.make_draft()
        cls.revision.file_ids[0].file = base64.b64encode(b"signed")
        cls.revision.form_ids[0].file = base64.b64encode(b"signed form")
        cls.revision.with_user(cls.author).action_submit(approver_id=cls.signer.id)
        cls.approve(cls.revision, cls.signer)
        cls.before = cls.revision._content()[cls.revision]
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.password = cls.admin.login
        cls.admin.company_ids |= cls.company
        cls.admin.company_id = cls.company
        cls.keys = {**KEYS, "allowed_company_ids": cls.company.ids}

    def assertUntouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.revision.state, "effective")
        self.assertEqual(self.revision._content()[self.revision], self.before)
        self.assertEqual(base64.b64decode(self.revision.file_ids[0].file), b"signed")

    def test_no_context_key_opens_a_guard(self):
        revision = self.revision
        section, step = revision.section_ids[0], revision.step_ids[0]
        round_ = revision.round_ids
        for user in (self.author, self.quality, self.admin):
            for record, method, args in (
                (section, "write", [{"body": "<p>x</p>"}]),
                (section, "unlink", []),
                (step, "write", [{"name": "x"}]),
                (step, "unlink", []),
                (step.outcome_ids or revision.step_ids.outcome_ids, "unlink", []),
                (revision.form_ids, "unlink", []),
                (revision, "write", [{"state": "draft"}]),
                (revision, "write", [{"fingerprint": "x"}]),
                (revision, "unlink", []),
                (revision, "copy", []),
                (revision.document_id, "unlink", []),
                (revision.document_id, "write", [{"code": "KHÁC"}]),
                (round_, "write", [{"fingerprint": "x"}]),
                (round_, "unlink", []),
                (round_.request_ids, "write", [{"state": "pending"}]),
                (revision.decision_ids, "unlink", []),
            ):
                with self.subTest(record._name, method=method, user=user.login):
                    self.refused(
                        r"\w{3,} \w+",
                        user,
                        record._name,
                        method,
                        record.ids,
                        *args,
                        context=self.keys,
                    )
        self.assertUntouched()

    def test_deletion_guards_hold_against_the_installers_key(self):
        """The platform skips guards of deletion where its uninstaller's key is set."""
        issuance = self.env["procedure.issuance"].create(
            {
                "number": "9/QĐ",
                "date": "2026-01-05",
                "authority": "UBND",
                "company_id": self.company.id,
            }
        )
        issuance._confirm(self.revision.approved_at)
        keys = {"_force_unlink": True}
        for user in (self.officer, self.quality):
            self.refused(
                "evidence|allowed",
                user,
                "procedure.issuance",
                "unlink",
                issuance.ids,
                context=keys,
            )
        self.assertTrue(issuance.exists())
        waiting = self.make_revision("in_review")
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "procedure.revision"), ("res_id", "=", waiting.id)]
        )
        self.assertTrue(activity)
        self.refused(
            r"\w{3,} \w+",
            self.signer,
            "mail.activity",
            "unlink",
            activity.ids,
            context=keys,
        )
        self.assertTrue(activity.exists())
        # What is deleted rightly is told all the same.
        role = self.env["procedure.role"].create({"name": "Tạm", "code": "t-temp"})
        _result, error = self.call(
            self.quality, "procedure.role", "unlink", role.ids, context=keys
        )
        self.assertFalse(error, self.said)
        self.assertTrue(
            self.env["procedure.event"].search_count(
                [("kind", "=", "role.deleted"), ("res_id", "=", role.id)]
            )
        )

    def test_files_by_defaults_of_the_context(self):
        """An attachment that only the context ties to a frozen part."""
        before = self.env["ir.attachment"].search_count([])
        for user in (self.author, self.quality, self.admin):
            for record in (
                self.revision.form_ids[0],
                self.revision.file_ids[0],
                self.revision.section_ids[0],
                self.revision.round_ids,
            ):
                for field in ("file", False):
                    self.call(
                        user,
                        "ir.attachment",
                        "create",
                        [{"name": "x", "raw": "evil"}],
                        context={
                            "default_res_model": record._name,
                            "default_res_id": record.id,
                            "default_res_field": field,
                        },
                    )
                    hung = self.env["ir.attachment"].search_count(
                        [
                            ("res_model", "=", record._name),
                            ("res_id", "=", record.id),
                            ("name", "=", "x"),
                            ("res_field", "in", ["file", False]),
                        ]
                    )
                    self.assertFalse(hung, f"{user.login} {record._name} {field}")
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)
        self.assertUntouched()

    def test_actions_and_rights_are_settings_alone(self):
        """Below Settings nobody makes code run, or gives himself rights."""
        model = self.env["ir.model"]._get("procedure.revision").id
        rule = self.env.ref("procedure_control.procedure_revision_rule_draft")
        access = self.env["ir.model.access"].search(
            [("model_id.model", "=", "procedure.decision")], limit=1
        )
        cron = self.env["ir.cron"].search(
            [("model_id.model", "=", "procedure.revision")], limit=1
        )
        group = self.env.ref("procedure_control.group_quality_manager")
        code = {"name": "x", "model_id": model, "state": "code", "code": "record"}
        for user in (self.author, self.signer, self.officer, self.quality):
            for name, method, args in (
                ("ir.actions.server", "create", [[code]]),
                ("ir.cron", "create", [[{**code, "interval_number": 1}]]),
                ("ir.cron", "write", [cron.ids, {"active": False}]),
                ("ir.cron", "method_direct_trigger", [cron.ids]),
                ("ir.rule", "write", [rule.ids, {"active": False}]),
                ("ir.rule", "unlink", [rule.ids]),
                ("ir.model.access", "write", [access.ids, {"perm_write": True}]),
                ("ir.model.fields", "search_read", [[], ["name"]]),
                ("ir.model.data", "unlink", [[1]]),
                ("ir.config_parameter", "set_param", ["x", "y"]),
                ("res.groups", "write", [group.ids, {"user_ids": [(4, user.id)]}]),
                ("res.users", "write", [user.ids, {"group_ids": [(4, group.id)]}]),
                ("ir.module.module", "button_immediate_uninstall", [[1]]),
            ):
                if name == "ir.model.fields":
                    continue  # reading names of fields is everybody's
                with self.subTest(name, method=method, user=user.login):
                    self.refused("(?i)allow|access|right", user, name, method, *args)
        self.assertUntouched()

    def test_an_update_of_the_module_rewrites_nothing_frozen(self):
        """Data files load as the superuser: the guards hold by themselves."""
        section = self.revision.section_ids[0]
        self.env["ir.model.data"].create(
            {
                "module": "procedure_control",
                "name": "test_frozen_section",
                "model": section._name,
                "res_id": section.id,
            }
        )
        with self.assertRaisesRegex(UserError, r"\w+ \w+"):
            section._load_records(
                [
                    {
                        "xml_id": "procedure_control.test_frozen_section",
                        "values": {"body": "<p>lén</p>"},
                        "noupdate": False,
                    }
                ],
                update=True,
            )
        self.assertUntouched()

    def test_parents_take_no_evidence_along(self):
        """Deleting what evidence refers to fails, whoever does it."""
        revision = self.revision
        for user, record in (
            (self.quality, self.type),
            (self.quality, self.field),
            (self.quality, self.role),
            (self.quality, self.basis),
            (self.admin, self.company),
            (self.admin, self.signer),
            (self.admin, self.signer.partner_id),
            (self.admin, self.department),
        ):
            for context in ({}, {"_force_unlink": True}):
                with self.subTest(record._name, context=context):
                    _result, error = self.call(
                        user, record._name, "unlink", record.ids, context=context
                    )
                    self.assertTrue(error)
                    self.assertTrue(record.exists())
        self.assertTrue(revision.decision_ids)
        self.assertUntouched()

    def test_json2_has_no_door_of_its_own(self):
        revision = self.revision
        for user in (self.author, self.quality):
            for model, method, body in (
                (
                    "procedure.section",
                    "write",
                    {"ids": revision.section_ids[:1].ids, "vals": {"body": "x"}},
                ),
                ("procedure.section", "unlink", {"ids": revision.section_ids[:1].ids}),
                (
                    "procedure.revision",
                    "web_save",
                    {
                        "ids": revision.ids,
                        "vals": {"state": "draft"},
                        "specification": {},
                    },
                ),
                ("procedure.revision", "_set_guarded", {"ids": revision.ids}),
                ("procedure.round", "_note", {"ids": revision.round_ids.ids}),
                ("procedure.decision", "create", {"vals_list": [{"meaning": "x"}]}),
                ("procedure.event", "unlink", {"ids": [1]}),
            ):
                with self.subTest(model, method=method, user=user.login):
                    status, answer = self.call_json2(user, model, method, **body)
                    self.assertGreaterEqual(status, 400, answer)
        self.assertUntouched()

    def test_a_dialog_is_its_makers(self):
        """Nobody reads, changes or confirms what somebody else is about to do."""
        dialogs = {
            "procedure.change.act": {"change_ids": self.change().ids, "act": "accept"},
            "procedure.installation": {},
            "procedure.compliance.export": {},
            "procedure.reading.export": {},
        }
        for name, vals in dialogs.items():
            dialog = self.env[name].with_user(self.quality).create(vals)
            for method, args in (("read", []), ("write", [{}]), ("unlink", [])):
                with self.subTest(name, method=method):
                    if name == "procedure.change.act" and method == "unlink":
                        continue  # nobody deletes it
                    with self.assertRaises(AccessError):
                        getattr(dialog.with_user(self.officer), method)(*args)
        # And none is left out.
        ours = {
            name
            for name, model in self.registry.items()
            if model._original_module == "procedure_control" and model._transient
        }
        ruled = self.env["ir.rule"].search(
            [("domain_force", "=", "[('create_uid', '=', user.id)]")]
        )
        self.assertEqual(ours - set(ruled.model_id.mapped("model")), set())

    def change(self):
        return self.make_change(self.revision.document_id, state="submitted")
