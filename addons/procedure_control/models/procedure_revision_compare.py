from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.comparison import compare

_UNDER_WAY = ("draft", "in_review", "approved")


class ProcedureRevision(models.Model):
    """What differs between two revisions, and who has looked at it."""

    _inherit = "procedure.revision"

    def _compare(self, other):
        """What this revision changes against `other`: engine.differences.Comparison.

        Past draft the bytes that were submitted are compared, not the records.
        """
        self.ensure_one()
        contents = (self | other)._compared_contents()
        return compare(contents[other], contents[self])

    def _compared_contents(self):
        """{revision: Content}: as submitted, else as it stands; two sets of queries."""
        submitted = self._submitted_contents()
        lacking = self.filtered(lambda revision: revision not in submitted)
        return {**submitted, **(lacking._content() if lacking else {})}

    def _submitted_contents(self):
        """{revision past draft: Content of the round that its fingerprint is of}."""
        # Who may read a revision may read what was signed of it.
        frozen = self.sudo().filtered(lambda r: r.state != "draft" and r.fingerprint)
        if not frozen:
            return {}
        rounds = frozen.env["procedure.round"].search(
            [
                ("revision_id", "in", frozen.ids),
                ("fingerprint", "in", frozen.mapped("fingerprint")),
            ],
            order="id",
        )
        result = {}
        for round_ in rounds:
            revision = round_.revision_id
            if round_.fingerprint == revision.fingerprint and round_._bytes():
                result[self.browse(revision.id)] = round_._content()
        return result

    def _comparison_base(self):
        """The revision that this one is to replace, or replaced; empty for a first.

        Whoever may read the revision may read what it changes: rules do not hide it.
        """
        self.ensure_one()
        revision = self.sudo()  # a signer need not see what he is asked to replace
        if revision.state in _UNDER_WAY:
            in_force = revision.document_id.revision_ids.filtered(
                lambda r: r.state == "effective"
            )
            if in_force:
                return in_force.with_env(self.env)
        return revision.base_revision_id.with_env(self.env)

    # --- who has looked ---------------------------------------------------------------

    def _note_compared(self):
        """Record that the current user has opened the comparison of each revision.

        One event per user and round; revisions without an open round leave none.
        """
        rounds = self._rounds_under_way()
        looked = self._compared_by(self.env.user)
        self.env["procedure.event"]._log(
            "revision.compared",
            self.filtered(lambda r: r in rounds and r not in looked),
            values=lambda r: {
                "round": rounds[r].id,
                "fingerprint": rounds[r].fingerprint,
            },
        )

    def _compared_by(self, user):
        """Those of `self` whose comparison this user has opened in their open round."""
        rounds = self._rounds_under_way()
        if not rounds:
            return self.browse()
        # Whether he looked is asked by the server alone; the trail is not his to read.
        events = (
            self.env["procedure.event"]
            .sudo()
            .search(
                Domain("model", "=", "procedure.revision")
                & Domain("res_id", "in", [revision.id for revision in rounds])
                & Domain("kind", "=", "revision.compared")
                & Domain("user_id", "=", user.id)
            )
        )
        last = {}
        for event in events:
            at = max(event.occurred_at, last.get(event.res_id, event.occurred_at))
            last[event.res_id] = at
        return self.filtered(
            lambda r: r in rounds and r.id in last and last[r.id] >= rounds[r].opened_at
        )

    def _rounds_under_way(self):
        """{revision: its open round}: one query."""
        # Which round is open is no secret to a reader of the revision.
        rounds = (
            self.env["procedure.round"]
            .sudo()
            .search([("revision_id", "in", self.ids), ("closed_at", "=", False)])
        )
        return {self.browse(round_.revision_id.id): round_ for round_ in rounds}

    # --- on the screen ----------------------------------------------------------------

    def action_compare(self, other_id=None):
        """Open what this revision changes against another of the same procedure.

        :param other_id: id of the other revision; none: what it replaces
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "procedure_comparison",
            "name": self.env._("What changes"),
            "params": {"revision_id": self.id, "other_id": other_id or False},
        }

    def compare_with(self, other_id=None):
        """What the screen shows: both revisions, those to choose from, and the HTML.

        :raises AccessError: one of them is not this user's to read
        :raises UserError: the other one belongs to another procedure
        """
        self.ensure_one()
        self.check_access("read")
        other = self.browse(other_id or []) or self._comparison_base()
        if other_id:
            other.check_access("read")
            if other.document_id != self.document_id:
                raise UserError(
                    self.env._("Only revisions of one procedure are compared.")
                )
        choices = self.search([("document_id", "=", self.document_id.id)]) | other
        return {
            "old": other.id,
            "new": self.id,
            "title": self.document_id.display_name,
            "choices": [
                {"id": revision.id, "name": revision._comparison_name()}
                # The name of what is replaced is shown with its differences.
                for revision in choices.sudo()
            ],
            "html": self._comparison_html(other),
        }

    def _comparison_html(self, other=None):
        """The differences as HTML in the reader's language; his look is recorded.

        Without `other`, against what this revision replaces.
        """
        self.ensure_one()
        base = self._comparison_base()
        other = base if other is None else other
        if other == base:
            self._note_compared()
        return self.env["ir.qweb"]._render(
            "procedure_control.comparison", {"it": self._comparison_values(other)}
        )
