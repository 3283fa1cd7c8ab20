# ./dev bench [NAMES]: benchmarks/NAME.py, or all of them.
# shellcheck shell=sh disable=SC2034

cmd_bench() {
    need_server
    need_python_dev
    export PC_ADDON PC_STATE
    cd "$PC_ROOT" || exit 1
    if [ $# -eq 0 ]; then
        for file in benchmarks/*.py; do
            case $file in
                benchmarks/_*) continue ;;
            esac
            [ ! -f "$file" ] || set -- "$@" "$file"
        done
        [ $# -gt 0 ] || die "there is no benchmark in benchmarks/"
    fi
    for name in "$@"; do
        file=benchmarks/$(basename "$name" .py).py
        [ -f "$file" ] || die "there is no benchmark $file"
        say "$file"
        # Some need a database with the addon: they clone this template.
        if grep -qE "PC_BENCH_TEMPLATE|_harness" "$file"; then
            need_template plain
            export PC_BENCH_TEMPLATE="$PC_TEMPLATE"
        fi
        child env PYTHONPATH="$PC_ROOT/addons/$PC_ADDON:$PC_ROOT:$PYTHONPATH" \
            "$PC_PYTHON" "$file"
    done
}
