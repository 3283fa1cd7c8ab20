from odoo import models

from ..reporting.page_words import PAGE
from ..reporting.revision_words import short_day, short_moment


class ProcedureRevision(models.Model):
    """What the public page of a revision shows."""

    _inherit = "procedure.revision"

    def _page_facts(self, language):
        """What anybody who holds the paper may know, by the class of the document.

        Public: everything that identifies it. Internal: code and numbers. Restricted:
        only whether it is in force. Never a person's name.

        :return: dict of ``state``, ``level``, ``facts`` [(label, value)], ``now``
            (words on the revision in force, or empty), ``repealed`` and ``checked``
        """
        self.ensure_one()
        words = PAGE[language]
        document = self.document_id
        level = document.confidentiality
        papers = self.env["procedure.paper"]
        successor = self.browse()
        if self.state == "superseded":
            successor = document.revision_ids.filtered(lambda r: r.state == "effective")
        facts = []
        if level != "restricted":
            facts += [
                (words["code"], document.code),
                (words["numbers"], self._page_numbers(words)),
            ]
        if level == "public":
            facts += self._page_public_facts(words, language)
        return {
            "state": self.state,
            "level": level,
            "facts": [fact for fact in facts if fact[1]],
            "now": self._page_successor(successor, words, level, language),
            "repealed": self.state == "superseded"
            and "repealed" in document.revision_ids.mapped("state")
            and not successor,
            "checked": words["checked"].format(
                time=short_moment(papers._now_local(document.company_id), language)
            ),
        }

    def _page_numbers(self, words):
        return words["issue"].format(
            issue=f"{self.issue_number:02d}", amendment=f"{self.amendment_number:02d}"
        )

    def _page_public_facts(self, words, language):
        document = self.document_id
        submitted = self._paper_round()
        # The title as it was signed: a later revision may have renamed the document.
        title = submitted._content().title if submitted else document.title
        return [
            (words["name"], title),
            (words["national_code"], document.national_code or ""),
            (words["agency"], document.company_id.name),
            (words["since"], self._page_day(self.effective_at, language)),
            (words["ended"], self._page_day(self.ended_at, language)),
        ]

    def _page_successor(self, successor, words, level, language):
        if not successor or level == "restricted":
            return ""
        text = successor._page_numbers(words)
        if level != "public":
            return text
        day = self._page_day(successor.effective_at, language)
        return f"{text} ({words['since'].lower()} {day})"

    def _page_day(self, moment, language):
        local = self.env["procedure.paper"]._local(self.document_id.company_id, moment)
        return short_day(local.date(), language) if local else ""
