"""Roles and their holders, levels, extra days, legal bases, checks."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..engine.readiness import CHECKS, DEFAULT_GRADES
from .common import ProcedureCommon


@tagged("post_install", "-at_install")
class TestLibrary(ProcedureCommon):
    def hold(self, **values):
        return self.env["procedure.role.holder"].create(
            {
                "role_id": self.role.id,
                "company_id": self.company.id,
                "user_id": self.staff.id,
                **values,
            }
        )

    def test_a_holder_has_access_where_he_holds(self):
        with self.assertRaises(ValidationError):
            self.hold(user_id=self.stranger.id)
        with self.assertRaises(ValidationError):
            self.hold(substitute_id=self.stranger.id)
        with self.assertRaises(ValidationError):
            self.hold(
                company_id=self.elsewhere.id,
                user_id=self.stranger.id,
                department_id=self.department.id,
            )
        self.hold(department_id=self.department.id)

    def test_database_refuses_upside_down_terms(self):
        day = self.env["procedure.working.day"]
        vals = {"name": "x", "company_id": self.company.id, "date": "2026-08-22"}
        for act in (
            lambda: self.hold(date_from="2026-02-01", date_to="2026-01-01"),
            lambda: self.hold(substitute_id=self.staff.id),
            lambda: day.create(vals),
            lambda: day.create({**vals, "hour_from": 9, "hour_to": 8}),
            lambda: self.env["procedure.legal.basis"].create(
                {
                    "code": "x",
                    "name": "x",
                    "date_from": "2026-02-01",
                    "date_to": "2026-01-01",
                }
            ),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                act()

    def test_who_held_what_is_told(self):
        holder = self.hold()
        holder.date_to = "2026-12-31"
        holder_id = holder.id
        holder.unlink()
        events = self.env["procedure.event"].search(
            [("model", "=", "procedure.role.holder"), ("res_id", "=", holder_id)],
            order="id",
        )
        self.assertEqual(
            events.mapped("kind"),
            ["holder.created", "holder.changed", "holder.deleted"],
        )
        self.assertIn(self.staff.name, events[0].payload_ids.body)

    def test_one_level_at_a_time(self):
        level = self.env["procedure.agency.level"]
        level.create(
            {
                "company_id": self.company.id,
                "level": "district",
                "date_to": "2025-06-30",
            }
        )
        level.create(
            {
                "company_id": self.company.id,
                "level": "commune",
                "date_from": "2025-07-01",
            }
        )
        with self.assertRaises(ValidationError):
            level.create(
                {
                    "company_id": self.company.id,
                    "level": "unit",
                    "date_from": "2026-01-01",
                }
            )

    def test_what_rests_on_a_legal_basis(self):
        revision = self.make_revision()
        self.assertEqual(self.basis.affected_document_ids, revision.document_id)

    def test_each_check_has_its_row(self):
        rows = self.env["procedure.check"].search([])
        self.assertEqual(set(rows.mapped("key")), set(CHECKS))
        self.assertEqual(
            {row.key: row.grade for row in rows}, DEFAULT_GRADES, "seeded grades"
        )
        with self.assertRaises(ValidationError):
            rows.create({"key": "invented", "name": "x"})
