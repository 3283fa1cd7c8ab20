from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.counterparts import counterparts


class ProcedureEscalationPolicy(models.Model):
    """A ladder for one step or phase, which it follows from revision to revision.

    It is set on a step of one revision; in another it binds the step that is the same
    there. Where the revision in force has none, the ladder says so and rests.
    """

    _inherit = "procedure.escalation.policy"

    phase_id = fields.Many2one(
        "procedure.phase",
        ondelete="restrict",
        domain="[('revision_id.document_id', '=', document_id),"
        " ('revision_id.state', '=', 'effective')]",
        help="As it stands in the revision in force; later revisions are followed.",
    )
    step_id = fields.Many2one(
        "procedure.step",
        ondelete="restrict",
        domain="[('revision_id.document_id', '=', document_id),"
        " ('revision_id.state', '=', 'effective')]",
        help="As it stands in the revision in force; later revisions are followed.",
    )
    lost = fields.Boolean(
        string="Its step is gone",
        compute="_compute_lost",
        search="_search_lost",
        help="The revision in force has no step or phase that is the one named here.",
    )

    @api.depends("document_id", "step_id", "phase_id")
    def _compute_lost(self):
        for policy in self:
            # Configuration is checked against what is in force, readable or not.
            anchor = policy.sudo().step_id or policy.sudo().phase_id
            revision = policy.sudo().document_id.effective_revision_id
            policy.lost = bool(anchor and revision) and not policy.sudo()._found_in(
                revision
            )

    def _search_lost(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        named = self.search(["|", ("step_id", "!=", False), ("phase_id", "!=", False)])
        return [("id", "in", named.filtered("lost").ids)]

    @api.constrains("step_id", "phase_id", "document_id", "duty")
    def _check_step(self):
        for policy in self:
            # Whoever sets ladders names steps of procedures he may not all read.
            anchors = policy.sudo()
            for anchor in (anchors.step_id, anchors.phase_id):
                if not anchor:
                    continue
                of = anchor.revision_id
                if of.document_id != anchors.document_id or of.state == "draft":
                    raise ValidationError(
                        self.env._(
                            'The ladder "%(ladder)s" names a step or phase that is not '
                            "of a signed revision of its procedure.",
                            ladder=policy.name,
                        )
                    )
            if anchors.step_id and policy.duty not in (False, "task", "obstacle"):
                raise ValidationError(
                    self.env._(
                        'The ladder "%(ladder)s" names a step: it is for steps of '
                        "cases, or for obstacles met there.",
                        ladder=policy.name,
                    )
                )

    @api.onchange("document_id")
    def _onchange_document_id(self):
        for name in ("step_id", "phase_id"):
            if self[name].revision_id.document_id != self.document_id:
                self[name] = False

    @api.onchange("step_id")
    def _onchange_step_id(self):
        if self.step_id:
            self.phase_id = False

    # --- which one binds --------------------------------------------------------------

    def _documents_by_step(self):
        named = self.filtered(lambda p: p.step_id or p.phase_id)
        return super()._documents_by_step() | set(named.document_id.ids)

    def _narrowness(self):
        return (bool(self.step_id), bool(self.phase_id), *super()._narrowness())

    def _fits_step(self, step_id):
        if not super()._fits_step(step_id):
            return False
        if not (self.step_id or self.phase_id):
            return True
        # Compared with what is in force, whoever may read that.
        step = self.env["procedure.step"].sudo().browse(step_id or [])
        if not step:
            return False
        if self.step_id:
            same = self.step_id == step or self._found_in(step.revision_id) == step.id
            return same and (not self.phase_id or self._fits_phase(step))
        return self._fits_phase(step)

    def _fits_phase(self, step):
        if not step.phase_id:
            return False
        revision = step.revision_id
        found = self._found_in(revision, part="phases")
        return step.phase_id == self.phase_id or found == step.phase_id.id

    def _found_in(self, revision, part=None):
        """Id of the step (or phase) of this revision that is the one named; or None."""
        part = part or ("steps" if self.step_id else "phases")
        anchor = self.step_id if part == "steps" else self.phase_id
        if anchor.revision_id == revision:
            return anchor.id
        keys = {r: _ids_by_key(r, part) for r in (anchor.revision_id, revision)}
        old = {id_: key for key, id_ in keys[anchor.revision_id].items()}
        same = counterparts(
            anchor.revision_id._runtime().content, revision._runtime().content, part
        )
        return keys[revision].get(same.get(old.get(anchor.id)))


def _ids_by_key(revision, part):
    """{key in the content: id} of the steps or phases of a revision past draft."""
    if part == "steps":
        return revision._runtime().step_ids
    return {f"p{n}": phase.id for n, phase in enumerate(revision.phase_ids, 1)}
