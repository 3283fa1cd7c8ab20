# Databases: templates keyed by what they were built from, and clones of them.
# shellcheck shell=sh disable=SC2034

PC_BASE_MODULES=hr,mail,portal,resource,digest

sql() { psql -qXAt -v ON_ERROR_STOP=1 -U odoo -d postgres "$@"; }

db_exists() {
    [ "$(sql -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

db_drop() {
    sql -c "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)" 2>/dev/null
    rm -rf "$PC_STATE/data/filestore/$1"
}

# Files in Odoo's filestore are named by their content and never change: links will do.
db_clone() {
    db_drop "$2"
    sql -c "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
    if [ -d "$PC_STATE/data/filestore/$1" ]; then
        cp -al "$PC_STATE/data/filestore/$1" "$PC_STATE/data/filestore/$2"
    fi
}

db_rename() {
    db_drop "$2"
    sql -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
    if [ -d "$PC_STATE/data/filestore/$1" ]; then
        mv "$PC_STATE/data/filestore/$1" "$PC_STATE/data/filestore/$2"
    fi
}

# What a database is built from. Tests and browser files are read at run time.
addon_fingerprint() {
    (
        cd "$PC_ROOT/addons/$PC_ADDON" &&
            find . -type f ! -path '*/__pycache__/*' ! -path './tests/*' \
                ! -path './static/*' -print | LC_ALL=C sort |
            while IFS= read -r file; do sha256sum "$file" 2>/dev/null || :; done
        printf '%s\n' "$PC_ODOO_RELEASE" "$PC_ODOO_PATH"
    ) | sha256sum | cut -c1-12
}

base_fingerprint() {
    { printf '%s\n' "$PC_ODOO_RELEASE" "$PC_ODOO_PATH" "$PC_BASE_MODULES"; } |
        sha256sum | cut -c1-12
}

demo_flag() {
    case $1 in
        demo*) echo --with-demo ;;
        *) echo --without-demo ;;
    esac
}

# need_template KIND [AT]: KIND is plain or demo; with AT the addon is installed by a
# clock that stands there. Sets PC_TEMPLATE and PC_INSTALL_LOG.
need_template() {
    template_kind=$1
    template_at=${2:-}
    PC_BASE=pc_base_${template_kind}_$(base_fingerprint)
    db_exists "$PC_BASE" || with_lock "$PC_STATE/.base.lock" "build_base_$template_kind"
    fingerprint=$(addon_fingerprint)
    # The dates of demo data are counted back from the day of installation.
    [ -z "$template_at" ] || template_kind=demo_${template_at%%T*}
    [ "$template_kind" != demo ] || template_kind=demo_$(date +%F)
    template_kind=$(echo "$template_kind" | tr -d -)
    PC_TEMPLATE=pc_addon_${template_kind}_$fingerprint
    PC_INSTALL_LOG=$PC_LOGS/install_${template_kind}_$fingerprint.log
    db_exists "$PC_TEMPLATE" ||
        with_lock "$PC_STATE/.addon_${template_kind}_$fingerprint.lock" build_addon ||
        exit 1
    touch -c "$PC_INSTALL_LOG"
    prune_templates
}

# The end-to-end tests' demo data is made on one known day: the same at every run.
need_e2e_template() { need_template demo 2026-10-01T01:00:00+00:00; }

build_base_plain() {
    plain_base=pc_base_plain_$(base_fingerprint)
    db_exists "$plain_base" && return 0
    rm -f "$PC_STATE/$plain_base.bundles"
    base_started=$(date +%s)
    say "building the base database (Odoo with $PC_BASE_MODULES), once"
    db_drop "${plain_base}_part"
    logged "$PC_LOGS/$plain_base.log" "building the base database" \
        child_odoo "${plain_base}_part" -i "$PC_BASE_MODULES" --without-demo
    make_asset_bundles "${plain_base}_part"
    db_rename "${plain_base}_part" "$plain_base"
    say "base database ready ($(seconds_since "$base_started") s)"
}

# Before tests that use HTTP Odoo makes every bundle there is: once is enough.
need_all_bundles() {
    PC_BASE=pc_base_plain_$(base_fingerprint)
    if ! db_exists "$PC_BASE" || [ ! -f "$PC_STATE/$PC_BASE.bundles" ]; then
        with_lock "$PC_STATE/.base.lock" make_all_bundles
    fi
}

make_all_bundles() {
    build_base_plain
    [ ! -f "$PC_STATE/$PC_BASE.bundles" ] || return 0
    say "making the browser's files for the tests, once"
    db_clone "$PC_BASE" "${PC_BASE}_bundles"
    make_asset_bundles "${PC_BASE}_bundles" all
    db_rename "${PC_BASE}_bundles" "$PC_BASE"
    touch "$PC_STATE/$PC_BASE.bundles"
}

# Odoo's own demo data on top, which the addon's asks for.
build_base_demo() {
    db_exists "$PC_BASE" && return 0
    build_base_plain
    base_started=$(date +%s)
    say "adding Odoo's demo data to a copy of it, once"
    db_clone "$plain_base" "${PC_BASE}_part"
    logged "$PC_LOGS/$PC_BASE.log" "loading Odoo's demo data" \
        child "$PC_PYTHON" "$PC_ODOO_BIN" module force-demo -d "${PC_BASE}_part"
    db_rename "${PC_BASE}_part" "$PC_BASE"
    say "base database with demo data ready ($(seconds_since "$base_started") s)"
}

child_odoo() {
    child_db=$1
    shift
    child "$PC_PYTHON" "$PC_ODOO_BIN" server -d "$child_db" --stop-after-init \
        --no-http --max-cron-threads=0 "$@"
}

child_odoo_at() {
    at=$1
    child_db=$2
    shift 2
    if [ -z "$at" ]; then
        child_odoo "$child_db" "$@"
    else
        child "$PC_PYTHON" "$PC_ROOT/tests/e2e/launcher.py" --at "$at" -- \
            server -d "$child_db" --stop-after-init --no-http --max-cron-threads=0 "$@"
    fi
}

build_addon() {
    db_exists "$PC_TEMPLATE" && return 0
    addon_started=$(date +%s)
    say "installing the addon into a template ($template_kind)"
    part=${PC_TEMPLATE}_part$PC_SUFFIX
    db_clone "$PC_BASE" "$part"
    if ! child_odoo_at "$template_at" "$part" -i "$PC_ADDON" "$(demo_flag "$template_kind")" \
        >"$PC_INSTALL_LOG" 2>&1; then
        "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" problems "$PC_INSTALL_LOG" >&2 || :
        die "the addon does not install; the whole log: $PC_INSTALL_LOG"
    fi
    # Odoo installs on without it; nobody asked for that.
    if grep -q "$PC_ADDON demo data failed" "$PC_INSTALL_LOG"; then
        "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" problems "$PC_INSTALL_LOG" >&2 || :
        die "the demo data does not load; the whole log: $PC_INSTALL_LOG"
    fi
    if [ "$(addon_fingerprint)" != "$fingerprint" ]; then
        warn "the addon's files changed while it was being installed"
    fi
    case $template_kind in
        demo*) make_asset_bundles "$part" ;;
    esac
    db_rename "$part" "$PC_TEMPLATE"
    say "template ready ($(seconds_since "$addon_started") s)"
}

# Otherwise every clone makes its own at the first page, ten seconds each time.
make_asset_bundles() {
    bundles_all=False
    [ "${2:-}" != all ] || bundles_all=True
    { printf 'everything = %s\n' "$bundles_all" && cat; } <<'PY' >"$PC_STATE/bundles_$1.py"
bundles = ["web.assets_frontend_minimal", "web.assets_frontend", "web.assets_web"]
bundles += ["web.assets_frontend_lazy", "web.assets_web_print", "web.assets_emoji"]
bundles += ["web.assets_backend_lazy", "bus.websocket_worker_assets"]
qweb = env["ir.qweb"]
if everything:
    qweb._pregenerate_assets_bundles()

for name in bundles:
    bundle = qweb._get_asset_bundle(name)
    bundle.js(), bundle.css()

env.cr.commit()
PY
    odoo shell -d "$1" --no-http >"$PC_LOGS/assets_$1.log" 2>&1 9>&- \
        <"$PC_STATE/bundles_$1.py" ||
        warn "the browser's files could not be made ahead: $PC_LOGS/assets_$1.log"
}

# The four latest of each kind stay; several people may work in one checkout.
prune_templates() {
    prune_kind=${template_kind%%_*}
    # shellcheck disable=SC2012 # our own names, nothing odd in them
    ls -t "$PC_LOGS"/install_"$prune_kind"_*.log 2>/dev/null | tail -n +5 |
        while IFS= read -r old_log; do
            old_key=$(basename "$old_log" .log)
            db_drop "pc_addon_${old_key#install_}" && rm -f "$old_log" "$old_log".*
        done
}
