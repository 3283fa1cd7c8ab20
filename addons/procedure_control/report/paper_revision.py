from dataclasses import replace

from markupsafe import Markup
from odoo import models

from ..engine.numbering import section_numbers
from ..reporting import flow_picture, paper_words
from ..reporting.revision_words import PAPER
from ..reporting.step_table import step_table
from .paper_html import clean

#: Parts of the content that a section of their kind prints, else the end of the paper.
_PARTS = ("steps", "forms", "records", "references", "files")
_TEMPLATES = {"d": "procedure_control.paper_regulation"}
#: Room for a picture of the flow on a sheet, in pixels of 1/96 inch: the narrower
#: sheet, a regulation's, less a line of caption.
_SHEET = (610, 830)
#: A regulation begins with the word for what it is, which its layout prints apart.
_GENRES = ("Quy chế", "Quy định", "Nội quy", "Điều lệ", "Quy tắc", "Hướng dẫn")


class PaperRevision(models.AbstractModel):
    """The body of a procedure: what is rendered at submission and then signed."""

    _name = "report.procedure_control.paper_revision"
    _description = "Printed procedure"
    _inherit = ["procedure.paper"]

    def _render_pdf(self, docids):
        """The report: each procedure as it is stored, stamped by this print."""
        revisions = self.env["procedure.revision"].browse(docids)
        return list(revisions._printed().values())

    def _bodies(self, contents):
        """{revision: PDF} of the bodies; the caller has checked who may read them.

        :param contents: {revision (as superuser): engine.content.Content}, pictures in
            place
        :raises UserError: WeasyPrint cannot run
        """
        result = {}
        report = self.env["ir.actions.report"]
        for revision, content in contents.items():
            paper = self._paper_values(revision, content)
            images_of = {
                "procedure.revision": revision.ids,
                "procedure.section": revision.section_ids.ids,
                "procedure.step": revision.step_ids.ids,
            }
            template = _TEMPLATES.get(
                paper["layout"], "procedure_control.paper_revision"
            )
            result[revision] = report._paper_pdf(template, [paper], images_of)
        return result

    def _contents(self, revisions):
        """{revision: Content}: the bytes that were submitted, else the draft's records.

        Stored bytes hold pictures by digest only: a text that still has that digest is
        printed from the record, with its pictures.
        """
        live = revisions._content(canonical=False)
        canonical = revisions._content()
        result = {}
        for revision in revisions:
            submitted = revision._submitted_round()
            result[revision] = (
                self._with_pictures(
                    submitted._content(), canonical[revision], live[revision]
                )
                if submitted
                else live[revision]
            )
        return result

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
        words = PAPER[language]
        moment = self._now_local(company)
        sections = self._sections(content)
        printed = {section["kind"] for section in sections}
        genre, subject = _genre(content.title)
        return {
            **self._agency_values(company),
            "language": language,
            "words": words,
            "layout": revision.document_id.type_id.layout,
            "title": f"{content.code} {content.title}",
            "genre": genre,
            "subject": subject,
            "form_code": "",
            "form_circular": "",
            "desk": "",
            "number_label": f"{words['code']}:",
            "number": content.code,
            "place_and_day": "",
            "attached_to": self._attached_to(revision, words),
            "code": content.code,
            "name": content.title,
            "national_code": revision.document_id.national_code or "",
            "numbers": words["numbers"].format(
                issue=f"{content.issue_number:02d}",
                amendment=f"{content.amendment_number:02d}",
            ),
            "issue": f"{content.issue_number:02d}",
            "amendment": f"{content.amendment_number:02d}",
            "qr": self._qr_pixels(revision._page_url()),
            "fingerprint": revision._submitted_round().fingerprint or "",
            "sections": sections,
            "entries": [s for s in sections if s["heading"] and s["depth"] <= 2],
            "rest": [
                {"kind": kind, "heading": words[f"{kind}_title"]}
                for kind in _PARTS
                if kind not in printed and getattr(content, kind)
            ],
            "content": content,
            "limit": self._limit(content.limit, language),
            "committed": self._limit(content.committed, language),
            "variant_limits": [
                (variant.name, self._limit(variant.limit, language))
                for variant in content.variants
                if variant.limit
            ],
            "table": self._step_table(revision, content, moment),
            "flows": self._flows(content),
        }

    def _attached_to(self, revision, words):
        decision = revision._decision_words(words)
        return (
            words["attached_to"].format(decision=decision["title"])
            if decision
            else words["attached_blank"]
        )

    def _sections(self, content):
        numbers = section_numbers(content.sections, content.language)
        return [
            {
                "anchor": f"procedure-part-{index}",
                "number": number,
                "heading": _heading(section, number),
                "name": section.name,
                "level": section.level,
                "depth": _depth(section, number),
                "kind": section.kind,
                "body": clean(section.body),
            }
            for index, (section, number) in enumerate(
                zip(content.sections, numbers, strict=True)
            )
        ]

    def _step_table(self, revision, content, moment):
        forms = self.sudo()._statutory_forms_at(moment.date())  # a public catalogue
        codes = {kind: form.code for kind, form in forms.items()}
        table = step_table(content, revision.document_id.type_id.layout, codes)
        rows = [replace(row, instruction=clean(row.instruction)) for row in table.rows]
        return replace(table, rows=tuple(rows))

    def _flows(self, content):
        """[(name, [SVG])] of each path, cut into sheets; one step needs no picture."""
        if len(content.steps) < 2:
            return []
        return [
            (one.name, [Markup(page) for page in one.pages(*_SHEET, font="Paper")])
            for one in flow_picture.pictures(content)
        ]

    def _limit(self, limit, language):
        return paper_words.limit(limit.value, limit.unit, language) if limit else ""


def _heading(section, number):
    if section.level == "clause":
        return ""
    stop = "" if not number or number.endswith(".") else "."
    return f"{number}{stop} {section.name}".strip()


def _depth(section, number):
    if section.level:
        return {"chapter": 1, "article": 2}.get(section.level, 3)
    return min(number.strip(".").count(".") + 1, 3) if number else 1


def _genre(title):
    """("QUY CHẾ", "Làm việc của Sở Y tế") of a regulation's title."""
    for genre in _GENRES:
        rest = title[len(genre) :].strip(" :-–")
        if title.casefold().startswith(genre.casefold()) and rest:
            return genre.upper(), rest[0].upper() + rest[1:]
    return "", title
