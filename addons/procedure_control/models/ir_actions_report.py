import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError

from ..reporting.pdf_stamp import join

_logger = logging.getLogger(__name__)

# They tell every glyph table and every step: ten lines of log for each paper.
for _chatty in ("fontTools", "weasyprint.progress"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)

# One request renders them all: beyond this it would outlive the worker's time limit.
MAX_PRINTED = 200


class IrActionsReport(models.Model):
    """A PDF report type rendered by WeasyPrint instead of wkhtmltopdf."""

    _inherit = "ir.actions.report"

    report_type = fields.Selection(
        selection_add=[("weasyprint-pdf", "PDF (WeasyPrint)")],
        ondelete={"weasyprint-pdf": "cascade"},
    )

    @api.model
    def _render_weasyprint_pdf(self, report_ref, res_ids=None, data=None):
        """Print records as the present user may read them.

        The report's model (``report.<name>``) may return ``papers``, a list of values
        rendered one by one into one file, and ``images_of``, {model: ids} whose
        attachments its pages may show. Without such a model the template gets ``docs``.
        A model with ``_render_pdf(ids)`` returns the finished files itself, in a list.

        :return: (bytes, "pdf")
        :raises AccessError: the report's groups or the records' rules refuse the user
        :raises UserError: nothing or too much to print, or WeasyPrint cannot run
        """
        report = self._get_report(report_ref)
        res_ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or ())
        self._check_weasyprint_access(report, res_ids)
        model = self._get_rendering_context_model(report)
        if hasattr(model, "_render_pdf"):
            return join(model._render_pdf(res_ids)), "pdf"
        values = self._get_rendering_context(report, res_ids, data)
        papers = values.pop("papers", None) or [{}]
        pages = [
            self._render_template(report.report_name, {**values, **paper}).decode()
            for paper in papers
        ]
        images_of = values.get("images_of") or {report.model: res_ids}
        return self._write_weasyprint_pdf(pages, images_of), "pdf"

    def report_action(self, docids, data=None, config=True):
        # Our papers bring their own letterhead: never ask for Odoo's layout.
        if self.report_type == "weasyprint-pdf":
            config = False
        return super().report_action(docids, data=data, config=config)

    def _check_weasyprint_access(self, report, res_ids):
        if not res_ids:
            raise UserError(self.env._("Choose at least one record to print."))
        if len(res_ids) > MAX_PRINTED:
            raise UserError(
                self.env._(
                    "%(count)s records are too many for one file; print at most "
                    "%(limit)s at a time.",
                    count=len(res_ids),
                    limit=MAX_PRINTED,
                )
            )
        if report.group_ids and not (report.group_ids & self.env.user.all_group_ids):
            raise AccessError(
                self.env._("You are not allowed to print %(name)s.", name=report.name)
            )
        records = self.env[report.model].browse(res_ids)
        if len(records.exists()) != len(set(res_ids)):
            raise MissingError(self.env._("What you print no longer exists."))
        records.check_access("read")

    def _paper_pdf(self, template, papers, images_of):
        """One PDF of a template filled with each of `papers`; the caller checks access.

        :param papers: list of dicts, the template's ``paper``
        :raises UserError: WeasyPrint cannot run
        """
        pages = [
            self._render_template(template, {"paper": paper}).decode()
            for paper in papers
        ]
        return self._write_weasyprint_pdf(pages, images_of)

    def _write_weasyprint_pdf(self, pages, images_of):
        try:
            # WeasyPrint loads Pango when imported: only printing needs it.
            from ..report.pdf_writer import write_pdf  # noqa: PLC0415
        except (ImportError, OSError) as error:
            _logger.exception("WeasyPrint cannot be loaded")
            raise UserError(
                self.env._(
                    "The server cannot make PDF files: WeasyPrint or its library "
                    "Pango is missing (%(error)s). Ask your administrator to install "
                    "them.",
                    error=error,
                )
            ) from error
        return write_pdf(pages, lambda image_id: self._paper_image(image_id, images_of))

    def _paper_image(self, image_id, images_of):
        """(bytes, mimetype) of an attachment that belongs to the printed records."""
        image = self.env["ir.attachment"].search([("id", "=", image_id)])
        if (
            not image
            or image.res_id not in images_of.get(image.res_model, ())
            or not (image.mimetype or "").startswith("image/")
        ):
            return None
        return image.raw, image.mimetype
