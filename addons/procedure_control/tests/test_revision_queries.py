"""Queries do not grow with the number of revisions beyond the stated slope."""

from odoo.tests import tagged

from .common import AT, ProcedureCommon

SMALL, LARGE = 4, 24


@tagged("post_install", "-at_install")
class TestRevisionQueries(ProcedureCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        content = cls.make_content()
        cls.batches = []
        for size in (1, SMALL, LARGE):
            documents = cls.env["procedure.document"].create(
                [
                    {
                        "title": f"Quy trình {number}",
                        "type_id": cls.type.id,
                        "field_id": cls.field.id,
                        "company_id": cls.company.id,
                        "department_id": cls.department.id,
                    }
                    for number in range(size)
                ]
            )
            drafts = documents.with_user(cls.author)._new_draft("x", content=content)
            cls.batches.append(drafts.with_env(cls.env))

    def count(self, act, batch):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(batch)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def slope(self, act):
        _one, small, large = self.batches
        act(_one)  # fills the caches of the registry
        few, many = self.count(act, small), self.count(act, large)
        return few, (many - few) / (LARGE - SMALL)

    def test_reading_content(self):
        few, slope = self.slope(lambda batch: batch._content())
        self.assertEqual(slope, 0)
        self.assertLessEqual(few, 32)

    def test_readiness(self):
        few, slope = self.slope(lambda batch: batch._readiness())
        self.assertEqual(slope, 0)
        self.assertLessEqual(few, 37)

    def without_papers(self):
        """Rendering costs what it costs for each document; it is measured apart."""
        rounds, revisions = "procedure.round", "procedure.revision"
        self.patch(self.registry[rounds], "_store_bodies", lambda self: None)
        self.patch(
            self.registry[revisions], "_store_issued_copies", lambda self, at: {}
        )

    def test_acts_of_signing(self):
        """Each act at one revision, and what each further one costs.

        The rendered body and the check of the password are measured apart.
        """
        self.without_papers()
        # What a time to sign and its ladder cost is counted apart.
        self.env.ref(
            "procedure_control.procedure_route_stage_default"
        ).due_value = False
        author, signer = self.author, self.signer
        acts = (
            ("submit", lambda b: b.with_user(author)._submit(AT, signer.id), 30),
            ("comment", lambda b: b.with_user(signer)._comment(AT, "x"), 30),
            ("reject", lambda b: b.with_user(signer)._reject(AT, "x"), 30),
            ("again", lambda b: b.with_user(author)._submit(AT, signer.id), 30),
            (
                "approve",
                lambda b: b.with_user(signer)._approve(AT, put_into_force=False),
                30,
            ),
        )
        one, small, large = self.batches
        warm = self.make_draft()
        for name, act, most in acts:
            with self.subTest(name):
                act(warm)  # fills the caches of the registry
                few, some, many = (self.count(act, b) for b in (one, small, large))
                self.assertLessEqual(few, most, name)
                slope = (many - some) / (LARGE - SMALL)
                self.assertLessEqual(slope, 0.5, f"{name}: {some} and {many}")

    def test_a_time_to_sign(self):
        """Its due on the working calendar and the ladder that chases it."""
        self.without_papers()
        author, signer = self.author, self.signer
        one, small, large = self.batches

        def act(batch):
            batch.with_user(author)._submit(AT, signer.id)

        act(self.make_draft())  # fills the caches of the registry
        few, some, many = (self.count(act, b) for b in (one, small, large))
        self.assertLessEqual(few, 42)
        self.assertLessEqual((many - some) / (LARGE - SMALL), 0.5)

    def test_the_second_of_two_signers(self):
        """What others have signed before is read together too."""
        self.without_papers()
        self.env["procedure.route"].create(
            {
                "name": "Hai cấp",
                "type_id": self.type.id,
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "name": meaning,
                            "meaning": meaning,
                            "sequence": number,
                            "mode": "named",
                            "user_ids": [(6, 0, signer.ids)],
                        },
                    )
                    for number, (meaning, signer) in enumerate(
                        (("review", self.signer), ("approve", self.signer2))
                    )
                ],
            }
        )
        acts = (
            # One more than where the signer is chosen: whom the stages name.
            (lambda b: b.with_user(self.author)._submit(AT), 31),
            (lambda b: b.with_user(self.signer)._approve(AT), 28),
            (
                lambda b: b.with_user(self.signer2)._approve(AT, put_into_force=False),
                28,
            ),
        )
        one, small, large = self.batches
        warm = self.make_draft()
        for place, (act, most) in enumerate(acts):
            with self.subTest(place):
                act(warm)  # fills the caches of the registry
                few, some, many = (self.count(act, b) for b in (one, small, large))
                self.assertLessEqual(few, most)
                slope = (many - some) / (LARGE - SMALL)
                self.assertLessEqual(slope, 0.5, f"{some} and {many}")
        self.assertEqual(set(large.mapped("state")), {"approved"})

    def test_a_life(self):
        self.without_papers()
        acts = (
            (
                "submit",
                lambda b: b.with_user(self.author)._submit(AT, self.signer.id),
                0,
            ),
            (
                "approve",
                lambda b: b.with_user(self.signer)._approve(AT, put_into_force=False),
                0,
            ),
            ("effect", lambda b: b._make_effective(AT), 0),
        )
        for name, act, allowed in acts:
            with self.subTest(name):
                few, slope = self.slope(act)
                self.assertLessEqual(slope, allowed, f"{name}: {few} and {slope}")
        self.assertEqual(set(self.batches[2].mapped("state")), {"effective"})

    def test_unrelated_attachments_cost_nothing_more(self):
        """The guard of signed files is no tax on others' files."""
        partner = self.env["res.partner"].create({"name": "x"})
        from ..models.ir_attachment import IrAttachment

        def work(_batch):
            files = self.env["ir.attachment"].create(
                [
                    {
                        "name": f"f{n}",
                        "raw": b"x",
                        "res_model": "res.partner",
                        "res_id": partner.id,
                    }
                    for n in range(10)
                ]
            )
            files.write({"name": "y"})
            files.write({"raw": b"z"})
            files.unlink()

        work(None)
        with_guard = self.count(work, None)
        original = IrAttachment._procedure_targets
        self.patch(
            self.registry["ir.attachment"], "_procedure_targets", lambda self: {}
        )
        self.assertEqual(with_guard, self.count(work, None))
        self.assertTrue(original)
