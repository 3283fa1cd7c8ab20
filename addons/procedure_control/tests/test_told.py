"""Configuration, access and loosened controls leave their trace."""

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import ProcedureCommon


class ToldCommon(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("SELECT COALESCE(max(id), 0) FROM procedure_event")
        cls.last = cls.env.cr.fetchone()[0]

    def told(self, kind, record=None):
        """[values] of the events of a kind since the test began."""
        self.env.flush_all()
        domain = [("id", ">", self.last), ("kind", "=", kind)]
        if record:
            domain += [("model", "=", record._name), ("res_id", "=", record.id)]
        events = self.env["procedure.event"].search(domain, order="id")
        return [json.loads(event.body)["values"] for event in events]


@tagged("post_install", "-at_install")
class TestTold(ToldCommon):
    def test_holders_before_and_after(self):
        """Proves: 21 CFR 11.10(e)."""
        holder = self.env["procedure.role.holder"].create(
            {
                "role_id": self.role.id,
                "company_id": self.company.id,
                "user_id": self.author.id,
            }
        )
        [made] = self.told("holder.created", holder)
        self.assertEqual(made["user_id"], self.author.name)
        holder.write({"user_id": self.colleague.id, "date_to": "2030-01-01"})
        [changed] = self.told("holder.changed", holder)
        self.assertEqual(changed["user_id"], [self.author.name, self.colleague.name])
        self.assertEqual(changed["date_to"], [None, "2030-01-01"])
        holder.write({"user_id": self.colleague.id})
        self.assertEqual(len(self.told("holder.changed", holder)), 1, "no change")
        number = holder.id
        holder.unlink()
        [gone] = self.told("holder.deleted")
        self.assertEqual(gone["user_id"], self.colleague.name)
        self.assertTrue(number)

    def test_in_batch(self):
        """Two inserts whatever their number."""

        def make(count):
            holders = self.env["procedure.role.holder"].create(
                [
                    {
                        "role_id": self.role.id,
                        "company_id": self.company.id,
                        "user_id": self.author.id,
                        "date_from": fields.Date.add(fields.Date.today(), days=n),
                    }
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            holders.write({"date_to": "2090-01-01"})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        make(2)
        self.assertLessEqual(make(20), make(2) + 2)

    def test_each_model_of_the_configuration(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Lịch", "company_id": self.company.id}
        )
        policy = self.env["procedure.escalation.policy"].search([], limit=1)
        route = self.env["procedure.route"].search([], limit=1)
        day_off = self.env["resource.calendar.leaves"].create(
            {
                "name": "Tết",
                "company_id": self.company.id,
                "calendar_id": calendar.id,
                "date_from": "2027-02-01 00:00:00",
                "date_to": "2027-02-02 00:00:00",
            }
        )
        working_day = self.env["procedure.working.day"].create(
            {
                "name": "Làm bù",
                "company_id": self.company.id,
                "date": "2027-02-20",
                "hour_from": 8,
                "hour_to": 12,
            }
        )
        for record, noun, vals in (
            (self.role, "role", {"name": "Chuyên viên chính"}),
            (calendar, "calendar", {"name": "Lịch mới"}),
            (day_off, "day_off", {"name": "Tết Nguyên đán"}),
            (working_day, "working_day", {"name": "Bù"}),
            (policy, "ladder", {"name": "Thang mới"}),
            (policy.level_ids[:1], "rung", {"name": "Bậc mới"}),
            (route, "route", {"name": "Tuyến mới"}),
            (route.stage_ids[:1], "stage", {"name": "Bước mới"}),
            (self.type, "type", {"retention": 77}),
        ):
            with self.subTest(noun):
                record.write(vals)
                [changed] = self.told(f"{noun}.changed", record)
                [name] = vals
                self.assertEqual(changed[name][1], vals[name])
        calendar.attendance_ids[:1].write({"hour_from": 7.0})
        self.assertIn("7-", str(self.told("calendar.hours", calendar)[-1]))
        level = self.env["procedure.agency.level"].create(
            {"company_id": self.company.id, "level": "province"}
        )
        self.assertEqual(
            self.told("agency_level.created", level)[0]["level"], "province"
        )

    def test_a_persons_leave_is_not_told(self):
        resource = self.env["resource.resource"].create({"name": "Someone"})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ốm",
                "resource_id": resource.id,
                "date_from": "2027-02-01 00:00:00",
                "date_to": "2027-02-02 00:00:00",
            }
        )
        self.assertFalse(self.told("day_off.created"))

    def test_settings_of_an_agency_and_parameters(self):
        self.company.write({"procedure_cutoff": 11, "name": "Sở Y tế X"})
        [changed] = self.told("settings.changed", self.company)
        self.assertEqual(changed, {"procedure_cutoff": [15.0, 11.0]})
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("procedure_control.some", "on")
        self.assertEqual(self.told("settings.changed")[-1]["value"], "on")
        parameters.set_param("procedure_control.event_secret", "new-secret")
        self.assertNotIn("new-secret", str(self.told("settings.changed")))
        parameters.set_param("another.addon", "on")
        self.assertFalse(
            [
                v
                for v in self.told("settings.changed")
                if v.get("key") == "another.addon"
            ]
        )

    def test_membership_from_the_user_and_from_the_group(self):
        signer = self.env.ref("procedure_control.group_signer")
        self.staff.write({"group_ids": [Command.link(signer.id)]})
        [given] = self.told("access.changed", self.staff)
        self.assertEqual(given["given"], [signer.display_name])
        signer.write({"user_ids": [Command.unlink(self.staff.id)]})
        taken = self.told("access.changed", self.staff)[-1]
        self.assertEqual(taken["taken"], [signer.display_name])
        self.staff.write({"name": "Other name"})
        self.assertEqual(len(self.told("access.changed", self.staff)), 2)
        power = self.env.ref("base.group_system")
        self.staff.write({"group_ids": [Command.link(power.id)]})
        self.assertIn(
            power.display_name, self.told("access.changed", self.staff)[-1]["given"]
        )
        newcomer = self.make_user("newcomer", "officer")
        self.assertTrue(self.told("access.changed", newcomer)[0]["given"])

    def test_export_of_requesters(self):
        cases = self.env["procedure.case"].search([], limit=2)
        if not cases:
            self.make_revision()
            cases = self.env["procedure.case"].search([], limit=2)
        cases.export_data(["name", "state"])
        self.assertFalse(self.told("export.personal"))
        if cases:
            cases.export_data(["name", "requester_name"])
            self.assertEqual(
                self.told("export.personal")[0]["fields"], ["requester_name"]
            )


@tagged("post_install", "-at_install")
class TestLoosening(ToldCommon):
    def activities(self, user):
        return self.env["mail.activity"].search_count(
            [("user_id", "=", user.id), ("summary", "=", "A control was loosened")]
        )

    def marks(self, kind):
        self.env.flush_all()
        event = self.env["procedure.event"].search(
            [("id", ">", self.last), ("kind", "=", kind)], order="id desc", limit=1
        )
        self.assertTrue(event)
        return event.loosened or ""

    def open_ones(self):
        return self.env["procedure.loosening"].search([("closed_at", "=", False)])

    def test_a_check_graded_lower(self):
        check = self.env["procedure.check"].search([("grade", "=", "block")], limit=1)
        standing = self.open_ones()
        check.with_user(self.quality).write({"grade": "warn"})
        loosening = self.open_ones() - standing
        self.assertEqual((loosening.before, loosening.after), ("block", "warn"))
        self.assertEqual(self.activities(self.auditor), 1)
        self.assertEqual(self.activities(self.quality), 0, "he did it")
        self.make_draft(code="L.01").with_user(self.author).action_submit(
            approver_id=self.signer.id
        )
        self.assertIn(check.name, self.marks("revision.submitted"))
        check.grade = "off"
        self.assertEqual(self.open_ones() - standing, loosening, "the same one")
        check.grade = "block"
        self.assertFalse(self.open_ones() - standing)
        self.make_draft(code="L.02").with_user(self.author).action_submit(
            approver_id=self.signer.id
        )
        self.assertNotIn(check.name, self.marks("revision.submitted"))
        self.assertEqual(len(self.told("control.loosened")), 1)
        self.assertEqual(len(self.told("control.tightened")), 1)

    def test_signing_without_a_password_in_one_agency(self):
        self.elsewhere.procedure_sign_without_credential = "record"
        self.make_document(code="L.03")
        draft = self.make_draft(code="L.04")
        self.assertNotIn("password", self.marks("revision.created"))
        self.company.procedure_sign_without_credential = "record"
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertIn(
            f"password: {self.company.name}", self.marks("revision.submitted")
        )
        self.company.procedure_sign_without_credential = "refuse"
        draft.with_user(self.author).action_recall("again")
        self.assertNotIn("password", self.marks("revision.recalled"))

    def test_an_exception_to_four_eyes(self):
        draft = self.make_draft(code="L.05")
        override = (
            self.env["procedure.override"]
            .with_user(self.quality)
            .create(
                {
                    "kind": "four_eyes",
                    "user_id": self.author.id,
                    "document_id": draft.document_id.id,
                    "reason": "alone in the office",
                    "date_until": fields.Datetime.now() + timedelta(days=1),
                }
            )
        )
        self.assertEqual(self.activities(self.auditor), 1)
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.assertIn("four_eyes: L.05", self.marks("revision.submitted"))
        self.make_draft(code="L.06")
        self.assertNotIn("four_eyes", self.marks("revision.created"))
        override.with_user(self.quality).action_revoke()
        draft.with_user(self.author).action_recall("again")
        self.assertNotIn("four_eyes", self.marks("revision.recalled"))
