"""What an auditor tries first on approvals: wrong state, wrong person, wrong time."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ProcedureRpcCommon

REFUSED = {"UserError", "AccessError", "ValidationError", "AccessDenied"}


class AttackCase(ProcedureRpcCommon):
    def refused(self, words, user, model, method, *args, **kwargs):
        """The call is refused, and what it says matches `words`."""
        result, error = self.call(user, model, method, *args, **kwargs)
        self.assertIn(error, REFUSED, f"{user.login} {model}.{method}{args}: {result}")
        self.assertRegex(self.said, words)

    def sign(self, user, revision, **values):
        self.look(revision, user)
        return self.call(
            user,
            "procedure.revision",
            "action_approve",
            revision.ids,
            credential=self.credential(user),
            **values,
        )

    def unsigned(self, words, user, revision, **values):
        decisions = revision.decision_ids
        result, error = self.sign(user, revision, **values)
        self.assertIn(error, REFUSED, f"{user.login}: {result}")
        self.assertRegex(self.said, words)
        self.assertEqual(revision.decision_ids, decisions)


@tagged("post_install", "-at_install")
class TestAttacksAuditorsList(AttackCase):
    """Proves: 21 CFR 11.10(f); 21 CFR 11.10(g); 21 CFR 11.200(a)(2)."""

    def test_nothing_is_approved_in_another_state(self):
        """Where a cancelled revision could be approved, no state was looked at."""
        for state in ("draft", "approved", "effective"):
            revision = self.make_revision(state)
            for user in (self.signer, self.quality):
                with self.subTest(state, user=user.login):
                    self.unsigned(
                        "(?i)waits|state|review|asked|'read' access", user, revision
                    )
            self.assertEqual(revision.state, state)

    def test_nothing_is_taken_back_by_who_has_no_say(self):
        waiting = self.make_revision("in_review")
        for user in (self.staff, self.signer2, self.manager, self.auditor):
            self.refused(
                "(?i)only|not allowed|access",
                user,
                "procedure.revision",
                "action_recall",
                waiting.ids,
                "vì",
            )
        self.assertEqual(waiting.state, "in_review")

    def test_a_second_role_makes_no_second_person(self):
        """The author is a signer, a quality manager and asked for: still four eyes."""
        both = self.make_user("both", "author")
        self.employ(both, self.department)
        for group in ("group_signer", "group_quality_manager"):
            both.group_ids += self.env.ref(f"procedure_control.{group}")
        draft = self.make_draft(author=both)
        self.refused(
            "(?i)work|draft|approve",
            both,
            "procedure.revision",
            "action_submit",
            draft.ids,
            approver_id=both.id,
        )
        draft.with_user(self.colleague).action_submit(approver_id=self.signer.id)
        # Quality forwards: not to himself, who wrote it.
        self.refused(
            "has worked on this draft",
            both,
            "procedure.revision",
            "action_forward",
            draft.ids,
            both.id,
            "đi vắng",
        )
        self.refused(
            "(?i)himself",
            both,
            "procedure.override",
            "create",
            [
                {
                    "user_id": both.id,
                    "document_id": draft.document_id.id,
                    "reason": "gấp",
                    "date_until": "2099-01-01 00:00:00",
                }
            ],
        )
        self.unsigned("(?i)asked|waits|approve", both, draft)
        self.assertEqual(draft.state, "in_review")

    def test_another_author_does_not_clear_the_first(self):
        draft = self.make_draft()
        for values in (
            {"author_id": self.colleague.id},
            {"contributor_ids": [(3, self.author.id)]},
            {"create_uid": self.colleague.id},
        ):
            self.call(
                self.author, "procedure.revision", "write", draft.ids, dict(values)
            )
        self.assertEqual(draft.author_id, self.author)
        self.assertEqual(draft.contributor_ids, self.author)
        self.author.group_ids += self.env.ref("procedure_control.group_signer")
        self.refused(
            "(?i)draft|approve",
            self.colleague,
            "procedure.revision",
            "action_submit",
            draft.ids,
            approver_id=self.author.id,
        )

    def test_a_signer_through_a_group_of_the_site_counts(self):
        """Groups that imply the signer's are his as well; asked and able."""
        site = self.env["res.groups"].create(
            {
                "name": "Ban giám đốc",
                "implied_ids": [
                    (4, self.env.ref("procedure_control.group_signer").id),
                ],
            }
        )
        leader = self.make_user("implied", "staff")
        leader.group_ids += site
        draft = self.make_draft()
        draft.with_user(self.author).action_submit(approver_id=leader.id)
        _result, error = self.sign(leader, draft)
        self.assertFalse(error, self.said)
        self.assertEqual(draft.decision_ids.user_id, leader)

    def test_a_decision_keeps_what_it_was(self):
        """Proves: 21 CFR 11.50(a); 21 CFR 11.70.

        Renamed people, stages and roles rename no past decision.
        """
        revision = self.make_revision()
        decision = revision.decision_ids
        before = decision.read(
            ["signer_name", "signer_title", "stage_name", "meaning", "decided_at"]
        )
        request = revision.round_ids.request_ids.read(["stage_name", "state"])
        self.signer.name = "Người khác"
        self.env["procedure.route.stage"].search([]).name = "Bước khác"
        self.env["procedure.route"].search([]).name = "Luồng khác"
        self.env.invalidate_all()
        self.assertEqual(
            decision.read(
                ["signer_name", "signer_title", "stage_name", "meaning", "decided_at"]
            ),
            before,
        )
        self.assertEqual(
            revision.round_ids.request_ids.read(["stage_name", "state"]), request
        )

    def test_who_left_signs_nothing_and_another_is_asked(self):
        """Proves: 21 CFR 11.300(c)."""
        revision = self.make_revision("in_review")
        self.authenticate(self.signer.login, self.signer.login)
        self.signer.active = False
        self.env.flush_all()
        response = self.url_open(
            "/web/dataset/call_kw",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": "procedure.revision",
                    "method": "action_approve",
                    "args": [revision.ids],
                    "kwargs": {"credential": self.credential(self.signer)},
                },
            },
        ).json()
        self.assertIn("error", response)
        self.env.invalidate_all()
        self.assertFalse(revision.decision_ids)
        _result, error = self.call(
            self.officer,
            "procedure.revision",
            "action_forward",
            revision.ids,
            self.signer2.id,
            "đã nghỉ việc",
        )
        self.assertFalse(error, self.said)
        _result, error = self.sign(self.signer2, revision)
        self.assertFalse(error, self.said)
        self.assertEqual(revision.state, "effective")

    def test_a_rejected_round_stays(self):
        """Proves: ISO 9001 7.5.3.2 evidence; 21 CFR 11.10(e).

        Recall, correction and a second round delete nothing of the first.
        """
        revision = self.make_revision("in_review")
        first = revision.round_ids
        _result, error = self.call(
            self.signer,
            "procedure.revision",
            "action_reject",
            revision.ids,
            "thiếu mẫu",
            credential=self.credential(self.signer),
        )
        self.assertFalse(error, self.said)
        revision.with_user(self.author).write({"summary": "đã sửa"})
        revision.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.refused(
            "(?i)evidence|not allowed|delete",
            self.author,
            "procedure.round",
            "unlink",
            first.ids,
        )
        self.sign(self.signer, revision)
        self.assertEqual(
            revision.decision_ids.sorted("id").mapped("meaning"), ["reject", "approve"]
        )
        self.assertEqual(len(revision.round_ids), 2)
        self.assertNotEqual(*revision.round_ids.mapped("fingerprint"))

    def test_no_two_people_share_a_login(self):
        """Proves: 21 CFR 11.300(a); 21 CFR 11.100(a).

        Nobody signs with another one's password either.
        """
        with self.assertRaisesRegex(Exception, "(?i)login|unique|key"):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.make_user("signer", "signer")
        revision = self.make_revision("in_review")
        self.look(revision, self.signer2)
        result, error = self.call(
            self.signer2,
            "procedure.revision",
            "action_approve",
            revision.ids,
            credential=self.credential(self.signer),
        )
        self.assertIn(error, REFUSED, result)
        self.assertFalse(revision.decision_ids)
