from typing import NamedTuple

from odoo import models, tools

from ..engine.content import Content


class Runtime(NamedTuple):
    """What a running case needs of its revision: the tree, and ids for its keys."""

    content: Content
    step_ids: dict  # key -> procedure.step id
    step_keys: dict  # procedure.step id -> key
    variant_keys: dict  # procedure.variant id -> key
    outcome_ids: dict  # (step key, position in the step's outcomes) -> id


class ProcedureRevision(models.Model):
    """A revision past draft, as cases walk it."""

    _inherit = "procedure.revision"

    @tools.ormcache("self.id")
    def _runtime(self):
        """The frozen content with its ids. Only for a revision past draft.

        Kept in the registry's cache: past draft nothing of it changes, and it is read
        at every completion.
        """
        self.ensure_one()
        # The walk of a case is the same whoever takes the next step.
        revision = self.sudo()
        content = revision._content()
        if isinstance(content, dict):
            content = content[revision]
        step_ids = {f"s{n}": step.id for n, step in enumerate(revision.step_ids, 1)}
        return Runtime(
            content,
            step_ids,
            {step_id: key for key, step_id in step_ids.items()},
            {v.id: f"v{n}" for n, v in enumerate(revision.variant_ids, 1)},
            {
                (f"s{n}", position): outcome.id
                for n, step in enumerate(revision.step_ids, 1)
                for position, outcome in enumerate(step.outcome_ids)
            },
        )
