from odoo import fields, models
from odoo.exceptions import UserError

from .procedure_change import RUNNING_CASES, SCALES, TRAININGS

#: from → to → the predicate that says who may; the buttons show what it says.
TRANSITIONS = {
    ("draft", "submitted"): "_who_submits",
    ("submitted", "draft"): "_who_takes_back",
    ("submitted", "accepted"): "_who_decides",
    ("submitted", "refused"): "_who_decides",
    ("draft", "cancelled"): "_who_cancels",
    ("submitted", "cancelled"): "_who_cancels",
    ("accepted", "cancelled"): "_who_cancels",
    ("accepted", "applied"): "_nobody",
    ("applied", "checked"): "_who_checks",
}
#: Weeks until it is looked at whether a change worked, unless said otherwise.
CHECK_WEEKS = 8


class ProcedureChange(models.Model):
    """Submitted, decided by quality, carried out, looked at afterwards."""

    _inherit = "procedure.change"

    def _require(self, allowed, message):
        refused = self - allowed
        if refused:
            raise UserError(
                self.env._(
                    "%(record)s: %(message)s",
                    # What he may not do he may not read either, perhaps.
                    record=refused[0].sudo().display_name,
                    message=message,
                )
            )

    def _move(self, to, vals=None):
        """Move `self` to a state that the table allows from where they are."""
        for change in self.sudo():  # the act has checked who acts
            if (change.state, to) not in TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(change)s is “%(state)s” and cannot become “%(to)s”.",
                        change=change.display_name,
                        state=self._state_label(change.state),
                        to=self._state_label(to),
                    )
                )
        self._note({"state": to, **(vals or {})})

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env))[state]

    # --- acts -------------------------------------------------------------------------
    def action_submit(self):
        """Ask quality to decide."""
        self._submit(fields.Datetime.now())

    def _submit(self, at):
        self._require(
            self._who_submits(), self.env._("only who asks for it submits it.")
        )
        self._check_document()
        for change in self:
            change._refuse_pointless()
        self._fill_in_effect(at)
        self._move("submitted", {"submitted_at": at})
        self._log_act(
            "change.submitted",
            at,
            values=lambda c: {
                "act": c.act,
                "source": c.source,
                "scale": c.scale,
                "urgent": c.urgent,
                "open_cases": c.open_case_count,
                "forms": c.form_count,
                "people": c.people_count,
            },
            reason=lambda c: c.reason,
        )
        self._hand_on(at)

    def _refuse_pointless(self):
        # Revisions that the requester may not see count too.
        states = self.sudo().document_id.revision_ids.mapped("state")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the change is needed."))
        if not states:
            raise UserError(
                self.env._(
                    "%(document)s has no revision yet: its first one needs no change "
                    "request.",
                    document=self.document_id.display_name,
                )
            )
        if (self.act == "repeal" or self.urgent) and "effective" not in states:
            raise UserError(
                self.env._(
                    "%(document)s is not in force: there is nothing to correct or to "
                    "repeal.",
                    document=self.document_id.display_name,
                )
            )

    def action_take_back(self):
        """Back to the requester's own hands, while nobody has decided."""
        self._require(
            self._who_takes_back(),
            self.env._("only who asked takes it back, before it is decided."),
        )
        at = fields.Datetime.now()
        self._move("draft", {"submitted_at": False})
        self._log_act("change.taken_back", at)
        self._hand_on(at)

    def action_accept(
        self,
        effect_judgement,
        training,
        reason=None,
        scale=None,
        running_cases=None,
        check_weeks=CHECK_WEEKS,
    ):
        """Let these changes be made.

        :param effect_judgement: what the decider makes of the effect
        :param training: ``none``, ``notice`` or ``training``
        :param scale: ``minor`` or ``major``, as asked for if left out
        :param running_cases: of a repeal: ``finish`` or ``stop``, as asked for if left
            out
        :param check_weeks: weeks after it takes effect until it is looked at whether
            it worked
        :raises UserError: who may not, or what lacks
        """
        self._accept(
            fields.Datetime.now(),
            effect_judgement,
            training,
            reason=reason,
            scale=scale,
            running_cases=running_cases,
            check_weeks=check_weeks,
        )

    def _accept(
        self,
        at,
        effect_judgement,
        training,
        reason=None,
        scale=None,
        running_cases=None,
        check_weeks=CHECK_WEEKS,
    ):
        self._require_decider(at)
        if not (effect_judgement or "").strip():
            raise UserError(self.env._("Say what you make of the effect."))
        for value, labels in (
            (training, TRAININGS),
            (scale or "minor", SCALES),
            (running_cases or "finish", RUNNING_CASES),
        ):
            if value not in dict(labels):
                raise UserError(self.env._("Choose one of the answers given."))
        if not 1 <= int(check_weeks or 0) <= 104:
            raise UserError(
                self.env._("A change is looked at again after 1 to 104 weeks.")
            )
        vals = {
            "effect_judgement": effect_judgement,
            "training": training,
            "decision_reason": reason or False,
            "check_weeks": int(check_weeks),
        }
        if scale:
            vals["scale"] = scale
        if running_cases:
            vals["running_cases"] = running_cases
        self._decide("accepted", at, vals, effect_judgement)

    def action_refuse(self, reason):
        """Say no, with a reason."""
        self._refuse(fields.Datetime.now(), reason)

    def _refuse(self, at, reason):
        self._require_decider(at)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is refused."))
        self._decide("refused", at, {"decision_reason": reason}, reason)

    def _require_decider(self, at):
        self._require(
            self._who_decides(at),
            self.env._(
                "only quality decides it, of what others have asked for; an urgent "
                "correction only the quality manager."
            ),
        )

    def _decide(self, to, at, vals, reason):
        user = self.env.user
        own = self.filtered(lambda c: c.requested_by_id == user)
        exceptions = own._exceptions(at) if own else {}
        self._move(to, {**vals, "decided_by_id": user.id, "decided_at": at})
        for change in own:
            change._note({"override_id": exceptions[change.document_id].id})
        self._log_act(
            f"change.{to}",
            at,
            values=lambda c: {
                "scale": c.scale,
                "training": c.training or "",
                "check_weeks": c.check_weeks,
                "running_cases": c.running_cases if c.act == "repeal" else "",
            },
            reason=reason,
        )
        if to == "refused":
            self._give_back_effects()
        self._hand_on(at)

    def action_cancel(self, reason):
        """Drop these requests, with a reason, before they are carried out."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is cancelled."))
        self._require(
            self._who_cancels(),
            self.env._(
                "only who asked for it cancels it, or quality, before a draft or a "
                "repeal is under way."
            ),
        )
        at = fields.Datetime.now()
        self._move("cancelled", {"decision_reason": reason})
        self._log_act("change.cancelled", at, reason=reason)
        self._give_back_effects()
        self._hand_on(at)

    def _log_act(self, kind, at, values=None, reason=None):
        """One event each; `reason` is a text, or gives one for each change."""
        events = self.env["procedure.event"]
        if callable(reason):
            for text, changes in self.grouped(reason).items():
                events._log(kind, changes, at=at, values=values, reason=text)
        else:
            events._log(kind, self, at=at, values=values, reason=reason)
