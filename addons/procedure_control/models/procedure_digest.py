from datetime import datetime, time, timedelta

import pytz
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.tools.misc import format_datetime

#: Local times at which a person's digest goes out.
TIMES = (time(8, 30), time(13, 30))


class ProcedureDigest(models.AbstractModel):
    """One mail per person at set times, instead of one per activity."""

    _name = "procedure.digest"
    _description = "Digest of tasks and reminders"

    @api.model
    def _cron_send(self):
        """Every quarter of an hour: send what the last set time asks for, once.

        A slot missed while the server stood is sent at the first run after it; what
        was announced once is not announced again.
        """
        now = fields.Datetime.now()
        self._send(now)
        self.env["procedure.job"]._ran("digest", now)

    def _last_slot(self, tz, at):
        """The last set time at or before `at` in that zone, naive UTC."""
        zone = pytz.timezone(tz or "UTC")
        local = pytz.utc.localize(at).astimezone(zone)
        moments = [
            zone.localize(datetime.combine(local.date() - timedelta(days=back), slot))
            for back in (0, 1)
            for slot in TIMES
        ]
        last = max(moment for moment in moments if moment <= local)
        return last.astimezone(pytz.utc).replace(tzinfo=None)

    def _send(self, at):
        """Mail each person what became his, and what is due, since his last digest."""
        # A background job: it reads everybody's work to tell each his own.
        tasks = (
            self.env["procedure.task"]
            .sudo()
            .search(
                [
                    ("state", "=", "ready"),
                    ("announced_at", "=", False),
                    ("user_id", "!=", False),
                ],
                limit=5000,
            )
        )
        firings = (
            self.env["procedure.escalation"]
            .sudo()
            .search(
                [
                    ("mailed_at", "=", False),
                    ("user_id", "!=", False),
                    ("delivered_at", "!=", False),
                ],
                limit=5000,
            )
        )
        # Made known before the last set time: later ones wait for the next.
        slots = {
            user: self._last_slot(user.tz, at)
            for user in tasks.user_id | firings.user_id
        }
        tasks = tasks.filtered(lambda t: t.ready_at <= slots[t.user_id])
        firings = firings.filtered(lambda f: f.delivered_at <= slots[f.user_id])
        tasks_of, firings_of = tasks.grouped("user_id"), firings.grouped("user_id")
        work = {
            user: (tasks_of.get(user, tasks[:0]), firings_of.get(user, firings[:0]))
            for user in tasks.user_id | firings.user_id
        }
        self.env["procedure.job"]._divide(
            tasks.user_id | firings.user_id,
            lambda users: self._send_to({user: work[user] for user in users}, at),
        )

    def _send_to(self, work, at):
        """Mail what {user: (tasks, firings)} says and remember that it was told."""
        mails, tasks, firings = [], [], []
        for user, (mine, told) in work.items():
            tasks += mine.ids
            firings += told.ids
            if user.procedure_mail != "none" and user.email and user.active:
                mails.append(self.with_context(lang=user.lang)._mail(user, mine, told))
        self.env["mail.mail"].sudo().create(mails)  # by the job, in nobody's name
        # As in _send: the job's own notes of what everybody was told.
        self.env["procedure.task"].sudo().browse(tasks).announced_at = at
        self.env["procedure.escalation"].sudo().browse(firings).mailed_at = at

    def _short(self, local):
        """A moment of the wall clock as its reader writes it."""
        wall = local.replace(tzinfo=None)
        return format_datetime(self.env, wall, tz="UTC", dt_format="short")

    def _mail(self, user, tasks, firings):
        rows = [
            (
                task.case_id.name,
                " ".join(filter(None, (task.label, task.name))),
                self._short(task.case_id._local(task.due_at)) if task.due_at else "",
            )
            for task in tasks.sorted("due_at")
        ]
        called = [
            (f._duty()._about().display_name, f._in_words_of(user)._summary(), "")
            for f in firings
        ]
        body = Markup("<p>%s</p>") % self.env._("Hello %(name)s,", name=user.name)
        for title, lines in (
            (self.env._("New tasks for you"), rows),
            (self.env._("Reminders and reports"), called),
        ):
            if lines:
                body += Markup("<h3>%s</h3><table>") % title
                for line in lines:
                    cells = Markup("").join(
                        Markup("<td style='padding:2px 8px'>%s</td>") % escape(cell)
                        for cell in line
                    )
                    body += Markup("<tr>%s</tr>") % cells
                body += Markup("</table>")
        return {
            "subject": self.env._(
                "%(count)s new tasks, %(calls)s reminders",
                count=len(rows),
                calls=len(called),
            ),
            "body_html": body,
            "email_to": user.email_formatted,
            "author_id": self.env.ref("base.partner_root").id,
            "auto_delete": True,
        }
