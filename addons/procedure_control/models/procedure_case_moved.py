from odoo import api, fields, models


class ProcedureCase(models.Model):
    """What a reader is told of a case that was moved, or cannot be."""

    _inherit = "procedure.case"

    move_line_ids = fields.One2many(
        "procedure.move.line",
        "case_id",
        string="Moved to another revision",
        domain=[("state", "=", "moved")],
    )
    stop_asked = fields.Boolean(
        readonly=True,
        copy=False,
        help="By a signed plan it is to be stopped, with notice.",
    )
    revision_history = fields.Char(
        string="Runs under", compute="_compute_revision_history"
    )

    @api.depends("revision_id", "move_line_ids.state")
    @api.depends_context("lang", "uid")
    def _compute_revision_history(self):
        # Whoever reads a case may know what it ran under; plans he need not read.
        for case, hidden in zip(self, self.sudo(), strict=True):
            lines = hidden.move_line_ids.sorted("id")
            told = [
                self.env._(
                    "since %(when)s under %(to)s, before under %(old)s",
                    when=case._local(line.moved_at).strftime("%d/%m/%Y %H:%M"),
                    to=line.revision_id.display_name,
                    old=line.old_revision_id.display_name,
                )
                for line in lines[::-1]
                if line.moved_at
            ]
            case.revision_history = "; ".join(told) or False

    def _why_not_moved(self, landing):
        """What keeps this case where it is, in words."""
        self.ensure_one()
        words = [self._obstacle_words(one) for one in landing.obstacles]
        return self.env._(
            "%(case)s cannot be moved: %(why)s",
            case=self.name or "",
            why=" ".join(words),
        )

    def _obstacle_words(self, obstacle):
        env = self.env
        content = self.revision_id._runtime().content
        steps = {step.key: step for step in content.steps}
        named = ", ".join(
            f"{steps[key].label} {steps[key].name}".strip() for key in obstacle.keys
        )
        return {
            "state": env._(
                "it is %(state)s, or runs under that revision already.",
                state=self._state_label().lower(),
            ),
            "variant": env._(
                "its variant (%(variant)s) has no counterpart there.",
                variant=self.variant_id.name or env._("none"),
            ),
            "nothing_in_hand": env._("nobody has a step of it in hand."),
            "unmapped": env._(
                "%(steps)s is in hand and has no counterpart on its new path.",
                steps=named,
            ),
            "kind": env._(
                "%(steps)s is in hand and its counterpart is another kind of step.",
                steps=named,
            ),
            "agency": env._(
                "%(steps)s is in hand and its counterpart is done by another agency.",
                steps=named,
            ),
            "apart": env._(
                "%(steps)s are in hand together, and their counterparts are not done "
                "together.",
                steps=named,
            ),
            "answered": env._(
                "by the new revision nothing more would be asked of %(steps)s, which "
                "is in hand.",
                steps=named,
            ),
            "result_passed": env._(
                "by the new revision its result would be passed already.",
            ),
        }[obstacle.code]

    def _landing_words(self, landing, revision):
        """Where this case lands, in words: one sentence a fact."""
        env = self.env
        content = revision._runtime().content
        steps = {step.key: step for step in content.steps}

        def named(keys):
            found = [steps[key] for key in keys]
            return ", ".join(f"{step.label} {step.name}".strip() for step in found)

        told = [env._("Stands at %(steps)s.", steps=named(landing.unit))]
        if landing.ready:
            told.append(
                env._("Ready in addition: %(steps)s.", steps=named(landing.ready))
            )
        if landing.passed:
            told.append(
                env._(
                    "Lies behind it and does not arise: %(steps)s.",
                    steps=named(landing.passed),
                )
            )
        coming = [key for key in landing.new if key not in landing.passed]
        coming = [key for key in coming if key not in landing.ready]
        if coming:
            told.append(env._("New on its way: %(steps)s.", steps=named(coming)))
        if landing.dropped:
            gone = {s.key: s for s in self.revision_id._runtime().content.steps}
            told.append(
                env._(
                    "Falls away: %(steps)s.",
                    steps=", ".join(
                        f"{gone[key].label} {gone[key].name}".strip()
                        for key in landing.dropped
                    ),
                )
            )
        if landing.undecided:
            told.append(
                env._(
                    "Nobody was asked to decide who does, or how long: %(steps)s.",
                    steps=named(landing.undecided),
                )
            )
        return " ".join(told)

    def _is_to_be_stopped(self):
        return self.sudo().stop_asked or super()._is_to_be_stopped()  # as above
