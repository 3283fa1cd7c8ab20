# ./dev bench [NAMES]: benchmarks/NAME.py, or all of them. A number is the size of the
# benchmark named before it: ./dev bench city 20000.
# shellcheck shell=sh disable=SC2034

cmd_bench() {
    need_server
    need_python_dev
    # They clone it when they need a database.
    need_template plain
    export PC_ADDON PC_STATE PC_BENCH_TEMPLATE="$PC_TEMPLATE" PC_BENCH_BASE="$PC_BASE"
    bench_failed=
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
    while [ $# -gt 0 ]; do
        name=$1
        shift
        bench_size=
        case ${1:-} in
            [0-9]*)
                bench_size=$1
                shift
                ;;
        esac
        file=benchmarks/$(basename "$name" .py).py
        [ -f "$file" ] || die "there is no benchmark $file"
        say "$file"
        child env PYTHONPATH="$PC_ROOT:$PYTHONPATH" "$PC_PYTHON" "$file" \
            ${bench_size:+"$bench_size"} ||
            bench_failed="$bench_failed $name"
    done
    [ -z "$bench_failed" ] || die "failed:$bench_failed"
}
