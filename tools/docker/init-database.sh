#!/bin/sh
# Makes the database once, then keeps the addon in it up to date; run before the servers.
set -eu

odoo_database() {
    odoo "$@" -d "$DB_NAME" --db_host="$HOST" --db_user="$USER" \
        --db_password="$PASSWORD" --stop-after-init --no-http
}

export PGPASSWORD="$PASSWORD"
installed=$(psql -qXAt -h "$HOST" -U "$USER" -d "$DB_NAME" -c \
    "SELECT state FROM ir_module_module WHERE name = 'procedure_control'" \
    2>/dev/null || true)

if [ "$installed" = installed ]; then
    odoo_database -u procedure_control
elif [ "${WITH_DEMO:-no}" = yes ]; then
    odoo_database -i procedure_control --unaccent --with-demo
else
    odoo_database -i procedure_control --unaccent
fi
