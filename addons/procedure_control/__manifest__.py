{
    "name": "Procedure Control",
    "summary": "ISO 9001 document control whose approved procedures run: steps become "
    "activities with working-time deadlines",
    "version": "19.0.1.0.0",
    "category": "Productivity/Procedures",
    "author": "procedure_control maintainers",
    "website": "https://github.com/procedure-control/procedure_control",
    "license": "LGPL-3",
    "application": True,
    "depends": ["hr", "mail", "portal", "resource", "digest"],
    "external_dependencies": {"python": ["xlsxwriter", "openpyxl", "weasyprint"]},
    "data": [
        # Security
        "security/procedure_groups.xml",
        "security/ir.model.access.csv",
        "security/procedure_rules.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "demo": [],
    "assets": {},
}
