from odoo import fields, models


class ProcedureChange(models.Model):
    """Who may do what with a request: the one source of its buttons and guards."""

    _inherit = "procedure.change"

    def _who_submits(self):
        user = self.env.user
        return self.filtered(
            lambda c: c.id and c.state == "draft" and c.requested_by_id == user
        )

    def _who_takes_back(self):
        user = self.env.user
        return self.filtered(
            lambda c: c.state == "submitted" and c.requested_by_id == user
        )

    def _who_decides(self, at=None):
        """Quality, of what others have asked for; the manager alone if urgent."""
        user = self.env.user
        if not user.has_group("procedure_control.group_quality_officer"):
            return self.browse()
        asked = self.filtered(lambda c: c.state == "submitted")
        if not user.has_group("procedure_control.group_quality_manager"):
            asked = asked.filtered(lambda c: not c.urgent)
        asked = asked._filtered_access("read")
        own = asked.filtered(lambda c: c.requested_by_id == user)
        if not own:
            return asked
        permitted = own._exceptions(at or fields.Datetime.now())
        return asked - own.filtered(lambda c: c.document_id not in permitted)

    def _exceptions(self, at):
        """{document: the exception that lets this user decide what he asked for}."""
        return self.env["procedure.override"]._find(
            "four_eyes", self.env.user, self.document_id, at
        )

    def _who_cancels(self):
        """The requester before a decision; quality before it is carried out."""
        user = self.env.user
        quality = user.has_group("procedure_control.group_quality_officer")
        allowed = self.filtered(
            lambda c: (
                (c.state in ("draft", "submitted") and c.requested_by_id == user)
                or (
                    quality
                    and c.state in ("submitted", "accepted")
                    and not c._under_way()
                )
            )
        )
        return allowed._filtered_access("read")

    def _under_way(self):
        """Whether a draft or a repeal of it is open."""
        self.ensure_one()
        change = self.sudo()  # whatever the user may see of it
        return bool(change.revision_id) or bool(
            change.round_ids.filtered(lambda r: not r.closed_at)
        )

    def _who_checks(self):
        """Quality, or who owns the procedure."""
        user = self.env.user
        applied = self.filtered(lambda c: c.state == "applied")
        if user.has_group("procedure_control.group_quality_officer"):
            return applied._filtered_access("read")
        # The owner's own name is on the procedure he reads.
        return applied.filtered(lambda c: c.sudo().document_id.owner_id == user)

    def _nobody(self):
        return self.browse()
