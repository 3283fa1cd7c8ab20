import re

from odoo import SUPERUSER_ID, api

#: Rule → (what the leader of an agency was asked by, what he is asked by besides).
LED = {
    "procedure_case_rule_manager": (
        "company_id.procedure_holder_ids",
        "task_ids.company_id.procedure_holder_ids",
    ),
    "procedure_task_rule_manager": (
        "case_id.company_id.procedure_holder_ids",
        "company_id.procedure_holder_ids",
    ),
}


def migrate(cr, version):
    """Who leads an agency sees its steps also in cases that another one received.

    An update of the addon does not change a rule. Who changed one keeps the rest of it.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, (before, besides) in LED.items():
        rule = env.ref(f"procedure_control.{name}", raise_if_not_found=False)
        if not rule or f"'{besides}'" in (rule.domain_force or ""):
            continue
        part = re.compile(rf"\('{re.escape(before)}', 'any', (\[.*?'today'\)\])\)")
        rule.domain_force = part.sub(
            lambda found, path=besides: (
                f"'|', {found[0]}, ('{path}', 'any', {found[1]})"
            ),
            rule.domain_force or "",
        )
