from io import BytesIO

import polib
from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

from .case_common import CaseCommon, local

MEND = (
    "Export the texts again and complete i18n/vi.po:\n"
    "./dev odoo i18n export -d DB -l pot -o FILE.pot procedure_control"
)


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    """What stands on the screen is what the catalogue was made from."""

    def test_the_template_holds_every_text_of_the_addon(self):
        """A text missing there is read in English by everybody, and nobody notices."""
        file = BytesIO()
        trans_export(None, ["procedure_control"], file, "po", self.env)
        now = {entry.msgid for entry in polib.pofile(file.getvalue().decode())}
        kept = {
            entry.msgid
            for entry in polib.pofile(
                file_path("procedure_control/i18n/procedure_control.pot")
            )
        }
        self.assertFalse(sorted(now - kept), f"New texts. {MEND}")
        self.assertFalse(sorted(kept - now), f"Texts no longer used. {MEND}")

    def test_every_kind_of_text_reaches_its_reader(self):
        """Views, menus, values, messages of constraints and sentences of the code."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env.ref("base.module_procedure_control")._update_translations("vi_VN")
        env = self.env(context={**self.env.context, "lang": "vi_VN"})

        self.assertEqual(env.ref("procedure_control.menu_my_work").name, "Việc của tôi")
        state = env["procedure.revision"].fields_get(["state"])["state"]
        self.assertEqual(
            dict(state["selection"])["approved"], "Đã phê duyệt, chờ hiệu lực"
        )
        self.assertEqual(
            env.ref("procedure_control.mail_activity_type_escalation").name,
            "Báo cáo lãnh đạo",
        )
        arch = env["procedure.task"].get_view(view_type="search")["arch"]
        self.assertIn("Của tôi", arch)
        words = env["procedure.wording"]._deadline_words()
        self.assertEqual(words["unit_day"], "{value} ngày làm việc kể từ {start}")


@tagged("post_install", "-at_install")
class TestOwnLanguage(CaseCommon):
    """The jobs run in English; people are told in their own language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.env.ref("base.module_procedure_control")._update_translations("vi_VN")
        cls.worker = cls._user("worker", email="worker@example.com", lang="vi_VN")
        cls._hold("work", cls.worker)
        cls.document = cls._procedure(
            "QT.TH", [cls._step(1, "B1", "work", "3")], limit=("3", "day")
        )

    def setUp(self):
        super().setUp()
        self.task = self._receive(self.document, "2026-10-05 09:00").task_ids

    def test_a_reminder_reads_in_the_owners_language(self):
        self.task._fire(local("2026-10-08 10:00"))
        self.assertEqual(self.task.activity_id.note.striptags(), "Đôn đốc khi đến hạn")
        told = self.task.escalation_ids.filtered(lambda f: f.recipient == "head")
        self.assertIn("Báo cáo lãnh đạo", told._in_words_of(self.worker)._summary())

    def test_the_digest_reads_in_the_readers_language(self):
        self.env["procedure.digest"]._send(local("2026-10-05 13:30"))
        mails = self.env["mail.mail"].search(
            [("email_to", "like", "worker@example.com")]
        )
        digest = mails.filtered(lambda mail: "bước xử lý mới" in mail.subject)
        self.assertEqual(len(digest), 1, mails.mapped("subject"))
        self.assertRegex(digest.body_html, "9:00 0?8/10/26")
        for mail in mails - digest:
            self.assertIn("đã có hiệu lực", mail.subject)
