from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResUsers(models.Model):
    """A user with open tasks leaves none behind."""

    _inherit = "res.users"

    procedure_mail = fields.Selection(
        [("digest", "Digest at 08:30 and 13:30"), ("none", "No mail")],
        string="Mail about procedures",
        default="digest",
        required=True,
    )

    procedure_digest_slot = fields.Datetime(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="The set time whose digest he got last: nobody gets two of one time.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ["procedure_mail"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["procedure_mail"]

    def action_archive(self):
        # Odoo deletes the open activities of who is archived: move the duties first.
        self._procedure_hand_over_tasks()
        return super().action_archive()

    def write(self, vals):
        leaving = self.browse()
        if "active" in vals and not vals["active"]:
            leaving = self.filtered("active")
        result = super().write(vals)
        if leaving:
            leaving._procedure_hand_over_tasks()
        return result

    def _procedure_hand_over_tasks(self):
        """Give the open tasks of these users to who holds the role without them."""
        tasks = (
            self.env["procedure.task"]
            .sudo()  # whoever archives a user need not see his cases
            .search([("user_id", "in", self.ids), ("state", "in", ("ready", "paused"))])
        )
        if tasks:
            tasks._reassign_leavers(self)
        self._procedure_leave_tasks()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        # Tasks, decisions and events point here with restrict; say it in words first.
        domain = Domain.OR(
            [(name, "in", self.ids)]
            for name in ("user_id", "stand_in_id", "done_by_id", "principal_id")
        )
        # Evidence counts whether or not who deletes may read it.
        if self.env["procedure.task"].sudo().search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(names)s took part in procedures: their tasks and signatures "
                    "are evidence. Archive the user instead.",
                    names=", ".join(self.mapped("name")),
                )
            )
