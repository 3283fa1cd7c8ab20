from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError

#: Readers named in an activity; the list on the revision names them all.
NAMED = 60
ACTIVITY = "procedure_control.mail_activity_type_readers_missing"


class ProcedureRevision(models.Model):
    """Held back until enough of those who must read it have."""

    _inherit = "procedure.revision"

    held_at = fields.Datetime(
        string="Held back since",
        readonly=True,
        copy=False,
        help="Its day has come, but too few have read it; the revision before it "
        "stays in force.",
    )
    can_release = fields.Boolean(compute="_compute_can_release")

    @api.depends("state", "held_at")
    @api.depends_context("uid")
    def _compute_can_release(self):
        allowed = self._who_releases()
        for revision in self:
            revision.can_release = revision in allowed

    def _who_releases(self):
        """The quality manager: it loosens a control."""
        if not self.env.user.has_group("procedure_control.group_quality_manager"):
            return self.browse()
        return self.filtered(
            lambda r: r.state == "approved" and r.held_at
        )._filtered_access("read")

    # --- holding back -----------------------------------------------------------------
    def _hold_back(self, at, now):
        """Those whose readers are missing; author and quality manager are told once."""
        candidates = self.filtered(lambda r: not r._in_force_before_entry(at))
        missing = candidates._readers_missing(now)
        if not missing:
            return self.browse()
        released = self.env["procedure.override"]._released(self, now)
        held = self.filtered(lambda r: missing.get(r) and r not in released)
        news = held.filtered(lambda r: not r.held_at)
        if news:
            news._set_guarded({"held_at": now})
            news._tell_missing(missing)
            self.env["procedure.event"]._log(
                "revision.held_back",
                news,
                at=now,
                values=lambda r: {"missing": missing[r].sudo().mapped("name")},
            )
        return held

    def _in_force_before_entry(self, at):
        """Whether a decision signed outside had put it into force when it was entered.

        What is law already is not held back by who has read it.
        """
        self.ensure_one()
        # As the transition sees it.
        revision = self.sudo()
        if not revision.issuance_id:
            return False
        entered = revision._last_round().closed_at
        return revision.adopted or (entered and at <= entered)

    def _refuse_unread(self, now):
        """Say which readers are missing where quality puts it into force by hand."""
        missing = self._readers_missing(now)
        released = self.env["procedure.override"]._released(self, now)
        for revision in self:
            if missing.get(revision) and revision not in released:
                raise UserError(
                    self.env._(
                        "%(revision)s is held back: %(names)s have not read it yet. "
                        "Release it with a reason, or move its date.",
                        revision=revision.display_name,
                        names=revision._names(missing[revision]),
                    )
                )

    def _names(self, users):
        # Who must read is named to author and quality, not looked up by them.
        names = users.sudo().sorted("name").mapped("name")
        more = len(names) - NAMED
        text = ", ".join(names[:NAMED])
        if more > 0:
            text = self.env._("%(names)s and %(count)s more", names=text, count=more)
        return text

    def _tell_missing(self, missing):
        """One activity each for author and quality manager, naming who is missing."""
        vals_list = []
        for revision in self:
            people = revision.author_id.filtered("active") | revision._quality_manager()
            for person in people:
                words = revision.with_context(lang=person.lang)
                vals_list.append(
                    {
                        **revision._activity_about(ACTIVITY, person),
                        "summary": words.env._("Held back: readers are missing"),
                        "note": Markup("<p>%s</p><p>%s</p>")
                        % (
                            words.env._(
                                "Its day has come, but these people have not read it: "
                                "%(names)s. The revision before it stays in force.",
                                names=escape(words._names(missing[revision])),
                            ),
                            words.env._(
                                "Remind them, move its date, or let the quality "
                                "manager release it with a reason."
                            ),
                        ),
                    }
                )
        self._make_activities(vals_list)

    def _activity_about(self, type_ref, person):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(type_ref).id,
            "user_id": person.id,
            "automated": True,
        }

    def _make_activities(self, vals_list):
        self.env["mail.activity"]._procedure_quietly().create(vals_list)

    def _close_activities(self, type_ref, feedback=None):
        """End the activities of one type on these revisions, whoever has them."""
        mirrors = (
            self.env["mail.activity"]
            .sudo()  # they follow the revision, not their reader's rights
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(type_ref).id),
                ]
            )
        )
        if mirrors:
            mirrors.write({"active": False, "feedback": feedback or False})

    def _end_hold(self):
        held = self.filtered("held_at")
        if held:
            held._set_guarded({"held_at": False})
            held._close_activities(ACTIVITY)

    # --- ends of it -------------------------------------------------------------------
    def action_release(self, reason):
        """Put these into force though readers are missing: a permitted exception."""
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why it takes effect before they have read it.")
            )
        self._require(
            self._who_releases(),
            self.env._("only the quality manager releases what is held back."),
        )
        now = fields.Datetime.now()
        self.env["procedure.override"]._grant_reading(self, reason, now)
        self._make_effective_since(now)

    def action_set_effective_date(self, date):
        """Plan the day of effect; a past day needs the decision that says so."""
        day = fields.Date.to_date(date) if date else None
        now = fields.Datetime.now()
        for revision in self if day else ():
            # The day at its agency.
            if day < self._date_in(revision.sudo().company_id, now):
                raise UserError(
                    self.env._(
                        "%(revision)s: a past day of effect needs the issuing decision "
                        "that says so. Enter the decision instead.",
                        revision=revision.display_name,
                    )
                )
        result = super().action_set_effective_date(date)
        self._end_hold()
        return result

    def _back_to_draft(self):
        self._end_hold()
        bound = self.filtered(lambda r: r.sudo().issuance_id)  # the round keeps it
        if bound:
            bound._set_guarded({"issuance_id": False, "adopted": False})
        return super()._back_to_draft()
