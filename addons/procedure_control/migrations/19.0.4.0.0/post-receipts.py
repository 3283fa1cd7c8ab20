def migrate(cr, version):
    """Receipts entered before get the key that lets one be entered only once."""
    cr.execute(
        """
        WITH receipts AS (
            SELECT id, case_id,
                   concat(extract(year FROM paper_date), '/',
                          lower(regexp_replace(trim(paper_number), '\\s+', ' ', 'g')))
                       AS key,
                   row_number() OVER (
                       PARTITION BY company_id, extract(year FROM paper_date),
                           lower(regexp_replace(trim(paper_number), '\\s+', ' ', 'g'))
                       ORDER BY id
                   ) AS line
              FROM procedure_late_entry
             WHERE kind = 'receipt' AND receipt_key IS NULL
        )
        UPDATE procedure_late_entry entry
           SET receipt_key = receipts.key
               || CASE WHEN line > 1 THEN '#' || line ELSE '' END
          FROM receipts
         WHERE receipts.id = entry.id
        """
    )
    cr.execute(
        """
        UPDATE procedure_case
           SET entered_late = true, paper_receipt_number = entry.paper_number
          FROM procedure_late_entry entry
         WHERE entry.case_id = procedure_case.id AND entry.kind = 'receipt'
           AND procedure_case.entered_late IS NOT TRUE
        """
    )
