from markupsafe import Markup
from odoo import fields, models


class ProcedureEscalation(models.Model):
    """How a rung reaches who it calls: activity, mail, note, or the duty itself."""

    _inherit = "procedure.escalation"

    def _recipients(self, at):
        """{firing: user} of these firings, by their rungs as they read now."""
        pairs = {firing: (firing._duty(), firing._level()) for firing in self}
        told = self.env["procedure.duty"]._recipients_for(list(pairs.values()), at)
        return {firing: told[pair] for firing, pair in pairs.items()}

    def _level(self):
        return self.level_id.sudo()  # a ladder binds whoever may read it

    def _deliver(self, at):
        """Tell each recipient as his rung says, and leave a line for his next digest.

        The owner is marked on his own activity, never given a second one. Nobody has
        two activities for one duty: a later rung renews the one that is open.
        """
        if not self:
            return
        told = self._recipients(at)
        for firing, user in told.items():
            if user:  # else nobody was told, and the list says so
                firing.write(
                    {"state": "delivered", "delivered_at": at, "user_id": user.id}
                )
        reached = self.filtered("user_id")
        reached._give_away(at)
        own = reached.filtered(lambda firing: firing.recipient == "owner")
        own._mark_owner()
        mailed = reached.filtered(lambda firing: firing._by_mail())
        mailed._mail(at)
        noted = reached.filtered(lambda firing: firing.how == "chatter")
        noted._note()
        (reached - own - mailed - noted)._call(at)

    def _by_mail(self):
        """Whether a rung by mail can be one; else it is told as an activity is."""
        user = self.user_id.sudo()  # his own settings decide
        return self.how == "mail" and user.procedure_mail != "none" and bool(user.email)

    # --- by activity ------------------------------------------------------------------

    def _call(self, at):
        """An open activity for each person and duty, made or renewed."""
        firings = self.filtered(lambda f: f.user_id != f._duty().user_id)
        if not firings:
            return
        duties = {firing: firing._duty() for firing in firings}
        first = next(iter(duties.values()))
        open_ones = self._open_calls(first.browse({d.id for d in duties.values()}))
        groups = firings.grouped(lambda f: (duties[f], f.user_id))
        renewed = {key: open_ones[key] for key in groups if key in open_ones}
        kind = self.env.ref("procedure_control.mail_activity_type_escalation")
        new = [key for key in groups if key not in renewed]
        vals_list = []
        for duty, user in new:
            about = duty._about()
            vals_list.append(
                {
                    "res_model_id": self.env["ir.model"]._get_id(about._name),
                    "res_id": about.id,
                    "res_name": about.display_name,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": duty._local_date(at),
                    "summary": groups[duty, user]._highest_summary(user),
                    "note": groups[duty, user]._choose_words(user),
                    "automated": True,
                }
            )
        made = self.env["mail.activity"]._procedure_mirror(vals_list)
        for key, activity in renewed.items():
            activity.summary = groups[key]._highest_summary(key[1])
        for key, activity in (*zip(new, made, strict=True), *renewed.items()):
            groups[key].activity_id = activity

    def _open_calls(self, duties):
        """{(duty, user): open activity that a rung made for him on that duty}."""
        activities = duties.escalation_ids.activity_id.filtered("active")
        firings = duties.escalation_ids.filtered(lambda f: f.activity_id in activities)
        return {
            (firing._duty(), firing.activity_id.user_id): firing.activity_id
            for firing in firings
        }

    def _highest_summary(self, user):
        """In one person's words: the highest of rungs that reach him together."""
        return self._highest()._in_words_of(user)._summary()

    def _choose_words(self, user):
        """What is asked beside being told: whom to give it to, where none was found."""
        if "reassign" not in self.mapped("how"):
            return False
        words = self._in_words_of(user)
        return words.env._("Choose who goes on with it, and reassign it to him.")

    def _mark_owner(self):
        """The owner's own rung shows on his activity."""
        for firing in self:
            duty = firing._duty()
            if duty.activity_id:
                words = firing._in_words_of(duty.user_id)
                duty.activity_id.note = words._rung_words()

    # --- by mail and by note ----------------------------------------------------------

    def _mail(self, at):
        """One mail a person with all that calls him now; his digest is silent of it."""
        mails = []
        for user, firings in self.grouped("user_id").items():
            words = firings._in_words_of(user)
            mails.append(words._mail_values(user, [f._summary() for f in words]))
        self.env["mail.mail"].sudo().create(mails)  # by the job, in nobody's name
        self.mailed_at = at

    def _mail_values(self, user, lines):
        user = user.sudo()  # his address, for the mail to himself alone
        body = Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("Hello %(name)s,", name=user.name),
            Markup("").join(Markup("<li>%s</li>") % line for line in lines),
        )
        return {
            "subject": lines[0]
            if len(lines) == 1
            else self.env._("%(count)s reminders and reports", count=len(lines)),
            "body_html": body,
            "email_to": user.email_formatted,
            "author_id": self.env.ref("base.partner_root").id,
            "auto_delete": True,
        }

    def _note(self):
        """A note in the discussion of what the duty is about; no name of who is late.

        A case is read by others than the line of who is late.
        """
        duties = {firing: firing._duty() for firing in self}
        by_about = self.grouped(lambda firing: duties[firing]._about())
        by_model = {}
        for about, firings in by_about.items():
            lines = [
                self.env._(
                    "%(rung)s: %(step)s. Told: %(who)s",
                    rung=firing._rung_words(),
                    step=duties[firing]._in_words(),
                    who=firing.user_id.name,
                )
                for firing in firings
            ]
            by_model.setdefault(about._name, {})[about.id] = Markup("<br/>").join(lines)
        for model, bodies in by_model.items():
            records = self.env[model].browse(bodies).sudo()  # the job's own note
            records._message_log_batch(bodies=bodies)

    # --- the duty itself --------------------------------------------------------------

    def _give_away(self, at):
        """Give duties to whom their rung gives them; for others he is to choose."""
        giving = self.filtered(lambda firing: firing.how == "reassign")
        pairs = {(f._duty(), f._level()): f for f in giving}
        if pairs:
            found = self.env["procedure.duty"]._hand_over_to(list(pairs), at)
            self._hand_on({pairs[pair]: owner for pair, owner in found.items()}, at)

    def _hand_on(self, owners, at):
        """Extended by the duties that a ladder may give away: {firing: Assignee}."""

    # --- the trail --------------------------------------------------------------------

    def _tell_trail(self, at):
        if not self:
            return
        by_duty = self.grouped(lambda firing: firing._duty())
        duties = next(iter(by_duty)).union(*by_duty)
        self.env["procedure.event"]._log(
            f"{duties._duty_kind}.escalated",
            duties,
            at=at,
            values=lambda duty: {
                "rungs": [
                    {
                        "level": f._rung_words(),
                        "told": f.user_id.name or "",
                        "moment": fields.Datetime.to_string(f.moment_at),
                        **({"how": f.how} if f.how != "activity" else {}),
                        **({"state": f.state} if f.state != "delivered" else {}),
                    }
                    for f in by_duty[duty]
                ]
            },
        )
