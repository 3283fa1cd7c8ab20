from collections import defaultdict

from markupsafe import Markup, escape
from odoo import models
from odoo.tools import clean_context
from odoo.tools.misc import format_datetime

#: Cases listed by number in one message; the rest is counted.
LISTED = 20


class ProcedureRevision(models.Model):
    """Each person concerned learns what a revision in force changes for him."""

    _inherit = "procedure.revision"

    def _notify_concerned(self, at):
        """One message a person about revisions that have just taken effect.

        Told are who has open cases of what they replace, who holds a step of theirs,
        and who is asked to read. Into the inbox or by mail, as each person has set; the
        queries do not grow with the people.
        """
        # The system tells everybody; what one is told does not depend on who acts.
        revisions = self.sudo()
        news = _News(
            revisions._replaced(at),
            revisions._open_cases_of(),
            revisions._steps_of(at),
            revisions._reading_of(),
        )
        # Names, languages and settings of all of them in one read.
        people = self.env["res.users"].sudo().browse(sorted(news.people()))
        people = people.filtered(lambda user: user.active and not user.share)
        people.partner_id.mapped("name")
        messages = [self._message(user, news, revisions, at) for user in people]
        self._deliver(people, messages)

    # --- what there is to tell --------------------------------------------------------
    def _replaced(self, at):
        """{revision: the one it took the place of}."""
        result = {}
        for revision in self:
            older = revision.document_id.revision_ids.filtered(
                lambda r, since=revision.effective_at: (
                    r.state == "superseded" and r.ended_at == since
                )
            )
            result[revision] = older[-1:]
        # The steps of all of them in one read.
        self.browse().union(*result.values()).step_ids.mapped("label")
        return result

    def _open_cases_of(self):
        """{user id: {document: cases with an open step of his under an older one}}."""
        tasks = self.env["procedure.task"].search(
            [
                ("document_id", "in", self.document_id.ids),
                ("state", "in", ("ready", "paused")),
                ("user_id", "!=", False),
                ("case_id.revision_id", "not in", self.ids),
            ],
            order="due_at, id",
        )
        result = defaultdict(lambda: defaultdict(self.env["procedure.case"].browse))
        tasks.case_id.mapped("due_at")
        for task in tasks:
            result[task.user_id.id][task.document_id] |= task.case_id
        return result

    def _steps_of(self, at):
        """{user id: {revision: steps that are his there}}."""
        agencies = {
            r: r.document_id.company_id | r.document_id.applying_company_ids
            for r in self
        }
        everywhere = self.env["res.company"].union(
            *agencies.values(), self.step_ids.agency_id
        )
        roles = self.step_ids.role_id
        holders = roles._holders_at(everywhere, at.date())
        lineage = roles._field_lineage(self.document_id.field_id.ids)
        result = defaultdict(lambda: defaultdict(self.env["procedure.step"].browse))
        for revision in self:
            fields_of_work = lineage.get(revision.document_id.field_id.id, ())
            for step in revision.step_ids:
                for user_id in step._doers(agencies[revision], holders, fields_of_work):
                    result[user_id][revision] |= step
        return result

    def _reading_of(self):
        """{user id: {revision: until when he is asked to read it}}."""
        result = defaultdict(dict)
        if "procedure.acknowledgement" not in self.env:
            return result
        asked = self.env["procedure.acknowledgement"].search(
            [("revision_id", "in", self.ids), ("state", "=", "asked")]
        )
        for line in asked:
            result[line.user_id.id][line.revision_id] = line.due_at
        return result

    # --- words ------------------------------------------------------------------------
    def _message(self, user, news, revisions, at):
        """Values of one `mail.message`, in the language of who reads it."""
        reader = revisions.with_context(lang=user.lang, tz=user.tz or "UTC")
        concerned = reader.filtered(lambda r: news.concerns(user.id, r))
        parts = [Markup("<p>%s</p>") % reader.env._("Hello %(name)s,", name=user.name)]
        for revision in concerned:
            parts.append(reader._message_about(user.id, revision, news))
        one = concerned[:1]
        subject = (
            reader.env._("%(name)s is in force", name=one.document_id.display_name)
            if len(concerned) == 1
            else reader.env._("%(count)s procedures are in force", count=len(concerned))
        )
        return {
            "model": "procedure.revision",
            "res_id": one.id,
            "record_name": one.display_name,
            # Seen by its reader alone, never in the chatter of the revision.
            "message_type": "user_notification",
            "subject": subject,
            "body": Markup("").join(parts),
            "date": at,
        }

    def _message_about(self, user_id, revision, news):
        html = Markup("<h4>%s</h4>") % revision.document_id.display_name
        lines = []
        if due := news.reading.get(user_id, {}).get(revision):
            lines.append(
                self.env._("Read it by %(due)s", due=format_datetime(self.env, due))
            )
        elif revision in news.reading.get(user_id, {}):
            lines.append(self.env._("You are asked to read it"))
        cases = news.cases.get(user_id, {}).get(revision.document_id, ())
        if cases:
            lines.append(self._words_of_cases(cases))
        html += Markup("").join(Markup("<p>%s</p>") % line for line in lines)
        steps = news.steps.get(user_id, {}).get(revision)
        if steps:
            html += self._table_of_steps(steps, news.replaced[revision])
        return html + self._links(revision, news.replaced[revision])

    def _words_of_cases(self, cases):
        rows = [
            f"{case.name} ({format_datetime(self.env, case.due_at)})"
            if case.due_at
            else case.name
            for case in cases[:LISTED]
        ]
        more = len(cases) - LISTED
        if more > 0:
            rows.append(self.env._("and %(count)s more", count=more))
        return self.env._(
            "Your open cases stay on the revision before, with their due times: "
            "%(cases)s",
            cases=", ".join(rows),
        )

    def _table_of_steps(self, steps, older):
        cell = Markup("<td style='padding:2px 8px'>%s</td>")
        head = Markup("").join(
            Markup("<th style='padding:2px 8px;text-align:left'>%s</th>") % text
            for text in (
                self.env._("Your steps"),
                self.env._("Time before"),
                self.env._("Time now"),
            )
        )
        rows = [Markup("<tr>%s</tr>") % head]
        for step in steps:
            before = step._same_in(older)
            cells = (
                " ".join(filter(None, (step.label, step.name))),
                before._time_words(self.env) if before else self.env._("new step"),
                step._time_words(self.env),
            )
            rows.append(
                Markup("<tr>%s</tr>")
                % Markup("").join(cell % escape(text) for text in cells)
            )
        return Markup("<table>%s</table>") % Markup("").join(rows)

    def _links(self, revision, older):
        links = [(self.env._("Open the revision"), revision._address())]
        if older:
            links.append((self.env._("What changes"), revision._address("compare")))
        return Markup("<p>%s</p>") % Markup(" · ").join(
            Markup("<a href='%s'>%s</a>") % (address, text) for text, address in links
        )

    def _address(self, what="open"):
        """Where a link of a message leads: the revision, or its comparison."""
        action = "action-procedure_control"
        address = f"{self.get_base_url()}/odoo/{action}.procedure_revision_action"
        address = f"{address}/{self.id}"
        if what == "compare":
            address = f"{address}/{action}.procedure_comparison_action"
        return address

    # --- delivery ---------------------------------------------------------------------
    def _deliver(self, people, messages):
        """One message each, in three inserts whatever their number.

        `message_notify` would cost some ten queries a person.
        """
        if not messages:
            return
        root = self.env.ref("base.partner_root")
        sender = root.sudo().email_formatted or ""  # the system writes, not who acts
        subtype = self.env.ref("mail.mt_note").id
        quiet = self.env["mail.message"].sudo()
        quiet = quiet.with_context(clean_context(self.env.context))  # as above
        made = quiet.create(
            [
                {
                    **message,
                    "author_id": root.id,
                    "email_from": sender,
                    "reply_to": sender,
                    "subtype_id": subtype,
                    "partner_ids": [(6, 0, user.partner_id.ids)],
                }
                for user, message in zip(people, messages, strict=True)
            ]
        )
        by_mail = {user: _wants_mail(user) for user in people}
        mails = (
            self.env["mail.mail"]
            .sudo()  # the system sends them
            .create(
                [
                    {
                        "mail_message_id": message.id,
                        "body_html": message.body,
                        "email_to": user.email_formatted,
                        "auto_delete": True,
                    }
                    for user, message in zip(people, made, strict=True)
                    if by_mail[user]
                ]
            )
        )
        mail_of = dict(zip(mails.mail_message_id, mails, strict=True))
        self.env["mail.notification"].sudo().create(  # as above
            [
                {
                    "author_id": root.id,
                    "mail_message_id": message.id,
                    "res_partner_id": user.partner_id.id,
                    "notification_type": "email" if by_mail[user] else "inbox",
                    "notification_status": "ready" if by_mail[user] else "sent",
                    "mail_mail_id": mail_of[message].id if by_mail[user] else False,
                }
                for user, message in zip(people, made, strict=True)
            ]
        )


class _News:
    """Whom what concerns, by user id."""

    def __init__(self, replaced, cases, steps, reading):
        self.replaced = replaced
        self.cases, self.steps, self.reading = cases, steps, reading

    def people(self):
        return {*self.cases, *self.steps, *self.reading}

    def concerns(self, user_id, revision):
        return (
            revision in self.steps.get(user_id, ())
            or revision in self.reading.get(user_id, ())
            or revision.document_id in self.cases.get(user_id, ())
        )


def _wants_mail(user):
    return (
        user.notification_type == "email"
        and user.procedure_mail != "none"
        and bool(user.email)
    )
