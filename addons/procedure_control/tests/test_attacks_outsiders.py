"""Portal users and strangers: drafts, approvals, events and files are not theirs."""

import base64

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .access_table import TABLE
from .common import LOGGERS
from .test_attacks_auditors_list import AttackCase


@tagged("post_install", "-at_install")
class TestAttacksOutsiders(AttackCase):
    """Proves: 21 CFR 11.10(d); ISO 9001 7.5.3.1 b."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            "portal-procedure-test",
            groups="base.group_portal",
            password="portal-procedure-test",
        )
        cls.draft = cls.make_draft()
        cls.draft.form_ids[0].file = base64.b64encode(b"secret form")
        cls.revision = cls.make_revision(confidentiality="restricted")
        cls.revision.message_post(body="nội bộ")

    def test_portal_reads_no_model_of_ours(self):
        read = []
        for name in sorted(TABLE):
            for method, args in (("search_read", [[]]), ("web_search_read", [[], {}])):
                _result, error = self.call(self.portal, name, method, *args)
                if error != "AccessError":
                    read.append(f"{name} {method}: {error}")
        self.assertEqual(read, [])

    def test_portal_acts_on_nothing(self):
        for revision in (self.draft, self.revision):
            for method, args in (
                ("read", [["state"]]),
                ("name_search", []),
                ("action_submit", []),
                ("action_approve", []),
                ("action_reject", ["vì"]),
                ("compare_with", []),
                ("action_print_controlled", []),
                ("message_post", []),
                ("note_opened", []),
            ):
                records = [] if method == "name_search" else [revision.ids]
                with self.subTest(method, state=revision.state):
                    self.refused(
                        "(?i)allow|access|only|not",
                        self.portal,
                        "procedure.revision",
                        method,
                        *records,
                        *args,
                    )
        self.assertFalse(
            self.revision.decision_ids.filtered(lambda d: d.user_id == self.portal)
        )

    def test_without_a_login_nothing_is_called(self):
        self.authenticate(None, None)
        for name in ("procedure.revision", "procedure.decision", "procedure.event"):
            with mute_logger(*LOGGERS):
                answer = self.url_open(
                    "/web/dataset/call_kw",
                    json={
                        "jsonrpc": "2.0",
                        "method": "call",
                        "params": {
                            "model": name,
                            "method": "search_read",
                            "args": [[]],
                            "kwargs": {},
                        },
                    },
                ).json()
            self.assertIn("error", answer)
            self.assertIn("Session", answer["error"]["message"])

    def addresses(self):
        form = self.draft.form_ids[0]
        stored = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "procedure.form"),
                ("res_id", "=", form.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertTrue(stored)
        return (
            f"/web/content/procedure.form/{form.id}/file",
            f"/web/content/{stored.id}",
            f"/web/content/{stored.id}?download=true",
            f"/web/image/procedure.form/{form.id}/file",
            f"/web/content/procedure.round/{self.revision.round_ids.id}/content_bytes",
            f"/procedure_control/print/procedure_control.paper_revision/{self.draft.id}",
            f"/procedure_control/print/procedure_control.paper_revision/{self.revision.id}",
            f"/report/html/procedure_control.paper_revision/{self.draft.id}",
            f"/report/pdf/procedure_control.paper_revision/{self.draft.id}",
            f"/procedure/r/{self.draft.page_token}",
            f"/odoo/procedure.revision/{self.draft.id}",
        )

    def test_no_address_gives_a_draft_or_a_file_away(self):
        loud = (*LOGGERS, "odoo.addons.web.controllers", "odoo.addons.http_routing")
        for login in (None, self.portal.login):
            self.authenticate(login, login)
            for address in self.addresses():
                with self.subTest(address, login=login), mute_logger(*loud):
                    response = self.url_open(address, allow_redirects=False)
                    self.assertNotIn(b"secret form", response.content)
                    self.assertFalse(response.content.startswith(b"%PDF"))
                    self.assertNotIn(
                        self.draft.document_id.title.encode(), response.content
                    )

    def test_no_thread_is_read(self):
        """Messages on a revision are as closed as the revision."""
        for login in (None, self.portal.login):
            self.authenticate(login, login)
            with mute_logger(*LOGGERS):
                answer = self.url_open(
                    "/mail/thread/messages",
                    json={
                        "jsonrpc": "2.0",
                        "method": "call",
                        "params": {
                            "thread_model": "procedure.revision",
                            "thread_id": self.revision.id,
                        },
                    },
                )
            self.assertNotIn("nội bộ", answer.text.encode().decode("unicode_escape"))
