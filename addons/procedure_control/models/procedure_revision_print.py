import re
import secrets

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..reporting import paper_words
from ..reporting.pdf_stamp import join, stamp
from ..reporting.revision_words import (
    WATERMARKS,
    short_moment,
    stamp_line,
    watermark_kind,
)


class ProcedureRevision(models.Model):
    """Later prints of a revision, and the public page that its QR code leads to."""

    _inherit = "procedure.revision"

    # Of those who hold the paper; nobody guesses 128 bits.
    page_token = fields.Char(readonly=True, copy=False)

    _page_token_uniq = models.UniqueIndex("(page_token) WHERE page_token IS NOT NULL")

    def action_print_controlled(self):
        """Print controlled copies of what is in force; each enters the trail."""
        self._require_controlled()
        return self.env.ref("procedure_control.report_controlled").report_action(self)

    def _require_controlled(self):
        if not self.env.user.has_group("procedure_control.group_quality_officer"):
            raise AccessError(
                self.env._("Only quality prints controlled copies. Print a plain copy.")
            )
        self.check_access("read")
        for revision in self:
            if revision.state != "effective":
                raise UserError(
                    self.env._(
                        "%(revision)s is not in force: controlled copies are printed "
                        "of what is in force.",
                        revision=revision.display_name,
                    )
                )

    def _printed(self, controlled=False, note=""):
        """{revision: PDF} as the present user prints it now.

        The stored file with a dated line and a watermark on each page, both in the
        reader's language; what has no stored file yet is rendered.

        :param controlled: mark as controlled copies, for quality alone; the trail notes
            each
        :param note: more for the dated line, such as the number of the copy
        :raises UserError: what is asked for is not in force, a file was altered
        """
        if controlled:
            self._require_controlled()
        else:
            self.check_access("read")
        files = self.sudo()._paper_files()  # the revisions themselves may be read
        result = self._stamped(files, controlled, note)
        if controlled:
            self.env["procedure.event"]._log(
                "revision.printed",
                self,
                values=lambda r: {
                    "issued_copy_sha256": r.sudo().issued_copy_sha256 or "",
                    "note": note,
                },
            )
        return result

    def _paper_files(self):
        """{revision: PDF without any stamp}, as superuser."""
        result = {revision: revision._issued_copy() for revision in self}
        ended = ("effective", "superseded", "repealed")
        rest = self.filtered(lambda revision: not result[revision])
        bodies = rest._signed_bodies()
        issued = {r: bodies[r] for r in rest if r.state in ended and r._paper_round()}
        # In force since before copies were stored.
        covers = self.env["procedure.paper.cover"].sudo()._covers(issued)
        for revision in rest:
            cover = [covers[revision]] if revision in covers else []
            result[revision] = join([*cover, bodies[revision]])
        return result

    def _stamped(self, files, controlled=False, note="", who=None, language=None):
        """{revision: PDF with the stamp of a print made now}.

        :param language: "vi" or "en", default the reader's
        :param who: name on the dated line, default the user's; "" for the copies that
            the server makes by itself
        """
        language = language or (
            "vi" if (self.env.lang or "").startswith("vi") else "en"
        )
        papers = self.env["procedure.paper.stamp"].sudo()  # only words and a clock
        who = self.env.user.name if who is None else who
        sheets, result = {}, {}
        for revision in self:
            kind = watermark_kind(revision.state, controlled)
            local = papers._now_local(revision.sudo().company_id)
            line = stamp_line(
                language, kind, revision.state, short_moment(local, language), who, note
            )
            key = (kind, line)
            if key not in sheets:
                watermark = WATERMARKS[language][kind]
                sheets[key] = papers._sheet(watermark, line, language)
            result[revision] = stamp(files[revision], sheets[key])
        return result

    # --- names and addresses ----------------------------------------------------------

    def _paper_name(self):
        """A file name: code and numbers, safe on every system."""
        self.ensure_one()
        name = (
            f"{self.document_id.code} "
            f"{self.issue_number:02d}.{self.amendment_number:02d}.pdf"
        )
        return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).lstrip(". ")

    @staticmethod
    def _new_page_token():
        return secrets.token_hex(16)

    def _page_url(self):
        """The public page that tells whether this very revision is in force."""
        self.ensure_one()
        if not self.page_token:
            # Made before there were pages; a concurrent print makes the same decision.
            self._set_guarded({"page_token": self._new_page_token()})
        return f"{self.get_base_url()}/procedure/r/{self.page_token}"

    def _decision_words(self, words):
        """{title, signer} of the decision that put it into force, or None.

        :param words: of `reporting.revision_words.PAPER`
        """
        self.ensure_one()
        issuance = self["issuance_id"] if "issuance_id" in self._fields else None
        if issuance:
            return self._issuance_words(issuance, words)
        round_ = self._submitted_round()
        if round_.purpose == "adopt" and round_.reason:
            return {"title": round_.reason, "signer": ""}
        return None

    def _issuance_words(self, issuance, words):
        language = self.language or "vi"
        return {
            "title": words["decision"].format(
                number=issuance.number,
                day=paper_words.day(issuance.date, language),
                authority=issuance.authority,
            ),
            "signer": ", ".join(
                part for part in (issuance.signer_name, issuance.signer_title) if part
            ),
            "number": issuance.number,
            "date": issuance.date,
        }
