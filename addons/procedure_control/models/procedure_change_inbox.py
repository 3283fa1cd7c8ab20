from odoo import api, fields, models

from .res_company_change import shifted

#: Working days until a request is to be decided, or an accepted one carried out.
DAYS, URGENT_DAYS = 5, 1


class ProcedureChange(models.Model):
    """Whose turn it is: one activity for whoever takes the next step."""

    _inherit = "procedure.change"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever has an activity here is told by it, and does not follow for ever.
        if self.env.context.get("procedure_no_followers"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _hand_on(self, at):
        """Close what was asked about these requests and ask who comes next."""
        self._close_inbox()
        asked = {
            "submitted": self._words_to_decide,
            "refused": self._words_of_refusal,
            "accepted": self._words_to_carry_out,
        }
        for state, words in asked.items():
            changes = self.filtered(lambda c, state=state: c.state == state)
            users = changes._next_users(state)
            changes.filtered(lambda c, u=users: u[c])._ask_next(users, words, at)

    def _next_users(self, state):
        """{change: the one user whose turn it is, may be none}."""
        if not self:
            return {}
        if state == "submitted":
            return self._deciders()
        changes = self.sudo()  # who comes next is asked, whoever may read him
        if state == "refused":
            return {c.sudo(False): c.requested_by_id for c in changes}
        return {
            c.sudo(False): c.document_id.owner_id
            if c.act == "revise"
            else c.decided_by_id
            for c in changes
        }

    def _deciders(self):
        """{change: the quality officer with the fewest requests to decide}."""
        result = {}
        administrators, officers, managers = (
            self.env.ref(name)
            .sudo()  # a requester does not read the groups of others
            .all_user_ids.filtered(lambda u: u.active and u.id > 1)
            for name in (
                "base.group_system",
                "procedure_control.group_quality_officer",
                "procedure_control.group_quality_manager",
            )
        )
        load = self._inbox_load(officers)
        for change in self.sudo():  # as above
            able = (managers if change.urgent else officers).filtered(
                lambda u, c=change: (
                    c.company_id in u.company_ids and u != c.requested_by_id
                )
            )
            # Officers of the agency itself come before those of the whole province,
            # and administrators of the system last.
            ranked = able.sorted(
                lambda u, c=change: (
                    u in administrators,
                    u.company_id != c.company_id,
                    load.get(u.id, 0),
                    u.id,
                )
            )
            result[change.sudo(False)] = ranked[:1]
            if ranked:
                load[ranked[0].id] = load.get(ranked[0].id, 0) + 1
        return result

    def _inbox_load(self, users):
        groups = (
            self.env["mail.activity"]
            .sudo()  # the load of every officer counts, whoever asks
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("user_id", "in", users.ids),
                    ("active", "=", True),
                ],
                ["user_id"],
                ["__count"],
            )
        )
        return {user.id: count for user, count in groups}

    def _ask_next(self, users, words, at):
        if not self:
            return
        kind = self.env.ref("procedure_control.mail_activity_type_change")
        model_id = self.env["ir.model"]._get_id(self._name)
        today = fields.Datetime.context_timestamp(self, at).date()
        companies = self.sudo().company_id.sudo(False)
        times = companies._procedure_times_around(today)
        vals_list = []
        for change in self:
            user = users[change]
            days = URGENT_DAYS if change.urgent else DAYS
            company = change.sudo().company_id.sudo(False)
            vals_list.append(
                {
                    "res_model_id": model_id,
                    "res_id": change.id,
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "date_deadline": shifted(times[company], today, days),
                    "summary": words(change.with_context(lang=user.lang)),
                    "automated": True,
                }
            )
        self.env["mail.activity"]._procedure_mirror(vals_list)

    def _words_to_decide(self, change):
        if change.act == "repeal":
            return change.env._("Decide on the repeal that is asked for")
        if change.urgent:
            return change.env._("Decide on an urgent correction")
        return change.env._("Decide on the change request")

    def _words_of_refusal(self, change):
        return change.env._("Your change request is refused: read why")

    def _words_to_carry_out(self, change):
        if change.act == "repeal":
            return change.env._("Accepted: ask for the repeal")
        return change.env._("Accepted: start the revision")

    def _open_inbox(self):
        kind = self.env.ref("procedure_control.mail_activity_type_change")
        return (
            self.env["mail.activity"]
            .sudo()  # whoever was asked
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )

    def _close_inbox(self):
        self._open_inbox()._procedure_close()

    @api.model
    def _pending_in_inbox(self, activities):
        """Of these activities, those that only a step of the request ends."""
        kind = self.env.ref("procedure_control.mail_activity_type_change")
        ours = activities.filtered(lambda a: a.activity_type_id == kind)
        if not ours:
            return ours
        # Whether or not the user may read the request.
        changes = self.sudo().browse(ours.mapped("res_id")).exists()
        waiting = set(changes.filtered(lambda c: c.state != "refused").ids)
        return ours.filtered(lambda a: a.res_id in waiting)
