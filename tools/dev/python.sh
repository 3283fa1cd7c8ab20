# The virtual environment: pinned, kept in the cache, one per pins and interpreter.
# shellcheck shell=sh disable=SC2034

find_python() {
    for candidate in python3 python3.12 python3.11 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
            2>/dev/null; then
            PC_SYSTEM_PYTHON=$candidate
            return 0
        fi
    done
    return 1
}

need_python() {
    [ -z "${PC_PYTHON:-}" ] || return 0
    if ! find_python || ! "$PC_SYSTEM_PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        install_packages "python3 python3-venv"
    fi
    find_python || die "no Python 3.11, 3.12 or 3.13 on this machine; install one, e.g.
    apt-get install -y python3 python3-venv"
    venv_key=$({
        "$PC_SYSTEM_PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)'
        cat "$PC_ROOT/requirements.txt"
    } | sha256sum | cut -c1-12)
    PC_VENV=$PC_CACHE/venv-$venv_key
    PC_PYTHON=$PC_VENV/bin/python
    venv_has requirements.txt ||
        with_lock "$PC_CACHE/.venv.lock" fill_venv requirements.txt
}

need_python_dev() {
    need_python
    venv_has requirements-dev.txt ||
        with_lock "$PC_CACHE/.venv.lock" fill_venv requirements-dev.txt
}

# The mark is the copy of the pins that were installed, written last.
venv_has() {
    "$PC_PYTHON" -c '' 2>/dev/null &&
        cmp -s "$PC_ROOT/$1" "$PC_VENV/installed-$1"
}

fill_venv() {
    venv_has "$1" && return 0
    fill_started=$(date +%s)
    if ! venv_has requirements.txt; then
        rm -rf "$PC_VENV"
        logged "$PC_LOGS/venv.log" "making the Python environment" \
            "$PC_SYSTEM_PYTHON" -m venv "$PC_VENV"
    fi
    say "installing Python packages from $1"
    logged "$PC_LOGS/pip-$1.log" "installing Python packages ($1)" \
        "$PC_PYTHON" -m pip install --disable-pip-version-check \
        --no-input -r "$PC_ROOT/$1"
    cp "$PC_ROOT/$1" "$PC_VENV/installed-$1"
    say "Python packages are ready ($(seconds_since "$fill_started") s)"
}
