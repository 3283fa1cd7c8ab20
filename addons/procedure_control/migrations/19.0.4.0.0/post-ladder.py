"""Firings say what became of them and keep how they told; readings get their ladder."""


def migrate(cr, version):
    cr.execute(
        "UPDATE procedure_escalation SET state = 'nobody'"
        " WHERE delivered_at IS NULL AND state = 'delivered'"
    )
    # Rungs that called before a due moved were kept without the number of the call.
    cr.execute(
        "UPDATE procedure_task t SET told_level_ids = ("
        " SELECT jsonb_agg(CASE jsonb_typeof(e) WHEN 'number'"
        " THEN jsonb_build_array(e, 0) ELSE e END)"
        " FROM jsonb_array_elements(t.told_level_ids) e)"
        " WHERE jsonb_typeof(t.told_level_ids) = 'array'"
        " AND jsonb_array_length(t.told_level_ids) > 0"
    )
