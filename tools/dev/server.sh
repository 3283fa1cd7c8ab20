# Running Odoo, and ending everything that was started.
# shellcheck shell=sh disable=SC2034

# --- ending well ---------------------------------------------------------------------

PC_CHILD=
PC_HELPER=
PC_LAST_WORDS=
on_exit() {
    exit_code=$?
    trap '' INT TERM HUP
    # It is a ./dev of its own and cleans up after itself.
    [ -z "$PC_HELPER" ] || kill -s TERM "$PC_HELPER" 2>/dev/null || :
    if [ -n "$PC_CHILD" ]; then
        kill -s TERM -- "-$PC_CHILD" 2>/dev/null || :
        end_by=$(($(date +%s) + 10))
        while kill -s 0 -- "-$PC_CHILD" 2>/dev/null; do
            if [ "$(date +%s)" -ge "$end_by" ]; then
                kill -s KILL -- "-$PC_CHILD" 2>/dev/null || :
                break
            fi
            sleep 0.1
        done
        wait "$PC_CHILD" 2>/dev/null || :
    fi
    [ -z "$PC_HELPER" ] || wait "$PC_HELPER" 2>/dev/null || :
    release_postgres
    [ -z "$PC_LAST_WORDS" ] || "$PC_LAST_WORDS"
    exit "$exit_code"
}

end_cleanly() {
    trap on_exit EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# child COMMAND...: in the background with its own process group, so that a signal to
# this script reaches all of it.
child() {
    setsid "$@" </dev/null 9>&- &
    PC_CHILD=$!
    child_code=0
    wait "$PC_CHILD" || child_code=$?
    PC_CHILD=
    return "$child_code"
}

# --- Odoo ----------------------------------------------------------------------------

need_server() {
    end_cleanly
    refuse_other_systems
    want_server_packages
    install_missing
    need_odoo
    need_python
    need_postgres
    odoo_environment
}

odoo_environment() {
    export PYTHONPATH="$PC_ODOO_PATH" PYTHONUNBUFFERED=1
    export PATH="$PC_VENV/bin:$PATH"
    export ODOO_RC="$PC_STATE/odoo.conf"
    PC_ODOO_BIN=$PC_TOOLS/odoo_bin.py
    conf_part=$ODOO_RC.$$
    cat >"$conf_part" <<CONF
[options]
addons_path = $PC_ODOO_ADDONS,$PC_ROOT/addons
data_dir = $PC_STATE/data
db_host = $PC_PG_SOCKET
db_port = 5432
db_user = odoo
db_maxconn = 48
unaccent = True
list_db = False
http_interface = 127.0.0.1
max_cron_threads = 1
CONF
    mv "$conf_part" "$ODOO_RC"
    # What the tests' server launcher needs to know.
    export PC_ODOO_BIN PC_ODOO_RC="$ODOO_RC" PC_LOGS PC_SUFFIX
}

odoo() { "$PC_PYTHON" "$PC_ODOO_BIN" "$@"; }

free_port() {
    "$PC_PYTHON" - "$1" <<'PY'
import socket
import sys

for port in range(int(sys.argv[1]), 65536):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(port)
        break
PY
}
