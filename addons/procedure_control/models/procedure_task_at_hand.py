from urllib.parse import quote

from markupsafe import Markup
from odoo import api, fields, models

from .procedure_case_paper_list import PAPERS


class ProcedureTask(models.Model):
    """What a doer needs before his eyes: instruction, forms, files, why it came back.

    Nothing is stored. Who reads a task is not shown the step of a procedure that he
    may not read: only its doer always is.
    """

    _inherit = "procedure.task"

    instruction = fields.Html(compute="_compute_at_hand", sanitize=False)
    checklist = fields.Text(compute="_compute_at_hand")
    papers = fields.Html(
        string="Forms and files at hand", compute="_compute_papers", sanitize=False
    )
    came_back = fields.Char(string="Came back because", compute="_compute_came_back")

    def _steps_shown(self):
        """{task: its step as the engine sees it, none where the reader may not}."""
        tasks = self.sudo()  # its doer is shown what he has to do, whatever he may read
        readable = tasks.step_id.sudo(False)._filtered_access("read")
        return {
            task: known.step_id
            if known._may_act() or known.step_id.sudo(False) in readable
            else known.step_id.browse()
            for task, known in zip(self, tasks, strict=True)
        }

    @api.depends("step_id", "user_id", "stand_in_id")
    @api.depends_context("uid")
    def _compute_at_hand(self):
        shown = self._steps_shown()
        for task in self:
            step = shown[task]
            task.instruction = step.instruction
            task.checklist = "\n".join(step._checklist_lines()) if step else False

    @api.depends("opened_by_id.state")
    @api.depends_context("lang", "tz")
    def _compute_came_back(self):
        for task in self:
            # Why work comes back is for who gets it, whoever sent it.
            before = task.sudo().opened_by_id
            task.came_back = before.state == "sent_back" and before._return_words()

    def _return_words(self):
        """Who sent it back at which step, when and why, in one line."""
        self.ensure_one()
        reasons = filter(None, (self.return_reason_id.name, self.reason))
        return self.env._(
            "%(step)s, %(who)s, %(when)s: %(why)s",
            step=" ".join(filter(None, (self.label, self.name))),
            who=self.done_by_id.name or "",
            when=self.case_id._local(self.done_at).strftime("%d/%m/%Y %H:%M"),
            why=" – ".join(reasons),
        )

    @api.depends("step_id", "user_id", "stand_in_id")
    @api.depends_context("uid", "lang")
    def _compute_papers(self):
        shown = self._steps_shown()
        for task in self:
            links = [*task._form_links(shown[task]), *task._file_links()]
            task.papers = (
                Markup("<ul class='list-unstyled mb-0'>%s</ul>")
                % (Markup().join(Markup("<li>%s</li>") % link for link in links))
                if links
                else False
            )

    def _form_links(self, step):
        """Own forms to fill in, then the national ones, printed for this case."""
        for form in step.form_ids:
            name = f"{form.code} {form.name}"
            url = f"/web/content/procedure.form/{form.id}/file"
            if form.filename:
                url += f"/{quote(form.filename, safe='')}"
            yield _link("fa-file-text-o", name, form.sha256 and f"{url}?download=true")
        kinds = [kind.strip() for kind in (step.statutory_forms or "").split(",")]
        if not any(kinds):
            return
        national, present = self._statutory_forms(), self.case_id._paper_kinds()
        for kind in filter(None, kinds):
            if kind in national:
                form = national[kind]
                # A form of what has not happened, or not of this case, has no paper.
                report = kind in present and PAPERS[kind]
                url = report and f"/procedure_control/print/{report}/{self.case_id.id}"
                icon = "fa-print" if url else "fa-file-o"
                yield _link(icon, f"{form.code} {form.name}", url)

    def _statutory_forms(self):
        """{kind: national form} in force when the case was received."""
        # The catalogue is the same for everybody, as is the day of a receipt.
        at = self.sudo().case_id.received_at or fields.Datetime.now()
        papers = self.env["procedure.paper"].sudo()
        return papers._statutory_forms_at(self.company_id._procedure_local_date(at))

    def _file_links(self):
        """Files of the case, as far as their reader may open them."""
        if not self.case_id.has_access("read"):
            return
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "procedure.case"), ("res_id", "=", self.case_id.id)],
            order="id",
        )
        for file in files:
            yield _link("fa-paperclip", file.name, f"/web/content/{file.id}?download=1")


def _link(icon, text, url):
    mark = Markup("<i class='fa fa-fw %s me-1'></i>") % icon
    if not url:
        return mark + text
    return mark + Markup("<a href='%s' target='_blank'>%s</a>") % (url, text)
