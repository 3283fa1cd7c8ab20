import html

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ProcedureRpcCommon

VIETNAMESE = {"Accept-Language": "vi"}


@tagged("post_install", "-at_install")
class TestRevisionPage(ProcedureRpcCommon):
    """What anybody who scans a printed procedure learns, and what not."""

    def scan(self, revision, login=None, query="", headers=None):
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/procedure/r/{revision.page_token}{query}",
                headers=headers or VIETNAMESE,
            )
        return response.status_code, html.unescape(response.text)

    def public(self, **values):
        return self.make_revision(
            document=self.make_document(
                confidentiality="public", national_code="1.013871", **values
            )
        )

    def test_in_force(self):
        """Proves: ISO 9001 7.5.3.1 a."""
        revision = self.public()
        status, page = self.scan(revision)
        self.assertEqual(status, 200)
        for words in (
            "Phiên bản này đang có hiệu lực",
            revision.document_id.code,
            "Miễn nhiệm giám định viên",
            "1.013871",
            "Lần ban hành 01, lần sửa đổi 00",
            "Sở Y tế",
        ):
            self.assertIn(words, page)

    def test_the_address_is_on_cover_and_body(self):
        revision = self.public()
        self.assertTrue(
            revision._page_url().endswith(f"/procedure/r/{revision.page_token}")
        )
        self.assertRegex(revision.page_token, r"^[0-9a-f]{32}$")

    def test_superseded_names_what_replaced_it(self):
        old = self.public()
        change = self.make_change(old.document_id)
        new = (
            old.document_id.with_user(self.author)
            ._new_draft("rút ngắn", content=self.make_content(), change=change)
            .with_env(self.env)
        )
        new.with_user(self.author).action_submit(approver_id=self.signer.id)
        self.approve(new, self.signer)
        self.env.invalidate_all()
        self.assertEqual(old.state, "superseded")
        _status, page = self.scan(old)
        self.assertIn("Phiên bản này đã bị thay thế", page)
        self.assertIn(
            f"Lần ban hành {new.issue_number:02d}, "
            f"lần sửa đổi {new.amendment_number:02d} (có hiệu lực từ ",
            page,
        )
        self.assertIn("đang có hiệu lực", self.scan(new)[1])

    def test_repealed(self):
        revision = self.public()
        revision._move("repealed", {"ended_at": revision.effective_at})
        self.assertIn("Tài liệu này đã bị bãi bỏ", self.scan(revision)[1])

    def test_drafts_and_unknown_tokens_get_one_answer(self):
        document = self.make_document(confidentiality="public")
        draft = self.make_draft(document=document)
        answers = {self.scan(draft)}
        draft.with_user(self.author).action_submit(approver_id=self.signer.id)
        answers.add(self.scan(draft))
        draft.with_user(self.officer).action_set_effective_date("2099-01-01")
        self.approve(draft, self.signer)
        self.env.invalidate_all()
        self.assertEqual(draft.state, "approved")
        answers.add(self.scan(draft))
        for login in (self.author.login, self.quality.login):
            _status, page = self.scan(draft, login)
            self.assertNotIn(document.code, page)
        for token in ("0" * 32, "0" * 31, "' OR 1=1 --", "../web", "%", draft.id):
            self.authenticate(None, None)
            with mute_logger("odoo.http"):
                response = self.url_open(f"/procedure/r/{token}", headers=VIETNAMESE)
            self.assertEqual(response.status_code, 404)
        statuses = {status for status, _page in answers}
        self.assertEqual(statuses, {404})
        for _status, page in answers:
            self.assertIn("Mã này không thuộc tài liệu nào đã ban hành", page)
            self.assertNotIn(document.code, page)
            self.assertNotIn("Miễn nhiệm", page)

    def test_class_decides_what_is_told(self):
        revision = self.public()
        document = revision.document_id
        document._set_guarded({"confidentiality": "internal"})
        _status, page = self.scan(revision)
        self.assertIn("đang có hiệu lực", page)
        self.assertIn(document.code, page)
        self.assertNotIn("Miễn nhiệm", page)
        self.assertNotIn("1.013871", page)
        self.assertNotIn("Có hiệu lực từ", page)
        document._set_guarded({"confidentiality": "restricted"})
        _status, page = self.scan(revision)
        self.assertIn("đang có hiệu lực", page)
        for hidden in (document.code, "Miễn nhiệm", "1.013871", "Lần ban hành"):
            self.assertNotIn(hidden, page)

    def test_nobody_is_named(self):
        revision = self.public()
        _status, page = self.scan(revision)
        for user in (self.author, self.signer, self.officer):
            self.assertNotIn(user.name, page)
        self.assertNotIn(revision.fingerprint, page)

    def test_both_languages(self):
        revision = self.public()
        english = {"Accept-Language": "en-GB,en;q=0.8"}
        self.assertIn(
            "This revision is in force", self.scan(revision, headers=english)[1]
        )
        self.assertIn(
            "This revision is in force", self.scan(revision, query="?lang=en")[1]
        )
        _status, page = self.scan(revision, query="?lang=vi", headers=english)
        self.assertIn("đang có hiệu lực", page)
        self.assertIn("lang=en", page)

    def test_it_is_kept_out_of_caches_and_search_engines(self):
        revision = self.public()
        response = self.url_open(f"/procedure/r/{revision.page_token}")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])

    def test_portal_sees_no_more_than_the_public(self):
        new_test_user(
            self.env, "page-portal", groups="base.group_portal", password="page-portal"
        )
        revision = self.make_revision()
        _status, page = self.scan(revision, "page-portal")
        self.assertNotIn("Miễn nhiệm", page)
        self.assertNotIn("Mở trong hệ thống", page)
        _status, page = self.scan(revision, self.staff.login)
        self.assertIn("Mở trong hệ thống", page)

    def test_each_revision_has_a_token_of_its_own(self):
        tokens = [self.make_draft().page_token for _n in range(3)]
        self.assertEqual(len(set(tokens)), 3)
