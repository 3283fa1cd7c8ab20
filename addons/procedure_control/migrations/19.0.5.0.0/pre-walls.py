def migrate(cr, version):
    """Steps get the agency that received their case, in one statement.

    The column is made here, so that the ORM does not work it out step by step.
    """
    cr.execute(
        "ALTER TABLE procedure_task ADD COLUMN IF NOT EXISTS case_company_id int4"
    )
    cr.execute(
        "UPDATE procedure_task task SET case_company_id = of_case.company_id"
        " FROM procedure_case of_case WHERE of_case.id = task.case_id"
        " AND task.case_company_id IS NULL"
    )
    # They get one column more under the same names.
    for name in ("open_figures", "ended_figures"):
        cr.execute(f"DROP INDEX IF EXISTS procedure_task_{name}_idx")
