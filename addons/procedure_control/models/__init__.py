# Library: what is issued
from . import procedure_type
from . import procedure_type_section
from . import procedure_field
from . import procedure_agency_level
from . import procedure_working_day
from . import procedure_role
from . import procedure_role_holder
from . import procedure_statutory_form
from . import procedure_legal_basis
from . import procedure_check
from . import procedure_document
from . import procedure_content
from . import procedure_revision
from . import procedure_section
from . import procedure_phase
from . import procedure_form
from . import procedure_variant
from . import procedure_step
from . import procedure_outcome
from . import procedure_dossier_component

# Approval and evidence
from . import procedure_event
from . import procedure_event_payload
from . import procedure_duty
from . import procedure_round
from . import procedure_signature_request
from . import procedure_decision

# Cases: what runs
from . import procedure_case
from . import procedure_case_component
from . import procedure_pause
from . import procedure_due
from . import procedure_task
from . import procedure_case_display
from . import procedure_task_display
from . import procedure_escalation_policy
from . import procedure_escalation_level
from . import procedure_escalation

# Extensions of Odoo's own models
from . import res_company
from . import hr_department
from . import res_config_settings
from . import ir_actions_report
from . import res_company_print
