from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ProcedureRpcCommon


@tagged("post_install", "-at_install")
class TestInstallationRecord(ProcedureRpcCommon):
    """Proves: 21 CFR 11.10(k)."""

    def test_names_program_guards_and_jobs(self):
        """Proves: 21 CFR 11.10(a)."""
        record = self.env["procedure.installation"].with_user(self.auditor).create({})
        facts = dict(row for part in record.record.values() for row in part)
        version = self.env.ref("base.module_procedure_control").installed_version
        self.assertIn(version, facts.values())
        self.assertEqual(
            facts["procedure_event: procedure_event_append_only"], "enabled"
        )
        self.assertEqual(len(facts["SHA-256 of its files"]), 64)

    def test_disabled_guard_shows(self):
        self.env.cr.execute(
            "ALTER TABLE procedure_event DISABLE TRIGGER procedure_event_append_only"
        )
        record = self.env["procedure.installation"].create({})
        facts = dict(row for part in record.record.values() for row in part)
        self.assertEqual(
            facts["procedure_event: procedure_event_append_only"], "disabled"
        )

    def test_prints_for_quality_and_audit_alone(self):
        report = self.env["ir.actions.report"]
        ref = "procedure_control.report_installation"
        for user in (self.officer, self.auditor):
            record = self.env["procedure.installation"].with_user(user).create({})
            with mute_logger("fontTools"):
                pdf, kind = report.with_user(user)._render_weasyprint_pdf(
                    ref, record.ids
                )
            self.assertEqual((pdf[:5], kind), (b"%PDF-", "pdf"))
        _result, error = self.call(self.staff, "procedure.installation", "create", [{}])
        self.assertEqual(error, "AccessError")
