# ./dev reset [-y]: this checkout's databases, files and logs; downloads stay.
# shellcheck shell=sh disable=SC2034

cmd_reset() {
    sure=
    for option in "$@"; do
        case $option in
            -y | --yes) sure=yes ;;
            *) die "./dev reset knows no option $option (there is -y)" ;;
        esac
    done
    pg_places
    find_postgres || :
    for user_file in "$PC_STATE"/pg-users/*; do
        if [ -f "$user_file" ] && kill -0 "$(cat "$user_file")" 2>/dev/null; then
            die "another ./dev of this checkout is running (process $(cat "$user_file"));
    stop it first"
        fi
    done
    if [ -z "$sure" ]; then
        printf 'Delete the databases and files of %s\n(%s, %s)? [y/N] ' \
            "$PC_ROOT" "$PC_STATE" "$PC_PG_HOME"
        answer=
        read -r answer || :
        case $answer in
            y | Y | yes) ;;
            *) die "nothing was deleted" ;;
        esac
    fi
    stop_postgres
    rm -rf "$PC_PG_HOME" "$PC_PG_SOCKET" "$PC_STATE"
    say "deleted; ./dev run makes everything anew"
}
