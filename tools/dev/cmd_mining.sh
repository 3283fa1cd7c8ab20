# ./dev mining FILE ARGS: a Python file with pm4py at hand, to open our event log as
# somebody else does. pm4py is under the AGPL: it stays out of the project's own
# environment, and no file of the project imports it but what is run so.
# shellcheck shell=sh disable=SC2034

cmd_mining() {
    [ $# -gt 0 ] || die "name the Python file to run: ./dev mining FILE ARGS"
    need_mining
    exec "$PC_MINING/bin/python" "$@"
}

need_mining() {
    find_python || die "no Python 3.11, 3.12 or 3.13 on this machine"
    mining_key=$({
        "$PC_SYSTEM_PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)'
        cat "$PC_ROOT/requirements-mining.txt"
    } | sha256sum | cut -c1-12)
    PC_MINING=$PC_CACHE/mining-$mining_key
    has_mining || with_lock "$PC_CACHE/.mining.lock" fill_mining
}

# The mark is written last, as in python.sh.
has_mining() {
    "$PC_MINING/bin/python" -c '' 2>/dev/null && [ -f "$PC_MINING/installed" ]
}

fill_mining() {
    has_mining && return 0
    rm -rf "$PC_MINING"
    logged "$PC_LOGS/venv-mining.log" "making the Python environment for pm4py" \
        "$PC_SYSTEM_PYTHON" -m venv "$PC_MINING"
    say "installing Python packages from requirements-mining.txt"
    # What pm4py names besides only draws and optimises: half a gigabyte not needed here.
    logged "$PC_LOGS/pip-mining.log" "installing Python packages (mining)" \
        "$PC_MINING/bin/python" -m pip install --disable-pip-version-check \
        --no-input --no-deps -r "$PC_ROOT/requirements-mining.txt"
    : >"$PC_MINING/installed"
}
