# ./dev run [--empty] [--port N]
# shellcheck shell=sh disable=SC2034

cmd_run() {
    run_kind=demo
    run_db=$PC_ADDON$PC_SUFFIX
    run_port=${PC_PORT:-8069}
    while [ $# -gt 0 ]; do
        case $1 in
            --empty)
                run_kind=plain
                run_db=${PC_ADDON}_empty$PC_SUFFIX
                ;;
            --port)
                [ $# -gt 1 ] || die "--port wants a number"
                shift
                run_port=$1
                ;;
            --port=*) run_port=${1#--port=} ;;
            *) die "./dev run knows no option $1 (there are --empty and --port N)" ;;
        esac
        shift
    done
    case $run_port in
        '' | *[!0-9]*) die "the port must be a number, not '$run_port'" ;;
    esac

    run_started=$(date +%s)
    need_server
    run_mark=$PC_STATE/$run_db.built
    if db_exists "$run_db" && [ -f "$run_mark" ]; then
        update_run_db
    else
        create_run_db
    fi
    serve
}

create_run_db() {
    need_template "$run_kind"
    rm -f "$run_mark"
    db_clone "$PC_TEMPLATE" "$run_db"
    printf '%s\n' "$fingerprint" >"$run_mark"
}

# The addon's files changed since: bring the database up to date, keep what is in it.
update_run_db() {
    fingerprint=$(addon_fingerprint)
    [ "$(cat "$run_mark")" != "$fingerprint" ] || return 0
    say "the addon's files changed: updating the database, your data stays"
    update_log=$PC_LOGS/update_$run_db.log
    if ! child_odoo "$run_db" -u "$PC_ADDON" >"$update_log" 2>&1; then
        "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" problems "$update_log" >&2 || :
        die "the update failed; the whole log: $update_log
    to start over with a new database: ./dev reset"
    fi
    printf '%s\n' "$fingerprint" >"$run_mark"
}

serve() {
    port=$(free_port "$run_port")
    [ "$port" = "$run_port" ] || say "port $run_port is taken, using $port"
    run_log=$PC_LOGS/run_$run_db.log
    : >"$run_log"
    # No lock is held here; in the background, so that the greeting can follow.
    setsid "$PC_PYTHON" "$PC_ODOO_BIN" server -d "$run_db" \
        --db-filter="^$run_db\$" --http-port="$port" </dev/null >"$run_log" 2>&1 &
    PC_CHILD=$!
    until answers "$port"; do
        if ! kill -0 "$PC_CHILD" 2>/dev/null; then
            "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" problems "$run_log" >&2 || :
            die "Odoo did not start; the whole log: $run_log"
        fi
        sleep 0.2
    done
    greet
    run_code=0
    wait "$PC_CHILD" || run_code=$?
    PC_CHILD=
    [ "$run_code" -eq 0 ] || die "Odoo ended by itself; the log: $run_log"
}

answers() {
    "$PC_PYTHON" - "$1" 2>/dev/null <<'PY'
import sys
import urllib.request

urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/web/health", timeout=20)
PY
}

greet() {
    logins=$PC_ROOT/addons/$PC_ADDON/demo/logins.txt
    echo
    echo "Procedure Control is running on http://localhost:$port"
    echo "(ready after $(seconds_since "$run_started") s; log: $run_log)"
    echo
    if [ "$run_kind" = demo ] && [ -f "$logins" ]; then
        cat "$logins"
    else
        echo "Log in as admin, password admin."
        if [ "$run_kind" = plain ]; then
            echo "Start with Configuration: agencies, roles and who holds them."
        fi
    fi
    echo
    echo "Ctrl-C stops everything."
}
