from odoo.tools import SQL


def post_init_hook(env):
    """Make the secret under which personal texts are hashed in the trail."""
    env["procedure.event"]._secret()


def uninstall_hook(env):
    """Drop what the ORM does not know of: triggers, functions and the queue."""
    for table in ("procedure_event", "procedure_event_payload", "procedure_decision"):
        for trigger in ("append_only", "no_truncate", "queued"):
            env.cr.execute(
                SQL(
                    "DROP TRIGGER IF EXISTS %s ON %s",
                    SQL.identifier(f"{table}_{trigger}"),
                    SQL.identifier(table),
                )
            )
    env.cr.execute(
        SQL(
            "DROP FUNCTION IF EXISTS procedure_event_refuse(),"
            " procedure_event_enqueue();"
            " DROP TABLE IF EXISTS procedure_event_queue"
        )
    )
