from dataclasses import replace

from markupsafe import Markup
from odoo import models

from ..reporting import paper_words
from ..reporting.step_table import step_table

_STATES = {
    "vi": {
        "draft": "DỰ THẢO",
        "in_review": "ĐANG XEM XÉT",
        "approved": "CHỜ HIỆU LỰC",
        "superseded": "BỊ THAY THẾ",
        "repealed": "BÃI BỎ",
    },
    "en": {
        "draft": "DRAFT",
        "in_review": "IN REVIEW",
        "approved": "AWAITING EFFECT",
        "superseded": "SUPERSEDED",
        "repealed": "REPEALED",
    },
}


class PaperRevision(models.AbstractModel):
    """A procedure as printed: its sections, and its steps in the agencies' table."""

    _name = "report.procedure_control.paper_revision"
    _description = "Printed procedure"
    _inherit = ["procedure.paper"]

    def _get_report_values(self, docids, data=None):
        revisions = self.env["procedure.revision"].browse(docids)
        revisions.check_access("read")
        contents = self._printed_contents(revisions)
        # Names of agencies and types are printed whatever else the reader may open.
        papers = [
            {"paper": self._paper_values(revision, contents[revision])}
            for revision in revisions.sudo()
        ]
        return {
            "doc_ids": docids,
            "doc_model": "procedure.revision",
            "papers": papers,
            "images_of": {
                "procedure.revision": docids,
                "procedure.section": revisions.section_ids.ids,
                "procedure.step": revisions.step_ids.ids,
            },
        }

    def _printed_contents(self, revisions):
        """{revision: Content}: the bytes that were submitted, else the draft's records.

        Stored bytes hold pictures by digest only: a text that still has that digest is
        printed from the record, with its pictures.
        """
        result = {}
        live = revisions._content(canonical=False)
        canonical = revisions._content()
        for revision in revisions:
            stored = self._stored_content(revision)
            result[revision] = (
                self._with_pictures(stored, canonical[revision], live[revision])
                if stored
                else live[revision]
            )
        return result

    def _stored_content(self, revision):
        if revision.state == "draft":
            return None
        # The bytes of a round are evidence; whoever may read the revision may print it.
        rounds = revision.sudo().round_ids.sorted("id", reverse=True)
        for submitted in rounds:
            if (
                submitted.content_bytes
                and submitted.fingerprint == revision.fingerprint
            ):
                return submitted._content()
        return None

    def _with_pictures(self, stored, canonical, live):
        bodies = {
            section.body: picture.body
            for section, picture in zip(canonical.sections, live.sections, strict=True)
        }
        texts = {
            step.instruction: picture.instruction
            for step, picture in zip(canonical.steps, live.steps, strict=True)
        }
        return replace(
            stored,
            sections=tuple(
                replace(section, body=bodies.get(section.body, section.body))
                for section in stored.sections
            ),
            steps=tuple(
                replace(step, instruction=texts.get(step.instruction, step.instruction))
                for step in stored.steps
            ),
        )

    def _paper_values(self, revision, content):
        company = revision.document_id.company_id
        language = content.language
        effective = self._local(company, revision.effective_at)
        today = self._now_local(company).date()
        agency = self._agency_values(company)
        return {
            **agency,
            "language": language,
            "format": "A4",
            "title": f"{content.code} {content.title}",
            "form_code": "",
            "form_circular": "",
            "desk": "",
            "number_label": "Ký hiệu:" if language == "vi" else "Code:",
            "number": content.code,
            "code": content.code,
            "name": content.title,
            "national_code": revision.document_id.national_code or "",
            "issue": f"{content.issue_number:02d}",
            "amendment": f"{content.amendment_number:02d}",
            "effective_on": paper_words.day(effective.date(), language)
            if effective
            else "",
            "place_and_day": paper_words.place_and_day(
                agency["place"], effective.date() if effective else today, language
            ),
            "watermark": _STATES[language].get(revision.state, ""),
            "fingerprint": revision.fingerprint or "",
            "sections": [self._section_values(section) for section in content.sections],
            "has_steps": any(section.kind == "steps" for section in content.sections),
            "content": content,
            "limit": self._limit(content.limit, language),
            "committed": self._limit(content.committed, language),
            "variant_limits": [
                (variant.name, self._limit(variant.limit, language))
                for variant in content.variants
                if variant.limit
            ],
            "table": self._step_table(
                revision, content, effective or self._now_local(company)
            ),
        }

    def _step_table(self, revision, content, moment):
        forms = self.sudo()._statutory_forms_at(moment.date())
        codes = {kind: form.code for kind, form in forms.items()}
        table = step_table(content, revision.document_id.type_id.layout, codes)
        rows = [
            replace(row, instruction=_sanitised(row.instruction)) for row in table.rows
        ]
        return replace(table, rows=tuple(rows))

    def _section_values(self, section):
        return {
            "number": section.number,
            "name": section.name,
            "kind": section.kind,
            "body": _sanitised(section.body),
        }

    def _limit(self, limit, language):
        return paper_words.limit(limit.value, limit.unit, language) if limit else ""


def _sanitised(html):
    # It was sanitised when written, and the writer of the PDF fetches nothing from it.
    return Markup(html or "")
