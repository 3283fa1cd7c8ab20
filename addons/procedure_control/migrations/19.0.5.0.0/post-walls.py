import re

from odoo import SUPERUSER_ID, api

#: What each wall asked, and what it asks now.
WALLS = {
    "procedure_task_rule_company": (
        r"""'\|', \('case_id\.company_id', 'in', company_ids\),"""
        r""" \('case_id\.agency_ids', 'in', company_ids\)""",
        "('case_agency_ids', 'in', company_ids)",
    ),
    "procedure_case_rule_company": (r"""(['"])agency_ids\1""", r"\1case_agency_ids\1"),
}


def migrate(cr, version):
    """The walls between agencies are the same, asked in a quicker way.

    An update of the addon does not change a rule. Who changed one keeps the rest of it.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, (before, after) in WALLS.items():
        rule = env.ref(f"procedure_control.{name}", raise_if_not_found=False)
        if rule and rule.domain_force:
            rule.domain_force = re.sub(before, after, rule.domain_force)
