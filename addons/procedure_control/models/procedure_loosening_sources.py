from odoo import api, models

#: The grades of a check, the strictest last.
GRADES = ("off", "warn", "block")


class ProcedureOverride(models.Model):
    """An exception to four eyes loosens a control until its end."""

    _inherit = "procedure.override"

    def _tell_granted(self):
        result = super()._tell_granted()
        self.env["procedure.loosening"]._open(
            "four_eyes",
            self.filtered(lambda one: one.kind == "four_eyes"),
            lambda one: {
                "name": f"{one.document_id.code}: {one.user_id.name}",
                "before": "four eyes",
                "after": one.reason,
                "company_id": one.document_id.company_id.id,
                "document_id": one.document_id.id,
                "until": one.date_until,
            },
        )
        return result

    def action_revoke(self):
        result = super().action_revoke()
        self.env["procedure.loosening"]._close(self)
        return result


class ProcedureCheck(models.Model):
    """A check graded lower loosens a control until it is as strict as before."""

    _inherit = "procedure.check"

    def write(self, vals):
        before = {check: check.grade for check in self}
        result = super().write(vals)
        if "grade" in vals:
            self._mark_loosened(before)
        return result

    def _mark_loosened(self, before):
        loosenings = self.env["procedure.loosening"]
        ranks = {check: GRADES.index(check.grade) for check in self}
        # Who grades need not read what stands looser.
        standing = loosenings.sudo().search(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("closed_at", "=", False),
            ]
        )
        was = {one.res_id: GRADES.index(one.before) for one in standing}
        loosenings._close(
            self.filtered(lambda c: c.id in was and ranks[c] >= was[c.id])
        )
        loosenings._open(
            "readiness",
            self.filtered(
                lambda c: c.id not in was and ranks[c] < GRADES.index(before[c])
            ),
            lambda check: {
                "name": check.name,
                "before": before[check],
                "after": check.grade,
            },
        )


class ResCompany(models.Model):
    """Signing without a password or passkey loosens a control."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._mark_sessions(self.browse())
        return companies

    def write(self, vals):
        name = "procedure_sign_without_credential"
        before = self.filtered(lambda one: one[name] == "record")
        result = super().write(vals)
        if name in vals:
            self._mark_sessions(before)
        return result

    def _mark_sessions(self, before):
        loose = self.filtered(
            lambda one: one.procedure_sign_without_credential == "record"
        )
        loosenings = self.env["procedure.loosening"]
        loosenings._close(before - loose)
        loosenings._open(
            "password",
            loose - before,
            lambda one: {
                "name": one.name,
                "before": "refuse",
                "after": "record",
                "company_id": one.id,
            },
        )
