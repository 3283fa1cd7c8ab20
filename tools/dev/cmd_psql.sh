# ./dev psql [DB] [ARGS]
# shellcheck shell=sh disable=SC2034

cmd_psql() {
    end_cleanly
    want_program psql postgresql-client
    install_missing
    need_postgres
    PC_RUN_DB=$PC_ADDON$PC_SUFFIX
    case ${1:-} in
        '' | -*) psql -d "$(if [ "$#" -gt 0 ] || db_exists "$PC_RUN_DB"; then echo "$PC_RUN_DB"; else echo postgres; fi)" "$@" ;;
        *) psql "$@" ;;
    esac
}
