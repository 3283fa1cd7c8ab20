# The checkout's own PostgreSQL cluster: a folder, a unix socket, no network port.
# It runs while at least one ./dev command uses it, and stops with the last of them.
# shellcheck shell=sh disable=SC2034

find_postgres() {
    for folder in /usr/lib/postgresql/17/bin /usr/lib/postgresql/16/bin \
        /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin \
        "$(pg_config --bindir 2>/dev/null || :)"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
            PC_PG_BIN=$folder
            return 0
        fi
    done
    return 1
}

# postgres refuses to run as root, and its own user cannot see into root's home.
pg_places() {
    if is_root; then
        PC_PG_HOME=/var/lib/$PC_ADDON/$PC_KEY
        PC_PG_USER=postgres
    else
        PC_PG_HOME=$PC_STATE/postgres
        PC_PG_USER=
    fi
    PC_PG_DATA=$PC_PG_HOME/data
    PC_PG_SOCKET=$PC_PG_HOME/socket
    # The kernel allows 107 bytes for the path of a socket.
    if [ "$(printf '%s' "$PC_PG_SOCKET" | wc -c)" -gt 90 ]; then
        PC_PG_SOCKET=${XDG_RUNTIME_DIR:-/tmp}/$PC_ADDON-$PC_KEY
    fi
}

as_pg() {
    if [ -n "$PC_PG_USER" ]; then
        (cd / && exec runuser -u "$PC_PG_USER" -- "$@")
    else
        "$@"
    fi
}

pg_folder() {
    [ -d "$1" ] || mkdir -m 700 "$1" || die "cannot make $1"
    [ -z "$PC_PG_USER" ] || chown "$PC_PG_USER" "$1"
    # Somebody else's folder in a shared place would be somebody else's database.
    [ -n "$PC_PG_USER" ] || [ "$(stat -c %u "$1")" = "$(id -u)" ] ||
        die "$1 belongs to another user; remove it"
}

need_postgres() {
    find_postgres || install_packages postgresql
    find_postgres || die "PostgreSQL's programs (initdb, postgres) were not found; install:
    apt-get install -y postgresql"
    pg_places
    mkdir -p "$PC_STATE/pg-users"
    printf '%s\n' "$$" >"$PC_STATE/pg-users/$$"
    PC_PG_USED=yes
    with_lock "$PC_STATE/.pg.lock" start_postgres
    export PGHOST="$PC_PG_SOCKET" PGPORT=5432 PGUSER=odoo
    unset PGDATABASE PGPASSWORD PGSERVICE 2>/dev/null || :
}

start_postgres() {
    mkdir -p "$(dirname "$PC_PG_HOME")"
    is_root && chmod 755 "$(dirname "$PC_PG_HOME")"
    pg_folder "$PC_PG_HOME"
    pg_folder "$PC_PG_SOCKET"
    if pg_answers; then return 0; fi
    if [ ! -f "$PC_PG_DATA/complete" ]; then
        say "making the private PostgreSQL cluster"
        as_pg rm -rf "$PC_PG_DATA"
        # C sorts alike on every machine, as in the databases Odoo makes by itself.
        logged "$PC_LOGS/initdb.log" "making the PostgreSQL cluster" \
            as_pg "$PC_PG_BIN/initdb" -D "$PC_PG_DATA" -U admin --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8
        write_pg_conf | as_pg tee -a "$PC_PG_DATA/postgresql.conf" >/dev/null
        printf 'local all all trust\n' | as_pg tee "$PC_PG_DATA/pg_hba.conf" >/dev/null
        start_postmaster
        psql -qX -h "$PC_PG_SOCKET" -p 5432 -U admin -d postgres \
            -c 'CREATE ROLE odoo LOGIN CREATEDB' ||
            die "cannot make the database role; see $PC_PG_HOME/server.log"
        as_pg touch "$PC_PG_DATA/complete"
    else
        start_postmaster
    fi
}

write_pg_conf() {
    cat <<CONF
listen_addresses = ''
unix_socket_directories = '$(printf '%s' "$PC_PG_SOCKET" | sed "s/'/''/g")'
unix_socket_permissions = 0700
port = 5432
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
synchronous_commit = off
timezone = 'UTC'
log_timezone = 'UTC'
CONF
}

start_postmaster() {
    # The lock's descriptor must not live on in the server.
    as_pg "$PC_PG_BIN/pg_ctl" start -s -w -t 60 -D "$PC_PG_DATA" \
        -l "$PC_PG_HOME/server.log" >/dev/null 9>&- ||
        die "PostgreSQL did not start; see $PC_PG_HOME/server.log"
}

pg_answers() {
    [ -f "$PC_PG_DATA/postmaster.pid" ] &&
        psql -qXAt -h "$PC_PG_SOCKET" -p 5432 -U admin -d postgres -c 'SELECT 1' \
            >/dev/null 2>&1
}

release_postgres() {
    [ -n "${PC_PG_USED:-}" ] || return 0
    PC_PG_USED=
    rm -f "$PC_STATE/pg-users/$$"
    with_lock "$PC_STATE/.pg.lock" stop_unused_postgres
}

stop_unused_postgres() {
    for user_file in "$PC_STATE"/pg-users/*; do
        [ -f "$user_file" ] || continue
        kill -0 "$(cat "$user_file")" 2>/dev/null && return 0
        rm -f "$user_file"
    done
    stop_postgres
}

stop_postgres() {
    [ -f "$PC_PG_DATA/postmaster.pid" ] || return 0
    as_pg "$PC_PG_BIN/pg_ctl" stop -s -m fast -t 60 -D "$PC_PG_DATA" >/dev/null 2>&1 || :
}
