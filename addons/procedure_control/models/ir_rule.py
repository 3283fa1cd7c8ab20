# The cached rules are asked by the platform's own method.
# pylint: disable=super-method-mismatch
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .procedure_audit_access import AUDITOR

#: The groups of this addon by which one reads besides the auditor's.
WORK = (
    "procedure_control.group_staff",
    "procedure_control.group_quality_officer",
)


class IrRule(models.Model):
    """An auditor reads on the days and in the agencies that he was given.

    What binds him is part of the key of the cache, so a new day needs no write.
    """

    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        yield from super()._compute_domain_context_values()
        yield self.env["procedure.audit.access"]._scope()

    def _compute_domain(self, model_name, mode="read"):
        if not model_name.startswith("procedure."):
            return super()._compute_domain(model_name, mode)
        scope = self.env["procedure.audit.access"]._scope()
        if scope is None:
            return super()._compute_domain(model_name, mode)
        if self._works_here():
            if self._audit_bound(scope) and not self._allowed_besides(model_name, mode):
                return Domain.FALSE
            return super()._compute_domain(model_name, mode)
        company_ids = [i for i in self.env.companies.ids if i in scope]
        if not company_ids:
            return Domain.FALSE
        narrowed = self.with_context(allowed_company_ids=company_ids)
        return super(IrRule, narrowed)._compute_domain(model_name, mode)

    def _get_rules(self, model_name, mode="read"):
        """Without those that only the auditor's group brings, outside its bounds."""
        rules = super()._get_rules(model_name, mode)
        if not rules or not model_name.startswith("procedure."):
            return rules
        scope = self.env["procedure.audit.access"]._scope()
        if scope is None or not self._works_here() or not self._audit_bound(scope):
            return rules
        others = set(self._other_groups())
        return rules.filtered(
            lambda rule: not rule.sudo().groups or others & set(rule.sudo().groups.ids)
        )  # which groups a rule names is no secret

    def _works_here(self):
        """Whether the auditor also has a role of work."""
        return any(self.env.user._has_group(name) for name in WORK)

    def _audit_bound(self, scope):
        """Whether an agency he has chosen is not among those he audits now."""
        return not set(self.env.companies.ids) <= set(scope)

    def _other_groups(self):
        auditor = self.env["res.groups"]._get_group_definitions().get_id(AUDITOR)
        return [i for i in self.env.user._get_group_ids() if i != auditor]

    def _allowed_besides(self, model_name, mode):
        """Whether access, and rules if there are any, come from another group too."""
        groups = tuple(self._other_groups()) or (None,)
        allowed = self.env.execute_query(
            SQL(
                "SELECT 1 FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id"
                " WHERE m.model = %s AND a.active AND a.perm_%s"
                " AND (a.group_id IS NULL OR a.group_id IN %s) LIMIT 1",
                model_name,
                SQL(mode),
                groups,
            )
        )
        if not allowed:
            return False
        before = super()._get_rules(model_name, mode).sudo()  # as in `_get_rules`
        left = self._get_rules(model_name, mode).sudo()
        grouped = before.filtered("groups")
        return not grouped or bool(left.filtered("groups"))
