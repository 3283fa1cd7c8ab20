# ./dev shell [DB]: Odoo's Python shell.
# shellcheck shell=sh disable=SC2034

cmd_shell() {
    need_server
    shell_db=${1:-$PC_ADDON$PC_SUFFIX}
    db_exists "$shell_db" || die "there is no database $shell_db yet; make it with: ./dev run"
    odoo shell -d "$shell_db" --no-http
}
