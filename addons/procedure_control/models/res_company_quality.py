from odoo import SUPERUSER_ID, models


class ResCompany(models.Model):
    """Who answers for quality in an agency."""

    _inherit = "res.company"

    def _procedure_quality(self, role="officer"):
        """Active people of quality who may work in all these agencies; never the robot.

        Without an agency: those of any.

        :param role: ``officer`` (managers are officers too) or ``manager``
        """
        # Who answers for quality is asked, whichever users and groups the caller reads.
        group = self.env.ref(f"procedure_control.group_quality_{role}").sudo()
        agencies = self.sudo()
        people = group.all_user_ids.filtered(
            lambda u: u.active and u.id != SUPERUSER_ID and agencies <= u.company_ids
        )
        return people.with_env(self.env)
