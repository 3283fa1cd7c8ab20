from odoo import api, fields, models


class ProcedureAcknowledgement(models.Model):
    """What is unread past its due goes up the line: one activity for each head."""

    _inherit = "procedure.acknowledgement"

    @api.model
    def _call_heads(self, at, revisions=None):
        """Make, renew and close the activities about overdue readings.

        A head who was told is not told again: his activity names who is missing now,
        and closes by itself when nobody is.

        :param revisions: only of these, where the rest stays as it is
        """
        kind = self.env.ref("procedure_control.mail_activity_type_unread")
        # The job reads the lists of every agency.
        activities = self.env["mail.activity"].sudo()
        domain = [("activity_type_id", "=", kind.id)]
        if revisions is not None:
            domain.append(("res_id", "in", revisions.ids))
        told = {
            (activity.user_id, activity.res_id): activity
            for activity in activities.search(domain)
        }
        if revisions is not None and not told:
            return  # nobody was told of these: the next job looks at all
        vals_list = []
        for (user, revision), rows in self._overdue(at, revisions).items():
            if not user:
                continue  # the list of readers shows who is late
            summary = rows._missing_words(user)
            activity = told.pop((user, revision.id), None)
            if activity is None:
                vals_list.append(self._call_values(kind, user, revision, summary, at))
            elif activity.summary != summary:
                activity.summary = summary
        activities._procedure_mirror(vals_list)
        activities.browse(a.id for a in told.values())._procedure_close()

    def _call_values(self, kind, user, revision, summary, at):
        return {
            "res_model_id": self.env["ir.model"]._get_id(revision._name),
            "res_id": revision.id,
            "res_name": revision.display_name,
            "activity_type_id": kind.id,
            "user_id": user.id,
            "date_deadline": fields.Date.to_date(at),
            "summary": summary,
            "automated": True,
        }

    def _missing_words(self, user):
        words = self.with_context(lang=user.lang or self.env.lang).env
        names = self.user_id.sorted("name").mapped("name")
        return words._(
            "Not read in time by %(count)s: %(names)s",
            count=len(names),
            names=", ".join(names[:5]) + ("…" if len(names) > 5 else ""),
        )

    def action_acknowledge(self):
        result = super().action_acknowledge()
        self._call_heads(fields.Datetime.now(), self.revision_id)
        return result
