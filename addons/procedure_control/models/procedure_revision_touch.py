from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL


class ProcedureRevision(models.Model):
    """Whoever writes on a draft is noted, and whoever writes on more is refused."""

    _inherit = "procedure.revision"

    def _touch_content(self):
        """Refuse unless draft; note who writes and that the content changed.

        :raises UserError: one of the revisions is past draft
        """
        # The guard must see the state and the contributors whatever the user may see.
        revisions = self.sudo()
        if not revisions:
            return
        frozen = revisions.filtered(lambda revision: revision.state != "draft")
        if frozen:
            # What it is called is said to those alone who may read it.
            frozen.with_env(self.env).check_access("read")
            raise UserError(
                self.env._(
                    "%(revision)s is past draft: its content is frozen. "
                    "Start a new revision to change it.",
                    revision=frozen[0].display_name,
                )
            )
        user = self.env.user
        revisions.filtered(lambda r: user not in r.contributor_ids)._set_guarded(
            {"contributor_ids": [Command.link(user.id)]}
        )
        revisions._touch_content_version()

    def _touch_content_version(self):
        """Update the rows, so that a write and a submission at once conflict."""
        self.env.cr.execute(
            SQL(
                "UPDATE procedure_revision SET content_version ="
                " COALESCE(content_version, 0) + 1 WHERE id IN %s",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["content_version"], flush=False)
