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
    "external_dependencies": {
        "python": ["openpyxl", "qrcode", "weasyprint", "xlsxwriter"]
    },
    "data": [
        # Security
        "security/procedure_groups.xml",
        "security/ir.model.access.csv",
        "security/procedure_rules.xml",
        # Views: library and configuration
        "views/procedure_document_views.xml",
        "views/procedure_revision_views.xml",
        "views/procedure_step_views.xml",
        "views/procedure_section_views.xml",
        "views/procedure_phase_views.xml",
        "views/procedure_round_views.xml",
        "views/procedure_signature_request_views.xml",
        "views/procedure_type_views.xml",
        "views/procedure_field_views.xml",
        "views/procedure_role_views.xml",
        "views/procedure_role_holder_views.xml",
        "views/procedure_agency_level_views.xml",
        "views/procedure_working_day_views.xml",
        "views/procedure_statutory_form_views.xml",
        "views/procedure_legal_basis_views.xml",
        "views/procedure_check_views.xml",
        "views/procedure_escalation_policy_views.xml",
        "views/res_company_views.xml",
        "views/hr_department_views.xml",
        "views/res_config_settings_views.xml",
        "views/procedure_control_menus.xml",
        # Papers
        "report/paper_layout.xml",
        "report/paper_receipt.xml",
        "report/paper_supplement.xml",
        "report/paper_refusal.xml",
        "report/procedure_reports.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "procedure_control/static/src/report_handler/*.js",
        ],
    },
}
