def migrate(cr, version):
    """Steps that ended late before anybody was asked why keep their name in lists."""
    cr.execute(
        """
        UPDATE procedure_task
           SET named_from = due_at
         WHERE verdict = 'late' AND named_from IS NULL AND explanation_id IS NULL
        """
    )
