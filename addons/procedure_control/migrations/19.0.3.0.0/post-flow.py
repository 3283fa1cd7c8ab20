def migrate(cr, version):
    """Questions approved before silence had a meaning wait, as they did."""
    cr.execute("UPDATE procedure_step SET silence = 'waits' WHERE kind = 'consult'")
