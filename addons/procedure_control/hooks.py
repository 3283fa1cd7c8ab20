import logging

from odoo.modules import db
from odoo.tools import SQL
from psycopg2 import Error

from .models.procedure_event import GUARD_BODIES

_logger = logging.getLogger(__name__)

#: Functions of the database that triggers of this addon call.
FUNCTIONS = tuple(GUARD_BODIES)

# The function is ours, so that it can be immutable without a superuser: PostgreSQL
# installs the extension's own one as not to be changed by the database's owner.
UNACCENT = """
CREATE SCHEMA IF NOT EXISTS unaccent_schema;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA unaccent_schema;
CREATE FUNCTION unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT unaccent_schema.unaccent('unaccent_schema.unaccent', $1) $$
"""


def pre_init_hook(env):
    """See that words are found without accents, and fast, where the server can."""
    cr = env.cr
    for present, command in (
        (db.has_trigram(cr), "CREATE EXTENSION IF NOT EXISTS pg_trgm"),
        (db.has_unaccent(cr), UNACCENT),
    ):
        if present:
            continue
        try:
            with cr.savepoint(flush=False):
                cr.execute(SQL(command))
        except Error as error:
            _logger.info("searching stays as it is: %s", error)
    # The registry looked before; the indexes of this addon are made from what it knows.
    env.registry.has_trigram = db.has_trigram(cr)
    env.registry.has_unaccent = db.has_unaccent(cr)


def post_init_hook(env):
    """Make the secret under which personal texts are hashed; seal what was written."""
    env["procedure.event"]._secret()
    for _sealed in env["procedure.seal"]._seal_waiting():
        pass


def uninstall_hook(env):
    """Drop what the ORM does not know of: triggers, functions, queue and counters.

    The counters' foreign key would otherwise forbid to delete a company for ever.
    """
    # Entries of action menus would lead to models that are gone.
    settings = env["procedure.start.setting"].with_context(active_test=False)
    settings.search([])._unbind()
    # Whichever model of this addon has them: every trigger that calls our functions.
    env.cr.execute(
        SQL(
            "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE p.proname IN %s AND NOT t.tgisinternal",
            FUNCTIONS,
        )
    )
    for trigger, table in env.cr.fetchall():
        env.cr.execute(
            SQL(
                "DROP TRIGGER IF EXISTS %s ON %s",
                SQL.identifier(trigger),
                SQL.identifier(table),
            )
        )
    env.cr.execute(
        SQL(
            "DROP FUNCTION IF EXISTS %s;"
            " DROP TABLE IF EXISTS procedure_event_queue;"
            " DROP TABLE IF EXISTS procedure_event_disposed",
            SQL(", ").join(SQL("%s()", SQL.identifier(name)) for name in FUNCTIONS),
        )
    )
    for name in env.registry.descendants(["procedure.counter"], "_inherit"):
        table = SQL.identifier(env[name]._table)
        env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
