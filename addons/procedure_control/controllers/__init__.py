from . import case_sheet, compliance, health, report
