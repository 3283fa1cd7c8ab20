from odoo import models

from ..reporting import paper_words
from ..reporting.pdf_stamp import page_count
from ..reporting.revision_words import MEANINGS, PAPER, short_day
from .paper_revision import _genre

#: Decisions that a sign-off block shows; comments and refusals stay in the trail.
_SIGNED = ("prepare", "review", "appraise", "approve")
_LANGUAGES = {"vi": "vi_VN", "en": "en_US"}
#: Blocks beside each other; more make another row.
_ABREAST = 3


class PaperCover(models.AbstractModel):
    """The cover made at effect: dates, who signed, what changed, who gets it."""

    _name = "procedure.paper.cover"
    _description = "Cover of an issued copy"
    _inherit = ["procedure.paper"]

    def _covers(self, bodies):
        """{revision: PDF} of covers to put before these bodies.

        :param bodies: {revision (as superuser): PDF of its body}
        """
        report = self.env["ir.actions.report"]
        return {
            revision: report._paper_pdf(
                "procedure_control.paper_cover",
                [self._paper_values(revision, body)],
                {},
            )
            for revision, body in bodies.items()
        }

    def _paper_values(self, revision, body):
        document = revision.document_id
        company = document.company_id
        submitted = revision._paper_round()
        content = submitted._content()
        language = content.language
        words = PAPER[language]
        agency = self._agency_values(company)
        effective = self._local(company, revision.effective_at)
        approved = self._local(company, revision.approved_at)
        decision = revision._decision_words(words)
        issued = (decision or {}).get("date") or (approved and approved.date())
        genre, subject = _genre(content.title)
        regulation = document.type_id.layout == "d"
        return {
            **agency,
            "language": language,
            "words": words,
            "regulation": regulation,
            "title": f"{content.code} {content.title}",
            "genre": genre if regulation else "",
            "name": subject if regulation and genre else content.title,
            "code": content.code,
            "form_code": "",
            "form_circular": "",
            "desk": "",
            "number_label": f"{words['number']}:",
            "number": (decision or {}).get("number") or content.code,
            "place_and_day": paper_words.place_and_day(
                agency["place"], issued, language
            )
            if issued
            else words["date_blank"],
            "facts": self._facts(revision, content, words, issued, effective),
            "decision": decision,
            "adopted": submitted.purpose == "adopt",
            "sign_off": self._sign_off(revision, submitted, language),
            "history": self._history(revision, words, language),
            "distribution": self._distribution(document),
            "qr": self._qr(revision._page_url()),
            "fingerprint": submitted.fingerprint or "",
            "body_sha256": submitted.body_sha256 or "",
            "body_pages": words["body_pages"].format(pages=page_count(body)),
            "retention": words["retention"].format(years=content.retention)
            if content.retention
            else "",
        }

    def _facts(self, revision, content, words, issued, effective):
        language = content.language
        document = revision.document_id
        facts = [
            (words["code"], content.code),
            (words["national_code"], document.national_code or ""),
            (words["field"], document.field_id.name or ""),
            (words["issue"], f"{content.issue_number:02d}"),
            (words["amendment"], f"{content.amendment_number:02d}"),
            (words["issued_on"], short_day(issued, language) if issued else ""),
            (
                words["effective_on"],
                short_day(effective.date(), language) if effective else "",
            ),
        ]
        return [fact for fact in facts if fact[1]]

    # --- signatures -------------------------------------------------------------------

    def _sign_off(self, revision, submitted, language):
        """Rows of blocks: who submitted, then each signature in order."""
        if submitted.purpose == "adopt":
            return []
        words = PAPER[language]
        decisions = self._decisions(submitted)
        blocks = [self._signature(decision, language) for decision in decisions]
        if not any(decision.meaning == "prepare" for decision in decisions):
            at = self._local(revision.company_id, submitted.opened_at)
            blocks.insert(
                0,
                {
                    "meaning": words["submitted"],
                    "name": submitted.submitted_by_name or "",
                    "title": "",
                    "local": f"{at:%d/%m/%Y %H:%M:%S} ({at.isoformat()[-6:]})",
                    "utc": f"{submitted.opened_at:%Y-%m-%d %H:%M:%S} UTC",
                    "fingerprint": submitted.fingerprint or "",
                    "signed": False,
                    "notes": [],
                },
            )
        return [blocks[i : i + _ABREAST] for i in range(0, len(blocks), _ABREAST)]

    def _decisions(self, submitted):
        decisions = submitted.request_ids.mapped("decision_ids").sorted("id")
        return decisions.filtered(lambda decision: decision.meaning in _SIGNED)

    def _signature(self, decision, language):
        """One block: the manifestation of a signature in the words of the paper."""
        words = PAPER[language]
        # Its labels follow the catalogue of the screen; those of a paper do not.
        code = _LANGUAGES[language]
        installed = self.env["res.lang"]._get_data(code=code)
        facts = decision._manifestation(code if installed else None)
        notes = []
        if facts["credential"]:
            notes.append(words["session"])
        if facts["in_name_of"]:
            notes.append(words["in_name_of"].format(name=facts["in_name_of"]))
        if facts["exception"]:
            reason = decision.override_id.reason or ""
            notes.append(words["exception"].format(reason=reason))
        return {
            "meaning": MEANINGS[language].get(decision.meaning, ""),
            "name": facts["name"],
            "title": facts["title"],
            "local": facts["local"],
            "utc": facts["utc"],
            "fingerprint": facts["fingerprint"],
            "signed": True,
            "notes": notes,
        }

    # --- revision table and distribution ----------------------------------------------

    def _history(self, revision, words, language):
        """Rows (issue, amendment, what changed, in force from), oldest first."""
        earlier = revision.document_id.revision_ids.filtered(
            lambda r: r.effective_at and r.effective_at <= revision.effective_at
        ).sorted(lambda r: (r.effective_at, r.id))
        rows = []
        for one in earlier:
            content = one._paper_round()
            content = content and content._content()
            if not content:
                continue
            company = one.company_id
            rows.append(
                (
                    f"{one.issue_number:02d}",
                    f"{one.amendment_number:02d}",
                    self._changes(content, words),
                    short_day(self._local(company, one.effective_at).date(), language),
                )
            )
            kept = one.round_ids.filtered(
                lambda r: r.purpose == "keep" and r.outcome == "approved"
            )
            for round_ in kept.sorted("closed_at"):
                day = self._local(company, round_.closed_at).date()
                rows.append(
                    (
                        "",
                        "",
                        [words["kept"].format(day=short_day(day, language))],
                        "",
                    )
                )
        return rows

    def _changes(self, content, words):
        lines = [
            f"{item.place}: {item.description}" if item.place else item.description
            for item in content.changes
        ]
        first = content.issue_number == 1 and not content.amendment_number
        lines = lines or [content.summary or (words["first_issue"] if first else "")]
        return [line for line in lines if line]

    def _distribution(self, document):
        """Names of whom it is distributed to, first the agencies that apply it."""
        names = [company.name for company in document.applying_company_ids]
        if "distribution_ids" in document._fields:
            names += document["distribution_ids"].mapped("display_name")
        return list(dict.fromkeys(names))
