from datetime import datetime, time, timedelta

import pytz
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.tools.misc import format_datetime

#: Local times at which a person's digest goes out.
TIMES = (time(8, 30), time(13, 30))
#: People whose digests are made together.
PEOPLE = 200
#: Lines of each kind in one mail; the rest is counted.
LINES = 100


class ProcedureDigest(models.AbstractModel):
    """One mail per person at set times, instead of one per activity."""

    _name = "procedure.digest"
    _description = "Digest of tasks and reminders"

    @api.model
    def _cron_send(self):
        """Every quarter of an hour: send what the last set time asks for, once.

        A slot missed while the server stood is sent at the first run after it; what
        was announced once is not announced again, and nobody gets two for one slot.
        """
        job = self.env["procedure.job"]
        _last, silent = job._silent()
        if silent:
            # Back after it stood: what the ladders missed belongs into this digest.
            self.env["procedure.task"]._cron_sweep()
        now = fields.Datetime.now()
        self._send(now)
        job._ran("digest", now)

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
        users = self._waiting(at)
        slots = {user: self._last_slot(user.tz, at) for user in users}
        # Who had his digest of this slot waits for the next.
        waiting = users.filtered(
            lambda user: (user.procedure_digest_slot or datetime.min) < slots[user]
        )
        for start in range(0, len(waiting), PEOPLE):
            self._send_some(waiting[start : start + PEOPLE], slots, at)

    def _waiting(self, at):
        """Whom something waits for that no digest has told."""
        users = self.env["res.users"].sudo()  # a job tells everybody his own
        found = [
            model.sudo()._read_group(domain, ["user_id"])  # as above
            for model, domain in self._untold(at)
        ]
        turns = [o._turn_of() for o in self.env["procedure.obstacle"]._to_tell()]
        return users.union(*turns, *(user for rows in found for (user,) in rows))

    def _untold(self, at):
        """(model, domain) of what a digest tells; obstacles go by whose turn it is."""
        return (
            (
                self.env["procedure.task"],
                [
                    ("state", "=", "ready"),
                    ("announced_at", "=", False),
                    ("user_id", "!=", False),
                ],
            ),
            (
                self.env["procedure.escalation"],
                [
                    ("mailed_at", "=", False),
                    ("user_id", "!=", False),
                    ("delivered_at", "!=", False),
                ],
            ),
            (
                self.env["procedure.acknowledgement"],
                [("state", "=", "asked"), ("next_check_at", "<=", at)],
            ),
        )

    def _send_some(self, users, slots, at):
        tasks, firings, readings = (
            model.sudo().search([*domain, ("user_id", "in", users.ids)])  # as above
            for model, domain in self._untold(at)
        )
        obstacles = self.env["procedure.obstacle"]._to_tell()
        turns = obstacles.grouped(lambda obstacle: obstacle._turn_of())
        # Made known before the last set time: later ones wait for the next. A rung
        # that a sweep delivered too late is of the time at which it called.
        told = (
            tasks.filtered(lambda t: t.ready_at <= slots[t.user_id]),
            firings.filtered(lambda f: f.moment_at <= slots[f.user_id]),
            readings.filtered(lambda r: r.next_check_at <= slots[r.user_id]),
        )
        of_user = [(records[:0], records.grouped("user_id")) for records in told]
        stuck = {
            user: of_one.filtered(
                lambda o, slot=slots[user]: (o.answered_at or o.asked_at) <= slot
            )
            for user, of_one in turns.items()
            if user in users
        }
        of_user.append((obstacles[:0], {u: o for u, o in stuck.items() if o}))
        some = users.browse().union(*(u for _none, mine in of_user for u in mine))
        work = {
            user: tuple(mine.get(user, none) for none, mine in of_user) for user in some
        }
        self.env["procedure.job"]._divide(
            some,
            lambda some: self._send_to({user: work[user] for user in some}, slots, at),
        )

    def _send_to(self, work, slots, at):
        """Mail what {user: (tasks, firings, readings, obstacles)} says, once."""
        mails, tasks, firings, readings, obstacles = [], [], [], [], []
        for user, (mine, called, to_read, stuck) in work.items():
            tasks += mine.ids
            firings += called.ids
            readings += to_read.ids
            obstacles += stuck.ids
            if user.procedure_mail != "none" and user.email and user.active:
                words = self.with_context(lang=user.lang)
                mails.append(words._mail(user, mine, called, to_read, stuck))
        self.env["mail.mail"].sudo().create(mails)  # by the job, in nobody's name
        # As in _send: the job's own notes of what everybody was told.
        self.env["procedure.task"].sudo().browse(tasks).announced_at = at
        self.env["procedure.escalation"].sudo().browse(firings).mailed_at = at
        self.env["procedure.acknowledgement"].browse(readings)._told(at)
        self.env["procedure.obstacle"].sudo().browse(obstacles).announced_at = at
        users = self.env["res.users"].sudo().union(*work)  # as above
        for slot, of_slot in users.grouped(slots.get).items():
            of_slot.procedure_digest_slot = slot

    def _short(self, local):
        """A moment of the wall clock as its reader writes it."""
        wall = local.replace(tzinfo=None)
        return format_datetime(self.env, wall, tz="UTC", dt_format="short")

    def _reading_rows(self, user, readings):
        zone = pytz.timezone(user.tz or "UTC")
        return [
            (
                row.revision_id.display_name,
                row.revision_id.document_id.title,
                self._short(pytz.utc.localize(row.due_at).astimezone(zone))
                if row.due_at
                else "",
            )
            for row in readings.sorted(lambda row: (not row.due_at, row.due_at))
        ]

    def _obstacle_rows(self, user, obstacles):
        states = dict(
            obstacles._fields["state"]._description_selection(
                obstacles.with_context(lang=user.lang).env
            )
        )
        zone = pytz.timezone(user.tz or "UTC")
        return [
            (
                one.display_name,
                states[one.state],
                self._short(pytz.utc.localize(one.due_at).astimezone(zone))
                if one.state == "open" and one.due_at
                else "",
            )
            for one in obstacles
        ]

    def _mail(self, user, tasks, firings, readings, obstacles):
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
        to_read = self._reading_rows(user, readings)
        subject = self.env._(
            "%(count)s new tasks, %(calls)s reminders",
            count=len(rows),
            calls=len(called),
        )
        if to_read:
            subject += ", " + self.env._("%(count)s to read", count=len(to_read))
        stuck = self._obstacle_rows(user, obstacles)
        if stuck:
            subject += ", " + self.env._("%(count)s obstacles", count=len(stuck))
        body = Markup("<p>%s</p>") % self.env._("Hello %(name)s,", name=user.name)
        for title, lines in (
            (self.env._("New tasks for you"), rows),
            (self.env._("Reminders and reports"), called),
            (self.env._("To read and confirm"), to_read),
            (self.env._("Obstacles"), stuck),
        ):
            if lines:
                body += Markup("<h3>%s</h3><table>") % title
                for line in lines[:LINES]:
                    cells = Markup("").join(
                        Markup("<td style='padding:2px 8px'>%s</td>") % escape(cell)
                        for cell in line
                    )
                    body += Markup("<tr>%s</tr>") % cells
                body += Markup("</table>")
                if more := len(lines) - LINES if len(lines) > LINES else 0:
                    words = self.env._("and %(count)s more", count=more)
                    body += Markup("<p>%s</p>") % words
        return {
            "subject": subject,
            "body_html": body,
            "email_to": user.email_formatted,
            "author_id": self.env.ref("base.partner_root").id,
            "auto_delete": True,
        }
