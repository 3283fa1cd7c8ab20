def migrate(cr, version):
    """Supplements beyond the one allowed, of the cases that are there already."""
    if not version:
        return
    cr.execute(
        """
UPDATE procedure_case
SET supplements_over = GREATEST(0, COALESCE(supplement_count, 0) - 1),
    counts_late_766 = COALESCE(supplement_count, 0) > 1
        OR COALESCE(verdict, '') = 'late',
    late_entry_count = COALESCE(late_entry_count, 0)
"""
    )
