# `_` is self.env._ here: the sentences come in the language of the reader.
# pylint: disable=prefer-env-translation
from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ..engine import escalation, outlook
from ..engine.calendar_source import CalendarError

#: State of a row → look of its badge.
TONES = {
    "delivered": "text-bg-success",
    "missed": "text-bg-secondary",
    "nobody": "text-bg-danger",
    "next": "text-bg-warning",
    "later": "text-bg-light border",
}


class ProcedureDuty(models.AbstractModel):
    """What happens if nobody acts: who was told, who will be, and when."""

    _inherit = "procedure.duty"

    outlook = fields.Html(
        string="What happens if nobody acts",
        compute="_compute_outlook",
        sanitize=False,
        exportable=False,
    )

    @api.depends_context("uid", "lang", "tz")
    def _compute_outlook(self):
        rows = self._outlook(fields.Datetime.now())
        for duty in self:
            duty.outlook = self.env["procedure.outlook"]._rows_html(
                rows[duty], duty._outlook_silence()
            )

    def _outlook_silence(self):
        """In words, why nothing more will happen; empty where something will."""
        if self._is_awaited():
            return ""
        return self.env._("Nobody is waited for here now: nothing more happens.")

    def action_open_outlook(self):
        """Show what happens if nobody acts on this duty, in a dialog."""
        return self.env["procedure.outlook"]._dialog(self)

    def _outlook(self, at):
        """{duty: rows} of what was told about it and will be, earliest first.

        Only whoever may read a duty reads its outlook; of other people it tells the
        names of those who are told, no more. A fixed number of queries.

        :param at: now, naive UTC
        :return: a row is a dict `rung`, `moment`, `deliver_from` (naive UTC), `who`
            (a name, empty for nobody), `user_id`, `how` (of the rung; "owner" where it
            marks the owner's own activity), `state` (delivered, missed,
            nobody, next, later) and `again` (words, or empty)
        """
        self.check_access("read")
        # Ladders, calendars and firings bind and tell whoever may read the duty.
        duties = self.sudo()
        told = duties._told_rows()
        plans = duties._expected_calls(at)
        level_ids = {plan.call.level.key for some in plans.values() for plan in some}
        # The ladder binds whoever has the duty, readable or not.
        levels = self.env["procedure.escalation.level"].sudo().browse(level_ids)
        by_id = {level.id: level for level in levels}
        pairs = [
            (duty, by_id[plan.call.level.key])
            for duty, some in plans.items()
            for plan in some
        ]
        # Who is told is worked out on what is; only names are shown.
        who = self.env["procedure.duty"].sudo()._recipients_for(pairs, at)
        return {
            duty: sorted(
                told[duty.id]
                + [
                    self._expected_row(plan, level, who[duty.sudo(), level])
                    for plan in plans[duty.sudo()]
                    for level in (by_id[plan.call.level.key],)
                ],
                key=lambda row: row["moment"],
            )
            for duty in self
        }

    def _told_rows(self):
        rows = {duty.id: [] for duty in self}
        firings = self.env["procedure.escalation"].search(
            [(self._escalation_link, "in", self.ids)], order="moment_at, id"
        )
        for firing in firings:
            rows[firing._duty().id].append(
                {
                    "rung": firing.display_name,
                    "moment": firing.moment_at,
                    "deliver_from": firing.delivered_at or firing.moment_at,
                    "who": firing.user_id.name or "",
                    "user_id": firing.user_id.id,
                    "how": "owner" if firing.recipient == "owner" else firing.how,
                    "state": firing.state,
                    "again": "",
                }
            )
        return rows

    def _expected_calls(self, at):
        """{duty: [engine.outlook.Expected]}"""
        awaited = self.filtered(lambda duty: duty._is_awaited())
        result = dict.fromkeys(self, ())
        if not awaited:
            return result
        times, ladders = awaited._times_around(at), awaited._ladders()
        fired = awaited._fired()
        for duty in awaited:
            facts = duty._ladder_facts(ladders, times)
            try:
                calls = escalation.calls(*facts)
            except CalendarError:  # years past its due: whoever looks sees the rest
                continue
            said = fired[duty.id] | duty._told_before()
            result[duty] = outlook.expected(calls, said, at, times[duty.company_id])
        return result

    def _expected_row(self, plan, level, user):
        state = plan.state
        if state in ("next", "later") and not user:
            state = "nobody"
        return {
            "rung": level.name,
            "moment": plan.call.moment,
            "deliver_from": plan.call.deliver_from,
            "who": user.sudo().name or "",  # who is told may be known
            "user_id": user.id,
            "how": "owner" if level.recipient == "owner" else level.how,
            "state": state,
            "again": self._again_words(plan, level),
        }

    def _again_words(self, plan, level):
        if not plan.again:
            return ""
        units = dict(
            level._fields["repeat_unit"]._description_selection(
                level.with_env(self.env).env
            )
        )
        words = {"every": level.repeat_every, "unit": units[level.repeat_unit]}
        if not level.repeat_times:
            return self.env._("then every %(every)s %(unit)s until done", **words)
        words["times"] = plan.again
        return self.env._(
            "then every %(every)s %(unit)s, %(times)s times more", **words
        )


class ProcedureOutlook(models.AbstractModel):
    """How an outlook looks on a screen."""

    _name = "procedure.outlook"
    _description = "What happens if nobody acts"

    def _rows_html(self, rows, silence=""):
        """The rows of `procedure.duty._outlook` as a table, in the reader's words."""
        _ = self.env._
        lines = [self._line(row) for row in rows]
        if silence:
            lines.append(self._sentence(silence))
        elif not rows:
            words = _("No ladder stands behind this: nobody is told.")
            lines.append(self._sentence(words))
        heads = (_("When"), _("Rung"), _("Who is told"), _("Way of telling"), "")
        head = Markup("").join(Markup("<th>%s</th>") % name for name in heads)
        return Markup(
            '<table class="table table-sm o_procedure_outlook mb-0">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (head, Markup("").join(lines))

    def _sentence(self, words):
        return (
            Markup('<tr><td colspan="5" class="text-muted fst-italic">%s</td></tr>')
            % words
        )

    def _line(self, row):
        _ = self.env._
        states = {
            "delivered": _("Told"),
            "missed": _("Missed"),
            "nobody": _("Nobody to tell"),
            "next": _("Next"),
            "later": _("Still to come"),
        }
        when = Markup("<div>%s</div>") % self._short(row["moment"])
        later = row["deliver_from"]
        if later and later > row["moment"]:
            when += Markup('<div class="text-muted small">%s</div>') % _(
                "delivered %(at)s", at=self._short(later)
            )
        rung = Markup("<div>%s</div>") % row["rung"]
        if row["again"]:
            rung += Markup('<div class="text-muted small">%s</div>') % row["again"]
        badge = Markup('<span class="badge rounded-pill %s">%s</span>') % (
            TONES[row["state"]],
            states[row["state"]],
        )
        who = row["who"] or Markup('<span class="text-muted">%s</span>') % _("nobody")
        cells = (when, rung, who, self._how(row["how"]), badge)
        return Markup("<tr>%s</tr>") % Markup("").join(
            Markup("<td>%s</td>") % cell for cell in cells
        )

    def _how(self, how):
        if how == "owner":
            return self.env._("His own activity, and his digest")
        field = self.env["procedure.escalation"]._fields["how"]
        return dict(field._description_selection(self.env)).get(how, how or "")

    def _short(self, moment):
        return format_datetime(self.env, moment, dt_format="short")

    def _dialog(self, record):
        record.ensure_one()
        view = self.env.ref(
            f"procedure_control.{record._table}_view_form_outlook"
        )  # one for each kind of duty
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What happens if nobody acts"),
            "res_model": record._name,
            "res_id": record.id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }
