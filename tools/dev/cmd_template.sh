# ./dev template [plain|demo|e2e]: what the suites clone their databases from.
# shellcheck shell=sh disable=SC2034

cmd_template() {
    need_server
    case ${1:-plain} in
        plain | demo) need_template "${1:-plain}" ;;
        e2e) need_e2e_template ;;
        *) die "./dev template knows plain, demo and e2e, not '$1'" ;;
    esac
    say "template: $PC_TEMPLATE"
}
