# ./dev odoo ARGS: any Odoo command against this checkout's cluster.
# shellcheck shell=sh disable=SC2034

cmd_odoo() {
    need_server
    # In the foreground: it may ask for something.
    odoo "$@"
}
