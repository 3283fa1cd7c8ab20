from odoo import models
from odoo.exceptions import AccessError, UserError

from .procedure_compliance_request import GROUPS


class ProcedureExport(models.Model):
    """What who asked for a spreadsheet may do with it."""

    _inherit = "procedure.export"

    def action_cancel(self):
        """Stop it; what was gathered and painted is thrown away."""
        self.check_access("read")
        if not all(export.can_cancel for export in self):
            raise AccessError(
                self.env._(
                    "Only who asked for a spreadsheet that is under way stops it."
                )
            )
        # Nobody writes exports: this act does.
        for export in self.sudo():
            idle = export.try_lock_for_update(allow_referencing=True)
            if idle:
                idle._end("cancelled")
            else:
                # The job holds the row and looks at this one every second.
                export._pulse().cancel_asked = True

    def action_try_again(self):
        """Go on where it failed, or gather anew if nothing was gathered."""
        self.check_access("read")
        self.ensure_one()
        if not self.can_try_again:
            raise AccessError(self.env._("Only who asked for it tries again."))
        # As in `action_cancel`.
        export = self.sudo()
        export._pulse().write({"tries": 0, "unit": False, "cancel_asked": False})
        if not export.sheet_keys:
            state = "waiting"
        elif len(export.part_ids) < len(export.sheet_keys):
            state = "painting"
        else:
            state = "assembling"
        export.write({"state": state, "error": False, "ended_at": False})
        export.activity_id._procedure_close()
        self._wake()

    def action_download(self):
        """The file, for who asked for it and still may have it."""
        self._check_may_have_file()
        return {
            "type": "ir.actions.client",
            "tag": "procedure_control_download",
            "params": {"url": f"/procedure_control/export/{self.id}", "keep": True},
        }

    def _check_may_have_file(self):
        """Who asked, as long as he may make such a file.

        :raises AccessError: it is another's, or his rights are gone
        :raises UserError: there is no file
        """
        self.ensure_one()
        user = self.env.user
        export = self.sudo()  # judged here, for this user
        if export.user_id != user:
            raise AccessError(
                self.env._("A spreadsheet holds what one person may see: it is his.")
            )
        officer = user.has_group("procedure_control.group_quality_officer")
        sees_all = officer or user.has_group("procedure_control.group_auditor")
        if (
            not user.has_groups(GROUPS)
            or export.company_ids - user.company_ids
            or (export.with_requesters and not officer)
            or (export.all_rows and not sees_all)
        ):
            raise AccessError(self.env._("You may no longer have this spreadsheet."))
        if not export.attachment_id:
            raise UserError(self.env._("There is no file, or it was removed since."))
